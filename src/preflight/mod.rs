//! Finds, before anything is sent and in one go, what AWS would refuse and what would fail at the first
//! invoke. Three passes: the manifest, the files, the finished package; `deploy` adds a fourth after
//! reading what is deployed.

pub mod registry;
pub mod rule;
pub mod rules;

use jiff::civil::Date;

use crate::function::{Deployed, Desired};
use crate::package::{Artifact, Contents};

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

/// What collecting the package's files came to.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The files; empty where `problem` says why.
    pub contents: Contents,
    /// From a ready zip, not a folder.
    pub from_zip: bool,
    /// The folder or zip is not there, or not what it should be.
    pub problem: Option<Problem>,
    /// What the walk met that rules judge.
    pub notes: Vec<Note>,
}

/// Why there are no files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No such folder or zip (the path as resolved, for people).
    Missing(String),
    /// A file where a folder is wanted, or the other way round.
    NotAFolder(String),
    NotAFile(String),
    /// It could not be read; the system's reason.
    Unreadable(String),
    /// A zip that does not read back; the reason.
    BadZip(String),
}

/// Something the walk met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A name that is not UTF-8 (shown lossily).
    NotUtf8(String),
    /// A zip entry whose name is absolute or leaves the folder.
    UnsafeName(String),
    /// A link that leaves the folder and was followed.
    LinkOutside { name: String, target: String },
    /// A link that points nowhere and was left out.
    LinkDangling { name: String, target: String },
    /// A link that would go round in a circle and was left out.
    LinkLoop { name: String, target: String },
    /// A link met with `symlinks: error`.
    LinkRefused { name: String, target: String },
    /// A kept link with an absolute target.
    LinkAbsolute { name: String, target: String },
    /// Not a file, folder or link (a socket, a device): left out.
    Special(String),
    /// A zip entry that is encrypted.
    Encrypted(String),
    /// A zip entry compressed by a method other than stored and deflate.
    Method { name: String, method: String },
}
