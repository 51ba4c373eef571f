//! The finished package: bytes that can be sent any number of times.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

/// A zip, ready to send. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Artifact {
    pub body: Body,
    /// CodeSha256 as AWS states it: base64 of the SHA-256 of the zip.
    pub sha256: String,
    pub zipped_bytes: u64,
    pub unzipped_bytes: u64,
    pub files: u64,
    /// Compressed sizes in bytes, in the order of the contents' entries.
    pub compressed: Vec<u64>,
}

/// Where the zip's bytes are.
#[derive(Clone, Debug)]
pub enum Body {
    Memory(Bytes),
    /// A temp file, removed when the last clone goes.
    Temp(Arc<tempfile::TempPath>),
    /// The user's own file (`code.zip_file`).
    File(PathBuf),
}

impl Body {
    /// The whole zip.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self) -> std::io::Result<Bytes> {
        match self {
            Body::Memory(bytes) => Ok(bytes.clone()),
            Body::Temp(path) => std::fs::read(&***path).map(Bytes::from),
            Body::File(path) => std::fs::read(path).map(Bytes::from),
        }
    }
}
