//! Finds, before anything is sent and in one go, what AWS would refuse and what would fail at the first
//! invoke. Three passes: the manifest, the files, the finished package; `deploy` adds a fourth after
//! reading what is deployed.

pub mod registry;
pub mod rule;
pub mod rules;

use jiff::civil::Date;

use crate::function::{Deployed, Desired};
use crate::package::{Artifact, Files};

/// What a run of the checks is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The function is to be made: what only a new function needs is needed.
    Create,
    /// The function may exist.
    Deploy,
}

/// Everything that rules may look at. What is not known yet is `None`, and rules that need it stay silent.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub desired: &'a Desired,
    pub goal: Goal,
    /// The region in force (flag, manifest, environment, profile), where one is known.
    pub region: Option<&'a str>,
    /// An endpoint other than AWS's own is in use.
    pub custom_endpoint: bool,
    /// Today, injected: rules about dates are pure.
    pub today: Date,
    /// What became of collecting the files (pass 2); `None` where the code is not local.
    pub files: Option<&'a Files>,
    /// The finished package (pass 3).
    pub artifact: Option<&'a Artifact>,
    /// What is deployed (pass 4): `Some(None)` is a function that turned out absent.
    pub deployed: Option<Option<&'a Deployed>>,
}
