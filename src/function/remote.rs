//! What AWS has.

use std::collections::BTreeMap;

use super::Settings;

/// A function's (or version's) configuration as AWS answers it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remote {
    pub name: String,
    pub arn: Option<String>,
    pub version: Option<String>,
    /// Configuration; `tags` and `code_signing_config_arn` are not part of a configuration answer.
    pub settings: Settings,
    /// AWS could not decrypt the variables: `settings.environment` is not what is stored.
    pub environment_error: Option<String>,
    pub state: Option<String>,
    pub state_reason: Option<String>,
    pub state_reason_code: Option<String>,
    pub last_update_status: Option<String>,
    pub last_update_status_reason: Option<String>,
    pub last_update_status_reason_code: Option<String>,
    pub code_sha256: Option<String>,
    /// Bytes.
    pub code_size: Option<i64>,
    pub revision_id: Option<String>,
    /// ISO 8601, as AWS writes it.
    pub last_modified: Option<String>,
}

/// A GetFunction answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deployed {
    pub configuration: Remote,
    pub code: CodeLocation,
    /// `None` where the answer has none (no tags, or no permission to list them).
    pub tags: Option<BTreeMap<String, String>>,
    pub reserved_concurrency: Option<i32>,
}

#[derive(Clone, Default, PartialEq)]
pub struct CodeLocation {
    /// A presigned URL: secret.
    pub location: Option<String>,
    pub image_uri: Option<String>,
    pub resolved_image_uri: Option<String>,
}

impl std::fmt::Debug for CodeLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeLocation").field("image_uri", &self.image_uri).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alias {
    pub name: String,
    pub arn: Option<String>,
    pub version: String,
    pub description: Option<String>,
    /// Further versions with their share of the calls, 0 to 1.
    pub weights: BTreeMap<String, f64>,
    pub revision_id: Option<String>,
}

/// An item of ListFunctions.
pub type FunctionSummary = Remote;
/// An item of ListVersionsByFunction (no state in it).
pub type VersionSummary = Remote;
