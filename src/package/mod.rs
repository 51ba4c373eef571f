//! A folder into a zip that is the same bytes on every machine.
//!
//! [`mod@gather`] finds what a manifest's `code` names: [`mod@collect`] walks a folder and applies the include,
//! exclude and link policy ([`select`]), [`ready`] reads a zip that somebody else made. [`contents`] is what
//! both look like to the checks. [`zip`] compresses the files ([`source`] reads them, [`deflate`] compresses,
//! [`reopen`] makes blocks joinable, [`container`] knows the format, [`spool`] holds the result); [`save`] writes the finished package to a
//! file; [`list`] shows what makes it large.

mod advice;
pub mod artifact;
mod bounded;
pub mod collect;
mod container;
pub mod contents;
mod deflate;
pub mod digest;
pub mod files;
pub mod gather;
pub mod inspect;
pub mod list;
pub mod ready;
mod reopen;
mod save;
mod select;
mod source;
mod spool;
mod tree;
pub mod zip;

pub use artifact::{Artifact, Body};
pub use collect::{Collect, collect};
pub use contents::{Contents, Entry, EntryKind, Origin};
pub use files::{Files, Note, Problem};
pub use gather::gather;
pub use zip::build;
