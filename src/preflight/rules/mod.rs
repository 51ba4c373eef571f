//! The rules, one file per subject.
pub mod inspect;
