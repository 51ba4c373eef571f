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
    /// The level of a finding. `stated` is the level the rule gave this finding itself, where it lowered
    /// its default because it is not sure; settings that name the rule override it all the same, but
    /// `all`/group settings to deny do not raise an unsure finding unless it is `warnings`.
    pub fn decide(&self, rule: RuleLevel<'_>, stated: Option<Level>) -> (Level, LevelSource) {
        let mut level = stated.unwrap_or(rule.default);
        let mut from = if stated.is_some_and(|l| l != rule.default) { LevelSource::Rule } else { LevelSource::Default };
        for setting in &self.settings {
            let applies = match setting.name.as_str() {
                "all" => true,
                // Every finding that would be a warning; what only the calendar brings stays one.
                "warnings" => level == Level::Warn && !(setting.level == Level::Deny && rule.calendar),
                name => name == rule.name || name == rule.group,
            };
            if applies {
                level = setting.level;
                from = setting.from.clone();
            }
        }
        if rule.fixed && level != Level::Deny {
            return (stated.unwrap_or(rule.default), LevelSource::Default);
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
