//! What makes a package large: its files and folders by size, its file types, and what could be left out.

use std::collections::BTreeMap;

use serde::Serialize;

pub use super::advice::Advice;
use super::{Artifact, EntryKind, Files, advice, tree};

/// What `package --list` shows.
#[derive(Clone, Debug, Serialize)]
pub struct Listing {
    pub files: u64,
    pub unzipped_bytes: u64,
    /// The zip, headers included.
    pub zipped_bytes: u64,
    /// The files, the one that takes most of the zip first.
    pub entries: Vec<Row>,
    /// The files summed by type, the type that takes most first.
    pub types: Vec<Type>,
    /// What no runtime reads.
    pub advice: Vec<Advice>,
}

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub name: String,
    pub unzipped_bytes: u64,
    /// Its compressed content, headers aside.
    pub zipped_bytes: u64,
    /// A link kept as a link.
    pub link: bool,
}

/// The files of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Type {
    /// The ending in lower case with its dot (`.py`), or null for names without one.
    pub ending: Option<String>,
    pub files: u64,
    pub unzipped_bytes: u64,
    pub zipped_bytes: u64,
}

/// What the package is made of.
pub fn list(files: &Files, artifact: &Artifact) -> Listing {
    let mut entries: Vec<Row> = files
        .contents
        .entries()
        .iter()
        .zip(&artifact.compressed)
        .map(|(entry, compressed)| Row {
            name: entry.name.clone(),
            unzipped_bytes: entry.size,
            zipped_bytes: *compressed,
            link: matches!(entry.kind, EntryKind::Link(_)),
        })
        .collect();
    entries.sort_by(|a, b| b.zipped_bytes.cmp(&a.zipped_bytes).then_with(|| a.name.cmp(&b.name)));
    Listing {
        files: artifact.files,
        unzipped_bytes: artifact.unzipped_bytes,
        zipped_bytes: artifact.zipped_bytes,
        types: types(&entries),
        advice: advice::advise(&entries),
        entries,
    }
}

/// The listing for people, `width` columns wide: a tree with bars, the types, the advice. Small files of
/// large packages are summed up, and it says so.
pub fn render(listing: &Listing, width: usize, color: bool) -> String {
    tree::render(listing, width, color)
}

fn types(entries: &[Row]) -> Vec<Type> {
    let mut sums: BTreeMap<Option<String>, Type> = BTreeMap::new();
    for row in entries {
        let ending = ending(&row.name);
        let sum = sums.entry(ending.clone()).or_insert(Type { ending, files: 0, unzipped_bytes: 0, zipped_bytes: 0 });
        sum.files += 1;
        sum.unzipped_bytes += row.unzipped_bytes;
        sum.zipped_bytes += row.zipped_bytes;
    }
    let mut types: Vec<Type> = sums.into_values().collect();
    types.sort_by(|a, b| b.zipped_bytes.cmp(&a.zipped_bytes).then_with(|| a.ending.cmp(&b.ending)));
    types
}

/// `.py`, and `.so` for `libz.so.1` as well.
fn ending(name: &str) -> Option<String> {
    let base = name.rsplit('/').next().unwrap_or(name);
    if base.contains(".so.") {
        return Some(".so".to_owned());
    }
    let (stem, ending) = base.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty() && ending.len() <= 12).then(|| format!(".{}", ending.to_lowercase()))
}
