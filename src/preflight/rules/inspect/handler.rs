//! Whether the file that the handler names is in the package.

use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::Contents;
use crate::package::inspect::java::{self, ClassPlace};
use crate::package::inspect::near::{deeper, is_dependency, nearest};
use crate::package::inspect::{Family, Lookup, dotnet, node, python, ruby};
use crate::preflight::Subject;
use crate::preflight::rule::{Findings, Pass, Rule};

pub const MISSING: Rule = Rule {
    name: "handler-missing",
    passes: FILES_AND_DEPLOYED,
    level: Level::Deny,
    group: "package",
    fixed: false,
    summary: "the file that the handler names is not in the package",
    docs: "Looks for the handler's file as the runtime itself does: Python packages, modules and namespace packages; \
Node.js files without extension, .js, .mjs, .cjs, folders with index.js or a package.json, packages in node_modules; \
Ruby files and gems in vendor/bundle; Java classes at the root and in lib/*.jar; .NET assemblies at the root; the \
program of go1.x.

Why it matters: CreateFunction takes any handler, and the first invoke fails: `Runtime.ImportModuleError: Unable to \
import module 'app': No module named 'app'` (Python), `Runtime.ImportModuleError: Error: Cannot find module 'index'` \
(Node.js), `cannot load such file` (Ruby), `Class not found` (Java), `Could not find the specified handler assembly` \
(.NET), `fork/exec /var/task/main: no such file or directory` (go1.x).

Fires for `handler: app.handler` with `runtime: python3.13` where the package holds `src/app.py` alone.

Only warns, and only where a file of nearly that name is there, where something else may hold it: a layer, a mounted file system, PYTHONPATH, NODE_PATH, GEM_PATH, \
an exec wrapper. Only warns where a deployed function may have layers that the manifest does not list. Silent for handlers in /opt \
and /mnt.

Cure: point `handler` at the file (`src/app.handler`), or package the folder that holds it (`code.dir: src`).",
    check: missing,
};

fn missing(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass) else { return };
    let Some(handler) = inspection.handler() else { return };
    if ["/opt", "/mnt", "opt/", "mnt/"].iter().any(|front| handler.starts_with(front)) {
        return;
    }
    let Lookup::Missing { wanted, sure } = lookup(&inspection, handler) else { return };
    let elsewhere = inspection.elsewhere();
    let sure = sure && elsewhere.is_none();
    if inspection.again() && !(sure && inspection.settings().layers.is_none()) {
        return;
    }
    let what = match (inspection.runtime.family, wanted.as_slice()) {
        (Family::Java, [class, ..]) => format!("{class} at the root or in lib/*.jar"),
        (_, [first, ..]) => first.clone(),
        (_, []) => "its file".to_owned(),
    };
    let mut message = format!("the handler `{handler}` needs {what}, which is not in the package");
    let help = help(&inspection, handler, &wanted);
    if let Some(elsewhere) = elsewhere {
        // A layer's handler is no mistake; one that is nearly the name of a file here may be.
        if !help.as_ref().is_some_and(|h| h.likely) && !inspection.may_be_deployed() {
            return;
        }
        message.push_str(&format!(" ({elsewhere})"));
    }
    let mut finding = inspection.finding("handler", message);
    finding = finding.help(match help {
        Some(help) => help.text,
        None if inspection.from_zip => "put the file into the zip, or point `handler` at one that is there".to_owned(),
        None => "point `handler` at a file of the package, or `code.dir` at the folder that holds it".to_owned(),
    });
    findings.push(if sure { finding } else { finding.warn() });
}

/// Looks as the function's runtime does.
fn lookup(inspection: &Inspection<'_>, handler: &str) -> Lookup {
    let contents = inspection.contents;
    match inspection.runtime.family {
        Family::Python => python::lookup(contents, handler),
        Family::Node => node::lookup(contents, handler),
        Family::Ruby => ruby::lookup(contents, handler),
        Family::Java => class(contents, handler),
        Family::DotNet => dotnet::lookup(contents, handler),
        Family::Go => program(contents, handler),
        Family::Provided | Family::Custom => Lookup::Unknown,
    }
}

/// The class that a Java runtime loads. In a jar or folder off the class path it is missing, though a jar's
/// own manifest could put it there.
fn class(contents: &Contents, handler: &str) -> Lookup {
    let Some((name, _)) = java::split(handler).filter(|(name, _)| !java::is_runtimes_own(name)) else {
        return Lookup::Unknown;
    };
    let wanted = vec![format!("{}.class", name.replace('.', "/"))];
    match java::find(contents, name) {
        ClassPlace::OnPath { entry, .. } => Lookup::Found(entry),
        ClassPlace::OffPath { entry } => Lookup::Missing { wanted, sure: !entry.ends_with(".jar") },
        ClassPlace::Nowhere { sure } => Lookup::Missing { wanted, sure },
    }
}

/// The program that go1.x starts.
fn program(contents: &Contents, handler: &str) -> Lookup {
    let name = handler.strip_prefix("./").unwrap_or(handler);
    if name.is_empty() || name.starts_with('/') || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Lookup::Unknown;
    }
    if contents.get(name).is_some() {
        return Lookup::Found(name.to_owned());
    }
    Lookup::Missing { wanted: vec![name.to_owned()], sure: true }
}

/// A way out, and whether it is likely what was meant.
struct Help {
    text: String,
    likely: bool,
}

/// What was probably meant.
fn help(inspection: &Inspection<'_>, handler: &str, wanted: &[String]) -> Option<Help> {
    let likely = |text: String| Some(Help { text, likely: true });
    let contents = inspection.contents;
    if inspection.runtime.family == Family::Java
        && let Some((name, _)) = java::split(handler)
        && let ClassPlace::OffPath { entry } = java::find(contents, name)
        && entry.ends_with(".jar")
    {
        return likely(format!("put {entry} into lib/: the class path is the root and lib/*.jar"));
    }
    if let Some(found) = deeper(contents, wanted) {
        let name = wanted.iter().find(|w| found.ends_with(w.as_str()))?;
        let folder = found.strip_suffix(name.as_str())?.trim_end_matches('/');
        let unpack = if inspection.from_zip {
            "zip what is in the folder, not the folder itself".to_owned()
        } else {
            format!("package `{folder}` itself with `code.dir`")
        };
        let or = match inspection.runtime.family {
            Family::Python | Family::Node | Family::Ruby => format!(", or set the handler to `{folder}/{handler}`"),
            _ => String::new(),
        };
        return likely(format!("{unpack}{or}: the file sits at {found}, too deep by {}", folders(folder)));
    }
    if inspection.runtime.family == Family::Node
        && let Some(path) = wanted.first().and_then(|name| name.strip_suffix(".js"))
        && contents.has_folder(path)
        && let Some(beside) = ["mjs", "cjs"].iter().find(|e| contents.get(&format!("{path}.{e}")).is_some())
    {
        return likely(format!(
            "rename the folder {path}/: the runtime loads it before {path}.{beside}, and finds no index.js in it"
        ));
    }
    let extensions: &[&str] = match inspection.runtime.family {
        Family::Python => &["py"],
        Family::Node => &["js", "mjs", "cjs"],
        Family::Ruby => &["rb"],
        Family::Java => &["class"],
        Family::DotNet => &["dll"],
        Family::Go | Family::Provided | Family::Custom => &[""],
    };
    let stem = |name: &str| name.rsplit_once('.').map_or(name.to_owned(), |(stem, _)| stem.to_owned());
    let first = wanted.first()?;
    if inspection.runtime.family == Family::Node
        && ["ts", "mts", "cts", "tsx"].iter().any(|e| contents.get(&format!("{}.{e}", stem(first))).is_some())
    {
        return likely(
            "compile the TypeScript source and package the output: the runtime loads no .ts files".to_owned(),
        );
    }
    let candidates = contents.entries().iter().map(|e| e.name.as_str()).filter(|name| {
        let extension = name.rsplit('/').next().unwrap_or(name).rsplit_once('.').map_or("", |(_, e)| e);
        extensions.contains(&extension) && !is_dependency(name)
    });
    let mut stems: Vec<String> = candidates.take(2_000).map(stem).collect();
    stems.dedup();
    let near = nearest(&stem(first), stems.iter().map(String::as_str));
    let meant = near.or(match stems.as_slice() {
        [only] => Some(only.as_str()),
        _ => None,
    })?;
    let suggestion = match inspection.runtime.family {
        Family::Python => format!("{meant}.{}", python::split(handler)?.1),
        Family::Node => format!("{meant}.{}", node::split(handler)?.2),
        Family::Ruby => format!("{meant}.{}", handler.split_once('.')?.1),
        Family::Java => {
            let class = meant.replace('/', ".");
            handler.split_once("::").map_or(class.clone(), |(_, method)| format!("{class}::{method}"))
        }
        Family::DotNet => handler.split_once("::").map_or(meant.to_owned(), |(_, rest)| format!("{meant}::{rest}")),
        Family::Go | Family::Provided | Family::Custom => meant.to_owned(),
    };
    Some(Help { text: format!("set the handler to `{suggestion}`, if that is what was meant"), likely: near.is_some() })
}

pub(super) fn folders(path: &str) -> String {
    match path.matches('/').count() + 1 {
        1 => "one folder".to_owned(),
        n => format!("{n} folders"),
    }
}
