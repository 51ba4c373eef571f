//! The shape of a request against the service's model: every member that breaks a constraint, in one refusal,
//! worded as AWS words it.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;
use serde_json::{Map, Value};

use crate::sandbox::wire::Refusal;

/// A member of a structure.
#[derive(Debug)]
pub(crate) struct Member {
    pub name: &'static str,
    pub required: bool,
    pub kind: Kind,
}

/// What a member holds, with the model's constraints.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Characters from `min` to `max`, and a pattern for the whole (empty: none).
    Text {
        min: usize,
        max: usize,
        pattern: &'static str,
    },
    Int {
        min: i64,
        max: i64,
    },
    Real {
        min: f64,
        max: f64,
    },
    Flag,
    Choice(&'static [&'static str]),
    /// `never_null` is part of the refusal's text for some lists of the model, and not for others.
    List {
        min: usize,
        max: usize,
        never_null: bool,
        item: &'static Kind,
    },
    /// `secret` maps are not quoted.
    Map {
        key: &'static Kind,
        value: &'static Kind,
        secret: bool,
    },
    Object(&'static [Member]),
}

pub(crate) const fn text(min: usize, max: usize, pattern: &'static str) -> Kind {
    Kind::Text { min, max, pattern }
}

pub(crate) const fn any() -> Kind {
    Kind::Text { min: 0, max: usize::MAX, pattern: "" }
}

pub(crate) const fn optional(name: &'static str, kind: Kind) -> Member {
    Member { name, required: false, kind }
}

pub(crate) const fn required(name: &'static str, kind: Kind) -> Member {
    Member { name, required: true, kind }
}

/// All findings of a request, or the first member that has the wrong type.
pub(crate) fn check(members: &[Member], value: &Value, findings: &mut Vec<String>) -> Result<(), Refusal> {
    match value {
        Value::Object(map) => check_members(members, map, "", findings),
        _ => Err(wrong_type("structure")),
    }
}

/// The refusal of those findings, if there are any.
pub(crate) fn refuse(findings: &[String]) -> Result<(), Refusal> {
    let plural = match findings.len() {
        0 => return Ok(()),
        1 => "",
        _ => "s",
    };
    Err(Refusal::new(
        400,
        "ValidationException",
        format!("{} validation error{plural} detected: {}", findings.len(), findings.join("; ")),
    ))
}

/// One finding.
pub(crate) fn finding(value: &str, path: &str, constraint: &str) -> String {
    format!("Value '{value}' at '{path}' failed to satisfy constraint: {constraint}")
}

/// A single value that is not part of a body: a path's or a query's.
pub(crate) fn check_text(value: &str, path: &str, kind: &Kind, findings: &mut Vec<String>) {
    for constraint in broken(kind, &Value::String(value.to_owned())) {
        findings.push(finding(value, path, &constraint));
    }
}

fn wrong_type(wanted: &str) -> Refusal {
    Refusal::new(400, "SerializationException", format!("a value of the request can not be converted to a {wanted}"))
}

/// The model's own spelling of a member in refusals: the first letter in lower case.
fn spelled(prefix: &str, name: &str) -> String {
    let mut letters = name.chars();
    let first: String = letters.next().map(|c| c.to_ascii_lowercase()).into_iter().collect();
    let name = format!("{first}{}", letters.as_str());
    if prefix.is_empty() { name } else { format!("{prefix}.{name}") }
}

fn check_members(
    members: &[Member],
    map: &Map<String, Value>,
    prefix: &str,
    findings: &mut Vec<String>,
) -> Result<(), Refusal> {
    for member in members {
        let path = spelled(prefix, member.name);
        match map.get(member.name) {
            None | Some(Value::Null) if member.required => {
                findings.push(format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"));
            }
            None | Some(Value::Null) => {}
            Some(value) => check_value(&member.kind, value, &path, findings)?,
        }
    }
    Ok(())
}

fn check_value(kind: &Kind, value: &Value, path: &str, findings: &mut Vec<String>) -> Result<(), Refusal> {
    typed(kind, value)?;
    match (kind, value) {
        (Kind::Object(members), Value::Object(map)) => check_members(members, map, path, findings)?,
        (Kind::List { min, max, never_null, item }, Value::Array(items)) => {
            let shown = shown(value);
            if items.len() > *max {
                findings.push(finding(&shown, path, &format!("Member must have length less than or equal to {max}")));
            }
            if items.len() < *min {
                findings.push(finding(
                    &shown,
                    path,
                    &format!("Member must have length greater than or equal to {min}"),
                ));
            }
            if let Kind::Object(_) = item {
                for (at, inner) in items.iter().enumerate() {
                    check_value(item, inner, &format!("{path}.{}.member", at + 1), findings)?;
                }
            } else if items.iter().any(|inner| !broken(item, inner).is_empty()) {
                let all = all_constraints(item, *never_null);
                findings.push(finding(&shown, path, &format!("Member must satisfy constraint: [{all}]")));
            }
        }
        (Kind::Map { key, value: inner, secret }, Value::Object(map)) => {
            let quoted = if *secret { "Value".to_owned() } else { format!("Value '{}'", shown(value)) };
            if map.keys().any(|name| !broken(key, &Value::String(name.clone())).is_empty()) {
                let all = all_constraints(key, false);
                findings.push(format!(
                    "{quoted} at '{path}' failed to satisfy constraint: Map keys must satisfy constraint: [{all}]"
                ));
            }
            if map.values().any(|value| !broken(inner, value).is_empty()) {
                let all = all_constraints(inner, true);
                findings.push(format!(
                    "{quoted} at '{path}' failed to satisfy constraint: Map value must satisfy constraint: [{all}]"
                ));
            }
        }
        _ => {
            for constraint in broken(kind, value) {
                findings.push(finding(&shown(value), path, &constraint));
            }
        }
    }
    Ok(())
}

/// Whether JSON has the type of a kind, at every depth that this kind itself spans.
fn typed(kind: &Kind, value: &Value) -> Result<(), Refusal> {
    let (fits, wanted) = match kind {
        Kind::Text { .. } | Kind::Choice(_) => (value.is_string(), "string"),
        Kind::Int { .. } => (value.is_i64() || value.is_u64(), "integer"),
        Kind::Real { .. } => (value.is_number(), "double"),
        Kind::Flag => (value.is_boolean(), "boolean"),
        Kind::List { .. } => (value.is_array(), "list"),
        Kind::Map { .. } => (value.is_object(), "map"),
        Kind::Object(_) => (value.is_object(), "structure"),
    };
    if !fits {
        return Err(wrong_type(wanted));
    }
    match (kind, value) {
        (Kind::List { item, .. }, Value::Array(items)) => items.iter().try_for_each(|inner| typed(item, inner)),
        (Kind::Map { value: inner, .. }, Value::Object(map)) => map.values().try_for_each(|value| typed(inner, value)),
        _ => Ok(()),
    }
}

/// The constraints of a plain kind that a value breaks.
fn broken(kind: &Kind, value: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    match (kind, value) {
        (Kind::Text { min, max, pattern }, Value::String(text)) => {
            let length = text.chars().count();
            if length > *max {
                broken.push(format!("Member must have length less than or equal to {max}"));
            }
            if length < *min {
                broken.push(format!("Member must have length greater than or equal to {min}"));
            }
            if !matches(pattern, text) {
                broken.push(format!("Member must satisfy regular expression pattern: {pattern}"));
            }
        }
        (Kind::Choice(choices), Value::String(text)) if !choices.contains(&text.as_str()) => {
            broken.push(format!("Member must satisfy enum value set: [{}]", choices.join(", ")));
        }
        (Kind::Int { min, max }, Value::Number(number)) => {
            let number = number.as_i64().unwrap_or(i64::MAX);
            if number > *max {
                broken.push(format!("Member must have value less than or equal to {max}"));
            }
            if number < *min {
                broken.push(format!("Member must have value greater than or equal to {min}"));
            }
        }
        (Kind::Real { min, max }, Value::Number(number)) => {
            let number = number.as_f64().unwrap_or(f64::MAX);
            if number > *max {
                broken.push(format!("Member must have value less than or equal to {max:?}"));
            }
            if number < *min {
                broken.push(format!("Member must have value greater than or equal to {min:?}"));
            }
        }
        _ => {}
    }
    broken
}

/// Every constraint of a kind, broken or not: what the refusal of a list or map lists.
fn all_constraints(kind: &Kind, never_null: bool) -> String {
    let mut all = Vec::new();
    match kind {
        Kind::Text { min, max, pattern } => {
            if *max != usize::MAX {
                all.push(format!("Member must have length less than or equal to {max}"));
                all.push(format!("Member must have length greater than or equal to {min}"));
            }
            if !pattern.is_empty() {
                all.push(format!("Member must satisfy regular expression pattern: {pattern}"));
            }
        }
        Kind::Choice(choices) => all.push(format!("Member must satisfy enum value set: [{}]", choices.join(", "))),
        Kind::Real { min, max } => {
            all.push(format!("Member must have value less than or equal to {max:?}"));
            all.push(format!("Member must have value greater than or equal to {min:?}"));
        }
        _ => {}
    }
    if never_null {
        all.push("Member must not be null".to_owned());
    }
    all.join(", ")
}

/// A value as refusals quote it: `[a, b]`, `{k=v}`.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let pairs: Vec<_> = map.iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

static COMPILED: LazyLock<Mutex<HashMap<&'static str, Option<Regex>>>> = LazyLock::new(Mutex::default);

/// Whether the whole text matches. The model's two look-arounds, which our engine lacks, are told apart by hand.
fn matches(pattern: &'static str, text: &str) -> bool {
    const NOT_ALL_DIGITS: &str = "(?!^[0-9]+$)";
    const NOT_ALL_DIGITS_D: &str = "((?!^\\d+$)^[0-9a-zA-Z-_]+$)";
    const NO_DOT_AT_END: &str = "(?<!\\.)";
    if pattern.is_empty() {
        return true;
    }
    let mut plain = pattern;
    if plain == NOT_ALL_DIGITS_D {
        plain = "(?!^[0-9]+$)[0-9a-zA-Z-_]+";
    }
    if let Some(rest) = plain.strip_prefix(NOT_ALL_DIGITS) {
        if text.bytes().all(|c| c.is_ascii_digit()) {
            return false;
        }
        plain = rest;
    }
    if let Some(rest) = plain.strip_suffix(NO_DOT_AT_END) {
        if text.ends_with('.') {
            return false;
        }
        plain = rest;
    }
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(plain).or_insert_with(|| Regex::new(&format!("^(?:{plain})$")).ok());
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const MEMBERS: &[Member] = &[
        required("Name", text(1, 5, "[a-z]+")),
        optional("Size", Kind::Int { min: 1, max: 10 }),
        optional("Archs", Kind::List { min: 1, max: 1, never_null: true, item: &Kind::Choice(&["a", "b"]) }),
    ];

    fn message(value: &Value) -> String {
        let mut findings = Vec::new();
        match check(MEMBERS, value, &mut findings).and_then(|()| refuse(&findings)) {
            Ok(()) => "fine".to_owned(),
            Err(refusal) => refusal.message.unwrap_or_default(),
        }
    }

    #[test]
    fn all_findings_stand_in_one_refusal() {
        assert_eq!(message(&json!({"Name": "abc", "Unknown": 1, "Size": null})), "fine");
        assert_eq!(
            message(&json!({"Size": 11, "Archs": ["c"]})),
            "3 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; \
             Value '11' at 'size' failed to satisfy constraint: Member must have value less than or equal to 10; \
             Value '[c]' at 'archs' failed to satisfy constraint: Member must satisfy constraint: \
             [Member must satisfy enum value set: [a, b], Member must not be null]"
        );
    }

    #[test]
    fn types_are_refused_before_constraints() {
        assert!(message(&json!({"Name": 5})).contains("string"));
        assert!(message(&json!({"Name": "a", "Archs": [1]})).contains("string"));
        assert!(message(&json!({"Name": "a", "Size": 1.5})).contains("integer"));
    }

    #[test]
    fn look_arounds_are_kept() {
        assert!(!matches("(?!^[0-9]+$)([a-zA-Z0-9-_]+)", "2024"));
        assert!(matches("(?!^[0-9]+$)([a-zA-Z0-9-_]+)", "v2024"));
        assert!(!matches("[0-9A-Za-z\\.\\-_]*(?<!\\.)", "bucket."));
    }
}
