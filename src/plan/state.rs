//! What planning has to know of a function that may exist, beyond the manifest.

use crate::function::{Alias, Deployed, Desired, Remote, VersionSummary};

/// What AWS has of one function; read before planning.
#[derive(Clone, Debug, Default)]
pub struct DeployedState {
    pub function: Deployed,
    /// Of the managed aliases, those that exist.
    pub aliases: Vec<Alias>,
    /// The versions, `$LATEST` or not; empty where [`Reads::versions`] did not ask for them.
    pub versions: Vec<VersionSummary>,
    /// The code signing configuration; `None` where there is none, or nobody asked.
    pub code_signing: Option<String>,
}

/// What has to be read beside GetFunction, so that a deploy reads no more than it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// GetFunctionCodeSigningConfig.
    pub code_signing: bool,
    /// ListVersionsByFunction, all pages; of a function that ended Failed it is read anyway.
    pub versions: bool,
    /// GetAlias of each.
    pub aliases: Vec<String>,
}

impl Reads {
    /// What `deploy` of this manifest needs.
    pub fn of(desired: &Desired) -> Self {
        let publish = desired.settings.publish == Some(true);
        Reads {
            code_signing: desired.settings.code_signing_config_arn.is_some(),
            versions: publish,
            aliases: if publish { super::create::aliases(desired).map(str::to_owned).collect() } else { Vec::new() },
        }
    }
}

/// The number of a published version.
pub(super) fn number(version: &Remote) -> Option<u64> {
    version.version.as_deref()?.parse().ok()
}

/// The published version with the highest number.
pub(super) fn newest(versions: &[VersionSummary]) -> Option<&VersionSummary> {
    versions.iter().filter(|v| number(v).is_some()).max_by_key(|v| number(v))
}
