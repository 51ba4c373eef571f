//! What a package holds, whether it is a folder, a ready zip, or made up in a test.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::bounded::archive as archive_of;

/// The entries of a package, sorted by name (bytewise). Folders are implied by names. Cheap to clone: there may
/// be hundreds of thousands of entries.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    entries: Arc<Vec<Entry>>,
}

/// One file of a package.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name inside the package: relative, `/` between parts.
    pub name: String,
    pub kind: EntryKind,
    /// Uncompressed bytes.
    pub size: u64,
    /// Permission bits as they will be (folder: 0o644 or 0o755) or are (ready zip; `None` where the zip
    /// was made on a system without them).
    pub mode: Option<u32>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    File,
    /// A link kept as a link, with its target as written.
    Link(String),
}

/// Where an entry's bytes are.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file on disk.
    File(PathBuf),
    /// An entry of a ready zip, by index.
    Zip { archive: Arc<ZipBytes>, index: usize },
    /// Bytes in memory (tests, fuzzing).
    Memory(Arc<[u8]>),
}

/// The zip that entries are read from.
#[derive(Clone, Debug)]
pub enum ZipBytes {
    File(PathBuf),
    Memory(bytes::Bytes),
}

impl Contents {
    /// Sorts the entries by name.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        if !entries.is_sorted_by(|a, b| a.name <= b.name) {
            entries.sort_by(|a, b| a.name.cmp(&b.name));
        }
        entries.shrink_to_fit();
        Contents { entries: Arc::new(entries) }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of exactly this name.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.binary_search_by(|e| e.name.as_bytes().cmp(name.as_bytes())).ok().map(|i| &self.entries[i])
    }

    /// Whether some entry lies below this folder.
    pub fn has_folder(&self, name: &str) -> bool {
        // All that lies below a folder stands together. Nothing is kept per folder: a zip's names may be made
        // of thousands of them.
        let below = |entry: &Entry| entry.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        let start = self.entries.partition_point(|e| e.name.bytes().lt(name.bytes().chain([b'/'])));
        !name.is_empty() && self.entries.get(start).is_some_and(below)
    }

    /// The sum of all uncompressed sizes, in bytes.
    pub fn unzipped_bytes(&self) -> u64 {
        self.entries.iter().fold(0, |sum, e| sum.saturating_add(e.size))
    }
}

impl Entry {
    /// The entry's first bytes, at most `limit`. Reads no more of the file than that.
    ///
    /// # Errors
    /// The file cannot be read, or the zip's entry does not decompress.
    pub fn head(&self, limit: usize) -> io::Result<Vec<u8>> {
        use std::io::Read;
        match &self.origin {
            Origin::File(path) => {
                let mut bytes = Vec::new();
                std::fs::File::open(path)?.take(limit as u64).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Origin::Memory(bytes) => Ok(bytes[..bytes.len().min(limit)].to_vec()),
            Origin::Zip { archive, index } => {
                let mut archive = archive_of(archive).ok_or_else(|| io::Error::other("the zip does not read"))?;
                let entry = archive.by_index(*index).map_err(io::Error::other)?;
                let mut bytes = Vec::new();
                entry.take(limit as u64).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}
