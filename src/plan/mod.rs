//! What will be done, as data: steps that `--dry-run` and `diff` print and `apply` runs.

pub mod call;
pub mod step;

pub use call::{Answer, Call, CodeRef};
pub use step::{Change, Do, Plan, Settle, Step, VersionRef};
