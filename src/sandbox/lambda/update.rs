//! Changing a function's code and configuration.

use serde_json::{Map, Value, json};

use super::code;
use super::function::{Change, Function, Version};
use super::functions::absent;
use super::names;
use super::publish;
use super::shape::{Member, check, refuse};
use super::{model, settings};
use crate::sandbox::state::World;
use crate::sandbox::twist::Twist;
use crate::sandbox::wire::{Call, Refusal, Reply, answer_json};

pub(super) const STALE: &str = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";

/// The body of a call, checked against the model.
pub(super) fn checked(call: &Call, members: &[Member], provided: bool) -> Result<Value, Refusal> {
    let body = call.json()?;
    let mut findings = Vec::new();
    check(members, &body, &mut findings)?;
    settings::bounds(&body, provided, &mut findings);
    refuse(&findings)?;
    Ok(body)
}

/// Refuses a revision id that is not the present one.
pub(super) fn guard(body: &Value, present: &str) -> Result<(), Refusal> {
    match body.get("RevisionId").and_then(Value::as_str) {
        Some(revision) if revision != present => Err(Refusal::new(412, "PreconditionFailedException", STALE)),
        _ => Ok(()),
    }
}

/// Refuses a change while another is under way.
pub(super) fn at_rest(function: &Function, version: &Version) -> Result<(), Refusal> {
    match &version.change {
        Some(change) if change.creating => Err(Refusal::conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending",
        )),
        Some(_) => Err(Refusal::conflict(format!(
            "The operation cannot be performed at this time. An update is in progress for resource: {}",
            names::arn(&function.region, &function.name, None)
        ))),
        // What never came to life is deleted and made anew, not changed; the text is that of Pending, by analogy.
        None if version.state == "Failed" => Err(Refusal::conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Failed",
        )),
        None => Ok(()),
    }
}

/// The function to change. A version or alias cannot be.
fn latest(world: &World, call: &Call) -> Result<((String, String), Version), Refusal> {
    let target = names::target(call)?;
    let key = (call.region.clone(), target.name.clone());
    let found = world.functions.get(&key).filter(|function| function.hidden_until <= world.now);
    match (found.and_then(Function::latest), target.qualifier.as_deref()) {
        (Some(version), None | Some("$LATEST")) => Ok((key, version.clone())),
        (Some(_), Some(_)) => Err(Refusal::invalid(
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
        )),
        (None, _) => Err(absent(&call.region, &target)),
    }
}

/// Puts a version under way: its answers say so until it is done.
fn start(world: &mut World, version: &mut Version, fails: Option<String>) {
    version.modified = world.clock();
    version.revision = world.serial.next();
    version.state = "Active";
    version.state_reason = None;
    version.update = Some("InProgress");
    version.update_reason = Version::creating();
    version.change = Some(Change { due: world.now + world.update_after, creating: false, fails });
}

pub(super) fn configuration(world: &mut World, call: &Call, twist: &Twist) -> Result<Reply, Refusal> {
    let (key, mut version) = latest(world, call)?;
    let provided = version.settings.contains_key("CapacityProviderConfig");
    let body = checked(call, model::UPDATE_CONFIGURATION, provided)?;
    if !provided && body.get("CapacityProviderConfig").is_some_and(|config| !config.is_null()) {
        return Err(Refusal::invalid("CapacityProviderConfig isn't supported for Lambda Default functions."));
    }
    // What is judged is what would be there afterwards, where members depend on each other.
    let image = version.is_image();
    let mut judged = body.clone();
    for name in ["VpcConfig", "FileSystemConfigs"] {
        if let (Some(had), None) = (version.settings.get(name), body.get(name)) {
            judged[name] = had.clone();
        }
    }
    settings::judge(&judged, image, false, &call.region)?;
    let function = world.functions.get(&key).ok_or_else(|| Refusal::absent("the function is gone"))?;
    at_rest(function, &version)?;
    guard(&body, &version.revision)?;
    settings::merge(&mut version.settings, &body, &key.1);
    start(world, &mut version, twist.fails.clone());
    let function = world.functions.get_mut(&key).ok_or_else(|| Refusal::absent("the function is gone"))?;
    let shown = function.configuration(&version, None);
    function.versions.insert(0, version);
    Ok(answer_json(200, &Value::Object(shown)))
}

pub(super) fn code(world: &mut World, call: &Call, twist: &Twist) -> Result<Reply, Refusal> {
    let (key, mut version) = latest(world, call)?;
    let body = checked(call, model::UPDATE_CODE, false)?;
    let empty = Map::new();
    let members = body.as_object().unwrap_or(&empty);
    let Some(new) = code::read(members, version.is_image(), false, &world.buckets)? else {
        return Err(Refusal::invalid("Please provide a source for function code."));
    };
    let function = world.functions.get(&key).ok_or_else(|| Refusal::absent("the function is gone"))?;
    at_rest(function, &version)?;
    guard(&body, &version.revision)?;
    let on = |name: &str| body.get(name) == Some(&json!(true));
    version.code = new;
    if let Some(architectures) = body.get("Architectures").filter(|list| !list.is_null()) {
        version.settings.insert("Architectures".to_owned(), architectures.clone());
    }
    if on("DryRun") {
        return Ok(answer_json(200, &Value::Object(function.configuration(&version, None))));
    }
    start(world, &mut version, twist.fails.clone());
    let World { functions, serial, .. } = world;
    let function = functions.get_mut(&key).ok_or_else(|| Refusal::absent("the function is gone"))?;
    function.versions.insert(0, version.clone());
    let shown = if on("Publish") {
        let published = publish::take(function, serial, None, twist);
        let label = published.label();
        function.configuration(&published, Some(&label))
    } else {
        function.configuration(&version, None)
    };
    Ok(answer_json(200, &Value::Object(shown)))
}
