//! What a rule is: a name, a group, a level, docs and a function.

use super::Subject;
use crate::diagnostic::{Level, Place};

/// When a rule can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pass {
    /// The manifest alone.
    Manifest = 1,
    /// The names and contents of the files.
    Files = 2,
    /// The finished package.
    Package = 3,
    /// What is deployed.
    Deployed = 4,
}

/// One rule: a row of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Kebab-case.
    pub name: &'static str,
    /// The passes it runs in.
    pub passes: &'static [Pass],
    pub level: Level,
    /// `mission`, `limits`, `package`, `secrets` or `calendar`.
    pub group: &'static str,
    /// Cannot be allowed.
    pub fixed: bool,
    /// One line: fires when.
    pub summary: &'static str,
    /// For `explain`: what it looks at, why it matters with the service's or runtime's own message, an
    /// example that fires, the cure.
    pub docs: &'static str,
    pub check: fn(&Subject<'_>, Pass, &mut Findings),
}

/// A finding before its level is decided.
#[derive(Clone, Debug)]
pub struct Finding {
    pub message: String,
    pub help: Option<String>,
    pub place: Option<Place>,
    /// A file in the package.
    pub entry: Option<String>,
    /// Set where the rule itself lowers (or raises) its default level.
    pub level: Option<Level>,
    /// Only the calendar brings this one: `-D warnings` leaves it a warning.
    pub calendar: bool,
}

impl Finding {
    pub fn new(message: impl Into<String>, place: Option<Place>) -> Self {
        Finding { message: message.into(), help: None, place, entry: None, level: None, calendar: false }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn entry(mut self, entry: impl Into<String>) -> Self {
        self.entry = Some(entry.into());
        self
    }

    #[must_use]
    pub fn warn(mut self) -> Self {
        self.level = Some(Level::Warn);
        self
    }

    /// Only a warning, unless what the rule went by is sure.
    #[must_use]
    pub fn sure(self, sure: bool) -> Self {
        if sure { self } else { self.warn() }
    }

    /// Brought by the passing of time alone.
    #[must_use]
    pub fn calendar(mut self) -> Self {
        self.calendar = true;
        self
    }

    #[must_use]
    pub fn deny(mut self) -> Self {
        self.level = Some(Level::Deny);
        self
    }
}

/// What one rule found.
#[derive(Debug, Default)]
pub struct Findings {
    pub found: Vec<Finding>,
}

impl Findings {
    pub fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }
}
