//! What will be done, as data: steps that `--dry-run` and `diff` print and `apply` runs. Everything here is
//! pure: no network, no clock.

pub mod alias;
pub mod call;
mod canonical;
pub mod code;
pub mod compare;
pub mod create;
pub mod deploy;
mod environment;
mod fields;
mod fill;
pub mod import;
pub mod provenance;
pub mod prune;
pub mod render;
pub mod rollback;
pub mod state;
pub mod step;
mod steps;
#[cfg(test)]
mod testing;

pub use call::{Answer, Call, CodeRef};
pub use code::CodeFacts;
pub use create::{CreateOptions, create};
pub use deploy::{DeployOptions, deploy};
pub use provenance::Provenance;
pub use state::{DeployedState, Reads};
pub use step::{Change, Do, Plan, Settle, Step, VersionRef};
