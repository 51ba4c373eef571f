//! Which files of a folder are packaged: the built-in excludes, `.lambdaignore`, `code.exclude`, `code.include`.
//!
//! Patterns are gitignore's, and so is their precedence: of those that match a path, the last one counts; what
//! lies in an excluded folder stays out. Built-in excludes stand first, so a `!pattern` brings them back. An
//! `include` pattern brings one back where it names it (`.git/HEAD`, `.gitignore`), not where it
//! merely covers it (`src/**` does not mean `src/__pycache__`).

use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Left out everywhere, by name.
const BUILT_IN: [&str; 12] = [
    ".git",
    ".hg",
    ".svn",
    ".DS_Store",
    "Thumbs.db",
    "__pycache__",
    ".venv",
    ".terraform",
    ".aws-sam",
    ".serverless",
    ".lambdaignore",
    ".gitignore",
];

/// The patterns of one folder, ready to be matched.
#[derive(Debug)]
pub(super) struct Selection {
    built_in: Gitignore,
    /// `.lambdaignore`, then `code.exclude`.
    exclude: Gitignore,
    include: Option<Gitignore>,
    /// For each include pattern, the built-in excludes that it names.
    brings_back: Vec<(String, Vec<String>)>,
    /// Built-in excludes that some pattern names: such folders are looked into.
    reopened: Vec<String>,
}

/// What has been decided about a folder or a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    out: Out,
    /// The include pattern that wants it, by number.
    wanted: Option<usize>,
}

#[derive(Clone, Debug, Default)]
enum Out {
    #[default]
    No,
    /// By a built-in exclude, named.
    BuiltIn(String),
    ByPattern,
}

impl Selection {
    /// `ignore_file` is the text of `.lambdaignore`; `manifest` the manifest's path inside the folder, `/` between parts.
    ///
    /// # Errors
    /// A pattern that cannot be read; a phrase that names it.
    pub(super) fn new(
        ignore_file: Option<&str>,
        exclude: &[String],
        include: Option<&[String]>,
        manifest: Option<&str>,
    ) -> Result<Self, String> {
        let mut names: Vec<String> = BUILT_IN.iter().map(ToString::to_string).collect();
        let mut built_in: Vec<String> = names.clone();
        if let Some(manifest) = manifest {
            names.extend(manifest.rsplit('/').next().map(str::to_owned));
            built_in.push(format!("/{}", literal(manifest)));
        }
        let ignored: Vec<&str> =
            ignore_file.map(|t| t.trim_start_matches('\u{feff}').lines().collect()).unwrap_or_default();
        let mut lines: Vec<(&str, &str)> = ignored.iter().map(|l| (".lambdaignore", *l)).collect();
        lines.extend(exclude.iter().map(|l| ("code.exclude", l.as_str())));

        let mut reopened = Vec::new();
        for (_, line) in lines.iter().filter(|(_, line)| line.starts_with('!')) {
            reopened.extend(named_by(line, &names));
        }
        // An empty list asks for nothing in particular.
        let include = include.filter(|patterns| !patterns.is_empty());
        let mut brings_back = Vec::new();
        for pattern in include.unwrap_or_default() {
            let named = named_by(pattern, &names);
            reopened.extend(named.iter().cloned());
            brings_back.push((pattern.trim_end().to_owned(), named));
        }
        Ok(Selection {
            built_in: matcher(built_in.iter().map(|l| ("the built-in excludes", l.as_str())))?,
            exclude: matcher(lines)?,
            include: include
                .map(|patterns| matcher(patterns.iter().map(|l| ("code.include", l.as_str()))))
                .transpose()?,
            brings_back,
            reopened,
        })
    }

    /// Decides about a folder or file, given what was decided about the folder it is in. `path` is relative.
    pub(super) fn judge(&self, parent: &Verdict, path: &Path, is_folder: bool) -> Verdict {
        let out = match self.exclude.matched(path, is_folder) {
            Match::Ignore(_) => Out::ByPattern,
            Match::Whitelist(_) => Out::No,
            Match::None => match self.built_in.matched(path, is_folder) {
                Match::Ignore(_) => {
                    Out::BuiltIn(path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default())
                }
                _ => parent.out.clone(),
            },
        };
        let wanted = match self.include.as_ref().map(|include| include.matched(path, is_folder)) {
            Some(Match::Ignore(glob)) => self.brings_back.iter().rposition(|(p, _)| p == glob.original()),
            Some(Match::Whitelist(_)) => None,
            Some(Match::None) | None => parent.wanted,
        };
        Verdict { out, wanted }
    }

    /// Whether something in this folder may be packaged.
    pub(super) fn enters(&self, folder: &Verdict) -> bool {
        match &folder.out {
            Out::No => true,
            Out::BuiltIn(name) => self.reopened.contains(name),
            Out::ByPattern => false,
        }
    }

    /// Whether this file is packaged.
    pub(super) fn takes(&self, file: &Verdict) -> bool {
        let named = file.wanted.and_then(|i| self.brings_back.get(i)).map(|(_, named)| named);
        (self.include.is_none() || file.wanted.is_some())
            && match &file.out {
                Out::No => true,
                Out::BuiltIn(name) => named.is_some_and(|named| named.contains(name)),
                Out::ByPattern => false,
            }
    }
}

fn matcher<'a>(lines: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new("");
    for (from, line) in lines {
        builder.add_line(None, line).map_err(|e| format!("the pattern `{line}` of {from} cannot be read: {e}"))?;
    }
    builder.build().map_err(|e| format!("the patterns cannot be read: {e}"))
}

/// Those of `names` that a part of the pattern matches; parts of nothing but wildcards name nothing.
fn named_by(pattern: &str, names: &[String]) -> Vec<String> {
    let pattern = pattern.trim_start_matches('!').trim_end();
    let parts = pattern.split('/').filter(|part| part.chars().any(|c| c != '*' && c != '?'));
    let Ok(parts) = matcher(parts.map(|part| ("", part)).collect::<Vec<_>>()) else { return Vec::new() };
    names.iter().filter(|name| parts.matched(name.as_str(), false).is_ignore()).cloned().collect()
}

/// A pattern that matches exactly this path.
fn literal(path: &str) -> String {
    let mut pattern = String::new();
    for c in path.chars() {
        if matches!(c, '\\' | '*' | '?' | '[' | ']' | '{' | '}' | '!' | '#' | ' ') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}
