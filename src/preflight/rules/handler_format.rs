//! The form of a handler, as the runtime takes it apart. Whether it leads to a file is another rule's.
//!
//! The rules of the forms are those of the runtimes' own interface clients (2025 and 2026).

use super::too_long;
use crate::facts::limits;
use crate::facts::runtimes::{self, Family};
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn handler_format(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let settings = &subject.desired.settings;
    let Some(handler) = settings.handler.as_deref().filter(|_| !subject.desired.is_image()) else { return };
    if too_long(subject, &["handler"], "handler", handler, limits::HANDLER, out) {
        return;
    }
    let place = || subject.desired.places.at(&["handler"]);
    if handler.is_empty() {
        out.push(Finding::new("handler is empty", place()).help("name the handler, or leave the key out"));
        return;
    }
    // The service's pattern is a Java one, whose white space is ASCII's.
    if handler.bytes().any(|b| matches!(b, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')) {
        out.push(
            Finding::new(format!("handler {} has white space in it", quote(handler)), place()).help("take it out"),
        );
        return;
    }
    let Some(family) = settings.runtime.as_deref().and_then(runtimes::family) else { return };
    let known = settings.runtime.as_deref().and_then(runtimes::find).is_some();
    let judged = match family {
        Family::Python => python(handler),
        Family::Node => node(handler),
        Family::Java => java(handler),
        Family::DotNet => dotnet(handler),
        Family::Ruby => ruby(handler),
        Family::Go | Family::Provided | Family::Custom => Ok(()),
    };
    let Err(fault) = judged else { return };
    let runtime = settings.runtime.as_deref().unwrap_or_default();
    let message = format!("handler {} {} (runtime {})", quote(handler), fault.what, quote(runtime));
    // A wrapper starts the runtime, and may give it another handler.
    let wrapped = settings
        .environment
        .as_ref()
        .and_then(|e| e.variables.as_ref())
        .is_some_and(|variables| variables.contains_key("AWS_LAMBDA_EXEC_WRAPPER"));
    out.push(Finding::new(message, place()).help(fault.cure).sure(fault.sure && known && !wrapped));
}

struct Fault {
    what: &'static str,
    cure: String,
    sure: bool,
}

fn wrong(what: &'static str, cure: impl Into<String>) -> Result<(), Fault> {
    Err(Fault { what, cure: cure.into(), sure: true })
}

fn odd(what: &'static str, cure: impl Into<String>) -> Result<(), Fault> {
    Err(Fault { what, cure: cure.into(), sure: false })
}

/// Split at the last dot: module (slashes are dots), then one name.
fn python(handler: &str) -> Result<(), Fault> {
    let form = "write it as `module.function`, such as `app.handler`";
    match handler.rsplit_once('.') {
        None => match handler.split_once(':') {
            Some((module, function)) if !module.is_empty() && !function.is_empty() => {
                wrong("has no dot", format!("write {}", quote(&format!("{module}.{function}"))))
            }
            _ => wrong("has no dot", form),
        },
        Some((module, function)) if module.is_empty() || function.is_empty() => {
            wrong("lacks the module or the function", form)
        }
        Some((_, "py")) => odd("names a file, not a function in it", form),
        Some((_, function)) if function.contains(['/', ':', '(']) => odd("ends in no function's name", form),
        Some(_) => Ok(()),
    }
}

/// Behind the last slash, split at the first dot: file, then what it exports.
fn node(handler: &str) -> Result<(), Fault> {
    let form = "write it as `file.export`, such as `index.handler`";
    if handler.contains("..") {
        return wrong("has two dots in a row, which the runtime refuses", form);
    }
    let last = handler.rsplit_once('/').map_or(handler, |(_, last)| last);
    match last.split_once('.') {
        None => wrong("has no dot", form),
        Some((_, "")) => wrong("lacks the export", form),
        Some(("", _)) => odd("lacks the file", form),
        Some((_, "js" | "mjs" | "cjs" | "ts")) => odd("names a file, not what it exports", form),
        Some((stem, rest)) => match rest.split_once('.') {
            Some(("js" | "mjs" | "cjs" | "ts", export)) => {
                odd("has the file's extension in it", format!("leave it out: {}", quote(&format!("{stem}.{export}"))))
            }
            _ => Ok(()),
        },
    }
}

/// A class, or a class and a method around the last `::`.
fn java(handler: &str) -> Result<(), Fault> {
    let form = "write it as `package.Class::method`, or `package.Class` where it implements RequestHandler";
    match handler.rsplit_once("::") {
        Some((class, method)) if class.is_empty() || method.is_empty() => wrong("lacks the class or the method", form),
        Some(_) => Ok(()),
        None if handler.contains(':') => wrong("has a single colon", form),
        None if handler.contains('/') => odd("has slashes, and the runtime looks a class up by dots", form),
        None => Ok(()),
    }
}

/// An executable's name without a colon, or three parts around `::`.
fn dotnet(handler: &str) -> Result<(), Fault> {
    let parts: Vec<&str> = handler.split("::").collect();
    let whole = parts.len() == 3 && parts.iter().all(|p| !p.is_empty());
    if !handler.contains(':') || whole {
        return Ok(());
    }
    wrong(
        "has not the three parts of a class library",
        "write it as `Assembly::Namespace.Type::Method`, or name the executable",
    )
}

/// Two or three parts between dots: file, perhaps a class, method.
fn ruby(handler: &str) -> Result<(), Fault> {
    let form = "write it as `file.method` or `file.Class.method`";
    let parts: Vec<&str> = handler.trim_end_matches('.').split('.').collect();
    match parts.as_slice() {
        [file, rest @ ..]
            if !file.is_empty() && (1..=2).contains(&rest.len()) && rest.iter().all(|p| !p.is_empty()) =>
        {
            if rest == ["rb"] { odd("names a file, not a method", form) } else { Ok(()) }
        }
        [_] => wrong("has no dot", form),
        [_, _] | [_, _, _] => wrong("has an empty part", form),
        _ => wrong("has more than three parts between dots", form),
    }
}
