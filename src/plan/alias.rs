//! Aliases: setting, deleting, and what lamctl notes in an alias's description when it moves one.
//!
//! The note stands at the description's end, after whatever somebody wrote there:
//! `the one that callers use [lamctl: previous version 3]`. `rollback` reads it back.

use std::collections::BTreeMap;

use super::provenance::DESCRIPTION_LIMIT;
use super::step::{Change, Do, Plan, VersionRef, words};
use super::steps::Steps;
use crate::error::{Error, Kind, Result};
use crate::function::Alias;
use crate::outcome::Action;

const START: &str = "[lamctl: previous version ";

/// The description with the version noted that the alias is moved away from.
pub fn remember(description: Option<&str>, previous: &str) -> String {
    let note = format!("{START}{previous}]");
    let text = text(description.unwrap_or_default());
    let room = DESCRIPTION_LIMIT.saturating_sub(note.chars().count() + 1);
    let text: String = text.chars().take(room).collect();
    if text.is_empty() { note } else { format!("{text} {note}") }
}

/// The version that the alias pointed at before lamctl moved it last.
pub fn previous(description: &str) -> Option<&str> {
    let (_, rest) = description.rsplit_once(START)?;
    rest.strip_suffix(']').filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// What of the description is not lamctl's note.
fn text(description: &str) -> &str {
    match previous(description) {
        Some(_) => description.rsplit_once(START).map_or(description, |(text, _)| text).trim_end(),
        None => description.trim_end(),
    }
}

/// Points an alias that may exist at a version, with the given weights (or none: a shift ends). Nothing is
/// added where it does so already.
pub(super) fn point(
    steps: &mut Steps,
    name: &str,
    existing: Option<&Alias>,
    version: &VersionRef,
    weights: BTreeMap<String, f64>,
) {
    let target = match version {
        VersionRef::Number(number) => Some(number.as_str()),
        VersionRef::PublishedBy(_) => None,
    };
    let moves = existing.is_none_or(|alias| Some(alias.version.as_str()) != target);
    let mut changes = Vec::new();
    if moves {
        changes.push(Change {
            field: format!("aliases.{name}"),
            from: existing.map(|alias| alias.version.clone().into()),
            to: Some(words(version).into()),
        });
    }
    let none = BTreeMap::new();
    let old = existing.map_or(&none, |alias| &alias.weights);
    if *old != weights {
        changes.push(Change { field: format!("aliases.{name}.weights"), from: shown(old), to: shown(&weights) });
    }
    let Some(alias) = existing else {
        let first: Vec<Change> = changes.drain(..1.min(changes.len())).collect();
        steps.push(Do::CreateAlias { alias: name.to_owned(), version: version.clone(), description: None }, first);
        if !weights.is_empty() {
            let update = Do::UpdateAlias {
                alias: name.to_owned(),
                version: version.clone(),
                description: None,
                weights,
                revision_id: None,
            };
            steps.push(update, changes);
        }
        return;
    };
    if changes.is_empty() {
        return;
    }
    if !old.is_empty() && weights.is_empty() {
        let shares: Vec<String> = old.iter().map(|(v, share)| format!("version {v} at {share}")).collect();
        steps.note(format!("alias {name}: the shift under way ({}) ends", shares.join(", ")));
    }
    let description =
        (moves && alias.version.parse::<u64>().is_ok()).then(|| remember(alias.description.as_deref(), &alias.version));
    let update = Do::UpdateAlias {
        alias: name.to_owned(),
        version: version.clone(),
        description,
        weights,
        revision_id: alias.revision_id.clone(),
    };
    steps.push(update, changes);
}

fn shown(weights: &BTreeMap<String, f64>) -> Option<serde_json::Value> {
    (!weights.is_empty())
        .then(|| weights.iter().map(|(v, share)| (v.clone(), serde_json::Value::from(*share))).collect())
}

/// `alias set`: makes the alias, or points it at `to`, with so much of the calls going to other versions.
///
/// # Errors
/// Kind `Usage`: a weight that AWS has no use for.
pub fn set(
    function: &str,
    alias: &str,
    existing: Option<&Alias>,
    to: &str,
    weights: &BTreeMap<String, f64>,
) -> Result<Plan> {
    let wrong = |message: String| Err(Error::new(Kind::Usage, message).hint("give `--weight VERSION=0.1`"));
    if weights.len() > 1 {
        return wrong("an alias sends calls to two versions at most: one `--weight`".into());
    }
    for (version, weight) in weights {
        if !(0.0..=1.0).contains(weight) {
            return wrong(format!("a weight is a share of the calls from 0 to 1, not {weight}"));
        }
        if version == to {
            return wrong(format!("version {version} is what the alias points at, so it needs no weight"));
        }
        if version == "$LATEST" || to == "$LATEST" {
            return wrong("calls are shared between published versions only, not $LATEST".into());
        }
    }
    let mut steps = Steps::default();
    point(&mut steps, alias, existing, &VersionRef::Number(to.to_owned()), weights.clone());
    let action = match (steps.is_empty(), existing) {
        (true, _) => Action::None,
        (false, _) => Action::Update,
    };
    Ok(steps.plan(function, action, false))
}

/// `alias delete`: absent already is nothing to do.
pub fn delete(function: &str, alias: &str, existing: Option<&Alias>) -> Plan {
    let mut steps = Steps::default();
    let Some(existing) = existing else {
        return steps.plan(function, Action::None, false);
    };
    let change = Change { field: format!("aliases.{alias}"), from: Some(existing.version.clone().into()), to: None };
    steps.push(Do::DeleteAlias { alias: alias.to_owned() }, vec![change]);
    steps.plan(function, Action::Update, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(version: &str, description: Option<&str>, weights: &[(&str, f64)]) -> Alias {
        Alias {
            name: "live".into(),
            version: version.into(),
            description: description.map(Into::into),
            weights: weights.iter().map(|(v, w)| ((*v).to_owned(), *w)).collect(),
            revision_id: Some("a1".into()),
            ..Alias::default()
        }
    }

    #[test]
    fn the_note_is_read_back_and_leaves_other_words_alone() {
        for text in [None, Some("for the web"), Some(&*"é".repeat(256)), Some("[lamctl: previous version x]")] {
            let once = remember(text, "3");
            let twice = remember(Some(&once), "14");
            assert_eq!((previous(&once), previous(&twice)), (Some("3"), Some("14")));
            assert!(twice.chars().count() <= DESCRIPTION_LIMIT);
            assert_eq!(twice.matches("version 3").count(), 0, "{twice}");
            if text == Some("for the web") {
                assert!(twice.starts_with("for the web ["), "{twice}");
            }
        }
        assert_eq!(previous("for the web"), None);
    }

    #[test]
    fn setting_what_is_set_does_nothing() {
        let has = alias("3", None, &[("2", 0.1)]);
        let weights = has.weights.clone();
        assert!(set("f", "live", Some(&has), "3", &weights).unwrap().steps.is_empty());

        let plan = set("f", "live", Some(&has), "3", &BTreeMap::new()).unwrap();
        assert_eq!((plan.steps.len(), plan.notes.len()), (1, 1));
        let Do::UpdateAlias { description, weights, revision_id, .. } = &plan.steps[0].what else { unreachable!() };
        assert_eq!((description, weights.len(), revision_id.as_deref()), (&None, 0, Some("a1")));

        let plan = set("f", "live", Some(&has), "4", &has.weights).unwrap();
        let Do::UpdateAlias { description, .. } = &plan.steps[0].what else { unreachable!() };
        assert_eq!(description.as_deref().and_then(previous), Some("3"));
        assert!(plan.notes.is_empty());
    }

    #[test]
    fn a_new_alias_with_a_weight_takes_two_steps() {
        let weights = BTreeMap::from([("1".to_owned(), 0.25)]);
        let plan = set("f", "live", None, "2", &weights).unwrap();
        assert!(matches!(plan.steps[0].what, Do::CreateAlias { .. }));
        assert!(matches!(&plan.steps[1].what, Do::UpdateAlias { weights: w, .. } if *w == weights));
        assert_eq!(plan.steps.len(), 2);
    }

    #[test]
    fn weights_that_make_no_sense_are_refused() {
        let one = |v: &str, w: f64| BTreeMap::from([(v.to_owned(), w)]);
        for (to, weights) in [
            ("2", one("1", 1.5)),
            ("2", one("1", f64::NAN)),
            ("2", one("2", 0.5)),
            ("$LATEST", one("1", 0.5)),
            ("3", BTreeMap::from([("1".to_owned(), 0.1), ("2".to_owned(), 0.1)])),
        ] {
            assert_eq!(set("f", "live", None, to, &weights).unwrap_err().kind, Kind::Usage, "{to} {weights:?}");
        }
    }

    #[test]
    fn deleting_what_is_absent_does_nothing() {
        assert_eq!(delete("f", "live", None).action, Action::None);
        assert_eq!(delete("f", "live", Some(&alias("1", None, &[]))).steps.len(), 1);
    }
}
