//! The files, as the walk found them.

use std::collections::BTreeMap;

use crate::package::{Files, Note, Problem};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

fn place(subject: &Subject<'_>) -> Option<crate::diagnostic::Place> {
    let key = if subject.desired.code.zip_file.is_some() { "zip_file" } else { "dir" };
    subject.desired.places.at(&["code", key])
}

pub fn source_missing(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(problem) = subject.files.and_then(|files| files.problem.as_ref()) else { return };
    let what = if subject.desired.code.zip_file.is_some() { "zip" } else { "folder" };
    let (message, cure) = match problem {
        Problem::Missing(path) => (
            format!("there is no {what} {}", quote(path)),
            "mend the path: relative ones start at the manifest's folder; build the package first where a build makes it",
        ),
        Problem::NotAFolder(path) => {
            (format!("{} is not a folder", quote(path)), "name a folder, or use code.zip_file for a ready zip")
        }
        Problem::NotAFile(path) => {
            (format!("{} is not a file", quote(path)), "name a zip file, or use code.dir for a folder")
        }
        Problem::Unreadable(reason) => (format!("the {what} cannot be read: {reason}"), "make it readable"),
        Problem::BadZip(_) => return,
    };
    out.push(Finding::new(message, place(subject)).help(cure));
}

pub fn source_empty(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(files) = subject.files.filter(|files| files.problem.is_none() && files.contents.is_empty()) else {
        return;
    };
    let (message, cure) = if files.from_zip {
        ("the zip has no files in it", "package at least the handler's file")
    } else {
        ("the folder has no files to package", "check code.dir, code.include, code.exclude and .lambdaignore")
    };
    out.push(Finding::new(message, place(subject)).help(cure));
}

pub fn path_name(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(files) = subject.files else { return };
    for note in &files.notes {
        match note {
            Note::NotUtf8(name) => out.push(
                Finding::new(format!("the name {} is not UTF-8", quote(name)), place(subject))
                    .entry(name)
                    .help("rename the file"),
            ),
            // Of a ready zip it is `zip-unusable`'s.
            Note::UnsafeName(name) if !files.from_zip => out.push(
                Finding::new(format!("the name {} leaves the package", quote(name)), place(subject))
                    .entry(name)
                    .help("rename the file"),
            ),
            Note::Special(name) => out.push(
                Finding::new(format!("{} is no file, folder or link, and is left out", quote(name)), place(subject))
                    .entry(name)
                    .help("exclude it (code.exclude)")
                    .warn(),
            ),
            _ => {}
        }
    }
    same_but_for_case(subject, files, out);
}

fn same_but_for_case(subject: &Subject<'_>, files: &Files, out: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for entry in files.contents.entries() {
        if let Some(other) = seen.insert(entry.name.to_lowercase(), &entry.name)
            && other != entry.name
        {
            let message = format!("{} and {} differ only in case", quote(other), quote(&entry.name));
            out.push(
                Finding::new(message, place(subject))
                    .entry(&entry.name)
                    .help("rename one: on file systems without case one of them is lost")
                    .warn(),
            );
        }
    }
}

pub fn symlink_outside(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    for note in subject.files.iter().flat_map(|files| &files.notes) {
        let (name, finding) = match note {
            Note::LinkOutside { name, target } => (
                name,
                Finding::new(
                    format!("the link {} leaves the folder (to {}) and is followed", quote(name), quote(target)),
                    place(subject),
                )
                .help("exclude it, or copy what it points to, so that the package is the same elsewhere")
                .warn(),
            ),
            Note::LinkDangling { name, target } => (
                name,
                Finding::new(
                    format!("the link {} points to {}, which is not there; it is left out", quote(name), quote(target)),
                    place(subject),
                )
                .help("mend it, or exclude it")
                .warn(),
            ),
            Note::LinkLoop { name, target } => (
                name,
                Finding::new(
                    format!("the link {} goes round in a circle by {}; it is left out", quote(name), quote(target)),
                    place(subject),
                )
                .help("mend it, or exclude it")
                .warn(),
            ),
            Note::LinkRefused { name, target } => (
                name,
                Finding::new(
                    format!("{} is a link to {}, and code.symlinks is error", quote(name), quote(target)),
                    place(subject),
                )
                .help("exclude it, replace it by the file, or set `symlinks: follow`")
                .deny(),
            ),
            Note::LinkAbsolute { name, target } => (
                name,
                Finding::new(
                    format!("the kept link {} points to {}, outside the package", quote(name), quote(target)),
                    place(subject),
                )
                .help("make its target relative, or set `symlinks: follow`")
                .deny(),
            ),
            _ => continue,
        };
        out.push(finding.entry(name));
    }
}
