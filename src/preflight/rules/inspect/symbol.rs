//! Whether the handler's file holds the name that the handler asks for.

use super::{FILES_AND_DEPLOYED, Inspection};
use crate::diagnostic::Level;
use crate::package::inspect::dotnet;
use crate::package::inspect::java::{self, ClassPlace};
use crate::package::inspect::javascript::exports;
use crate::package::inspect::near::nearest;
use crate::package::inspect::node::{self, ModuleKind};
use crate::package::inspect::{Family, Lookup, python, ruby, text};
use crate::preflight::Subject;
use crate::preflight::rule::{Finding, Findings, Pass, Rule};

pub const SYMBOL: Rule = Rule {
    name: "handler-symbol",
    passes: FILES_AND_DEPLOYED,
    level: Level::Warn,
    group: "package",
    fixed: false,
    summary: "the handler's file certainly lacks the function, export, method or type that the handler names",
    docs: "Reads the file that the handler names and looks for the function in it: in Python and Ruby whether the name \
occurs at all, in JavaScript what is exported, in Java the class's constants, in .NET whether the assembly knows the type.

Why it matters: the first invoke fails: `Runtime.HandlerNotFound: Handler 'handler' missing on module 'app'` (Python), \
`Runtime.HandlerNotFound: index.handler is undefined or not exported` (Node.js), `undefined method` (Ruby), `No public \
method named handle with appropriate method signature found on class` (Java), `Unable to load type` (.NET). Node.js up to \
22 refuses `import` and `export` in a .js file that no package.json declares a module (`SyntaxError: Unexpected token \
'export'`), and Node.js 24 and later a handler with three parameters (`Runtime.CallbackHandlerDeprecated`).

Fires for `handler: app.handler` where app.py defines `lambda_handler` alone. Silent as soon as something could bring in \
the name: star imports, `module.exports = require(…)`, `Object.assign(exports, …)`, computed names, `__getattr__`, \
`globals()`, base classes, compiled modules.

Cure: name the function that is there, or export the one that is meant.",
    check: symbol,
};

fn symbol(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again()) else { return };
    let Some(handler) = inspection.handler() else { return };
    // With a wrapper in between, the handler may be another's business.
    if inspection.has_variable("AWS_LAMBDA_EXEC_WRAPPER") {
        return;
    }
    let found = match inspection.runtime.family {
        Family::Python => in_python(&inspection, handler),
        Family::Node => in_javascript(&inspection, handler),
        Family::Ruby => in_ruby(&inspection, handler),
        Family::Java => in_java(&inspection, handler),
        Family::DotNet => in_dotnet(&inspection, handler),
        Family::Go | Family::Provided | Family::Custom => None,
    };
    findings.found.extend(found);
}

/// A finding about the handler, with what was probably meant.
fn lacking(
    inspection: &Inspection<'_>,
    handler: &str,
    file: &str,
    message: String,
    wanted: &str,
    names: &[String],
) -> Finding {
    let finding = inspection.finding("handler", message).entry(file);
    let names = names.iter().map(String::as_str).filter(|name| !name.starts_with("__"));
    let meant = nearest(wanted, names.clone()).or_else(|| {
        let mut names = names;
        names.next().filter(|_| names.next().is_none())
    });
    match (meant, handler.strip_suffix(wanted)) {
        (Some(meant), Some(front)) => {
            finding.help(format!("set the handler to `{front}{meant}`, if that is what was meant"))
        }
        _ => finding.help(format!("define `{wanted}` in {file}, or point the handler at one that is there")),
    }
}

fn in_python(inspection: &Inspection<'_>, handler: &str) -> Option<Finding> {
    let contents = inspection.contents;
    let Lookup::Found(file) = python::lookup(contents, handler) else { return None };
    let (parts, name) = python::split(handler)?;
    let folder = parts.join("/");
    let submodule =
        contents.get(&format!("{folder}/{name}.py")).is_some() || contents.has_folder(&format!("{folder}/{name}"));
    if !file.ends_with(".py") || submodule || parts.first().is_some_and(|top| python::is_imported_before(top)) {
        return None;
    }
    let source = text::source(contents, &file)?;
    if !python::lacks(&source, name) {
        return None;
    }
    let message = format!("{file} defines no `{name}`, which the handler `{handler}` names");
    Some(lacking(inspection, handler, &file, message, name, &python::definitions(&source)))
}

fn in_ruby(inspection: &Inspection<'_>, handler: &str) -> Option<Finding> {
    let Lookup::Found(file) = ruby::lookup(inspection.contents, handler) else { return None };
    let (_, class, method) = ruby::split(handler)?;
    let source = text::source(inspection.contents, &file).filter(|_| file.ends_with(".rb"))?;
    if !ruby::lacks(&source, class, method) {
        return None;
    }
    let what = class.map_or(method.to_owned(), |class| format!("{class}.{method}"));
    let message = format!("{file} defines no `{what}`, which the handler `{handler}` names");
    Some(lacking(inspection, handler, &file, message, method, &ruby::methods(&source)))
}

fn in_javascript(inspection: &Inspection<'_>, handler: &str) -> Option<Finding> {
    let contents = inspection.contents;
    let Lookup::Found(file) = node::lookup(contents, handler) else { return None };
    let (_, _, export) = node::split(handler)?;
    let name = export.split('.').next().unwrap_or(export);
    let kind = node::module_kind(contents, &file).filter(|kind| *kind != ModuleKind::Other)?;
    if inspection.has_variable("NODE_OPTIONS") {
        return None;
    }
    let source = text::source(contents, &file)?;
    let exports = exports(&source);
    let major = inspection.runtime.major;
    if kind == ModuleKind::CommonJs && exports.esm {
        // Later versions find out by themselves.
        let message = format!("{file} has `import` or `export` statements, but is loaded as CommonJS");
        let help = "add `\"type\": \"module\"` to package.json beside it, name it .mjs, or compile it to CommonJS";
        return (major <= 22).then(|| inspection.finding("handler", message).entry(&file).help(help));
    }
    if major >= 24 {
        let mut all = exports.parameters.iter().filter(|(of, _)| of == name);
        if let (Some((_, 3)), None) = (all.next(), all.next())
            && exports.names.iter().filter(|n| *n == name).count() == 1
        {
            let message = format!(
                "`{name}` in {file} takes three parameters: {} starts no handler with a callback",
                inspection.id
            );
            let help = "make it `async (event, context)` and return the result";
            return Some(inspection.finding("handler", message).entry(&file).help(help));
        }
    }
    let foreign = kind == ModuleKind::Esm && !text::has_word(&source, "export");
    let closed = match kind {
        // In a module, `exports` and `module` mean nothing.
        ModuleKind::Esm => foreign || exports.esm && !exports.open,
        _ => !exports.open,
    };
    let interop = exports.names.iter().any(|n| n == "default" || n == "__esModule") && name != "default" && major >= 24;
    if !closed || !foreign && exports.names.iter().any(|n| n == name) || interop && kind == ModuleKind::Esm {
        return None;
    }
    let mut message = format!("{file} exports no `{name}`, which the handler `{handler}` names");
    if foreign && text::has_word(&source, "exports") {
        message.push_str(": it is an ES module, where `exports` and `module.exports` mean nothing");
        return Some(inspection.finding("handler", message).entry(&file).help("use `export`, or name the file .cjs"));
    }
    Some(lacking(inspection, handler, &file, message, export, &exports.names))
}

fn in_java(inspection: &Inspection<'_>, handler: &str) -> Option<Finding> {
    let (name, method) = java::split(handler).filter(|(name, _)| !java::is_runtimes_own(name))?;
    let method = method?;
    let ClassPlace::OnPath { entry, bytes } = java::find(inspection.contents, name) else { return None };
    let class = java::read(&bytes?)?;
    if !class.lacks(method) {
        return None;
    }
    let message = format!("the class {name} has no method `{method}`, which the handler `{handler}` names");
    Some(lacking(inspection, handler, &entry, message, method, &[]))
}

fn in_dotnet(inspection: &Inspection<'_>, handler: &str) -> Option<Finding> {
    let Some(dotnet::Handler::Library { assembly, class, .. }) = dotnet::split(handler) else { return None };
    let dll = format!("{assembly}.dll");
    if !dotnet::lacks_type(inspection.contents, &dll, class) {
        return None;
    }
    let message = format!("{dll} knows no type {class}, which the handler `{handler}` names");
    let help = "write the handler as ASSEMBLY::NAMESPACE.CLASS::METHOD, with the names that the source has";
    Some(inspection.finding("handler", message).entry(dll).help(help))
}

pub const SHADOWED: Rule = Rule {
    name: "handler-shadowed",
    passes: FILES_AND_DEPLOYED,
    level: Level::Warn,
    group: "package",
    fixed: false,
    summary: "the handler's Python module is named like one that the runtime has already imported",
    docs: "Compares the first part of a Python handler with the modules that the runtime imports before the handler \
(logging, json, os …) and those built into the interpreter (time, sys …).

Why it matters: Python imports a module once, so the handler is looked up in the standard library's module: \
`Runtime.HandlerNotFound: Handler 'main' missing on module 'logging'`, and for a built-in one \
`Runtime.BuiltInModuleConflict`.

Fires for `handler: logging.main` with logging.py in the package.

Cure: rename the module, and the handler with it.",
    check: shadowed,
};

fn shadowed(subject: &Subject<'_>, pass: Pass, findings: &mut Findings) {
    let Some(inspection) = Inspection::open(subject, pass).filter(|i| !i.again()) else { return };
    let Some(handler) = inspection.handler().filter(|_| inspection.runtime.family == Family::Python) else { return };
    let Some((parts, _)) = python::split(handler) else { return };
    let Some(top) = parts.first().filter(|top| python::is_imported_before(top)) else { return };
    let contents = inspection.contents;
    let own = [format!("{top}.py"), format!("{top}.pyc")].into_iter().find(|name| contents.get(name).is_some());
    let Some(file) = own.or_else(|| contents.has_folder(top).then(|| top.clone())) else { return };
    let why =
        if python::is_built_in(top) { "is built into the interpreter" } else { "is imported by the runtime before it" };
    let message = format!("the handler `{handler}` is looked up in Python's own `{top}`, which {why}, not in {file}");
    findings
        .push(inspection.finding("handler", message).entry(file).help("rename the module, and the handler with it"));
}
