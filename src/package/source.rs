//! Reads the files of a package, and notices when one changes or vanishes meanwhile.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use crate::error::{Error, Kind};

/// A file that is being read, with what it looked like at the beginning.
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    stamp: Stamp,
}

/// What tells that a file is not what it was. Two writes within one tick of the file system's clock
/// look the same; nothing short of a copy is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// On Unix, the time of the last change of content or attributes.
    changed: (i64, i64),
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = (0, 0);
        Stamp { length: metadata.len(), modified: metadata.modified().ok(), changed }
    }
}

impl Source {
    /// Opens a file that was collected with this size.
    ///
    /// # Errors
    /// It vanished, cannot be read, or has another size now.
    pub(super) fn open(path: &Path, size: u64) -> Result<Self, Error> {
        let open = || {
            let file = File::open(path)?;
            let stamp = Stamp::of(&file.metadata()?);
            Ok(Source { file, stamp })
        };
        let source: Source = open().map_err(|e| unreadable(path, e))?;
        if source.stamp.length == size { Ok(source) } else { Err(changed(path)) }
    }

    /// Exactly `length` bytes from `offset`, from any thread.
    ///
    /// # Errors
    /// It cannot be read, or has become shorter.
    pub(super) fn read_at(&self, path: &Path, offset: u64, length: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; length];
        let mut done = 0;
        while done < length {
            match read_at(&self.file, &mut bytes[done..], offset + done as u64) {
                Ok(0) => return Err(changed(path)),
                Ok(n) => done += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(unreadable(path, e)),
            }
        }
        Ok(bytes)
    }

    /// The whole of a small file.
    ///
    /// # Errors
    /// It cannot be read, or changed while it was read.
    pub(super) fn read_all(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let length = usize::try_from(self.stamp.length).map_err(|_| changed(path))?;
        // One byte more shows the end without another look.
        let mut bytes = Vec::with_capacity(length + 1);
        (&self.file).take(self.stamp.length + 1).read_to_end(&mut bytes).map_err(|e| unreadable(path, e))?;
        if bytes.len() != length {
            return Err(changed(path));
        }
        self.verify(path)?;
        Ok(bytes)
    }

    /// To be called after the last read.
    ///
    /// # Errors
    /// The file is not what it was at the beginning.
    pub(super) fn verify(&self, path: &Path) -> Result<(), Error> {
        let now = self.file.metadata().map_err(|e| unreadable(path, e))?;
        if Stamp::of(&now) == self.stamp { Ok(()) } else { Err(changed(path)) }
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

pub(super) fn changed(path: &Path) -> Error {
    Error::new(Kind::Environment, format!("{} changed while it was being packaged", shown(path)))
        .hint("run the command again when nothing writes to the folder")
        .retryable()
}

pub(super) fn unreadable(path: &Path, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        return Error::new(Kind::Environment, format!("{} vanished while it was being packaged", shown(path)))
            .hint("run the command again when nothing writes to the folder")
            .retryable();
    }
    Error::new(Kind::Environment, format!("{} cannot be read", shown(path))).cause(error)
}

/// A path for people: control characters escaped.
pub(super) fn shown(path: &Path) -> String {
    let mut text = String::new();
    for c in path.to_string_lossy().chars() {
        if c.is_control() { text.extend(c.escape_default()) } else { text.push(c) }
    }
    text
}
