//! Calls and answers, without SDK types: what `apply` sends and `aws` translates.

use std::collections::BTreeMap;

use crate::function::{Alias, Deployed, Remote, Settings};
use crate::package::Artifact;

/// The code that a call sends.
#[derive(Clone, Debug)]
pub enum CodeRef {
    /// The zip itself.
    Zip {
        artifact: Artifact,
        kms_key: Option<String>,
    },
    /// The zip as staged in S3 by an earlier step.
    Staged {
        artifact: Artifact,
        bucket: String,
        key: String,
        version: Option<String>,
        kms_key: Option<String>,
    },
    S3 {
        bucket: String,
        key: String,
        version: Option<String>,
        storage_mode: Option<String>,
        kms_key: Option<String>,
    },
    Image {
        uri: String,
        kms_key: Option<String>,
    },
}

/// One call to AWS.
#[derive(Clone, Debug)]
pub enum Call {
    GetCallerIdentity,
    CreateFunction {
        name: String,
        settings: Box<Settings>,
        code: CodeRef,
    },
    GetFunctionConfiguration {
        name: String,
        qualifier: Option<String>,
    },
    GetFunction {
        name: String,
        qualifier: Option<String>,
    },
    UpdateFunctionConfiguration {
        name: String,
        settings: Box<Settings>,
        revision_id: Option<String>,
    },
    UpdateFunctionCode {
        name: String,
        code: CodeRef,
        architectures: Option<Vec<String>>,
        revision_id: Option<String>,
    },
    PublishVersion {
        name: String,
        code_sha256: Option<String>,
        description: Option<String>,
        revision_id: Option<String>,
    },
    GetFunctionCodeSigningConfig {
        name: String,
    },
    PutFunctionCodeSigningConfig {
        name: String,
        arn: String,
    },
    DeleteFunctionCodeSigningConfig {
        name: String,
    },
    TagResource {
        arn: String,
        tags: BTreeMap<String, String>,
    },
    UntagResource {
        arn: String,
        keys: Vec<String>,
    },
    ListTags {
        arn: String,
    },
    GetAlias {
        name: String,
        alias: String,
    },
    CreateAlias {
        name: String,
        alias: String,
        version: String,
        description: Option<String>,
        weights: BTreeMap<String, f64>,
    },
    UpdateAlias {
        name: String,
        alias: String,
        version: String,
        description: Option<String>,
        /// Always sent: empty ends a shift under way.
        weights: BTreeMap<String, f64>,
        revision_id: Option<String>,
    },
    DeleteAlias {
        name: String,
        alias: String,
    },
    /// One page.
    ListAliases {
        name: String,
        marker: Option<String>,
    },
    ListVersionsByFunction {
        name: String,
        marker: Option<String>,
    },
    ListFunctions {
        marker: Option<String>,
    },
    DeleteFunction {
        name: String,
        qualifier: Option<String>,
    },
    /// One page of event source mappings of a function.
    ListEventSourceMappings {
        name: String,
        marker: Option<String>,
    },
    GetFunctionUrlConfig {
        name: String,
    },
    Invoke {
        name: String,
        qualifier: Option<String>,
        payload: Vec<u8>,
        asynchronous: bool,
        tail: bool,
    },
}

impl Call {
    /// The operation's name in the API.
    pub fn operation(&self) -> &'static str {
        match self {
            Call::GetCallerIdentity => "GetCallerIdentity",
            Call::CreateFunction { .. } => "CreateFunction",
            Call::GetFunctionConfiguration { .. } => "GetFunctionConfiguration",
            Call::GetFunction { .. } => "GetFunction",
            Call::UpdateFunctionConfiguration { .. } => "UpdateFunctionConfiguration",
            Call::UpdateFunctionCode { .. } => "UpdateFunctionCode",
            Call::PublishVersion { .. } => "PublishVersion",
            Call::GetFunctionCodeSigningConfig { .. } => "GetFunctionCodeSigningConfig",
            Call::PutFunctionCodeSigningConfig { .. } => "PutFunctionCodeSigningConfig",
            Call::DeleteFunctionCodeSigningConfig { .. } => "DeleteFunctionCodeSigningConfig",
            Call::TagResource { .. } => "TagResource",
            Call::UntagResource { .. } => "UntagResource",
            Call::ListTags { .. } => "ListTags",
            Call::GetAlias { .. } => "GetAlias",
            Call::CreateAlias { .. } => "CreateAlias",
            Call::UpdateAlias { .. } => "UpdateAlias",
            Call::DeleteAlias { .. } => "DeleteAlias",
            Call::ListAliases { .. } => "ListAliases",
            Call::ListVersionsByFunction { .. } => "ListVersionsByFunction",
            Call::ListFunctions { .. } => "ListFunctions",
            Call::DeleteFunction { .. } => "DeleteFunction",
            Call::ListEventSourceMappings { .. } => "ListEventSourceMappings",
            Call::GetFunctionUrlConfig { .. } => "GetFunctionUrlConfig",
            Call::Invoke { .. } => "Invoke",
        }
    }
}

/// What AWS answered.
#[derive(Clone, Debug)]
pub enum Answer {
    Identity {
        account: String,
        arn: String,
    },
    Configuration(Box<Remote>),
    Function(Box<Deployed>),
    Alias(Alias),
    Aliases {
        items: Vec<Alias>,
        next: Option<String>,
    },
    /// Versions or functions.
    Configurations {
        items: Vec<Remote>,
        next: Option<String>,
    },
    Tags(BTreeMap<String, String>),
    CodeSigning {
        arn: Option<String>,
    },
    EventSources {
        items: Vec<(String, Option<String>)>,
        next: Option<String>,
    },
    Url(Option<String>),
    Invoked {
        status: u16,
        function_error: Option<String>,
        payload: bytes::Bytes,
        log_tail: Option<String>,
        version: Option<String>,
    },
    Nothing,
}
