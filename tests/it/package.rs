//! Packages: what is collected from a folder, the bytes of the zip, ready zips.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use lamctl::package::{Artifact, Collect, Files, build, collect};

mod binary;
mod collecting;
mod hostile;
mod reading_back;
mod reproducible;
mod under_change;

/// A folder for one test.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(root: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

fn all(root: &Path) -> Collect {
    Collect { root: root.to_owned(), ..Collect::default() }
}

fn names(files: &Files) -> Vec<&str> {
    files.contents.entries().iter().map(|e| e.name.as_str()).collect()
}

fn packaged(request: &Collect) -> Artifact {
    let files = collect(request);
    assert_eq!(files.problem, None);
    build(&files, &|_| ()).unwrap()
}

/// Bytes that look random, the same each time.
fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut out = Vec::with_capacity(bytes + 8);
    while out.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.extend((state >> 32).to_le_bytes()[..4].iter());
    }
    out.truncate(bytes);
    out
}

/// Bytes that compress about as text does, the same each time.
fn prose(bytes: usize, seed: u64) -> Vec<u8> {
    let words = ["the ", "package ", "of ", "a ", "function ", "is ", "made ", "once\n", "and ", "sent "];
    let mut out = Vec::with_capacity(bytes + 16);
    for byte in noise(bytes, seed) {
        out.extend(words[usize::from(byte) % words.len()].bytes());
        if out.len() >= bytes {
            break;
        }
    }
    out.truncate(bytes);
    out
}

/// Every entry as the zip crate reads it: name, mode, content.
fn read_back(zip: &[u8]) -> Vec<(String, u32, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut entry = archive.by_index(i).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), entry.unix_mode().unwrap(), content)
        })
        .collect()
}

/// Says on the real standard error that a program is missing; with CI=true that is a failure.
fn missing(program: &str) {
    let said = format!("LEFT OUT: {program} is not installed, its half of a package test did not run\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{program} is missing");
}
