//! A plan: its steps, in order.

use std::collections::BTreeMap;

use super::call::CodeRef;
use crate::function::Settings;
use crate::outcome::Action;

/// What will be done to one function.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The function's name, as the calls give it.
    pub name: String,
    pub action: Action,
    pub steps: Vec<Step>,
    /// What people should know of it ("callers of $LATEST see a mix for the time between").
    pub notes: Vec<String>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Counts from 1: later steps refer to it ("the version published in step 3").
    pub id: u32,
    pub what: Do,
    /// Field by field, what it changes; for people and JSON.
    pub changes: Vec<Change>,
}

/// One difference. Environment values are never in it: they are `(changed)`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Change {
    /// The field's path in snake_case, dots between (`environment.variables.STAGE`).
    pub field: String,
    /// What AWS has; null: nothing.
    pub from: Option<serde_json::Value>,
    /// What it will be; null: nothing.
    pub to: Option<serde_json::Value>,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Do {
    /// Put the package into S3, unless it is there already; later `CodeRef::Staged` refers to it.
    Stage {
        bucket: String,
        prefix: String,
    },
    Create {
        settings: Box<Settings>,
        code: CodeRef,
    },
    PutCodeSigning {
        arn: String,
    },
    DeleteCodeSigning,
    /// Only the members that are `Some` are sent; an explicit empty clears.
    UpdateConfiguration {
        settings: Box<Settings>,
    },
    UpdateCode {
        code: CodeRef,
        architectures: Option<Vec<String>>,
    },
    /// Wait until the function (or the version) has settled.
    Settle {
        qualifier: Option<VersionRef>,
        goal: Settle,
    },
    Tag {
        tags: BTreeMap<String, String>,
    },
    Untag {
        keys: Vec<String>,
    },
    /// Publish what is deployed now; CodeSha256 and RevisionId guard it.
    Publish {
        description: Option<String>,
    },
    /// Invoke the version before an alias moves; a function error ends the plan.
    Smoke {
        payload: Vec<u8>,
        qualifier: VersionRef,
    },
    CreateAlias {
        alias: String,
        version: VersionRef,
        description: Option<String>,
    },
    /// Clears the weights of a shift under way, unless some are given.
    UpdateAlias {
        alias: String,
        version: VersionRef,
        description: Option<String>,
        weights: BTreeMap<String, f64>,
        revision_id: Option<String>,
    },
    DeleteAlias {
        alias: String,
    },
    Delete {
        qualifier: Option<String>,
    },
}

/// A version that is known, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionRef {
    Number(String),
    /// The version that this step publishes (a create with `publish: true` too).
    PublishedBy(u32),
}

/// What a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// State Active (or what counts as it).
    Active,
    /// LastUpdateStatus Successful, and State settled.
    Updated,
    /// The function is gone.
    Deleted,
}

/// A version, for people.
pub fn words(version: &VersionRef) -> String {
    match version {
        VersionRef::Number(number) => number.clone(),
        VersionRef::PublishedBy(step) => format!("the version published in step {step}"),
    }
}
