//! The settings that are wanted against those that are deployed, field by field.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::canonical::{CONFIGURATION, Defaults};
use super::environment;
use super::fields::{self, is_blank};
use super::fill::fill;
use super::step::Change;
use crate::error::{Error, Kind, Result};
use crate::function::{Deployed, Desired, Remote, Settings, Unmanaged};

/// What differs, by the call that changes it.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// For UpdateFunctionConfiguration: only what differs, nested objects whole.
    pub configuration: Option<(Settings, Vec<Change>)>,
    /// For UpdateFunctionCode.
    pub architectures: Option<(Vec<String>, Change)>,
    /// For its own calls; no ARN takes the configuration away.
    pub code_signing: Option<(Option<String>, Change)>,
    pub tag: BTreeMap<String, String>,
    pub tag_changes: Vec<Change>,
    pub untag: Vec<String>,
    pub untag_changes: Vec<Change>,
    pub notes: Vec<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.configuration.is_none()
            && self.architectures.is_none()
            && self.code_signing.is_none()
            && self.tag.is_empty()
            && self.untag.is_empty()
    }
}

/// What is to change so that the deployed function is as desired. What the manifest leaves out stays.
///
/// # Errors
/// Kind `Guard`: a setting that only creation can make differs; AWS has variables that the manifest does
/// not know; the variables that AWS has cannot be decrypted.
pub fn compare(desired: &Desired, deployed: &Deployed, code_signing: Option<&str>) -> Result<Difference> {
    let remote = &deployed.configuration;
    let wants = fields::of(&desired.settings)?;
    let has = fields::of(&remote.settings)?;
    let defaults = defaults(desired.bare_name(), &remote.settings);
    immutable(desired, &wants, &has, &defaults)?;

    let mut difference = Difference::default();
    configuration(desired, remote, &wants, &has, &defaults, &mut difference)?;
    if let Some(wanted) = desired.settings.architectures.as_ref().filter(|a| !a.is_empty()) {
        let from = defaults.canonical("architectures", has.get("architectures"));
        let to = json!(wanted);
        if from != to {
            let change = Change { field: "architectures".into(), from: Some(from), to: Some(to) };
            difference.architectures = Some((wanted.clone(), change));
        }
    }
    if let Some(wanted) = &desired.settings.code_signing_config_arn {
        let wanted = Some(wanted.as_str()).filter(|arn| !arn.is_empty());
        if wanted != code_signing {
            let change = Change {
                field: "code_signing_config_arn".into(),
                from: code_signing.map(Into::into),
                to: wanted.map(Into::into),
            };
            difference.code_signing = Some((wanted.map(str::to_owned), change));
        }
    }
    tags(desired, deployed, &mut difference);
    Ok(difference)
}

pub(super) fn defaults(name: &str, settings: &Settings) -> Defaults {
    Defaults::new(name, settings.capacity_provider_config.is_some())
}

fn configuration(
    desired: &Desired,
    remote: &Remote,
    wants: &Map<String, Value>,
    has: &Map<String, Value>,
    defaults: &Defaults,
    difference: &mut Difference,
) -> Result<()> {
    let mut send = Map::new();
    let mut changes = Vec::new();
    let variables = environment::variables(remote);
    let wanted_variables = environment::wanted(desired, remote)?;
    // AWS does not report the key of a function without variables, so it cannot be compared there.
    let key_unknown = variables.is_empty()
        && wanted_variables.as_ref().is_none_or(BTreeMap::is_empty)
        && remote.environment_error.is_none()
        && has.get("kms_key_arn").is_none_or(is_blank);
    for field in CONFIGURATION {
        let Some(wanted) = wants.get(*field) else { continue };
        if *field == "kms_key_arn" && key_unknown {
            if !is_blank(wanted) {
                difference.notes.push(
                    "kms_key_arn is not compared: AWS does not report it for a function without variables".into(),
                );
            }
            continue;
        }
        let filled = fill(defaults, field, wanted, has.get(*field));
        let from = defaults.canonical(field, has.get(*field));
        let to = defaults.canonical(field, Some(&filled));
        if from != to {
            fields::differences(field, Some(&from), Some(&to), &mut changes);
            send.insert((*field).to_owned(), filled);
        }
    }
    // A key that was not reported may be another than the one that is said, once there are variables.
    if let Some(key) = wants.get("kms_key_arn")
        && variables.is_empty()
        && wanted_variables.as_ref().is_some_and(|v| !v.is_empty())
    {
        send.insert("kms_key_arn".into(), key.clone());
    }
    let mut settings = fields::settings(send)?;
    let key_changes = settings.kms_key_arn.is_some();
    if key_changes {
        environment::undecrypted(remote)?;
    }
    let to = wanted_variables.unwrap_or_else(|| variables.clone());
    if to != variables || (key_changes && !to.is_empty()) {
        if to == variables {
            difference.notes.push("the environment variables are sent again, because their key changes".into());
        }
        environment::differences(&variables, &to, &mut changes);
        settings.environment = Some(crate::function::settings::Environment { variables: Some(to) });
    }
    if settings != Settings::default() {
        difference.configuration = Some((settings, changes));
    }
    Ok(())
}

/// Settings that only creation can make.
fn immutable(
    desired: &Desired,
    wants: &Map<String, Value>,
    has: &Map<String, Value>,
    defaults: &Defaults,
) -> Result<()> {
    let mut found = Vec::new();
    let mut stops = |field: &str, from: &str, to: &str| found.push(format!("{field} (deployed: {from}, wanted: {to})"));
    let package = defaults.canonical("package_type", has.get("package_type"));
    let wanted = if desired.is_image() { "Image" } else { "Zip" };
    let said = desired.settings.package_type.is_some() || desired.code.source().is_some();
    if said && package != wanted {
        stops("package_type", package.as_str().unwrap_or_default(), wanted);
    }
    if let Some(wanted) = wants.get("tenancy_config") {
        let form = |value| defaults.canonical("tenancy_config", value)["tenant_isolation_mode"].clone();
        let (from, to) = (form(has.get("tenancy_config")), form(Some(wanted)));
        if from != to {
            stops("tenancy_config", from.as_str().unwrap_or("none"), to.as_str().unwrap_or("none"));
        }
    }
    for field in ["durable_config", "capacity_provider_config"] {
        let Some(wanted) = wants.get(field) else { continue };
        let there = has.get(field).is_some_and(|v| !is_blank(v));
        let word = |there: bool| if there { "set" } else { "none" };
        if there == is_blank(wanted) {
            stops(field, word(there), word(!there));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::Guard, format!("what only the creation of a function can set differs: {}", found.join("; ")))
        .hint("run `lamctl delete` and `lamctl create`, or give the function another name")
        .hint("make the manifest say what is deployed to keep the function"))
}

fn tags(desired: &Desired, deployed: &Deployed, difference: &mut Difference) {
    let Some(wanted) = &desired.settings.tags else { return };
    let none = BTreeMap::new();
    let has = deployed.tags.as_ref().unwrap_or(&none);
    let change = |key: &str, from: Option<&String>, to: Option<&String>| Change {
        field: format!("tags.{key}"),
        from: from.cloned().map(Into::into),
        to: to.cloned().map(Into::into),
    };
    for (key, value) in wanted.iter().filter(|(key, _)| !reserved(key)) {
        if has.get(key) != Some(value) {
            difference.tag.insert(key.clone(), value.clone());
            difference.tag_changes.push(change(key, has.get(key), Some(value)));
        }
    }
    // An explicit empty is how tags are cleared.
    let default = if wanted.is_empty() { Unmanaged::Remove } else { Unmanaged::Keep };
    if desired.tags_unmanaged.unwrap_or(default) == Unmanaged::Remove {
        for (key, value) in has.iter().filter(|(key, _)| !reserved(key) && !wanted.contains_key(*key)) {
            difference.untag.push(key.clone());
            difference.untag_changes.push(change(key, Some(value), None));
        }
    }
}

/// Tags that AWS itself sets.
pub(super) fn reserved(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

/// What differs between two configurations of one function (versions of it), code and description aside.
pub(super) fn between(name: &str, from: &Remote, to: &Remote) -> Result<Vec<Change>> {
    let (old, new) = (fields::of(&from.settings)?, fields::of(&to.settings)?);
    let (old_defaults, new_defaults) = (defaults(name, &from.settings), defaults(name, &to.settings));
    let mut changes = Vec::new();
    for field in CONFIGURATION.iter().chain(&["architectures"]).filter(|f| **f != "description") {
        let from = old_defaults.canonical(field, old.get(*field));
        let to = new_defaults.canonical(field, new.get(*field));
        fields::differences(field, Some(&from), Some(&to), &mut changes);
    }
    if from.environment_error.is_none() && to.environment_error.is_none() {
        environment::differences(&environment::variables(from), &environment::variables(to), &mut changes);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests;
