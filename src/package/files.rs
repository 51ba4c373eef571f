//! What collecting the files of a package came to: the files, or why there are none, and what rules judge.

use super::Contents;
use super::source::Stamp;

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
    /// What a ready zip's file looked like when it was read.
    pub stamp: Option<Stamp>,
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
