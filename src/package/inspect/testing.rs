//! Packages made up in tests.

use std::sync::Arc;

use crate::package::{Contents, Entry, EntryKind, Origin};

/// A package of these files, in memory.
pub fn package<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Contents {
    Contents::new(files.iter().map(|(name, bytes)| entry(name, bytes.as_ref(), Some(0o755))).collect())
}

pub fn entry(name: &str, bytes: &[u8], mode: Option<u32>) -> Entry {
    Entry {
        name: name.to_owned(),
        kind: EntryKind::File,
        size: bytes.len() as u64,
        mode,
        origin: Origin::Memory(Arc::from(bytes)),
    }
}
