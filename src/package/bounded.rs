//! A ready zip's bytes for any number of readers at once: each has a place and a buffer of its own, and what
//! all of them read together can be bounded.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use ::zip::ZipArchive;
use bytes::Bytes;

use super::contents::ZipBytes;

/// So much of a file is read at a time, in bytes.
const AHEAD: usize = 32 * 1024;

/// A reader of a zip. Cloning it opens nothing and starts at the same place with an empty buffer.
#[derive(Debug)]
pub struct Bounded {
    from: From,
    length: u64,
    position: u64,
    /// What has been read ahead, and where it begins.
    ahead: Vec<u8>,
    start: u64,
    bound: Bound,
}

#[derive(Clone, Debug)]
enum From {
    File(Arc<File>),
    Memory(Bytes),
}

/// How much may still be read, and what to say after it.
#[derive(Clone, Debug)]
pub struct Bound {
    left: Arc<AtomicU64>,
    reason: Arc<str>,
}

impl Bound {
    /// Nothing is bounded any more.
    pub fn lift(&self) {
        self.left.store(u64::MAX, Ordering::Relaxed);
    }
}

impl Clone for Bounded {
    fn clone(&self) -> Self {
        Bounded { from: self.from.clone(), ahead: Vec::new(), bound: self.bound.clone(), ..*self }
    }
}

impl Bounded {
    /// # Errors
    /// The file cannot be opened.
    pub fn open(zip: &ZipBytes) -> io::Result<Self> {
        let (from, length) = match zip {
            ZipBytes::File(path) => {
                let file = File::open(path)?;
                let length = file.metadata()?.len();
                (From::File(Arc::new(file)), length)
            }
            ZipBytes::Memory(bytes) => (From::Memory(bytes.clone()), bytes.len() as u64),
        };
        let bound = Bound { left: Arc::new(AtomicU64::new(u64::MAX)), reason: "".into() };
        Ok(Bounded { from, length, position: 0, ahead: Vec::new(), start: 0, bound })
    }

    /// Fails once more than `most` bytes have been read from here on, until the bound is lifted.
    pub fn bound(&mut self, most: u64, reason: String) -> Bound {
        self.bound = Bound { left: Arc::new(AtomicU64::new(most)), reason: reason.into() };
        self.bound.clone()
    }

    fn take(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let file = match &self.from {
            From::Memory(bytes) => {
                let rest = usize::try_from(self.position).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let n = rest.len().min(buffer.len());
                buffer[..n].copy_from_slice(&rest[..n]);
                return Ok(n);
            }
            From::File(file) => file,
        };
        let within = |start: u64, length: usize| {
            self.position.checked_sub(start).and_then(|at| usize::try_from(at).ok()).filter(|at| *at < length)
        };
        let at = match within(self.start, self.ahead.len()) {
            Some(at) => at,
            None if buffer.len() >= AHEAD => return file.read_at(buffer, self.position),
            None => {
                self.ahead.resize(AHEAD, 0);
                let n = file.read_at(&mut self.ahead, self.position)?;
                self.ahead.truncate(n);
                self.start = self.position;
                0
            }
        };
        let rest = &self.ahead[at..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
}

/// Zips whose directory has been read, for as long as somebody holds them: entries are looked at one by one,
/// and a directory may have thousands.
static READ: Mutex<Vec<(Weak<ZipBytes>, ZipArchive<Bounded>)>> = Mutex::new(Vec::new());

/// The zip, with its directory read; a reader of its own. `None` where it does not read.
pub fn archive(zip: &Arc<ZipBytes>) -> Option<ZipArchive<Bounded>> {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.retain(|(held, _)| held.strong_count() > 0);
    if let Some((_, archive)) = read.iter().find(|(held, _)| held.as_ptr() == Arc::as_ptr(zip)) {
        return Some(archive.clone());
    }
    drop(read);
    let archive = ZipArchive::new(Bounded::open(zip).ok()?).ok()?;
    keep(zip, &archive);
    Some(archive)
}

/// Keeps a zip whose directory has just been read for those who look at its entries.
pub fn keep(zip: &Arc<ZipBytes>, archive: &ZipArchive<Bounded>) {
    READ.lock().unwrap_or_else(PoisonError::into_inner).push((Arc::downgrade(zip), archive.clone()));
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.take(buffer)?;
        self.position += n as u64;
        let left = self.bound.left.load(Ordering::Relaxed);
        if left != u64::MAX {
            let Some(rest) = left.checked_sub(n as u64) else {
                return Err(io::Error::other(self.bound.reason.to_string()));
            };
            self.bound.left.store(rest, Ordering::Relaxed);
        }
        Ok(n)
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.position = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_do_not_disturb_one_another() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        for zip in [ZipBytes::File(file.path().to_owned()), ZipBytes::Memory(bytes.clone().into())] {
            let mut one = Bounded::open(&zip).unwrap();
            let mut small = [0; 10];
            one.read_exact(&mut small).unwrap();
            let mut two = one.clone();
            one.seek(SeekFrom::End(-5)).unwrap();
            let mut end = Vec::new();
            one.read_to_end(&mut end).unwrap();
            assert_eq!(end, &bytes[99_995..]);
            let mut rest = Vec::new();
            two.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, &bytes[10..]);
            one.seek(SeekFrom::Start(40_000)).unwrap();
            one.read_exact(&mut small).unwrap();
            assert_eq!(small, bytes[40_000..40_010]);
            assert_eq!(one.seek(SeekFrom::Start(200_000)).unwrap(), 200_000);
            assert_eq!(one.read(&mut small).unwrap(), 0);
            assert!(one.seek(SeekFrom::Current(-300_000)).is_err());
        }
    }

    #[test]
    fn what_all_read_together_is_bounded() {
        let mut one = Bounded::open(&ZipBytes::Memory(vec![0; 100].into())).unwrap();
        let bound = one.bound(50, "too much".into());
        let mut two = one.clone();
        let mut buffer = [0; 30];
        one.read_exact(&mut buffer).unwrap();
        assert_eq!(two.read(&mut buffer).unwrap_err().to_string(), "too much");
        bound.lift();
        two.read_exact(&mut buffer).unwrap();
    }
}
