//! What of a package no runtime reads, and what leaving it out would save. Advice only: nothing is left out
//! by it, and nothing is named that some runtime or library is known to read (bytecode, `*.dist-info`, headers
//! that compile at run time).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::list::Row;

/// Something that could be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// What it is, for people.
    pub what: &'static str,
    /// Patterns for `code.exclude` that leave out just this, the one that saves most first.
    pub exclude: Vec<String>,
    pub files: u64,
    pub unzipped_bytes: u64,
    /// What the zip would be smaller by, headers aside.
    pub zipped_bytes: u64,
}

const BY_ENDING: [(&str, &[&str]); 4] = [
    (
        "source maps (Node.js reads them only with --enable-source-maps)",
        &[".js.map", ".mjs.map", ".cjs.map", ".css.map"],
    ),
    ("TypeScript declarations", &[".d.ts", ".d.mts", ".d.cts"]),
    ("Python type stubs", &[".pyi"]),
    ("static libraries and Cython declarations", &[".a", ".pxd"]),
];

const TESTS: &str = "tests of installed packages";

/// The advice on these files, the one that saves most first.
pub(super) fn advise(files: &[Row]) -> Vec<Advice> {
    let installed = installed_in(files);
    let mut found: BTreeMap<&'static str, BTreeMap<String, Advice>> = BTreeMap::new();
    for file in files {
        let Some((what, pattern)) = judge(&file.name, &installed) else { continue };
        let part = found.entry(what).or_default().entry(pattern).or_insert_with(|| Advice {
            what,
            exclude: Vec::new(),
            files: 0,
            unzipped_bytes: 0,
            zipped_bytes: 0,
        });
        part.files += 1;
        part.unzipped_bytes += file.unzipped_bytes;
        part.zipped_bytes += file.zipped_bytes;
    }
    let mut advice: Vec<Advice> = found.into_iter().map(|(what, parts)| sum(what, parts)).collect();
    advice.sort_by(|a, b| b.zipped_bytes.cmp(&a.zipped_bytes).then(a.what.cmp(b.what)));
    advice
}

fn sum(what: &'static str, parts: BTreeMap<String, Advice>) -> Advice {
    let mut parts: Vec<(String, Advice)> = parts.into_iter().collect();
    parts.sort_by(|(a, x), (b, y)| y.zipped_bytes.cmp(&x.zipped_bytes).then(a.cmp(b)));
    Advice {
        what,
        files: parts.iter().map(|(_, a)| a.files).sum(),
        unzipped_bytes: parts.iter().map(|(_, a)| a.unzipped_bytes).sum(),
        zipped_bytes: parts.iter().map(|(_, a)| a.zipped_bytes).sum(),
        exclude: parts.into_iter().map(|(pattern, _)| pattern).collect(),
    }
}

/// The folders of installed Python packages (`pandas`, `vendor/numpy`): those that stand beside a
/// `*.dist-info` of their own name. Packages of other names go unnoticed, and nobody's own code is taken for one.
fn installed_in(files: &[Row]) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for file in files {
        if let Some((before, _)) = file.name.split_once(".dist-info/") {
            let (folder, distribution) = before.rsplit_once('/').map_or(("", before), |(f, d)| (f, d));
            let name = distribution.split('-').next().unwrap_or(distribution).to_lowercase();
            folders.insert(if folder.is_empty() { name } else { format!("{folder}/{name}") });
        }
    }
    folders
}

/// What a file is that no runtime reads, and the pattern that leaves it out.
fn judge(name: &str, installed: &BTreeSet<String>) -> Option<(&'static str, String)> {
    if let Some(pattern) = test_of_node_package(name).or_else(|| test_of_python_package(name, installed)) {
        return Some((TESTS, pattern));
    }
    let base = name.rsplit('/').next().unwrap_or(name);
    BY_ENDING.iter().find_map(|(what, endings)| {
        let ending = endings.iter().find(|ending| base.len() > ending.len() && base.ends_with(**ending))?;
        Some((*what, format!("*{ending}")))
    })
}

/// `node_modules/NAME/test/…`, directly below the package: deeper ones may be part of what it does.
fn test_of_node_package(name: &str) -> Option<String> {
    let at = name.rfind("node_modules/").filter(|at| *at == 0 || name.as_bytes()[at - 1] == b'/')?;
    let start = at + "node_modules/".len();
    let parts: Vec<&str> = name[start..].split('/').collect();
    let own = if parts.first()?.starts_with('@') { 2 } else { 1 };
    let folder = *parts.get(own).filter(|_| parts.len() > own + 1)?;
    matches!(folder, "test" | "tests" | "__tests__")
        .then(|| format!("{}{}/{folder}/", escaped(&name[..start]), escaped(&parts[..own].join("/"))))
        .map(anchored)
}

/// `NAME/…/tests/…`, of an installed package.
fn test_of_python_package(name: &str, installed: &BTreeSet<String>) -> Option<String> {
    let tests = ["/tests/", "/test/"].into_iter().filter_map(|t| Some((name.find(t)?, t.trim_matches('/')))).min()?;
    let above = &name[..tests.0];
    let ends = above.match_indices('/').map(|(i, _)| i).chain([above.len()]);
    let package = ends.map(|end| &above[..end]).find(|folder| installed.contains(*folder))?;
    Some(anchored(format!("{}/**/{}/", escaped(package), tests.1)))
}

fn anchored(pattern: String) -> String {
    format!("/{pattern}")
}

fn escaped(name: &str) -> String {
    let mut pattern = String::new();
    for c in name.chars() {
        if matches!(c, '\\' | '*' | '?' | '[' | ']' | '{' | '}') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<Row> {
        names.iter().map(|n| Row { name: (*n).to_owned(), unzipped_bytes: 10, zipped_bytes: 4, link: false }).collect()
    }

    #[test]
    fn tests_of_installed_packages_but_not_ones_own() {
        let advice = advise(&rows(&[
            "pandas/tests/io/test_json.py",
            "pandas/core/tests/a.py",
            "pandas-2.dist-info/METADATA",
            "node_modules/a/test/x.js",
            "node_modules/@s/b/__tests__/x.js",
            "node_modules/a/lib/test/x.js",
            "node_modules/test/index.js",
            "tests/own.py",
            "src/tests/own.py",
        ]));
        assert_eq!(advice.len(), 1);
        assert_eq!(advice[0].exclude, ["/pandas/**/tests/", "/node_modules/@s/b/__tests__/", "/node_modules/a/test/",]);
        assert_eq!((advice[0].files, advice[0].zipped_bytes), (4, 16));
    }

    #[test]
    fn without_installed_packages_tests_are_ones_own() {
        assert_eq!(advise(&rows(&["src/tests/a.py", "tests/b.py", "test/c.js"])), []);
    }

    #[test]
    fn endings() {
        let advice =
            advise(&rows(&["a.js.map", "b.d.ts", "c.pyi", ".pyi", "d.ts", "m.map", "lib.a", "x.dist-info/RECORD"]));
        let files: Vec<_> = advice.iter().map(|a| (a.exclude.join(" "), a.files)).collect();
        assert_eq!(files.len(), 4);
        assert!(files.iter().all(|(_, n)| *n == 1), "{files:?}");
    }
}
