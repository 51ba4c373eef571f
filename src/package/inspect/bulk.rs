//! Reading many entries at once: in parallel, and from a ready zip with one reader per thread.

use std::fmt;
use std::io::{BufReader, Cursor, Read, Seek};
use std::sync::Arc;

use rayon::prelude::*;

use crate::package::bounded::{self, Bounded};
use crate::package::contents::ZipBytes;
use crate::package::{Entry, EntryKind, Origin};

/// Something a zip can be read from.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

pub type Archive = zip::ZipArchive<Box<dyn ReadSeek>>;

/// Reads entries one after the other, and keeps the zip they come from open.
#[derive(Default)]
pub struct Reader {
    open: Option<(Arc<ZipBytes>, Option<zip::ZipArchive<Bounded>>)>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Reader {
    /// The entry's first bytes, at most `limit`; `None` where it is a link or cannot be read.
    pub fn head(&mut self, entry: &Entry, limit: usize) -> Option<Vec<u8>> {
        if entry.kind != EntryKind::File {
            return None;
        }
        let Origin::Zip { archive, index } = &entry.origin else { return entry.head(limit).ok() };
        if !self.open.as_ref().is_some_and(|(held, _)| Arc::ptr_eq(held, archive)) {
            self.open = Some((Arc::clone(archive), bounded::archive(archive)));
        }
        let file = self.open.as_mut()?.1.as_mut()?.by_index(*index).ok()?;
        let mut bytes = Vec::new();
        file.take(limit as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// Opens an entry that is a zip itself (a jar). One that lies in a zip is read whole, if it is no longer
/// than `limit`.
pub fn nested(reader: &mut Reader, entry: &Entry, limit: usize) -> Option<Archive> {
    let source: Box<dyn ReadSeek> = match (&entry.origin, &entry.kind) {
        (_, EntryKind::Link(_)) => return None,
        (Origin::File(path), _) => Box::new(BufReader::new(std::fs::File::open(path).ok()?)),
        _ if entry.size > limit as u64 => return None,
        _ => Box::new(Cursor::new(reader.head(entry, limit)?)),
    };
    zip::ZipArchive::new(source).ok()
}

/// Applies `look` to all entries in parallel; the answers are in the entries' order.
pub fn map<T: Send>(entries: &[&Entry], look: impl Fn(&Entry, &mut Reader) -> T + Sync) -> Vec<T> {
    let zipped = entries.first().is_some_and(|e| matches!(e.origin, Origin::Zip { .. }));
    let size = if zipped { entries.len().div_ceil(rayon::current_num_threads()).max(1) } else { 16 };
    entries
        .par_chunks(size)
        .flat_map_iter(|chunk| {
            let mut reader = Reader::default();
            chunk.iter().map(|entry| look(entry, &mut reader)).collect::<Vec<T>>()
        })
        .collect()
}
