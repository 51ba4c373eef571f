//! Why something could not be done, with what to do about it. Kinds map to exit codes in [`crate::exit`].

use std::fmt;

/// What sort of error: the `kind` of the JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The arguments are wrong.
    Usage,
    /// The manifest cannot be read or is invalid.
    Manifest,
    /// A rule at deny.
    Checks,
    /// A guard stopped it before any change: account, unmanaged variables, immutable setting, missing `--yes`.
    Guard,
    /// No region, no credentials, expired login, endpoint unreachable, a file that cannot be read or written.
    Environment,
    /// AWS refused, or a retry budget ended on its refusal.
    Service,
    /// The function exists already, or somebody else changed it.
    Conflict,
    /// The function or its update ended Failed.
    Failed,
    /// The function ran and reported an error.
    FunctionError,
    /// A wait ran out of time.
    Timeout,
    /// SIGINT or SIGTERM (`code` says which).
    Interrupted,
    /// A bug in lamctl.
    Internal,
}

/// An error for people and programs.
#[derive(Debug)]
pub struct Error {
    pub kind: Kind,
    /// The service's error code, a reason code, or a signal's name, where there is one.
    pub code: Option<String>,
    /// A lower-case phrase without a full stop. Nothing secret is in it.
    pub message: String,
    pub request_id: Option<String>,
    /// Whether the same command line may succeed when run again.
    pub retryable: bool,
    /// Imperatives: what to do now.
    pub hints: Vec<String>,
    /// What lies below, outermost first when printed.
    pub cause: Option<anyhow::Error>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error {
            kind,
            code: None,
            message: message.into(),
            request_id: None,
            retryable: false,
            hints: Vec::new(),
            cause: None,
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    #[must_use]
    pub fn cause(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause:#}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
