//! What will be done, as data: steps that `--dry-run` and `diff` print and `apply` runs. Everything here is
//! pure: no network, no clock.

pub mod call;
pub mod code;
pub mod create;
pub mod fields;
pub mod provenance;
pub mod step;
mod steps;
#[cfg(test)]
mod testing;

pub use call::{Answer, Call, CodeRef};
pub use code::CodeFacts;
pub use create::{CreateOptions, create};
pub use provenance::Provenance;
pub use step::{Change, Do, Plan, Settle, Step, VersionRef};
