//! Brings keys into one spelling, and finds those that the table does not know.

use super::found::Found;
use super::shape::{Field, Shape};
use super::suggest;
use super::table::{self, FIELDS};
use super::value::{Data, Entry, Val, named};
use crate::diagnostic::Diagnostic;

/// The manifest's root: `x-…` keys are gone, keys are in snake_case, unknown ones are found and gone.
pub fn root(mut root: Val, found: &mut Found) -> Val {
    let several = root.entries().iter().any(|e| e.key == "functions" || e.key == "defaults");
    if let Data::Map(entries) = &mut root.data {
        entries.retain(|e| !e.key.starts_with("x-"));
        let kept = std::mem::take(entries);
        let lookup = |key: &str| {
            let field = table::root(key);
            if field.is_some() || several { field } else { FIELDS.iter().find(|f| f.is_named(key)) }
        };
        *entries = respell(kept, "the manifest", &lookup, found, |entry| {
            if several && FIELDS.iter().any(|f| f.is_named(&entry.key)) {
                return Some((
                    format!("`{}` stands beside `functions`", entry.key),
                    "put it under `defaults`, or under the function it belongs to".to_owned(),
                ));
            }
            misplaced(&entry.key, &table::FUNCTION)
        });
    }
    root
}

/// Respells the keys of a value of this shape, at every depth.
pub fn respelled(mut value: Val, shape: &'static Shape, name: &str, found: &mut Found) -> Val {
    match (&mut value.data, shape) {
        (Data::Map(entries), Shape::Struct(fields)) => {
            let lookup = |key: &str| fields.iter().find(|f| f.is_named(key));
            *entries = respell(std::mem::take(entries), name, &lookup, found, |entry| misplaced(&entry.key, shape));
        }
        (Data::Map(entries), Shape::Map(shape)) => {
            for entry in std::mem::take(entries) {
                let value = respelled(entry.value, shape, &format!("`{}`", entry.key), found);
                entries.push(Entry { value, ..entry });
            }
        }
        (Data::List(items), Shape::List(shape)) => {
            for item in std::mem::take(items) {
                items.push(respelled(item, shape, name, found));
            }
        }
        _ => {}
    }
    value
}

fn respell(
    entries: Vec<Entry>,
    name: &str,
    lookup: &dyn Fn(&str) -> Option<&'static Field>,
    found: &mut Found,
    misplaced: impl Fn(&Entry) -> Option<(String, String)>,
) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(field) = lookup(&entry.key) else {
            found.push(|| match misplaced(&entry) {
                Some((message, help)) => Diagnostic::fault(message, entry.key_at.place()).help(help),
                None => unknown(&entry, name, lookup),
            });
            continue;
        };
        if let Some(first) = kept.iter().find(|e| e.key == field.name) {
            found.push(|| {
                let line = first.key_at.place().map_or(0, |p| p.start().line);
                Diagnostic::fault(
                    format!("duplicate key `{}`: `{}` is the same key", entry.spelled, first.spelled),
                    entry.key_at.place(),
                )
                .help(format!("remove one; the first is on line {line}"))
            });
            continue;
        }
        if field.unsendable && !entry.value.is_null() {
            found.push(|| {
                Diagnostic::fault(
                    format!(
                        "`{}` cannot be sent yet: it is newer than the SDK that lamctl is built with",
                        entry.spelled
                    ),
                    entry.key_at.place(),
                )
                .help("remove it, and set it in another way until a newer lamctl knows it")
            });
            continue;
        }
        let value = respelled(entry.value, &field.shape, &format!("`{}`", field.name), found);
        kept.push(Entry { key: field.name.to_owned(), value, ..entry });
    }
    kept
}

fn unknown(entry: &Entry, name: &str, lookup: &dyn Fn(&str) -> Option<&'static Field>) -> Diagnostic {
    let all = FIELDS.iter().map(|f| f.name).chain(["interpolate", "defaults", "functions"]);
    let mut names: Vec<&str> = all.filter(|n| lookup(n).is_some()).collect();
    // A nested map's keys are not among those above; the lookup alone knows them.
    names.extend(nested().filter(|n| lookup(n).is_some()));
    let fault = Diagnostic::fault(format!("unknown key{} in {name}", named(&entry.key)), entry.key_at.place());
    match suggest::nearest(&entry.key, names.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None if names.len() <= 12 => {
            names.sort_unstable();
            names.dedup();
            fault.help(format!("known here: {}", names.join(", ")))
        }
        None => fault.help("run `lamctl schema` for all keys; keys `x-…` at the top level are free"),
    }
}

fn nested() -> impl Iterator<Item = &'static str> {
    let mut names = Vec::new();
    collect(FIELDS, &mut names);
    names.into_iter()
}

fn collect(fields: &'static [Field], names: &mut Vec<&'static str>) {
    for field in fields {
        let mut shape = &field.shape;
        while let Shape::List(inner) = shape {
            shape = inner;
        }
        if let Shape::Struct(inner) = shape {
            names.extend(inner.iter().map(|f| f.name));
            collect(inner, names);
        }
    }
}

/// A key that is right, but stands at the wrong level.
fn misplaced(key: &str, here: &Shape) -> Option<(String, String)> {
    if let Some(root) = table::root(key) {
        return Some((format!("`{key}` stands inside a function"), format!("move `{}` to the top level", root.name)));
    }
    let mut path = Vec::new();
    if let Shape::Struct(fields) = here
        && nearer(key, fields)
    {
        return None;
    }
    locate(FIELDS, key, &mut path).then(|| {
        let wanted = path.join(".");
        (format!("`{key}` does not stand here"), format!("it is `{wanted}`"))
    })
}

/// Whether a key of this level is meant, only misspelled.
fn nearer(key: &str, fields: &[Field]) -> bool {
    suggest::nearest(key, fields.iter().map(|f| f.name)).is_some()
}

fn locate(fields: &'static [Field], key: &str, path: &mut Vec<&'static str>) -> bool {
    if let Some(field) = fields.iter().find(|f| f.is_named(key)) {
        path.push(field.name);
        return true;
    }
    for field in fields {
        if let Shape::Struct(inner) = &field.shape {
            path.push(field.name);
            if locate(inner, key, path) {
                return true;
            }
            path.pop();
        }
    }
    false
}
