//! Compresses the files into a zip whose bytes depend on names, contents and execute bits alone.
//!
//! Entries stand in the order of their names. Files are cut into blocks ([`super::deflate`]) which the threads
//! of a pool read and compress, while the calling thread writes what is finished, in order, and hashes it. What is
//! under way is bounded in bytes, so memory is, too, however large the folder.

use std::collections::VecDeque;
use std::io;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use flate2::Crc;

use super::container::{self, Member};
use super::deflate::{BLOCK, deflate};
use super::source::{self, Source};
use super::spool::Spool;
use super::{Artifact, Entry, EntryKind, Files, Origin, ready};
use crate::error::{Error, Kind};

/// At most so many bytes of input are being compressed, or wait compressed for their turn.
const UNDER_WAY: u64 = 16 * 1024 * 1024;

/// What a job costs beside its bytes, so that many empty files are bounded, too.
const JOB: u64 = 4 * 1024;

/// Below this many bytes in all, threads are not worth starting.
const ALONE: u64 = 256 * 1024;

/// The package: a folder's files compressed, a ready zip as it is.
///
/// `progress` hears how many more bytes of the files have been packaged, in order.
///
/// # Errors
/// A file changed, vanished or cannot be read (the message says which); no room for the temp file.
pub fn build(files: &Files, progress: &(dyn Fn(u64) + Sync)) -> Result<Artifact, Error> {
    if files.from_zip {
        return ready::build(files, progress);
    }
    // One more than cores: while one waits for the disk, the others compress.
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get) + 1;
    build_with(files, threads, progress)
}

/// As [`build`], for a folder, on so many threads (at least one). Their number does not change the bytes.
///
/// # Errors
/// As [`build`].
pub fn build_with(files: &Files, threads: usize, progress: &(dyn Fn(u64) + Sync)) -> Result<Artifact, Error> {
    let entries = files.contents.entries();
    let mut writer =
        Writer { entries, progress, spool: Spool::default(), written: Vec::with_capacity(entries.len()), open: None };
    if threads <= 1 || files.contents.unzipped_bytes() < ALONE && entries.len() < 64 {
        let mut before = None;
        for mut job in jobs(entries) {
            job.share_source(before.as_ref())?;
            writer.write(&job, job.run()?)?;
            before = Some(job);
        }
        return writer.finish();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("package-{i}"))
        .build()
        .map_err(|e| Error::new(Kind::Environment, "no threads can be started").cause(e))?;
    pool.in_place_scope_fifo(|scope| {
        let mut under_way: VecDeque<(Job<'_>, Receiver<Result<Piece, Error>>)> = VecDeque::new();
        let mut bytes = 0;
        for mut job in jobs(entries) {
            while bytes + job.cost() > UNDER_WAY && !under_way.is_empty() {
                bytes -= writer.next(&mut under_way)?;
            }
            job.share_source(under_way.back().map(|(job, _)| job))?;
            bytes += job.cost();
            let (sender, receiver) = sync_channel(1);
            let work = job.clone();
            // Nobody listens after an error.
            scope.spawn_fifo(move |_| drop(sender.send(work.run())));
            under_way.push_back((job, receiver));
        }
        while !under_way.is_empty() {
            writer.next(&mut under_way)?;
        }
        Ok(())
    })?;
    writer.finish()
}

/// One block of one file.
#[derive(Clone, Debug)]
struct Job<'a> {
    entry: &'a Entry,
    block: u64,
    blocks: u64,
    /// A file of several blocks is opened once.
    source: Option<Arc<Source>>,
}

/// A block, compressed; where it is the only one, stored if it did not shrink.
#[derive(Debug)]
struct Piece {
    data: Vec<u8>,
    crc: Crc,
    stored: bool,
}

fn jobs(entries: &[Entry]) -> impl Iterator<Item = Job<'_>> {
    entries.iter().flat_map(|entry| {
        let blocks = entry.size.div_ceil(BLOCK).max(1);
        (0..blocks).map(move |block| Job { entry, block, blocks, source: None })
    })
}

impl<'a> Job<'a> {
    fn length(&self) -> u64 {
        (self.entry.size - self.block * BLOCK).min(BLOCK)
    }

    fn cost(&self) -> u64 {
        self.length() + JOB
    }

    fn path(&self) -> Option<&'a Path> {
        match (&self.entry.origin, &self.entry.kind) {
            (Origin::File(path), EntryKind::File) => Some(path),
            _ => None,
        }
    }

    /// Opens a file of several blocks at its first one, and takes it over from there.
    fn share_source(&mut self, before: Option<&Job<'_>>) -> Result<(), Error> {
        if let (Some(path), true) = (self.path(), self.blocks > 1) {
            self.source = match (self.block, before) {
                (1.., Some(before)) if before.source.is_some() => before.source.clone(),
                _ => Some(Arc::new(Source::open(path, self.entry.size)?)),
            };
        }
        Ok(())
    }

    fn run(&self) -> Result<Piece, Error> {
        let (start, length) = (self.block * BLOCK, index(self.length()));
        let block = match (&self.entry.kind, &self.entry.origin) {
            (EntryKind::Link(target), _) => target.clone().into_bytes(),
            (_, Origin::File(path)) => match &self.source {
                Some(source) => source.read_at(path, start, length)?,
                None => Source::open(path, self.entry.size)?.read_all(path)?,
            },
            (_, Origin::Memory(bytes)) => bytes
                .get(index(start)..index(start) + length)
                .ok_or_else(|| internal("an entry in memory has another size than it says"))?
                .to_vec(),
            (_, Origin::Zip { .. }) => return Err(internal("an entry of a ready zip among a folder's files")),
        };
        let mut crc = Crc::new();
        crc.update(&block);
        if matches!(self.entry.kind, EntryKind::Link(_)) || block.is_empty() {
            return Ok(Piece { data: block, crc, stored: true });
        }
        let data = deflate(&block, self.block + 1 == self.blocks)?;
        if self.blocks == 1 && data.len() >= block.len() {
            return Ok(Piece { data: block, crc, stored: true });
        }
        Ok(Piece { data, crc, stored: false })
    }
}

/// What the directory will say of an entry, beside what the entry says. There may be hundreds of thousands.
#[derive(Clone, Copy, Debug)]
struct Written {
    offset: u64,
    compressed: u64,
    crc: u32,
    stored: bool,
}

impl Written {
    fn member<'a>(&self, entry: &'a Entry) -> Member<'a> {
        let Written { offset, compressed, crc, stored } = *self;
        Member { name: &entry.name, stored, crc, compressed, size: entry.size, offset, mode: mode(entry) }
    }
}

/// Puts pieces together, in order, on the calling thread.
struct Writer<'a> {
    entries: &'a [Entry],
    progress: &'a (dyn Fn(u64) + Sync),
    spool: Spool,
    /// What is written, in the entries' order.
    written: Vec<Written>,
    /// The file of several blocks that is being written.
    open: Option<(Written, Crc)>,
}

impl<'a> Writer<'a> {
    /// Waits for the first job under way, writes it, and returns its cost.
    fn next(&mut self, under_way: &mut VecDeque<(Job<'a>, Receiver<Result<Piece, Error>>)>) -> Result<u64, Error> {
        let Some((job, receiver)) = under_way.pop_front() else { return Ok(0) };
        let piece = receiver.recv().map_err(|e| internal("a thread of the packaging ended").cause(e))?;
        self.write(&job, piece?)?;
        Ok(job.cost())
    }

    fn write(&mut self, job: &Job<'a>, piece: Piece) -> Result<(), Error> {
        let entry = job.entry;
        let (mut written, mut crc) = match self.open.take() {
            Some(open) => open,
            None => {
                if entry.name.len() > usize::from(u16::MAX) {
                    return Err(Error::new(Kind::Environment, "a name longer than 65535 bytes cannot be packaged"));
                }
                let written = Written {
                    offset: self.spool.len(),
                    compressed: piece.data.len() as u64,
                    crc: piece.crc.sum(),
                    stored: piece.stored,
                };
                if job.blocks > 1 {
                    self.spool.hold();
                }
                self.spool.append(&written.member(entry).local_header()).map_err(no_room)?;
                (Written { compressed: 0, ..written }, Crc::new())
            }
        };
        self.spool.append(&piece.data).map_err(no_room)?;
        crc.combine(&piece.crc);
        written.compressed += piece.data.len() as u64;
        if job.block + 1 < job.blocks {
            self.open = Some((written, crc));
        } else {
            if job.blocks > 1 {
                self.close(job, &mut written, &crc)?;
            }
            self.written.push(written);
        }
        (self.progress)(job.length());
        Ok(())
    }

    /// Completes a file of several blocks: sizes and checksum into its header, stored where it did not shrink.
    fn close(&mut self, job: &Job<'_>, written: &mut Written, crc: &Crc) -> Result<(), Error> {
        written.crc = crc.sum();
        if written.compressed >= job.entry.size {
            written.stored = true;
            self.store(job, written)?;
        }
        if let (Some(path), Some(source)) = (job.path(), &job.source) {
            source.verify(path)?;
        }
        self.spool.patch(written.offset, &written.member(job.entry).local_header()).map_err(no_room)?;
        self.spool.release().map_err(no_room)
    }

    /// Writes a file's content as it is in the place of its compressed blocks.
    fn store(&mut self, job: &Job<'_>, written: &mut Written) -> Result<(), Error> {
        let (size, header) = (job.entry.size, written.member(job.entry).local_header().len());
        self.spool.truncate(written.offset + header as u64).map_err(no_room)?;
        let mut crc = Crc::new();
        let mut offset = 0;
        while offset < size {
            let length = (size - offset).min(BLOCK);
            let bytes = match (&job.entry.origin, &job.source) {
                (Origin::File(path), Some(source)) => source.read_at(path, offset, index(length))?,
                (Origin::Memory(bytes), _) => bytes[index(offset)..index(offset + length)].to_vec(),
                (Origin::File(path), None) => Source::open(path, size)?.read_at(path, offset, index(length))?,
                (Origin::Zip { .. }, _) => Vec::new(),
            };
            crc.update(&bytes);
            self.spool.append(&bytes).map_err(no_room)?;
            offset += length;
        }
        if crc.sum() != written.crc {
            return Err(match job.path() {
                Some(path) => source::changed(path),
                None => internal("an entry in memory changed"),
            });
        }
        written.compressed = size;
        Ok(())
    }

    fn finish(mut self) -> Result<Artifact, Error> {
        let start = self.spool.len();
        for (written, entry) in self.written.iter().zip(self.entries) {
            self.spool.append(&written.member(entry).central_header()).map_err(no_room)?;
        }
        let end = container::end(self.written.len() as u64, self.spool.len() - start, start);
        self.spool.append(&end).map_err(no_room)?;
        let (body, sha256, zipped_bytes) = self.spool.finish().map_err(no_room)?;
        Ok(Artifact {
            body,
            sha256,
            zipped_bytes,
            unzipped_bytes: self.entries.iter().map(|e| e.size).sum(),
            files: self.written.len() as u64,
            compressed: self.written.iter().map(|w| w.compressed).collect(),
        })
    }
}

/// File type and permission bits, as Unix has them.
fn mode(entry: &Entry) -> u32 {
    match entry.kind {
        EntryKind::Link(_) => 0o120_777,
        EntryKind::File if entry.mode.unwrap_or(0) & 0o111 != 0 => 0o100_755,
        EntryKind::File => 0o100_644,
    }
}

/// Blocks are at most a few MiB and fit an index.
fn index(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn internal(message: &str) -> Error {
    Error::new(Kind::Internal, message)
}

/// The package could not be written to its temp file.
pub(super) fn no_room(error: io::Error) -> Error {
    let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    let message = if full {
        "the disk is full: no room for the package's temp file"
    } else {
        "the package's temp file cannot be written"
    };
    Error::new(Kind::Environment, message)
        .cause(error)
        .hint("make room there, or set TMPDIR to a folder on another disk")
}
