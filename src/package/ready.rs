//! A zip that somebody else made: what is in it, and whether it reads back. It is sent as it is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::zip::{CompressionMethod, System, ZipArchive};
use bytes::Bytes;
use rayon::prelude::*;

use super::bounded::{Bounded, keep};
use super::contents::ZipBytes;
use super::source::{Stamp, changed, shown, unreadable};
use super::{Artifact, Body, Contents, Entry, EntryKind, Files, Note, Origin, Problem, digest};
use crate::error::{Error, Kind};

/// More of a directory than this, in bytes, is not read: what it becomes in memory is several times as large.
const DIRECTORY: u64 = 32 * 1024 * 1024;

/// More entries than this are not read.
const MOST_ENTRIES: u64 = 200_000;

/// So much is decompressed at most, in bytes, to see whether it reads back: twice what a function may have.
const MOST_READ: u64 = 512 * 1024 * 1024;

/// The longest target that a link may have, in bytes (PATH_MAX of Linux).
const LONGEST_TARGET: u64 = 4096;

/// What is in the zip at `path`.
pub fn read_file(path: &Path) -> Files {
    let problem = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => {
            let stamp = Some(Stamp::of(&metadata));
            return Files { stamp, ..read(&Arc::new(ZipBytes::File(path.to_owned()))) };
        }
        Ok(_) => Problem::NotAFile(shown(path)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Problem::Missing(shown(path))
        }
        Err(e) => Problem::Unreadable(format!("{}: {e}", shown(path))),
    };
    Files { from_zip: true, problem: Some(problem), ..Files::default() }
}

/// What is in the zip whose bytes these are.
pub fn read_memory(bytes: Bytes) -> Files {
    read(&Arc::new(ZipBytes::Memory(bytes)))
}

/// How long the zip is that these files are in, in bytes; `None` where they are in none, or it is gone.
pub fn length(files: &Files) -> Option<u64> {
    match &files.contents.entries().first()?.origin {
        Origin::Zip { archive, .. } => match &**archive {
            ZipBytes::Memory(bytes) => Some(bytes.len() as u64),
            ZipBytes::File(path) => Some(std::fs::metadata(path).ok()?.len()),
        },
        Origin::File(_) | Origin::Memory(_) => None,
    }
}

/// The ready zip as a package.
///
/// # Errors
/// It changed, vanished or cannot be read.
pub fn build(files: &Files, progress: &(dyn Fn(u64) + Sync)) -> Result<Artifact, Error> {
    let entries = files.contents.entries();
    let Some(Origin::Zip { archive, .. }) = entries.first().map(|e| &e.origin) else {
        return Err(Error::new(Kind::Internal, "a zip without entries was to be packaged"));
    };
    let (body, sha256, zipped_bytes) = match &**archive {
        ZipBytes::Memory(bytes) => (Body::Memory(bytes.clone()), digest::of(bytes), bytes.len() as u64),
        ZipBytes::File(path) => {
            let mut file = File::open(path).map_err(|e| unreadable(path, e))?;
            let (sha256, length) = digest::of_reader(&mut file).map_err(|e| unreadable(path, e))?;
            let now = file.metadata().map_err(|e| unreadable(path, e))?;
            // What was checked is what is sent.
            if length != now.len() || files.stamp.is_none_or(|stamp| stamp != Stamp::of(&now)) {
                return Err(changed(path));
            }
            (Body::File(path.clone()), sha256, length)
        }
    };
    let Some(compressed) = compressed(archive, entries) else {
        return Err(match &**archive {
            ZipBytes::File(path) => changed(path),
            ZipBytes::Memory(_) => Error::new(Kind::Internal, "a zip in memory changed"),
        });
    };
    progress(files.contents.unzipped_bytes());
    Ok(Artifact {
        body,
        sha256,
        zipped_bytes,
        unzipped_bytes: files.contents.unzipped_bytes(),
        files: entries.len() as u64,
        compressed,
    })
}

type Archive = ZipArchive<Bounded>;

/// Opens the zip within bounds on what its directory may claim.
fn open(archive: &ZipBytes) -> Result<Archive, String> {
    let mut source = Bounded::open(archive).map_err(|e| e.to_string())?;
    let claimed = claimed_entries(&mut source).map_err(|e| e.to_string())?;
    if claimed > MOST_ENTRIES {
        return Err(format!("it claims {claimed} entries, more than the {MOST_ENTRIES} that are read"));
    }
    let bound = source.bound(DIRECTORY, format!("its directory is larger than {DIRECTORY} bytes"));
    let opened = ZipArchive::new(source).map_err(|e| e.to_string())?;
    // From here on, entries bound themselves.
    bound.lift();
    Ok(opened)
}

/// The largest number of entries that an end record claims: room for them is made before they are read.
fn claimed_entries(source: &mut (impl Read + Seek)) -> io::Result<u64> {
    let length = source.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(22 + 65_535 + 20 + 56);
    source.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    source.take(length - start).read_to_end(&mut tail)?;
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |n, b| n << 8 | u64::from(*b));
    let mut most = 0;
    for (i, window) in tail.windows(4).enumerate() {
        let at = |from: usize, to: usize| tail.get(i + from..i + to).map_or(0, number);
        match window {
            b"PK\x05\x06" => most = most.max(at(10, 12)),
            b"PK\x06\x06" => most = most.max(at(32, 40)),
            b"PK\x06\x07" => {
                let mut record = [0; 56];
                source.seek(SeekFrom::Start(at(8, 16)))?;
                if source.read_exact(&mut record).is_ok() && record.starts_with(b"PK\x06\x06") {
                    most = most.max(number(&record[32..40]));
                }
            }
            _ => {}
        }
    }
    source.seek(SeekFrom::Start(0))?;
    Ok(most)
}

/// The compressed sizes of these entries; `None` where the zip holds others now.
fn compressed(archive: &ZipBytes, entries: &[Entry]) -> Option<Vec<u64>> {
    let zip = open(archive).ok()?;
    let folders = (0..zip.len()).filter(|i| zip.by_index_data(*i).is_ok_and(|entry| entry.is_dir())).count();
    let sizes: Option<Vec<u64>> = entries
        .iter()
        .map(|entry| {
            let Origin::Zip { index, .. } = entry.origin else { return None };
            let now = zip.by_index_data(index).ok()?;
            (now.name().ok()? == entry.name.as_str() && now.size() == entry.size).then(|| now.compressed_size())
        })
        .collect();
    sizes.filter(|sizes| sizes.len() + folders == zip.len())
}

fn read(archive: &Arc<ZipBytes>) -> Files {
    match look(archive) {
        Ok((entries, notes)) => Files { contents: Contents::new(entries), from_zip: true, notes, ..Files::default() },
        Err(reason) => Files { from_zip: true, problem: Some(Problem::BadZip(reason)), ..Files::default() },
    }
}

/// An entry as the directory has it, before its bytes were seen.
struct Listed {
    index: usize,
    entry: Entry,
    is_link: bool,
    readable: bool,
}

fn look(archive: &Arc<ZipBytes>) -> Result<(Vec<Entry>, Vec<Note>), String> {
    let zip = open(archive)?;
    keep(archive, &zip);
    let mut listed = Vec::with_capacity(zip.len());
    let mut notes = Vec::new();
    for index in 0..zip.len() {
        let data = zip.by_index_data(index).map_err(|e| e.to_string())?;
        let name = data.name().map_err(|e| e.to_string())?.into_owned();
        if is_unsafe(&name) {
            notes.push(Note::UnsafeName(name.clone()));
        }
        if data.is_dir() {
            continue;
        }
        let (size, method, encrypted) = (data.size(), data.compression(), data.encrypted());
        let mode = if data.system() == System::Unix { data.unix_mode().map(|mode| mode & 0o7777) } else { None };
        let readable = !encrypted && matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated);
        if encrypted {
            notes.push(Note::Encrypted(name.clone()));
        } else if !readable {
            notes.push(Note::Method { name: name.clone(), method: method.to_string() });
        }
        let origin = Origin::Zip { archive: Arc::clone(archive), index };
        let entry = Entry { kind: EntryKind::File, name, size, mode, origin };
        listed.push(Listed { index, entry, is_link: data.is_symlink(), readable });
    }
    let budget = AtomicU64::new(MOST_READ);
    // In order, so that of several faults the same one is told each time.
    let seen: Vec<Result<Entry, String>> = listed
        .into_par_iter()
        .map_init(
            || zip.clone(),
            |zip, listed| {
                let Listed { index, mut entry, is_link, readable } = listed;
                let target = if readable {
                    read_back(zip, index, &entry.name, entry.size, is_link, &budget)?
                } else {
                    Vec::new()
                };
                if is_link {
                    entry.kind = EntryKind::Link(String::from_utf8_lossy(&target).into_owned());
                }
                Ok(entry)
            },
        )
        .collect();
    Ok((seen.into_iter().collect::<Result<_, _>>()?, notes))
}

/// Decompresses an entry, within the budget, against its size and checksum; returns a link's target.
fn read_back(
    zip: &mut Archive,
    index: usize,
    name: &str,
    size: u64,
    is_link: bool,
    budget: &AtomicU64,
) -> Result<Vec<u8>, String> {
    let spoiled = |reason: String| format!("{} does not read back: {reason}", shown(Path::new(name)));
    let mut entry = zip.by_index(index).map_err(|e| spoiled(e.to_string()))?;
    let mut target = Vec::new();
    if is_link {
        (&mut entry).take(LONGEST_TARGET).read_to_end(&mut target).map_err(|e| spoiled(e.to_string()))?;
    }
    let left = budget.load(Ordering::Relaxed);
    let most = (size - (target.len() as u64).min(size)).saturating_add(1).min(left);
    let read = io::copy(&mut entry.take(most), &mut io::sink()).map_err(|e| spoiled(e.to_string()))?;
    let exhausted = read == left;
    let _ = budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(read)));
    if !exhausted && read + target.len() as u64 != size {
        return Err(spoiled(format!("it says {size} bytes and holds {}", if read < size { "fewer" } else { "more" })));
    }
    Ok(target)
}

/// Absolute, or out of the folder, on some system; or cut short by a NUL.
fn is_unsafe(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    name.is_empty()
        || name.contains('\0')
        || name.starts_with(['/', '\\'])
        || drive
        || name.split(['/', '\\']).any(|part| part == "..")
}
