//! What to send for a field that differs. AWS replaces nested objects whole, so members that the manifest
//! leaves out are filled from what is deployed; an explicit empty becomes the empty that AWS wants.

use serde_json::{Map, Value, json};

use super::canonical::{Defaults, compact};
use super::fields::is_blank;

/// The field as it is to be.
pub(super) fn fill(defaults: &Defaults, field: &str, wanted: &Value, has: Option<&Value>) -> Value {
    match wanted {
        Value::Object(said) if said.is_empty() => cleared(defaults, field),
        Value::Object(said) => {
            let mut filled = wanted.clone();
            deepen(&mut filled, has.unwrap_or(&Value::Null));
            if let Value::Object(filled) = &mut filled {
                match field {
                    "vpc_config" => vpc(said, filled),
                    "logging_config" => logging(said, filled),
                    _ => {}
                }
                spell_out(filled, &defaults.canonical(field, Some(&Value::Object(filled.clone()))));
            }
            if field == "image_config" && defaults.without_defaults(field, &filled).is_none() {
                return cleared(defaults, field);
            }
            filled
        }
        Value::Array(items) if field == "file_system_configs" => {
            Value::Array(items.iter().map(|item| file_system(item, has)).collect())
        }
        _ if is_blank(wanted) => defaults.canonical(field, None),
        _ => wanted.clone(),
    }
}

fn cleared(defaults: &Defaults, field: &str) -> Value {
    match field {
        "image_config" => json!({}),
        _ => compact(defaults.canonical(field, None)),
    }
}

/// Adds the members that `has` has and `wanted` does not say.
fn deepen(wanted: &mut Value, has: &Value) {
    if let (Value::Object(wanted), Value::Object(has)) = (wanted, has) {
        for (key, value) in has {
            match wanted.get_mut(key) {
                Some(said) => deepen(said, value),
                None => {
                    wanted.insert(key.clone(), value.clone());
                }
            }
        }
    }
}

/// A function is in a VPC with subnets and groups, or it is not.
fn vpc(said: &Map<String, Value>, filled: &mut Map<String, Value>) {
    let lists = ["subnet_ids", "security_group_ids"];
    let clears = lists.iter().any(|list| said.get(*list).is_some_and(is_blank));
    if !clears {
        return;
    }
    for list in lists {
        if !said.contains_key(list) {
            filled.insert(list.into(), json!([]));
        }
    }
    if !said.contains_key("ipv6_allowed_for_dual_stack") {
        filled.insert("ipv6_allowed_for_dual_stack".into(), json!(false));
    }
}

/// AWS refuses levels beside the format Text.
fn logging(said: &Map<String, Value>, filled: &mut Map<String, Value>) {
    if filled.get("log_format").is_none_or(|format| format != "JSON") {
        filled.retain(|key, _| !key.ends_with("_level") || said.contains_key(key));
    }
}

/// Where the manifest says `''` and AWS takes no empty, the default is sent.
fn spell_out(filled: &mut Map<String, Value>, canonical: &Value) {
    for (key, value) in filled.iter_mut() {
        if value == "" {
            *value = canonical.get(key).cloned().unwrap_or_default();
        }
    }
    filled.retain(|_, value| !value.is_null());
}

/// A mount is the same one where its ARN is.
fn file_system(item: &Value, has: Option<&Value>) -> Value {
    let mut item = item.clone();
    let same = has
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .find(|other| other.get("arn").is_some() && other.get("arn") == item.get("arn"));
    if let Some(other) = same {
        deepen(&mut item, other);
    }
    item
}
