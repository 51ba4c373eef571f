//! A folder into a zip that is the same bytes on every machine.
//!
//! [`collect`] walks the folder and applies the include, exclude and link policy; [`zip`] compresses what it
//! found; [`contents`] is what both a folder and a ready zip look like to the checks; [`inspect`] reads
//! ELF and class files by their headers.

pub mod artifact;
pub mod contents;
pub mod files;
pub mod inspect;

pub use artifact::{Artifact, Body};
pub use contents::{Contents, Entry, EntryKind, Origin};
pub use files::{Files, Note, Problem};
