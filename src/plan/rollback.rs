//! Pointing an alias back at an earlier version, and showing what that changes.

use std::collections::BTreeMap;

use super::alias::{point, previous};
use super::compare::between;
use super::state::number;
use super::step::{Change, Plan, VersionRef};
use super::steps::Steps;
use crate::error::{Error, Kind, Result};
use crate::function::{Alias, VersionSummary};
use crate::outcome::Action;

/// Points `alias` at `to`; without it at the version that lamctl noted when it moved the alias last, else at
/// the highest one below. The step's changes say what callers get instead.
///
/// # Errors
/// Kind `Guard`: there is no such version, or none to go back to.
pub fn rollback(function: &str, alias: &Alias, versions: &[VersionSummary], to: Option<&str>) -> Result<Plan> {
    let find = |wanted: &str| versions.iter().find(|v| v.version.as_deref() == Some(wanted));
    let mut steps = Steps::default();
    let noted = alias.description.as_deref().and_then(previous).filter(|noted| *noted != alias.version);
    let target = match (to, noted) {
        (Some(to), _) => find(to).ok_or_else(|| {
            Error::new(Kind::Guard, format!("there is no version {to}"))
                .hint("run `lamctl versions` to see those that exist")
        })?,
        (None, Some(noted)) => match find(noted) {
            Some(version) => {
                steps.note(format!("version {noted} is what alias {} pointed at before", alias.name));
                version
            }
            None => {
                steps.note(format!("version {noted}, which alias {} pointed at before, is gone", alias.name));
                below(alias, versions, &mut steps)?
            }
        },
        (None, None) => below(alias, versions, &mut steps)?,
    };
    let target_number = target.version.clone().unwrap_or_default();
    point(&mut steps, &alias.name, Some(alias), &VersionRef::Number(target_number), BTreeMap::new());
    let action = if steps.is_empty() { Action::None } else { Action::Update };
    let mut plan = steps.plan(function, action, false);
    if let (Some(step), Some(current)) = (plan.steps.first_mut(), find(&alias.version)) {
        if current.code_sha256 != target.code_sha256 {
            step.changes.push(Change {
                field: "code".into(),
                from: current.code_sha256.clone().map(Into::into),
                to: target.code_sha256.clone().map(Into::into),
            });
        }
        step.changes.extend(between(function, current, target)?);
    }
    Ok(plan)
}

fn below<'a>(alias: &Alias, versions: &'a [VersionSummary], steps: &mut Steps) -> Result<&'a VersionSummary> {
    let current: Option<u64> = alias.version.parse().ok();
    let lower = versions
        .iter()
        .filter(|v| match (number(v), current) {
            (Some(number), Some(current)) => number < current,
            (number, None) => number.is_some(),
            (None, Some(_)) => false,
        })
        .max_by_key(|v| number(v));
    match lower {
        Some(version) => {
            steps.note(format!(
                "no earlier version is noted on alias {}: version {} is the highest below",
                alias.name,
                version.version.as_deref().unwrap_or_default()
            ));
            Ok(version)
        }
        None => Err(Error::new(
            Kind::Guard,
            format!("alias {} points at version {}, and there is no version below", alias.name, alias.version),
        )
        .hint("run `lamctl versions` to see those that exist, and name one with `--to`")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing;
    use super::*;
    use crate::plan::Do;

    fn version(number: &str, memory: i64) -> VersionSummary {
        let mut remote = testing::deployed(json!({"memory_size": memory})).configuration;
        remote.version = Some(number.into());
        remote.code_sha256 = Some(format!("code of {number}"));
        remote
    }

    fn alias(version: &str, description: Option<&str>) -> Alias {
        Alias {
            name: "live".into(),
            version: version.into(),
            description: description.map(Into::into),
            ..Alias::default()
        }
    }

    fn target(plan: &Plan) -> (&VersionRef, Option<&str>) {
        match &plan.steps[0].what {
            Do::UpdateAlias { version, description, .. } => (version, description.as_deref()),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn it_goes_where_it_is_told_or_was_or_below() {
        let versions = [version("$LATEST", 128), version("1", 128), version("2", 256), version("10", 512)];
        let noted = alias("10", Some("x [lamctl: previous version 1]"));
        let back = VersionRef::Number;
        let plan = rollback("f", &noted, &versions, None).unwrap();
        assert_eq!(target(&plan), (&back("1".into()), Some("x [lamctl: previous version 10]")));
        let fields: Vec<_> = plan.steps[0].changes.iter().map(|c| c.field.as_str()).collect();
        assert_eq!(fields, ["aliases.live", "code", "memory_size"]);

        assert_eq!(target(&rollback("f", &noted, &versions, Some("2")).unwrap()).0, &back("2".into()));
        let plain = alias("10", None);
        let plan = rollback("f", &plain, &versions, None).unwrap();
        assert_eq!(target(&plan).0, &back("2".into()));
        assert!(plan.notes[0].contains("highest below"));
        let gone = alias("10", Some("[lamctl: previous version 7]"));
        assert_eq!(target(&rollback("f", &gone, &versions, None).unwrap()).0, &back("2".into()));
    }

    #[test]
    fn nowhere_to_go_is_a_guard() {
        let versions = [version("$LATEST", 128), version("1", 128)];
        let kind = |to| rollback("f", &alias("1", None), &versions, to).unwrap_err().kind;
        assert_eq!((kind(None), kind(Some("9"))), (Kind::Guard, Kind::Guard));
        assert!(rollback("f", &alias("1", None), &versions, Some("1")).unwrap().steps.is_empty());
    }
}
