//! Where the Node.js runtimes look for a handler.
//!
//! The runtime takes what follows the last `/` and splits it at its first dot: a file's stem and the path
//! of an export. For the stem it tries a file or folder of just that name, `.js`, `.mjs`, `.cjs`, and then
//! Node's own resolution of a package. A `.ts` file is never loaded.

use super::{Lookup, text};
use crate::package::{Contents, EntryKind};

/// How Node.js reads a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    CommonJs,
    Esm,
    /// JSON, native code, a file without extension.
    Other,
}

/// The folder (with its `/`, or empty), the file's stem and the export's path; `None` where the handler
/// is not of the runtime's form or leads out of the package.
pub fn split(handler: &str) -> Option<(&str, &str, &str)> {
    if handler.contains("..") {
        return None;
    }
    let handler = handler.strip_prefix("/var/task/").unwrap_or(handler);
    let handler = handler.strip_prefix("./").unwrap_or(handler);
    let base = handler.rfind('/').map_or(0, |at| at + 1);
    let (folder, file) = handler.split_at(base);
    let (stem, export) = file.split_once('.')?;
    let plain = !folder.split('/').rev().skip(1).any(|part| part.is_empty() || part == ".");
    (plain && !stem.is_empty() && !export.is_empty()).then_some((folder, stem, export))
}

/// Looks for the file that the runtime would load.
pub fn lookup(contents: &Contents, handler: &str) -> Lookup {
    let Some((folder, stem, _)) = split(handler) else { return Lookup::Unknown };
    let path = format!("{folder}{stem}");
    if let Some(part) = behind_link(contents, &path) {
        return part;
    }
    if contents.get(&path).is_some() {
        return Lookup::Found(path);
    }
    let exists = |extension: &str| contents.get(&format!("{path}.{extension}")).is_some();
    let found = |extension: &str| Lookup::Found(format!("{path}.{extension}"));
    if contents.has_folder(&path) {
        // A folder of that name is loaded as Node.js loads a folder, and nothing else is tried after it.
        if let Some(extension) = ["js", "json", "node"].iter().find(|e| exists(e)) {
            return found(extension);
        }
        let beside = ["mjs", "cjs"].iter().any(|e| exists(e));
        return match load_folder(contents, &path) {
            Lookup::Missing { .. } => {
                let sure = !beside && BUILT_IN.binary_search(&stem).is_err();
                Lookup::Missing { wanted: vec![format!("{path}.js"), format!("{path}/index.js")], sure }
            }
            other => other,
        };
    }
    if let Some(extension) = ["js", "mjs", "cjs"].iter().find(|e| exists(e)) {
        return found(extension);
    }
    for root in ["", folder] {
        let package = format!("{root}node_modules/{stem}");
        if contents.has_folder(&package) || contents.get(&format!("{package}.js")).is_some() {
            return match load_folder(contents, &package) {
                Lookup::Missing { .. } => Lookup::Unknown,
                other => other,
            };
        }
    }
    let itself = manifest(contents, "package.json")
        .is_some_and(|json| json.get("name").and_then(|n| n.as_str()) == Some(stem) && json.get("exports").is_some());
    if itself {
        return Lookup::Unknown;
    }
    let wanted = ["js", "mjs", "cjs"].iter().map(|e| format!("{path}.{e}")).collect();
    Lookup::Missing { wanted, sure: BUILT_IN.binary_search(&stem).is_err() }
}

/// What `require` of a folder loads: `main` of its package.json, or its index.
fn load_folder(contents: &Contents, folder: &str) -> Lookup {
    let json = manifest(contents, &format!("{folder}/package.json"));
    if let Some(json) = &json
        && (json.get("exports").is_some() || json.get("main").is_some_and(|m| m.as_str().is_none()))
    {
        return Lookup::Unknown;
    }
    if let Some(main) = json.as_ref().and_then(|j| j.get("main")).and_then(|m| m.as_str()) {
        let main = main.strip_prefix("./").unwrap_or(main).trim_end_matches('/');
        if main.split('/').any(|part| matches!(part, "." | "..")) {
            return Lookup::Unknown;
        }
        let path = if main.is_empty() { folder.to_owned() } else { format!("{folder}/{main}") };
        for suffix in ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"] {
            let name = format!("{path}{suffix}");
            if contents.get(&name).is_some() {
                return Lookup::Found(name);
            }
        }
    }
    for index in ["index.js", "index.json", "index.node"] {
        let name = format!("{folder}/{index}");
        if contents.get(&name).is_some() {
            return Lookup::Found(name);
        }
    }
    Lookup::Missing { wanted: vec![format!("{folder}/index.js")], sure: true }
}

/// Where some folder of the path is a link, what lies behind cannot be seen.
fn behind_link(contents: &Contents, path: &str) -> Option<Lookup> {
    path.match_indices('/')
        .map(|(at, _)| &path[..at])
        .chain([path])
        .any(|part| contents.get(part).is_some_and(|e| matches!(e.kind, EntryKind::Link(_))))
        .then_some(Lookup::Unknown)
}

fn manifest(contents: &Contents, name: &str) -> Option<serde_json::Value> {
    let bytes = text::whole(contents.get(name)?, 1 << 20)?;
    serde_json::from_slice(&bytes).ok()
}

/// How Node.js reads this file: by its extension, and for `.js` by `type` in the nearest package.json.
/// `None` where that package.json cannot be read.
pub fn module_kind(contents: &Contents, name: &str) -> Option<ModuleKind> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("mjs") => return Some(ModuleKind::Esm),
        Some("cjs") => return Some(ModuleKind::CommonJs),
        Some("js") => {}
        _ => return Some(ModuleKind::Other),
    }
    let mut folder = name;
    loop {
        folder = folder.rsplit_once('/').map_or("", |(front, _)| front);
        if folder == "node_modules" || folder.ends_with("/node_modules") {
            return Some(ModuleKind::CommonJs);
        }
        let path = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
        if contents.get(&path).is_some() {
            let module = manifest(contents, &path)?.get("type").and_then(|t| t.as_str()) == Some("module");
            return Some(if module { ModuleKind::Esm } else { ModuleKind::CommonJs });
        }
        if folder.is_empty() {
            return Some(ModuleKind::CommonJs);
        }
    }
}

/// Modules built into Node.js, sorted: a package of that name is never missing.
const BUILT_IN: &[&str] = &[
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::inspect::testing::package;

    fn find(files: &[(&str, &str)], handler: &str) -> Lookup {
        lookup(&package(files), handler)
    }

    fn found(name: &str) -> Lookup {
        Lookup::Found(name.to_owned())
    }

    #[test]
    fn splits_as_the_runtime_does() {
        assert_eq!(split("index.handler"), Some(("", "index", "handler")));
        assert_eq!(split("src/a.b/index.x.y"), Some(("src/a.b/", "index", "x.y")));
        assert_eq!(split("./index.handler"), Some(("", "index", "handler")));
        assert_eq!(split("/var/task/index.handler"), Some(("", "index", "handler")));
        assert_eq!(split("../index.handler"), None);
        assert_eq!(split("/opt/nodejs/x.handler"), None);
        assert_eq!(split("index"), None);
    }

    #[test]
    fn follows_the_search_order() {
        assert!(BUILT_IN.is_sorted());
        for name in ["index", "index.js", "index.mjs", "index.cjs", "index/index.js"] {
            assert_eq!(find(&[(name, "")], "index.handler"), found(name));
        }
        assert_eq!(find(&[("a/b.js", "")], "a/b.c.d"), found("a/b.js"));
        let main = [("app/package.json", r#"{"main":"./lib/main"}"#), ("app/lib/main.js", "")];
        assert_eq!(find(&main, "app.handler"), found("app/lib/main.js"));
        let package = [("node_modules/mw/package.json", r#"{"main":"x.js"}"#), ("node_modules/mw/x.js", "")];
        assert_eq!(find(&package, "mw.handler"), found("node_modules/mw/x.js"));
        let missing = |names: &[(&str, &str)], handler| match find(names, handler) {
            Lookup::Missing { sure, .. } => Some(sure),
            _ => None,
        };
        assert_eq!(missing(&[("index.ts", "")], "index.handler"), Some(true));
        assert_eq!(missing(&[("index.js", "")], "src/index.handler"), Some(true));
        assert_eq!(missing(&[("index/other.js", "")], "index.handler"), Some(true));
        assert_eq!(missing(&[("index.js", "")], "http.handler"), Some(false));
        assert_eq!(missing(&[("index.js", "")], "/opt/x.handler"), None);
    }

    #[test]
    fn the_nearest_package_json_decides() {
        let files = [("package.json", r#"{"type":"module"}"#), ("a/package.json", "{}"), ("a/x.js", ""), ("x.js", "")];
        let contents = package(&files);
        assert_eq!(module_kind(&contents, "x.js"), Some(ModuleKind::Esm));
        assert_eq!(module_kind(&contents, "a/x.js"), Some(ModuleKind::CommonJs));
        assert_eq!(module_kind(&contents, "b/x.mjs"), Some(ModuleKind::Esm));
        assert_eq!(module_kind(&contents, "node_modules/p/x.js"), Some(ModuleKind::CommonJs));
        assert_eq!(module_kind(&package(&[("package.json", "{")]), "x.js"), None);
    }
}
