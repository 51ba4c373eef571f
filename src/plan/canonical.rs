//! One form for each field, whether it is said, left out or reported: what AWS takes for a member that is
//! left out stands in it, sets are sorted, and an empty is the same as nothing.
//!
//! Defaults: AWS Lambda API, CreateFunction, 2026-11, and recorded answers.

use serde_json::{Map, Value, json};

/// The members that UpdateFunctionConfiguration carries, but for `environment`, in the manifest's order.
pub(super) const CONFIGURATION: &[&str] = &[
    "role",
    "runtime",
    "handler",
    "description",
    "timeout",
    "memory_size",
    "layers",
    "vpc_config",
    "dead_letter_config",
    "kms_key_arn",
    "tracing_config",
    "file_system_configs",
    "image_config",
    "ephemeral_storage",
    "snap_start",
    "logging_config",
    "capacity_provider_config",
    "durable_config",
];

/// What defaults depend on.
#[derive(Clone, Debug)]
pub(super) struct Defaults {
    log_group: String,
    /// With a capacity provider.
    managed: bool,
}

impl Defaults {
    /// `name` is the bare name.
    pub fn new(name: &str, managed: bool) -> Self {
        Defaults { log_group: format!("/aws/lambda/{name}"), managed }
    }

    /// The one form of a field.
    pub fn canonical(&self, field: &str, value: Option<&Value>) -> Value {
        let value = value.unwrap_or(&Value::Null);
        match field {
            "timeout" => or(Some(value), json!(3)),
            "memory_size" => or(Some(value), json!(if self.managed { 2048 } else { 128 })),
            "package_type" => or(Some(value), json!("Zip")),
            "architectures" => or(Some(value), json!(["x86_64"])),
            "layers" => or(Some(value), json!([])),
            "vpc_config" => json!({
                "subnet_ids": set(value.get("subnet_ids")),
                "security_group_ids": set(value.get("security_group_ids")),
                "ipv6_allowed_for_dual_stack": or(value.get("ipv6_allowed_for_dual_stack"), json!(false)),
            }),
            "dead_letter_config" => members(value, &[("target_arn", json!(""))]),
            "tracing_config" => members(value, &[("mode", json!("PassThrough"))]),
            "file_system_configs" => {
                Value::Array(value.as_array().map(|all| all.iter().map(file_system).collect()).unwrap_or_default())
            }
            "image_config" => {
                members(value, &[("entry_point", json!([])), ("command", json!([])), ("working_directory", json!(""))])
            }
            "ephemeral_storage" => members(value, &[("size", json!(512))]),
            "snap_start" => members(value, &[("apply_on", json!("None"))]),
            "logging_config" => self.logging(value),
            "tenancy_config" => members(value, &[("tenant_isolation_mode", Value::Null)]),
            "capacity_provider_config" => {
                let inner = value.get("lambda_managed_instances_capacity_provider_config").unwrap_or(&Value::Null);
                json!({"lambda_managed_instances_capacity_provider_config": members(inner, &[
                    ("capacity_provider_arn", Value::Null),
                    ("per_execution_environment_max_concurrency", Value::Null),
                    ("execution_environment_memory_gib_per_v_cpu", Value::Null),
                ])})
            }
            "durable_config" => members(
                value,
                &[
                    ("kms_key_arn", json!("")),
                    ("retention_period_in_days", json!(14)),
                    ("execution_timeout", Value::Null),
                ],
            ),
            _ => or(Some(value), json!("")),
        }
    }

    fn logging(&self, value: &Value) -> Value {
        let format = or(value.get("log_format"), json!(if self.managed { "JSON" } else { "Text" }));
        // Levels belong to JSON alone.
        let level = if format == "JSON" { json!("INFO") } else { Value::Null };
        json!({
            "log_format": format,
            "application_log_level": or(value.get("application_log_level"), level.clone()),
            "system_log_level": or(value.get("system_log_level"), level),
            "log_group": or(value.get("log_group"), json!(self.log_group)),
        })
    }

    /// The members of `canonical` that are more than what AWS takes anyway; `None` where none is.
    pub fn without_defaults(&self, field: &str, value: &Value) -> Option<Value> {
        let all = self.canonical(field, Some(value));
        let default = self.canonical(field, None);
        if all == default {
            return None;
        }
        match (all, default) {
            (Value::Object(mut all), Value::Object(default)) => {
                all.retain(|key, v| !v.is_null() && default.get(key) != Some(v));
                Some(compact(Value::Object(all)))
            }
            (all, _) => Some(compact(all)),
        }
    }
}

/// A value without its nulls, and without the objects that held nothing else.
pub(super) fn compact(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().map(|(key, v)| (key, compact(v)));
            Value::Object(kept.filter(|(_, v)| !v.is_null() && *v != json!({})).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(compact).collect()),
        other => other,
    }
}

fn or(value: Option<&Value>, default: Value) -> Value {
    match value {
        Some(value) if !super::fields::is_blank(value) => value.clone(),
        _ => default,
    }
}

fn members(value: &Value, known: &[(&str, Value)]) -> Value {
    known
        .iter()
        .map(|(key, default)| ((*key).to_owned(), or(value.get(key), default.clone())))
        .collect::<Map<_, _>>()
        .into()
}

fn set(value: Option<&Value>) -> Value {
    let mut items: Vec<&str> =
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    items.sort_unstable();
    items.dedup();
    json!(items)
}

fn file_system(value: &Value) -> Value {
    let s3 = value.get("s3_files_config").unwrap_or(&Value::Null);
    json!({
        "arn": or(value.get("arn"), json!("")),
        "local_mount_path": or(value.get("local_mount_path"), json!("")),
        "s3_files_config": members(s3, &[("direct_s3_read", Value::Null)]),
    })
}
