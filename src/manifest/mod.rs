//! From a manifest's bytes to [`Desired`] functions, with all findings of the file in one run.
//!
//! bytes ─ `text` ─► text ─ `node` ─► tree ─ `value` ─► values with places ─ `keys` ─► one spelling ─
//! `interpolate`, `set` ─► what is meant ─ `merge` ─► one value for each function ─ `decode`, `build` ─► settings.
//! `shape` and `table` say what a manifest may hold; `mask` takes secrets out of what is shown.

mod build;
mod decode;
mod envfile;
mod found;
mod init;
mod interpolate;
mod keys;
mod mask;
mod merge;
mod node;
mod reference;
mod schema;
mod set;
mod shape;
mod suggest;
mod table;
mod text;
mod token;
mod value;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Locate, Place, Source};
use crate::function::Desired;
use found::Found;
use value::{Data, Fixed, Val};

pub use envfile::lines as env_lines;
pub use init::template;
pub use reference::reference_markdown;
pub use schema::schema;
pub use suggest::nearest;
pub use write::{Imported, write};

/// A manifest to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// As it is shown: relative to the current folder, `<stdin>` for standard input.
    pub name: String,
    /// Absolute; `None` for standard input.
    pub path: Option<PathBuf>,
    /// The folder that relative paths start from, absolute.
    pub base: PathBuf,
    pub bytes: Vec<u8>,
}

/// What the command line and the environment add.
#[derive(Clone, Default)]
pub struct Options {
    /// The process's environment, for interpolation.
    pub vars: BTreeMap<String, String>,
    /// `--env-file`: the name shown, and the bytes. A later file wins over an earlier, `vars` over all.
    pub env_files: Vec<(String, Vec<u8>)>,
    /// `--set`, as typed.
    pub set: Vec<String>,
    /// `--code`, as typed.
    pub code: Option<String>,
    /// The current folder, absolute: paths on the command line start there.
    pub cwd: PathBuf,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The variables may be secrets, and so may what is set.
        f.debug_struct("Options").field("code", &self.code).field("cwd", &self.cwd).finish_non_exhaustive()
    }
}

/// What a manifest holds. Where a diagnostic denies, the functions are those that could be read.
#[derive(Debug, Default)]
pub struct Loaded {
    pub functions: Vec<Desired>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether the manifest is at fault (exit code 3).
    pub fn denied(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == crate::diagnostic::Level::Deny)
    }
}

/// Reads a manifest.
pub fn load(input: &Input, options: &Options) -> Loaded {
    let mut found = Found::default();
    let vars = variables(options, &mut found);
    let tree = match node::Tree::read(&input.name, true, &input.bytes) {
        Ok(tree) => tree,
        Err(fault) => {
            found.push(|| *fault);
            return Loaded { functions: Vec::new(), diagnostics: found.finish() };
        }
    };
    let text: Arc<dyn Locate> = Arc::clone(&tree) as _;
    let root = value::of(&tree, &text, &mut found);
    if !matches!(root.data, Data::Map(_)) {
        found.push(|| {
            Diagnostic::fault(format!("a manifest is a map of keys, not {}", root.found()), root.at.place())
                .help("run `lamctl init` for one to start from")
        });
        return Loaded { functions: Vec::new(), diagnostics: found.finish() };
    }
    let mut root = keys::root(root, &mut found);
    if interpolates(&root) {
        let Data::Map(entries) = &mut root.data else { return Loaded::default() };
        for entry in entries {
            let shape = table::root(&entry.key).map(|f| &f.shape).or(table::FUNCTION.under(&entry.key));
            interpolate::all(&mut entry.value, shape, &vars, &mut found);
        }
    }
    check_interpolate(&root, &mut found);
    for argument in &options.set {
        set::set(&mut root, argument, &mut found);
    }
    let mut functions = merge::functions(root, &mut found);
    if let Some(code) = &options.code {
        if functions.len() > 1 {
            found.push(|| {
                let source = Source { name: "--code".to_owned(), is_file: false, shown: code.clone() };
                let span = crate::diagnostic::Span { start: 0, end: code.len() };
                Diagnostic::fault(
                    format!("`--code` names the code of one function, and the manifest has {}", functions.len()),
                    Some(Place { source: Arc::new(source), span }),
                )
            });
        } else if let Some(function) = functions.first_mut() {
            set::code(&mut function.settings, code, &options.cwd, &mut found);
        }
    }
    let functions = functions.into_iter().filter_map(|f| build::function(f, input, &text, &mut found)).collect();
    Loaded { functions, diagnostics: found.finish() }
}

fn interpolates(root: &Val) -> bool {
    !matches!(root.get("interpolate"), Some(Val { data: Data::Bool(false), .. }))
}

fn check_interpolate(root: &Val, found: &mut Found) {
    if let Some(value) = root.get("interpolate") {
        let mut decoder = decode::Decoder { places: Default::default(), found, path: vec!["interpolate".to_owned()] };
        if !value.is_null() {
            decoder.value(value, &shape::Shape::Bool);
        }
    }
}

/// The variables for interpolation: files first, the process's environment over them.
fn variables(options: &Options, found: &mut Found) -> BTreeMap<String, String> {
    let mut vars = BTreeMap::new();
    for (name, bytes) in &options.env_files {
        let Ok(text) = std::str::from_utf8(bytes) else {
            found.push(|| Diagnostic::fault(format!("`{name}` is not UTF-8"), None));
            continue;
        };
        vars.extend(env_file(name, text, found).0.into_iter().map(|v| (v.key, v.value)));
    }
    vars.extend(options.vars.iter().map(|(k, v)| (k.clone(), v.clone())));
    vars
}

/// Reads a file of variables; its text is never shown, its lines are pointed at.
fn env_file(name: &str, text: &str, found: &mut Found) -> (Vec<envfile::Var>, Arc<dyn Locate>) {
    let (vars, faults) = envfile::parse(text);
    let source = Arc::new(Source { name: name.to_owned(), is_file: true, shown: mask::all(text) });
    for fault in faults {
        found.push(|| {
            Diagnostic::fault(fault.message, Some(Place { source: Arc::clone(&source), span: fault.span }))
                .help("write one KEY=VALUE a line; quote values that span lines")
        });
    }
    let spans = vars.iter().map(|v| v.key_span).collect();
    (vars, Arc::new(Fixed { source, spans }))
}

#[cfg(test)]
mod tests;
