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

/// What differs between two values of a field, leaf by leaf; lists are leaves.
pub(super) fn differences(path: &str, from: Option<&Value>, to: Option<&Value>, into: &mut Vec<Change>) {
    let from = from.filter(|v| !v.is_null());
    let to = to.filter(|v| !v.is_null());
    if from == to {
        return;
    }
    let empty = Map::new();
    let (old, new) = match (from, to) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => (old, new),
        (None, Some(Value::Object(new))) if !new.is_empty() => (&empty, new),
        (Some(Value::Object(old)), None) if !old.is_empty() => (old, &empty),
        _ => {
            let secret = path.starts_with("environment.variables.");
            let show = |v: &Value| if secret { Value::from(MASK) } else { v.clone() };
            into.push(Change { field: path.to_owned(), from: from.map(show), to: to.map(show) });
            return;
        }
    };
    let mut keys: Vec<&String> = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))).collect();
    if path == "environment.variables" {
        keys.sort();
    }
    for key in keys {
        differences(&format!("{path}.{key}"), old.get(key), new.get(key), into);
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
