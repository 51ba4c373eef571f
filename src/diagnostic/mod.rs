//! A finding: what is wrong, where, and how to mend it. Its words stand beside the rule that makes it;
//! its level is decided in one place, [`sink::Sink`].

pub mod sink;
pub mod source;

pub use sink::{LevelSource, Levels, Sink};
pub use source::{Locate, Node, Part, Place, Source, Span};

/// How much a finding weighs. `Deny` stops the run with exit code 4 (3 for a fault of the manifest itself).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Allow,
    Warn,
    Deny,
}

impl Level {
    /// The level named so in `checks:`, or `None`.
    pub fn parse(name: &str) -> Option<Level> {
        match name {
            "allow" => Some(Level::Allow),
            "warn" => Some(Level::Warn),
            "deny" => Some(Level::Deny),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule's name; `None` for a fault of the manifest as such, which no level can silence.
    pub rule: Option<&'static str>,
    pub level: Level,
    /// What set the level, where it was not the rule's own default.
    pub source: LevelSource,
    /// The function it is about, by name, where one is known.
    pub function: Option<String>,
    /// A lower-case phrase without a full stop: what is wrong, with the value and the limit.
    pub message: String,
    /// An imperative: how to mend it.
    pub help: Option<String>,
    /// Where in the manifest (or in an argument).
    pub place: Option<Place>,
    /// A file inside the package, by its entry name.
    pub entry: Option<String>,
}

impl Diagnostic {
    /// A fault of the manifest itself: syntax, keys, types.
    pub fn fault(message: impl Into<String>, place: Option<Place>) -> Self {
        Diagnostic {
            rule: None,
            level: Level::Deny,
            source: LevelSource::Default,
            function: None,
            message: message.into(),
            help: None,
            place,
            entry: None,
        }
    }

    /// A warning about the manifest itself (a null value, for one).
    pub fn warning(message: impl Into<String>, place: Option<Place>) -> Self {
        Diagnostic { level: Level::Warn, ..Self::fault(message, place) }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn function(mut self, name: impl Into<String>) -> Self {
        self.function = Some(name.into());
        self
    }
}
