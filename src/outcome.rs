//! What happened, as values: the JSON document and the human summary are made from these.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::error::Error;

/// What the plan for a function was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Create,
    Update,
    Delete,
    None,
}

/// What happened to a function, also when the run failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    Created,
    Updated,
    Unchanged,
    Deleted,
    None,
}

/// The package that was sent, or would be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PackageSummary {
    /// `dir`, `zip`, `s3` or `image`.
    pub source: &'static str,
    /// CodeSha256: base64 of the SHA-256 of the zip; null where AWS alone has the bytes.
    pub sha256: Option<String>,
    pub zipped_bytes: Option<u64>,
    pub unzipped_bytes: Option<u64>,
    pub files: Option<u64>,
}

/// A call that was made.
#[derive(Clone, Debug, serde::Serialize)]
pub struct StepRecord {
    pub operation: &'static str,
    pub attempts: u32,
    pub duration_ms: u64,
    pub request_id: Option<String>,
}

/// What became of one function.
#[derive(Debug)]
pub struct FunctionOutcome {
    pub name: String,
    pub file: Option<String>,
    pub plan: Action,
    pub effect: Effect,
    pub function_arn: Option<String>,
    pub version: Option<String>,
    pub version_arn: Option<String>,
    /// The alias's ARN, where aliases are managed: the ARN that callers should use.
    pub alias_arn: Option<String>,
    pub state: Option<String>,
    pub state_reason_code: Option<String>,
    pub state_reason: Option<String>,
    pub last_update_status: Option<String>,
    pub code_sha256: Option<String>,
    pub code_size: Option<u64>,
    pub revision_id: Option<String>,
    pub package: Option<PackageSummary>,
    pub steps: Vec<StepRecord>,
    pub waited: Duration,
    pub polls: u32,
    pub error: Option<Error>,
}

impl FunctionOutcome {
    pub fn new(name: impl Into<String>, file: Option<String>) -> Self {
        FunctionOutcome {
            name: name.into(),
            file,
            plan: Action::None,
            effect: Effect::None,
            function_arn: None,
            version: None,
            version_arn: None,
            alias_arn: None,
            state: None,
            state_reason_code: None,
            state_reason: None,
            last_update_status: None,
            code_sha256: None,
            code_size: None,
            revision_id: None,
            package: None,
            steps: Vec::new(),
            waited: Duration::ZERO,
            polls: 0,
            error: None,
        }
    }

    /// The ARN that stdout carries: the alias's, the version's, or the function's.
    pub fn arn(&self) -> Option<&str> {
        self.alias_arn.as_deref().or(self.version_arn.as_deref()).or(self.function_arn.as_deref())
    }
}

/// What stdout carries in human mode.
#[derive(Debug, Default)]
pub enum Stdout {
    #[default]
    Nothing,
    Text(String),
    Bytes(Vec<u8>),
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    pub command: String,
    pub functions: Vec<FunctionOutcome>,
    pub diagnostics: Vec<Diagnostic>,
    /// The command's own result in JSON.
    pub result: Option<serde_json::Value>,
    /// The command's own result for people.
    pub stdout: Stdout,
    /// stdout was a stream of JSON lines: only an error still makes a document, on one line.
    pub lines: bool,
    /// What went wrong outside any one function.
    pub error: Option<Error>,
    pub region: Option<String>,
    pub endpoint: Option<String>,
    pub dry_run: bool,
    /// An exit code that is no error (1 for `diff --exit-code`, a sandbox command's own).
    pub exit: Option<u8>,
}
