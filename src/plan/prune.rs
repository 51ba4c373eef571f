//! Deleting old versions that nothing needs.

use super::alias::previous;
use super::state::number;
use super::step::{Change, Do, Plan};
use super::steps::Steps;
use crate::function::{Alias, Remote, VersionSummary};
use crate::outcome::Action;

/// What pruning comes to.
#[derive(Clone, Debug)]
pub struct Prune {
    pub plan: Plan,
    /// The versions to delete, oldest first.
    pub deleted: Vec<String>,
    /// Versions that are kept though they are old, and why.
    pub kept: Vec<(String, String)>,
    /// Code storage that is freed, in bytes.
    pub freed_bytes: u64,
}

/// Keeps the `keep` newest versions, and those that an alias needs (its weights and the version that
/// `rollback` would go back to too) or that are what `$LATEST` is. `versions` and `aliases` are all there are.
pub fn prune(function: &str, versions: &[VersionSummary], aliases: &[Alias], keep: usize) -> Prune {
    let latest = versions.iter().find(|v| v.version.as_deref() == Some("$LATEST"));
    let mut numbered: Vec<(u64, &VersionSummary)> =
        versions.iter().filter_map(|v| number(v).map(|number| (number, v))).collect();
    numbered.sort_unstable_by_key(|(number, _)| *number);
    let current = numbered
        .iter()
        .rev()
        .find(|(_, v)| latest.is_some_and(|latest| latest.code_sha256.is_some() && latest.code_sha256 == v.code_sha256))
        .map(|(number, _)| *number);
    let old = numbered.len().saturating_sub(keep);

    let mut steps = Steps::default();
    let (mut deleted, mut kept, mut freed_bytes) = (Vec::new(), Vec::new(), 0u64);
    for (number, version) in &numbered[..old] {
        let name = number.to_string();
        if let Some(why) = needed(&name, aliases) {
            kept.push((name, why));
        } else if current == Some(*number) {
            kept.push((name, "it is what $LATEST is".into()));
        } else {
            freed_bytes = freed_bytes.saturating_add(size(version));
            let change = Change {
                field: format!("versions.{name}"),
                from: version.code_sha256.clone().map(Into::into),
                to: None,
            };
            steps.push(Do::Delete { qualifier: Some(name.clone()) }, vec![change]);
            deleted.push(name);
        }
    }
    for (name, why) in &kept {
        steps.note(format!("version {name} stays: {why}"));
    }
    let action = if deleted.is_empty() { Action::None } else { Action::Delete };
    Prune { plan: steps.plan(function, action, false), deleted, kept, freed_bytes }
}

fn needed(version: &str, aliases: &[Alias]) -> Option<String> {
    aliases.iter().find_map(|alias| {
        let name = &alias.name;
        if alias.version == version {
            Some(format!("alias {name} points at it"))
        } else if alias.weights.contains_key(version) {
            Some(format!("alias {name} sends a share of its calls to it"))
        } else if alias.description.as_deref().and_then(previous) == Some(version) {
            Some(format!("alias {name} would roll back to it"))
        } else {
            None
        }
    })
}

/// Bytes.
fn size(version: &Remote) -> u64 {
    version.code_size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn version(number: &str, code: &str) -> VersionSummary {
        VersionSummary {
            version: Some(number.into()),
            code_sha256: Some(code.into()),
            code_size: Some(100),
            ..VersionSummary::default()
        }
    }

    #[test]
    fn what_is_needed_stays() {
        let mut versions = vec![version("$LATEST", "c3")];
        versions.extend((1..=10).rev().map(|n| version(&n.to_string(), &format!("c{n}"))));
        let live = Alias {
            name: "live".into(),
            version: "2".into(),
            weights: BTreeMap::from([("4".into(), 0.1)]),
            description: Some("[lamctl: previous version 5]".into()),
            ..Alias::default()
        };
        let pruned = prune("f", &versions, &[live], 2);
        assert_eq!(pruned.deleted, ["1", "6", "7", "8"]);
        assert_eq!(pruned.freed_bytes, 400);
        assert_eq!(pruned.kept.iter().map(|(v, _)| v.as_str()).collect::<Vec<_>>(), ["2", "3", "4", "5"]);
        assert_eq!(pruned.plan.steps.len(), 4);
    }

    #[test]
    fn keeping_more_than_there_are_deletes_nothing() {
        let versions = [version("$LATEST", "x"), version("1", "a")];
        assert_eq!(prune("f", &versions, &[], 5).plan.action, Action::None);
        assert_eq!(prune("f", &versions, &[], 0).deleted, ["1"]);
        assert!(prune("f", &[], &[], 0).deleted.is_empty());
    }
}
