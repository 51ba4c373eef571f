//! Walks a folder and finds the files to package.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::select::{Selection, Verdict};
use super::source::shown;
use super::{Contents, Entry, EntryKind, Files, Note, Origin, Problem};
use crate::function::Symlinks;

/// More files than this are no function's; followed links can multiply a small folder without end.
const MOST_FILES: usize = 1_000_000;

/// Which folder to package, and what of it.
#[derive(Clone, Debug, Default)]
pub struct Collect {
    /// The folder.
    pub root: PathBuf,
    /// `code.include`; without it (or empty), everything that is not excluded.
    pub include: Option<Vec<String>>,
    /// `code.exclude`, which comes after the folder's own `.lambdaignore`.
    pub exclude: Vec<String>,
    pub symlinks: Symlinks,
    /// The manifest, which is left out where it lies in the folder.
    pub manifest: Option<PathBuf>,
}

/// The files to package. Folders are no entries, so empty ones leave no trace. What cannot be packaged
/// is noted; a file or folder that cannot be read is a problem, and then there are no files at all.
pub fn collect(request: &Collect) -> Files {
    match walk(request) {
        Ok((entries, notes)) => Files { contents: Contents::new(entries), notes, ..Files::default() },
        Err(problem) => Files { problem: Some(problem), ..Files::default() },
    }
}

fn walk(request: &Collect) -> Result<(Vec<Entry>, Vec<Note>), Problem> {
    let root = &request.root;
    let metadata = fs::metadata(root).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::Missing(shown(root)),
        _ => unreadable(root, &e),
    })?;
    if !metadata.is_dir() {
        return Err(Problem::NotAFolder(shown(root)));
    }
    let real_root = fs::canonicalize(root).map_err(|e| unreadable(root, &e))?;
    let ignore_file = match fs::read(root.join(".lambdaignore")) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(unreadable(&root.join(".lambdaignore"), &e)),
    };
    let manifest = request.manifest.as_ref().and_then(|path| fs::canonicalize(path).ok());
    let manifest = manifest.and_then(|path| entry_name(path.strip_prefix(&real_root).ok()?));
    let selection =
        Selection::new(ignore_file.as_deref(), &request.exclude, request.include.as_deref(), manifest.as_deref())
            .map_err(Problem::Unreadable)?;
    let mut walk = Walk { request, real_root, selection, entries: Vec::new(), notes: Vec::new() };
    walk.run()?;
    // Names are unlike each other here, and sorting in place takes no room.
    walk.entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok((walk.entries, walk.notes))
}

struct Walk<'a> {
    request: &'a Collect,
    real_root: PathBuf,
    selection: Selection,
    entries: Vec<Entry>,
    notes: Vec<Note>,
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), Problem> {
        let root = &self.request.root;
        let follow = self.request.symlinks == Symlinks::Follow;
        let mut walker = WalkDir::new(root).min_depth(1).follow_links(follow).sort_by_file_name().into_iter();
        // The verdicts on the folders from the root to where the walk is.
        let mut above = vec![Verdict::default()];
        while let Some(step) = walker.next() {
            let depth = step.as_ref().map_or_else(walkdir::Error::depth, DirEntry::depth);
            above.truncate(depth.max(1));
            let parent = above.last().cloned().unwrap_or_default();
            let entry = match step {
                Ok(entry) => entry,
                Err(error) => {
                    self.failed(&parent, &error)?;
                    continue;
                }
            };
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let is_folder = entry.file_type().is_dir();
            let verdict = self.selection.judge(&parent, path, is_folder);
            if is_folder {
                if !self.selection.enters(&verdict) {
                    walker.skip_current_dir();
                } else if entry_name(path).is_none() {
                    self.notes.push(Note::NotUtf8(shown(path)));
                    walker.skip_current_dir();
                } else {
                    if entry.path_is_symlink() {
                        self.note_outside(&entry, path);
                    }
                    above.push(verdict);
                }
            } else if self.selection.takes(&verdict) {
                self.take(&entry, path)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, entry: &DirEntry, path: &Path) -> Result<(), Problem> {
        let Some(name) = entry_name(path) else {
            self.notes.push(Note::NotUtf8(shown(path)));
            return Ok(());
        };
        if self.entries.len() == MOST_FILES {
            return Err(Problem::Unreadable(format!(
                "{} holds more than {MOST_FILES} files",
                shown(&self.request.root)
            )));
        }
        if entry.file_type().is_symlink() {
            return self.link(entry, name);
        }
        if !entry.file_type().is_file() {
            self.notes.push(Note::Special(name));
            return Ok(());
        }
        if entry.path_is_symlink() {
            self.note_outside(entry, path);
        }
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(e) => return Err(unreadable(entry.path(), &e.into())),
        };
        self.entries.push(Entry {
            name,
            kind: EntryKind::File,
            size: metadata.len(),
            mode: Some(if executable(&metadata, entry.path()) { 0o755 } else { 0o644 }),
            origin: Origin::File(entry.path().to_owned()),
        });
        Ok(())
    }

    /// A link that is not followed.
    fn link(&mut self, entry: &DirEntry, name: String) -> Result<(), Problem> {
        let target = fs::read_link(entry.path()).map_err(|e| unreadable(entry.path(), &e))?;
        if self.request.symlinks == Symlinks::Error {
            self.notes.push(Note::LinkRefused { name, target: shown(&target) });
            return Ok(());
        }
        let Some(text) = target.to_str() else {
            self.notes.push(Note::NotUtf8(shown(&target)));
            return Ok(());
        };
        let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
        if target.has_root() {
            self.notes.push(Note::LinkAbsolute { name: name.clone(), target: shown(&target) });
        }
        self.entries.push(Entry {
            name,
            size: text.len() as u64,
            mode: Some(0o777),
            origin: Origin::Memory(text.as_bytes().into()),
            kind: EntryKind::Link(text),
        });
        Ok(())
    }

    fn note_outside(&mut self, entry: &DirEntry, path: &Path) {
        let inside = fs::canonicalize(entry.path()).is_ok_and(|target| target.starts_with(&self.real_root));
        if !inside {
            self.notes.push(Note::LinkOutside { name: shown_name(path), target: target_of(entry.path()) });
        }
    }

    /// A place that the walk could not look at: a link without an end is noted, anything else stops it.
    fn failed(&mut self, parent: &Verdict, error: &walkdir::Error) -> Result<(), Problem> {
        let full = error.path().unwrap_or(&self.request.root);
        let path = full.strip_prefix(&self.request.root).unwrap_or(full).to_owned();
        let is_link = fs::symlink_metadata(full).is_ok_and(|m| m.is_symlink());
        let verdict = self.selection.judge(parent, &path, error.loop_ancestor().is_some());
        let (name, target) = (shown_name(&path), target_of(full));
        if error.loop_ancestor().is_some() {
            if self.selection.enters(&verdict) {
                self.notes.push(Note::LinkLoop { name, target });
            }
            return Ok(());
        }
        let kind = error.io_error().map(io::Error::kind);
        if is_link && kind != Some(io::ErrorKind::PermissionDenied) {
            if self.selection.takes(&verdict) {
                let dangling = matches!(kind, Some(io::ErrorKind::NotFound | io::ErrorKind::NotADirectory));
                self.notes.push(if dangling {
                    Note::LinkDangling { name, target }
                } else {
                    Note::LinkLoop { name, target }
                });
            }
            return Ok(());
        }
        let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        Err(Problem::Unreadable(format!("{}: {reason}", shown(full))))
    }
}

/// The name inside the package: `/` between parts on every system; `None` where it is not UTF-8.
fn entry_name(path: &Path) -> Option<String> {
    let mut name = String::with_capacity(path.as_os_str().len());
    for part in path.components() {
        let Component::Normal(part) = part else { continue };
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(part.to_str()?);
    }
    Some(name)
}

fn shown_name(path: &Path) -> String {
    entry_name(path).unwrap_or_else(|| shown(path))
}

fn target_of(link: &Path) -> String {
    fs::read_link(link).map(|target| shown(&target)).unwrap_or_default()
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::Unreadable(format!("{}: {error}", shown(path)))
}

/// Any execute bit counts: which of them are set depends on the umask of whoever made the file.
#[cfg(unix)]
fn executable(metadata: &Metadata, _path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

/// Where files have no execute bit, programs have it: what starts as ELF does or with `#!`.
#[cfg(not(unix))]
fn executable(_metadata: &Metadata, path: &Path) -> bool {
    use std::io::Read;
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(4).read_to_end(&mut head));
    read.is_ok() && (head == b"\x7fELF" || head.starts_with(b"#!"))
}
