//! The levels in force for a function: `checks:` of its manifest, then the flags.

use super::registry;
use super::words::{nearest, quote};
use crate::diagnostic::sink::Setting;
use crate::diagnostic::{Diagnostic, Level, LevelSource, Levels};
use crate::error::{Error, Kind, Result};
use crate::function::Desired;

/// The groups that a level can be set for, with what is in them.
pub const GROUPS: &[(&str, &str)] = &[
    ("mission", "what every request must have: name, role, runtime, handler, memory, timeout, code"),
    ("limits", "the service's limits, and settings that exclude or need one another"),
    ("package", "the files and the finished package"),
    ("secrets", "credentials in clear"),
    ("calendar", "what only the passing of time brings"),
    ("warnings", "every finding that would be a warning"),
    ("all", "every rule"),
];

fn flag(level: Level) -> &'static str {
    match level {
        Level::Allow => "-A",
        Level::Warn => "-W",
        Level::Deny => "-D",
    }
}

/// Whether the flags name rules and groups; needs no manifest.
///
/// # Errors
/// A flag names no rule and no group (usage).
pub fn check_flags(flags: &[(Level, String)]) -> Result<()> {
    match flags.iter().find(|(_, name)| !is_name(name)) {
        None => Ok(()),
        Some((level, name)) => {
            let message = format!("{} after {} is no rule and no group of rules", quote(name), flag(*level));
            Err(Error::new(Kind::Usage, message).hint(advice(name)))
        }
    }
}

/// The settings of levels, weakest first: `checks:` in its order, then the flags in theirs.
///
/// # Errors
/// A flag names no rule and no group (usage). A name in `checks:` that is none only warns: the manifest may
/// be written for a later lamctl.
pub fn levels(desired: &Desired, flags: &[(Level, String)]) -> Result<(Levels, Vec<Diagnostic>)> {
    check_flags(flags)?;
    let mut levels = Levels::default();
    let mut warnings = Vec::new();
    for (name, level) in &desired.checks {
        let place = || desired.places.key(&["checks", name]);
        if !is_name(name) {
            let message = format!("{} is no rule and no group of rules", quote(name));
            warnings.push(Diagnostic::warning(message, place()).help(advice(name)).function(desired.bare_name()));
            continue;
        }
        if let Some(text) = pointless(name, *level) {
            warnings.push(Diagnostic::warning(text, place()).function(desired.bare_name()));
        }
        levels.settings.push(Setting { name: name.clone(), level: *level, from: LevelSource::Manifest(name.clone()) });
    }
    for (level, name) in flags {
        let flag = flag(*level);
        if let Some(text) = pointless(name, *level) {
            warnings.push(Diagnostic::warning(text, None).function(desired.bare_name()));
        }
        levels.settings.push(Setting {
            name: name.clone(),
            level: *level,
            from: LevelSource::Flag(format!("{flag} {name}")),
        });
    }
    Ok((levels, warnings))
}

fn is_name(name: &str) -> bool {
    GROUPS.iter().any(|(group, _)| *group == name) || registry::find(name).is_some()
}

fn pointless(name: &str, level: Level) -> Option<String> {
    let rule = registry::find(name).filter(|rule| rule.fixed && level < rule.level)?;
    Some(format!("{} stays at {}: nothing can be done without what it asks for", quote(name), rule.level.as_str()))
}

fn advice(name: &str) -> String {
    let names = registry::all().map(|rule| rule.name).chain(GROUPS.iter().map(|(group, _)| *group));
    match nearest(name, names).as_slice() {
        [] => "run `lamctl explain` for the list of rules".to_owned(),
        [one, ..] => format!("did you mean {}? run `lamctl explain` for the list of rules", quote(one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::support::desired;

    #[test]
    fn an_unknown_name_warns_in_the_manifest_and_is_wrong_usage_in_a_flag() {
        let mut desired = desired();
        desired.checks = vec![("memory-multiple-of-46".into(), Level::Allow), ("limits".into(), Level::Warn)];
        let (levels, warnings) = super::levels(&desired, &[(Level::Deny, "warnings".into())]).unwrap();
        assert_eq!(levels.settings.len(), 2);
        assert_eq!(levels.settings[1].from, LevelSource::Flag("-D warnings".into()));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].level, Level::Warn);
        assert!(warnings[0].help.as_ref().unwrap().contains("`memory-multiple-of-64`"), "{:?}", warnings[0]);

        let error = super::levels(&desired, &[(Level::Allow, "warning".into())]).unwrap_err();
        assert_eq!(error.kind, Kind::Usage);
        assert!(error.message.contains("`warning` after -A"), "{error}");
        assert!(error.hints[0].contains("`warnings`"), "{:?}", error.hints);
    }

    #[test]
    fn a_rule_that_cannot_be_allowed_says_so() {
        let (_, warnings) = super::levels(&desired(), &[(Level::Allow, "source-missing".into())]).unwrap();
        assert!(warnings[0].message.contains("`source-missing` stays at deny"));
    }
}
