//! Settings as trees of fields, so that every member is walked, compared and shown by the same code.

use serde_json::{Map, Value};

use super::step::Change;
use crate::error::{Error, Kind, Result};
use crate::function::Settings;

/// What stands for the value of an environment variable, anywhere.
pub const MASK: &str = "(changed)";

/// The members that are said, by name. Values of environment variables are in it: show it through
/// [`differences`] alone.
pub(super) fn of(settings: &Settings) -> Result<Map<String, Value>> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Error::new(Kind::Internal, "the settings cannot be written as a tree")),
    }
}

/// The settings again.
pub(super) fn settings(map: Map<String, Value>) -> Result<Settings> {
    // The cause would quote values, so it is not kept.
    serde_json::from_value(Value::Object(map))
        .map_err(|_| Error::new(Kind::Internal, "the settings cannot be read from a tree"))
}

/// What differs between two values of a field, leaf by leaf; lists are leaves. An empty is nothing.
pub(super) fn differences(path: &str, from: Option<&Value>, to: Option<&Value>, into: &mut Vec<Change>) {
    let secret = path.starts_with("environment.variables.");
    let names = secret || path.starts_with("tags.");
    let from = from.filter(|v| names || !is_blank(v));
    let to = to.filter(|v| names || !is_blank(v));
    if from == to {
        return;
    }
    let empty = Map::new();
    let (old, new) = match (from, to) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => (old, new),
        (None, Some(Value::Object(new))) => (&empty, new),
        (Some(Value::Object(old)), None) => (old, &empty),
        _ => {
            let show = |v: &Value| if secret { Value::from(MASK) } else { v.clone() };
            into.push(Change { field: path.to_owned(), from: from.map(show), to: to.map(show) });
            return;
        }
    };
    let keys = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k)));
    for key in keys {
        differences(&format!("{path}.{key}"), old.get(key), new.get(key), into);
    }
}

/// Null, or an empty that says "none" in the API.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn leaves_are_told_apart_and_variables_masked() {
        let mut changes = Vec::new();
        let from = json!({"variables": {"A": "old-secret", "B": "same"}});
        let to = json!({"variables": {"A": "new-secret", "B": "same", "C": "third-secret"}});
        differences("environment", Some(&from), Some(&to), &mut changes);
        let text = format!("{changes:?}");
        assert!(!text.contains("secret"), "{text}");
        assert_eq!(
            changes.iter().map(|c| c.field.as_str()).collect::<Vec<_>>(),
            ["environment.variables.A", "environment.variables.C"]
        );
        assert_eq!(changes[1].from, None);
    }
}
