//! `${NAME}` and its kin, in values that are text, once: what is put in place is not looked at again.

use std::collections::BTreeMap;

use super::found::Found;
use super::shape::Shape;
use super::suggest;
use super::value::{Data, Val};
use crate::diagnostic::Diagnostic;

/// What stands in one `${…}`.
#[derive(Debug, PartialEq, Eq)]
enum Use<'a> {
    Plain,
    /// `:-` (also where it is empty) or `-`.
    Default {
        empty: bool,
        text: &'a str,
    },
    /// `:?` (also where it is empty) or `?`.
    Required {
        empty: bool,
        message: &'a str,
    },
}

/// Replaces in all text of a value.
pub fn all(value: &mut Val, shape: Option<&'static Shape>, vars: &BTreeMap<String, String>, found: &mut Found) {
    match &mut value.data {
        Data::List(items) => items.iter_mut().for_each(|v| all(v, shape.and_then(|s| s.under("")), vars, found)),
        Data::Map(entries) => {
            for entry in entries {
                all(&mut entry.value, shape.and_then(|s| s.under(&entry.key)), vars, found);
            }
        }
        Data::Text if value.text.contains("${") => match replaced(&value.text, vars) {
            Ok((text, any)) => {
                value.text = text;
                value.interpolated = any;
            }
            Err((message, help)) => found.push(|| {
                let mut fault = Diagnostic::fault(message, value.at.place());
                fault.help = help;
                fault
            }),
        },
        _ => {}
    }
}

type Fault = (String, Option<String>);

/// The text with its variables put in place, and whether there were any.
fn replaced(text: &str, vars: &BTreeMap<String, String>) -> Result<(String, bool), Fault> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some(at) = rest.find("${") {
        let (before, tail) = rest.split_at(at);
        if let Some(literal) = before.strip_suffix('$') {
            out.push_str(literal);
            out.push_str("${");
            rest = tail.get(2..).unwrap_or_default();
            continue;
        }
        out.push_str(before);
        let Some((inner, after)) = tail.get(2..).unwrap_or_default().split_once('}') else {
            return Err(("`${` without its `}`".to_owned(), Some("write `$${` for a literal `${`".to_owned())));
        };
        rest = after;
        any = true;
        let Some((name, wanted)) = parse(inner) else {
            return Err((
                "not a form of `${…}` that lamctl knows".to_owned(),
                Some(
                    "use ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?message} or ${NAME?message}; write `$${` for a literal `${`"
                        .to_owned(),
                ),
            ));
        };
        let value = vars.get(name).map(String::as_str);
        let kept = |empty: bool| value.filter(|v| !(empty && v.is_empty()));
        match wanted {
            Use::Plain => match value {
                Some(value) => out.push_str(value),
                None => {
                    let near = suggest::nearest(name, vars.keys().map(String::as_str));
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`? Set {name}, or write ${{{name}:-default}}"),
                        None => format!(
                            "set {name}, name a file that does with `--env-file`, or write ${{{name}:-default}}"
                        ),
                    };
                    return Err((format!("the variable {name} is not set"), Some(help)));
                }
            },
            Use::Default { empty, text } => out.push_str(kept(empty).unwrap_or(text)),
            Use::Required { empty, message } => match kept(empty) {
                Some(value) => out.push_str(value),
                None => {
                    let state = if value.is_some() { "empty" } else { "not set" };
                    let message = if message.is_empty() { String::new() } else { format!(": {message}") };
                    return Err((format!("the variable {name} is {state}{message}"), Some(format!("set {name}"))));
                }
            },
        }
    }
    out.push_str(rest);
    Ok((out, any))
}

fn parse(inner: &str) -> Option<(&str, Use<'_>)> {
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (empty, rest) = rest.strip_prefix(':').map_or((false, rest), |rest| (true, rest));
    if let Some(text) = rest.strip_prefix('-') {
        return nests_not(text).then_some((name, Use::Default { empty, text }));
    }
    if let Some(message) = rest.strip_prefix('?') {
        return nests_not(message).then_some((name, Use::Required { empty, message }));
    }
    (rest.is_empty() && !empty).then_some((name, Use::Plain))
}

/// One inside another is no form that is known.
fn nests_not(text: &str) -> bool {
    !text.contains("${")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars() -> BTreeMap<String, String> {
        [("A", "1"), ("EMPTY", ""), ("AGAIN", "${A}")].map(|(k, v)| (k.to_owned(), v.to_owned())).into()
    }

    #[track_caller]
    fn gives(text: &str, wanted: &str) {
        assert_eq!(replaced(text, &vars()).unwrap().0, wanted);
    }

    #[track_caller]
    fn fails(text: &str, wanted: &str) {
        assert_eq!(replaced(text, &vars()).unwrap_err().0, wanted);
    }

    #[test]
    fn every_form() {
        gives("x${A}y${A}", "x1y1");
        gives("${NO:-d}${NO-d}${EMPTY:-d}[${EMPTY-d}]${A:-d}", "ddd[]1");
        gives("${NO:-}", "");
        gives("${NO:-a:b-c?d}", "a:b-c?d");
        gives("${A:?m}${A?m}[${EMPTY?m}]", "11[]");
        gives("$${A} $A $ $$ {}", "${A} $A $ $$ {}");
        gives("${AGAIN}", "${A}");
        fails("${NO}", "the variable NO is not set");
        fails("${NO:?say so}", "the variable NO is not set: say so");
        fails("${EMPTY:?say so}", "the variable EMPTY is empty: say so");
        fails("${NO?}", "the variable NO is not set");
        fails("${A", "`${` without its `}`");
        for odd in ["${}", "${1}", "${A:+b}", "${A/b/c}", "${#A}", "${A:}", "${A b}", "${A:-${B}}", "${env:A}"] {
            fails(odd, "not a form of `${…}` that lamctl knows");
        }
    }
}
