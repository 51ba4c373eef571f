//! `defaults` and `functions`: one value for each function.

use std::collections::HashMap;

use super::found::Found;
use super::shape::Shape;
use super::table;
use super::value::{Data, Entry, Val};
use crate::diagnostic::Diagnostic;

/// What all functions may come to, inherited values counted in each.
const MAX_VALUES: usize = 1_000_000;

/// A function's name where `functions` gives it, and its settings.
#[derive(Debug)]
pub struct Function {
    pub named: Option<Entry>,
    pub settings: Val,
}

/// The functions of a manifest.
pub fn functions(root: Val, found: &mut Found) -> Vec<Function> {
    let Data::Map(entries) = root.data else { return Vec::new() };
    let mut defaults = None;
    let mut functions = None;
    let mut rest = Vec::new();
    for entry in entries {
        match entry.key.as_str() {
            "defaults" => defaults = Some(entry),
            "functions" => functions = Some(entry),
            "interpolate" => {}
            _ => rest.push(entry),
        }
    }
    let Some(functions) = functions else {
        if let Some(defaults) = defaults {
            found.push(|| {
                Diagnostic::fault("`defaults` without `functions`", defaults.key_at.place())
                    .help("write the functions' settings under `functions`, by name")
            });
            return Vec::new();
        }
        return vec![Function { named: None, settings: Val { data: Data::Map(rest), ..root } }];
    };
    let Data::Map(each) = functions.value.data else {
        found.push(|| {
            Diagnostic::fault(
                format!("`functions` wants a map of names, not {}", functions.value.found()),
                functions.value.at.place(),
            )
        });
        return Vec::new();
    };
    if each.is_empty() {
        found.push(|| Diagnostic::fault("`functions` names no function", functions.key_at.place()));
    }
    let base = match defaults {
        Some(entry) if matches!(entry.value.data, Data::Map(_)) => {
            if let Some(name) = entry.value.entries().iter().find(|e| e.key == "function_name") {
                found.push(|| {
                    Diagnostic::fault("`function_name` stands under `defaults`", name.key_at.place())
                        .help("the keys under `functions` are the names")
                });
            }
            Some(entry.value)
        }
        Some(entry) => {
            if !entry.value.is_null() {
                found.push(|| {
                    Diagnostic::fault(
                        format!("`defaults` wants a map, not {}", entry.value.found()),
                        entry.value.at.place(),
                    )
                });
            }
            None
        }
        None => None,
    };
    let inherited = base.as_ref().map_or(0, Val::count);
    if inherited.saturating_mul(each.len()) > MAX_VALUES {
        found.push(|| {
            Diagnostic::fault(
                "`defaults` under all of `functions` come to over 1,000,000 values",
                functions.key_at.place(),
            )
        });
        return Vec::new();
    }
    each.into_iter()
        .map(|entry| {
            let own = if entry.value.is_null() {
                Val { data: Data::Map(Vec::new()), ..entry.value.clone() }
            } else {
                entry.value.clone()
            };
            let settings = match &base {
                Some(base) => merged(base, own, &table::FUNCTION),
                None => own,
            };
            Function { named: Some(entry), settings }
        })
        .collect()
}

/// `over` on top of `base`: maps deeply, all else whole; `null` takes an inherited value away.
fn merged(base: &Val, over: Val, shape: &'static Shape) -> Val {
    let Val { data: Data::Map(own), text, quoted, interpolated, at } = over else { return over };
    let Data::Map(inherited) = &base.data else {
        return Val { data: Data::Map(own), text, quoted, interpolated, at };
    };
    let mut entries: Vec<Entry> = Vec::with_capacity(own.len() + inherited.len());
    let index: HashMap<String, usize> = own.iter().enumerate().map(|(i, e)| (e.key.clone(), i)).collect();
    let mut own: Vec<Option<Entry>> = own.into_iter().map(Some).collect();
    for entry in inherited {
        let mine = index.get(&entry.key).and_then(|i| own.get_mut(*i)).and_then(Option::take);
        match mine {
            None => entries.push(entry.clone()),
            Some(mine) if mine.value.is_null() => {}
            Some(mine) => {
                let under = shape.under(&entry.key);
                let deep = matches!((&mine.value.data, &entry.value.data), (Data::Map(_), Data::Map(_)));
                let value = match under {
                    Some(under) if deep && entry.key != "code" => merged(&entry.value, mine.value, under),
                    _ => mine.value,
                };
                entries.push(Entry { value, ..mine });
            }
        }
    }
    entries.extend(own.into_iter().flatten());
    Val { data: Data::Map(entries), text, quoted, interpolated, at }
}
