//! The files and the finished package.

use std::collections::BTreeSet;

use super::{image, with};
use crate::diagnostic::Level::{self, Allow, Deny, Warn};
use crate::function::{Code, Desired, Upload, ZipSource};
use crate::package::{Artifact, Body, Contents, Entry, EntryKind, Files, Note, Origin, Problem};
use crate::preflight::support::{desired, named, subject};
use crate::preflight::{Pass, Subject, levels, needs_files, needs_package, run};

fn entry(name: &str, size: u64) -> Entry {
    Entry {
        name: name.into(),
        kind: EntryKind::File,
        size,
        mode: Some(0o644),
        origin: Origin::Memory(Vec::new().into()),
    }
}

fn files(entries: Vec<Entry>) -> Files {
    Files { contents: Contents::new(entries), ..Files::default() }
}

/// The findings about files of the rules here; those that read the files' contents are tested elsewhere.
fn judge(d: &Desired, files: &Files, artifact: Option<&Artifact>, pass: Pass) -> Vec<(&'static str, Level)> {
    let own: BTreeSet<&str> =
        ["source-missing", "source-empty", "path-name", "symlink-outside", "unzipped-size", "zip-size", "zip-unusable"]
            .into();
    let (levels, _) = levels(d, &[]).unwrap();
    let mut found = named(&run(&Subject { files: Some(files), artifact, ..subject(d) }, pass, &levels));
    found.retain(|(rule, _)| own.contains(rule));
    found
}

#[test]
fn the_files() {
    let d = desired();
    let allowed = with(|d| d.checks = vec![("all".into(), Allow)]);
    let at = |files: &Files| judge(&d, files, None, Pass::Files);
    let missing = Files { problem: Some(Problem::Missing("src".into())), ..Files::default() };
    assert_eq!(at(&missing), [("source-missing", Deny)]);
    assert_eq!(judge(&allowed, &missing, None, Pass::Files), [("source-missing", Deny)], "it cannot be allowed");
    assert_eq!(at(&files(vec![])), [("source-empty", Deny)]);
    assert_eq!(at(&files(vec![entry("app.py", 0)])), []);
    assert_eq!(at(&files(vec![entry("App.py", 1), entry("app.py", 1)])), [("path-name", Warn)]);
    let noted = |note: Note| Files { notes: vec![note], ..files(vec![entry("app.py", 1)]) };
    let (name, target): (String, String) = ("a".into(), "/b".into());
    assert_eq!(at(&noted(Note::NotUtf8("\u{fffd}".into()))), [("path-name", Deny)]);
    assert_eq!(at(&noted(Note::Special("sock".into()))), [("path-name", Warn)]);
    assert_eq!(
        at(&noted(Note::LinkOutside { name: name.clone(), target: target.clone() })),
        [("symlink-outside", Warn)]
    );
    assert_eq!(
        at(&noted(Note::LinkDangling { name: name.clone(), target: target.clone() })),
        [("symlink-outside", Warn)]
    );
    let refused = noted(Note::LinkRefused { name: name.clone(), target: target.clone() });
    assert_eq!(at(&refused), [("symlink-outside", Deny)]);
    assert_eq!(judge(&allowed, &refused, None, Pass::Files), []);
    assert_eq!(at(&noted(Note::LinkAbsolute { name, target })), [("symlink-outside", Deny)]);
    assert_eq!(at(&files(vec![entry("a", 262_144_000)])), [("unzipped-size", Warn)]);
    assert_eq!(at(&files(vec![entry("a", 262_144_001)])), [("unzipped-size", Deny)]);
    assert_eq!(at(&files(vec![entry("a", 235_929_599)])), []);
}

#[test]
fn the_package() {
    let artifact = |bytes: u64| Artifact {
        body: Body::Memory(bytes::Bytes::new()),
        sha256: String::new(),
        zipped_bytes: bytes,
        unzipped_bytes: bytes,
        files: 1,
        compressed: Vec::new(),
    };
    let d = desired();
    let one = files(vec![entry("app.py", 1)]);
    let at = |d: &Desired, bytes: u64| judge(d, &one, Some(&artifact(bytes)), Pass::Package);
    assert_eq!(at(&d, 52_428_800), []);
    assert_eq!(at(&d, 52_428_801), [("zip-size", Deny)]);
    assert_eq!(at(&with(|d| d.checks = vec![("zip-size".into(), Allow)]), 52_428_801), []);
    let staged = with(|d| d.code.upload = Some(Upload { s3_bucket: Some("bucket".into()), s3_prefix: None }));
    assert_eq!(at(&staged, 60_000_000), []);
    // 69905068 characters of base64 leave 262143 bytes for the rest.
    let wordy = with(|d| d.settings.description = Some("x".repeat(262_143)));
    assert_eq!(at(&wordy, 52_428_800), [("zip-size", Deny)]);
    let zip = with(|d| d.code = Code { zip_file: Some(ZipSource::Path("a.zip".into())), ..Code::default() });
    let bad =
        Files { from_zip: true, problem: Some(Problem::BadZip("no central directory".into())), ..Files::default() };
    assert_eq!(judge(&zip, &bad, None, Pass::Package), [("zip-unusable", Deny)]);
    let noted = |note: Note| Files { notes: vec![note], from_zip: true, ..files(vec![entry("app.py", 1)]) };
    let at = |files: &Files| judge(&zip, files, None, Pass::Package);
    assert_eq!(at(&noted(Note::Encrypted("a".into()))), [("zip-unusable", Deny)]);
    assert_eq!(at(&noted(Note::UnsafeName("../a".into()))), [("zip-unusable", Deny)]);
    assert_eq!(at(&noted(Note::Method { name: "a".into(), method: "zstd".into() })), [("zip-unusable", Warn)]);

    assert!(needs_files(&d) && needs_files(&zip) && !needs_files(&with(image)));
    assert!(!needs_package(&d, Some(&one)), "a small package has room to spare");
    let large = files(vec![entry("a", 52_428_800)]);
    assert!(needs_package(&d, Some(&large)));
    assert!(!needs_package(&staged, Some(&large)));
    let wordy = with(|d| d.settings.description = Some("x".repeat(8_000_000)));
    let close = files(vec![entry("a", 50_000_000)]);
    assert!(!needs_package(&d, Some(&close)) && needs_package(&wordy, Some(&close)));
    assert!(!needs_package(&zip, Some(&bad)), "what does not read back has no size to judge");
}
