//! Holds the zip while it grows: in memory while it is small, then in a temp file; hashed on the way.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use bytes::Bytes;
use tempfile::TempPath;

use super::Body;
use super::digest::Hash;

/// A zip larger than this, in bytes, lies in a temp file.
const IN_MEMORY: usize = 8 * 1024 * 1024;

/// Once there is a file, this many bytes are written to it at a time.
const BUFFER: usize = 1024 * 1024;

/// Bytes are appended; a stretch at the end can be held, and while it is, it may be patched or cut off.
#[derive(Debug, Default)]
pub(super) struct Spool {
    /// What is not in the file yet.
    tail: Vec<u8>,
    file: Option<(File, TempPath)>,
    /// Bytes in the file.
    written: u64,
    hash: Hash,
    /// So many bytes from the start are in the hash.
    hashed: u64,
    /// Where the held stretch begins.
    held: Option<u64>,
}

impl Spool {
    /// Bytes so far.
    pub(super) fn len(&self) -> u64 {
        self.written + self.tail.len() as u64
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tail.extend_from_slice(bytes);
        let limit = if self.file.is_some() { BUFFER } else { IN_MEMORY };
        if self.tail.len() > limit { self.flush() } else { Ok(()) }
    }

    /// From here on, nothing is final until [`Spool::release`].
    pub(super) fn hold(&mut self) {
        self.held = Some(self.len());
    }

    pub(super) fn release(&mut self) -> io::Result<()> {
        self.held = None;
        // What has left the memory meanwhile is read again; the rest is hashed when it leaves.
        self.hash_until(self.written)
    }

    /// Writes over what is there, within the held stretch.
    pub(super) fn patch(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        match (at.checked_sub(self.written), &mut self.file) {
            (Some(start), _) => {
                let start = index(start);
                self.tail[start..start + bytes.len()].copy_from_slice(bytes);
                Ok(())
            }
            (None, file) => {
                // The stretch may lie across the border between file and memory.
                let in_file = bytes.len().min(index(self.written - at));
                if let Some((file, _)) = file {
                    file.seek(SeekFrom::Start(at))?;
                    file.write_all(&bytes[..in_file])?;
                    file.seek(SeekFrom::Start(self.written))?;
                }
                self.tail[..bytes.len() - in_file].copy_from_slice(&bytes[in_file..]);
                Ok(())
            }
        }
    }

    /// Cuts everything from `at` off, within the held stretch.
    pub(super) fn truncate(&mut self, at: u64) -> io::Result<()> {
        match (at.checked_sub(self.written), &mut self.file) {
            (Some(keep), _) => self.tail.truncate(index(keep)),
            (None, file) => {
                self.tail.clear();
                if let Some((file, _)) = file {
                    file.set_len(at)?;
                    file.seek(SeekFrom::Start(at))?;
                }
                self.written = at;
            }
        }
        Ok(())
    }

    /// The finished zip, its CodeSha256, its length.
    pub(super) fn finish(mut self) -> io::Result<(Body, String, u64)> {
        if self.file.is_some() {
            self.flush()?;
        }
        self.hash_until(self.len())?;
        let length = self.len();
        let body = match self.file {
            Some((_, path)) => Body::Temp(Arc::new(path)),
            None => Body::Memory(Bytes::from(self.tail.into_boxed_slice())),
        };
        Ok((body, self.hash.finish(), length))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hash_until(self.held.unwrap_or(u64::MAX).min(self.len()))?;
        let (file, _) = match &mut self.file {
            Some(open) => open,
            none => none.insert(tempfile::Builder::new().prefix("lamctl-").suffix(".zip").tempfile()?.into_parts()),
        };
        file.write_all(&self.tail)?;
        self.written += self.tail.len() as u64;
        self.tail.clear();
        self.tail.shrink_to(BUFFER * 2);
        Ok(())
    }

    /// Hashes up to `end`: first from the file, then from memory.
    fn hash_until(&mut self, end: u64) -> io::Result<()> {
        if self.hashed < self.written.min(end)
            && let Some((file, _)) = &mut self.file
        {
            file.seek(SeekFrom::Start(self.hashed))?;
            let mut buffer = vec![0; 256 * 1024];
            while self.hashed < self.written.min(end) {
                let want = index(self.written.min(end) - self.hashed).min(buffer.len());
                file.read_exact(&mut buffer[..want])?;
                self.hash.update(&buffer[..want]);
                self.hashed += want as u64;
            }
            file.seek(SeekFrom::Start(self.written))?;
        }
        if self.hashed < end {
            let (from, to) = (index(self.hashed - self.written), index(end - self.written));
            self.hash.update(&self.tail[from..to]);
            self.hashed = end;
        }
        Ok(())
    }
}

/// An offset into memory; those that do not fit an index do not occur in memory.
fn index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::digest;

    /// Appends, holds, patches and cuts at sizes around the border to the file.
    #[test]
    fn what_was_patched_and_cut_is_what_is_hashed() {
        for first in [10, IN_MEMORY - 3, IN_MEMORY, IN_MEMORY + 5] {
            for held in [20, BUFFER * 3, IN_MEMORY] {
                let mut spool = Spool::default();
                let mut expected = vec![1; first];
                spool.append(&expected).unwrap();
                spool.hold();
                let at = spool.len();
                spool.append(&[0; 30]).unwrap();
                for part in vec![2; held].chunks(100_000) {
                    spool.append(part).unwrap();
                }
                spool.truncate(at + 30).unwrap();
                for part in vec![3; held].chunks(70_000) {
                    spool.append(part).unwrap();
                }
                spool.patch(at, &[9; 30]).unwrap();
                spool.release().unwrap();
                spool.append(b"end").unwrap();
                expected.extend([9; 30]);
                expected.extend(vec![3; held]);
                expected.extend(b"end");
                let (body, sha256, length) = spool.finish().unwrap();
                assert_eq!(length, expected.len() as u64);
                assert!(body.read().unwrap() == expected);
                assert_eq!(sha256, digest::of(&expected));
                assert_eq!(matches!(body, Body::Temp(_)), expected.len() > IN_MEMORY || first + 30 + held > IN_MEMORY);
            }
        }
    }
}
