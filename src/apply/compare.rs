//! Whether what AWS has is what a step was to bring about.

use serde_json::Value;

use crate::function::{Remote, Settings};

/// The members that `wanted` says and `remote` does not have, by name. Empty: it is there.
///
/// What AWS leaves out of its answers where it has the default, or nothing, counts as equal.
pub fn missing(wanted: &Settings, remote: &Remote) -> Vec<String> {
    let (Ok(Value::Object(wanted)), Ok(Value::Object(has))) =
        (serde_json::to_value(wanted), serde_json::to_value(&remote.settings))
    else {
        return vec!["settings".to_owned()];
    };
    let no_variables =
        remote.settings.environment.as_ref().and_then(|e| e.variables.as_ref()).is_none_or(|v| v.is_empty());
    wanted
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "publish" | "publish_to" | "tags" | "code_signing_config_arn"))
        // Not readable is not different.
        .filter(|(name, _)| !(name.as_str() == "environment" && remote.environment_error.is_some()))
        // AWS does not answer the key where there is nothing to encrypt.
        .filter(|(name, _)| !(name.as_str() == "kms_key_arn" && no_variables && !has.contains_key("kms_key_arn")))
        .filter(|(name, value)| !holds(name, value, has.get(name.as_str())))
        .map(|(name, _)| name.clone())
        .collect()
}

fn holds(name: &str, wanted: &Value, has: Option<&Value>) -> bool {
    match (wanted, has) {
        (_, None | Some(Value::Null)) => is_default(wanted),
        (Value::Object(wanted), Some(Value::Object(has))) if name == "variables" => wanted == has,
        (Value::Object(wanted), Some(Value::Object(has))) => {
            // An explicit `{}` clears.
            if wanted.is_empty() {
                return has.values().all(is_default);
            }
            wanted.iter().all(|(name, value)| holds(name, value, has.get(name)))
        }
        (Value::Array(wanted), Some(Value::Array(has))) if matches!(name, "subnet_ids" | "security_group_ids") => {
            let sorted = |list: &[Value]| {
                let mut list: Vec<String> = list.iter().map(ToString::to_string).collect();
                list.sort();
                list
            };
            sorted(wanted) == sorted(has)
        }
        (Value::Array(wanted), Some(Value::Array(has))) => {
            wanted.len() == has.len() && wanted.iter().zip(has).all(|(wanted, has)| holds("", wanted, Some(has)))
        }
        (Value::Number(wanted), Some(Value::Number(has))) => wanted.as_f64() == has.as_f64(),
        (wanted, Some(has)) => wanted == has,
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => matches!(text.as_str(), "" | "None" | "PassThrough" | "Zip" | "Text"),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.values().all(is_default),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// The members that are said, by name.
pub fn fields(settings: &Settings) -> Vec<String> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(map)) => map.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// What differs between two readings, leaving out what changes by itself (revision, state, time).
pub fn changed(before: &Remote, after: &Remote) -> Vec<String> {
    let object = |remote: &Remote| match serde_json::to_value(&remote.settings) {
        Ok(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let (old, new) = (object(before), object(after));
    let mut fields: Vec<String> =
        old.iter().filter(|(name, value)| new.get(*name) != Some(value)).map(|(name, _)| name.clone()).collect();
    fields.extend(new.keys().filter(|name| !old.contains_key(*name)).cloned());
    if before.code_sha256 != after.code_sha256 {
        fields.push("code".to_owned());
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::{changed, missing};
    use crate::function::settings::{Environment, Secret, SnapStart, VpcConfig};
    use crate::function::{Remote, Settings};

    fn remote(settings: Settings) -> Remote {
        Remote { settings, ..Remote::default() }
    }

    #[test]
    fn what_is_said_must_be_there_and_the_rest_does_not_matter() {
        let wanted = Settings { memory_size: Some(256), publish: Some(true), ..Settings::default() };
        let has = Settings { memory_size: Some(256), timeout: Some(3), ..Settings::default() };
        assert!(missing(&wanted, &remote(has.clone())).is_empty());
        let wanted = Settings { timeout: Some(5), ..wanted };
        assert_eq!(missing(&wanted, &remote(has)), ["timeout"]);
    }

    #[test]
    fn empties_equal_what_aws_leaves_out() {
        let wanted = Settings {
            description: Some(String::new()),
            layers: Some(Vec::new()),
            environment: Some(Environment::default()),
            snap_start: Some(SnapStart { apply_on: Some("None".to_owned()) }),
            vpc_config: Some(VpcConfig { subnet_ids: Some(Vec::new()), ..VpcConfig::default() }),
            ..Settings::default()
        };
        assert!(missing(&wanted, &remote(Settings::default())).is_empty());
        let variables = [("A".to_owned(), Secret::new("x"))].into_iter().collect();
        let has = Settings { environment: Some(Environment { variables: Some(variables) }), ..Settings::default() };
        assert_eq!(missing(&wanted, &remote(has)), ["environment"]);
    }

    #[test]
    fn subnets_are_a_set() {
        let vpc = |ids: [&str; 2]| Settings {
            vpc_config: Some(VpcConfig { subnet_ids: Some(ids.map(str::to_owned).to_vec()), ..VpcConfig::default() }),
            ..Settings::default()
        };
        assert!(missing(&vpc(["a", "b"]), &remote(vpc(["b", "a"]))).is_empty());
        assert_eq!(missing(&vpc(["a", "b"]), &remote(vpc(["b", "c"]))), ["vpc_config"]);
    }

    #[test]
    fn an_environment_that_cannot_be_read_is_not_different() {
        let variables = [("A".to_owned(), Secret::new("x"))].into_iter().collect();
        let wanted = Settings { environment: Some(Environment { variables: Some(variables) }), ..Settings::default() };
        let has = Remote { environment_error: Some("AccessDenied".to_owned()), ..Remote::default() };
        assert!(missing(&wanted, &has).is_empty());
    }

    #[test]
    fn revisions_and_states_are_no_change() {
        let before = Remote { revision_id: Some("1".into()), state: Some("Pending".into()), ..Remote::default() };
        let mut after = Remote { revision_id: Some("2".into()), ..Remote::default() };
        assert!(changed(&before, &after).is_empty());
        after.code_sha256 = Some("x".into());
        after.settings.timeout = Some(1);
        assert_eq!(changed(&before, &after), ["timeout", "code"]);
    }
}
