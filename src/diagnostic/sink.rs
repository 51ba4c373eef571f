//! The one place where a finding gets its level: built-in default, then `checks:` of the manifest,
//! then `-A/-W/-D` in the order given.

use super::{Diagnostic, Level};

/// What set a finding's level.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum LevelSource {
    /// The rule's own default.
    #[default]
    Default,
    /// `checks:` in the manifest; the key that named it.
    Manifest(String),
    /// A flag; as typed (`-D warnings`).
    Flag(String),
    /// The rule itself, which lowers its level where it is not sure.
    Rule,
}

/// One setting of a level, for a rule or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// A rule's or a group's name.
    pub name: String,
    pub level: Level,
    pub from: LevelSource,
}

/// The settings in force for one function, weakest first: `checks:`, then flags. The last that names
/// the rule or one of its groups wins.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    pub settings: Vec<Setting>,
}

/// What [`Levels::decide`] has to know of the rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleLevel<'a> {
    pub name: &'a str,
    pub group: &'a str,
    pub default: Level,
    /// Cannot be allowed: nothing to package, an unreadable zip.
    pub fixed: bool,
    /// Brought by the calendar alone: `-D warnings` leaves it a warning.
    pub calendar: bool,
}

impl Levels {
    /// The level of a finding. `stated` is the level the rule gave this finding itself, where it departs
    /// from its default, mostly because it is not sure. A setting that names the rule overrides it; one
    /// that names a group or `all` does not raise to deny what the rule is not sure of (`warnings` does).
    pub fn decide(&self, rule: RuleLevel<'_>, stated: Option<Level>) -> (Level, LevelSource) {
        let base = stated.unwrap_or(rule.default);
        let own = if base == rule.default { LevelSource::Default } else { LevelSource::Rule };
        let unsure = base < rule.default;
        let (mut level, mut from) = (base, own.clone());
        for setting in &self.settings {
            let name = setting.name.as_str();
            let to = match name {
                _ if name == rule.name => setting.level,
                // What only the calendar brings stays a warning: else a day would break a build.
                "warnings" if level == Level::Warn && !(setting.level == Level::Deny && rule.calendar) => setting.level,
                "all" => setting.level,
                _ if name == rule.group => setting.level,
                _ => continue,
            };
            let grouped = name != rule.name && name != "warnings";
            (level, from) =
                if grouped && to == Level::Deny && unsure { (base, own.clone()) } else { (to, setting.from.clone()) };
        }
        // Only where it denies: a mere warning of a fixed rule is nobody's need.
        if rule.fixed && base == Level::Deny && level != Level::Deny {
            return (base, own);
        }
        (level, from)
    }
}

/// Collects findings, each with its final level; `Allow` drops it.
#[derive(Debug, Default)]
pub struct Sink {
    pub found: Vec<Diagnostic>,
}

impl Sink {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.level != Level::Allow {
            self.found.push(diagnostic);
        }
    }

    /// Whether anything stops the run.
    pub fn denied(&self) -> bool {
        self.found.iter().any(|d| d.level == Level::Deny)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: RuleLevel<'_> =
        RuleLevel { name: "tags", group: "limits", default: Level::Deny, fixed: false, calendar: false };

    fn levels(settings: &[(&str, Level)]) -> Levels {
        let setting = |(name, level): &(&str, Level)| Setting {
            name: (*name).into(),
            level: *level,
            from: LevelSource::Flag((*name).into()),
        };
        Levels { settings: settings.iter().map(setting).collect() }
    }

    fn decide(settings: &[(&str, Level)], rule: RuleLevel<'_>, stated: Option<Level>) -> Level {
        levels(settings).decide(rule, stated).0
    }

    #[test]
    fn the_last_setting_that_names_the_rule_or_its_group_wins() {
        use Level::{Allow, Deny, Warn};
        assert_eq!(decide(&[], RULE, None), Deny);
        assert_eq!(decide(&[("tags", Allow)], RULE, None), Allow);
        assert_eq!(decide(&[("tags", Allow), ("limits", Warn)], RULE, None), Warn);
        assert_eq!(decide(&[("limits", Warn), ("tags", Allow), ("package", Deny)], RULE, None), Allow);
        assert_eq!(decide(&[("all", Allow), ("tags", Deny)], RULE, None), Deny);
        let (_, from) = levels(&[("all", Allow), ("tags", Warn)]).decide(RULE, None);
        assert_eq!(from, LevelSource::Flag("tags".into()));
    }

    #[test]
    fn warnings_are_what_would_be_warnings_but_for_the_calendar() {
        use Level::{Allow, Deny, Warn};
        let calendar = RuleLevel { default: Warn, group: "calendar", calendar: true, ..RULE };
        assert_eq!(decide(&[("warnings", Deny)], RULE, Some(Warn)), Deny);
        assert_eq!(decide(&[("warnings", Allow)], RULE, None), Deny);
        assert_eq!(decide(&[("tags", Warn), ("warnings", Deny)], RULE, None), Deny);
        assert_eq!(decide(&[("warnings", Deny)], calendar, None), Warn);
        assert_eq!(decide(&[("warnings", Allow)], calendar, None), Allow);
        assert_eq!(decide(&[("calendar", Deny)], calendar, None), Deny);
    }

    #[test]
    fn a_group_does_not_raise_what_the_rule_is_not_sure_of() {
        use Level::{Allow, Deny, Warn};
        assert_eq!(decide(&[("limits", Deny)], RULE, Some(Warn)), Warn);
        assert_eq!(decide(&[("all", Deny)], RULE, Some(Warn)), Warn);
        assert_eq!(decide(&[("tags", Deny)], RULE, Some(Warn)), Deny);
        assert_eq!(decide(&[("limits", Allow)], RULE, Some(Warn)), Allow);
        let quiet = RuleLevel { default: Allow, ..RULE };
        assert_eq!(decide(&[("limits", Deny)], quiet, None), Deny);
        assert_eq!(levels(&[]).decide(RULE, Some(Warn)).1, LevelSource::Rule);
    }

    #[test]
    fn a_fixed_rule_cannot_be_allowed() {
        use Level::{Allow, Deny, Warn};
        let fixed = RuleLevel { fixed: true, ..RULE };
        assert_eq!(decide(&[("tags", Allow), ("all", Warn)], fixed, None), Deny);
        assert_eq!(decide(&[("tags", Allow)], fixed, Some(Warn)), Allow);
    }
}
