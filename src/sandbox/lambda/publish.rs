//! Publishing versions, and listing them.

use serde_json::{Value, json};

use super::function::{Change, Function, Serial, Version};
use super::functions::{absent, find, page};
use super::{model, names, update};
use crate::sandbox::state::World;
use crate::sandbox::twist::Twist;
use crate::sandbox::wire::{Call, Refusal, Reply, answer_json};

pub(super) fn publish(world: &mut World, call: &Call, twist: &Twist) -> Result<Reply, Refusal> {
    let target = names::target(call)?;
    let body = update::checked(call, model::PUBLISH, false)?;
    let key = (call.region.clone(), target.name.clone());
    let snapstart_after = world.now + world.active_after;
    let World { functions, serial, now, .. } = world;
    let Some(function) = functions.get_mut(&key).filter(|function| function.hidden_until <= *now) else {
        return Err(absent(&call.region, &target));
    };
    let Some(latest) = function.latest() else { return Err(absent(&call.region, &target)) };
    update::at_rest(function, latest)?;
    update::guard(&body, &latest.revision)?;
    let asked = body.get("CodeSha256").and_then(Value::as_str).filter(|sha| !sha.is_empty());
    if let Some(sha) = asked.filter(|sha| *sha != latest.code.sha256) {
        return Err(Refusal::invalid(format!(
            "CodeSHA256 ({sha}) is different from current CodeSHA256 in $LATEST ({}). Please try again with the CodeSHA256 in $LATEST.",
            latest.code.sha256
        )));
    }
    let description = body.get("Description").and_then(Value::as_str);
    let before = function.next;
    let mut version = take(function, serial, description, twist);
    let fresh = function.next != before;
    let optimised =
        version.settings.get("SnapStart").and_then(|it| it.get("ApplyOn")) == Some(&json!("PublishedVersions"));
    if fresh && (optimised || twist.version_fails.is_some()) {
        version.state = "Pending";
        version.state_reason = Version::creating();
        version.update = None;
        version.update_reason = None;
        version.change = Some(Change { due: snapstart_after, creating: true, fails: twist.version_fails.clone() });
        function.versions.insert(version.number, version.clone());
    }
    let label = version.label();
    Ok(answer_json(201, &Value::Object(function.configuration(&version, Some(&label)))))
}

/// The version that `$LATEST` is published as: the last one where nothing has changed since.
pub(super) fn take(function: &mut Function, serial: &mut Serial, description: Option<&str>, twist: &Twist) -> Version {
    let latest = function.latest().cloned();
    let fingerprint = latest.as_ref().map(Version::fingerprint).unwrap_or_default();
    if let Some((number, held)) = &function.published
        && *held == fingerprint
        && let Some(version) = function.versions.get(number)
    {
        return version.clone();
    }
    let number = function.next;
    function.next += 1;
    function.published = Some((number, fingerprint));
    // There is a `$LATEST` in every function; an empty one stands in rather than a panic.
    let mut version = latest.unwrap_or_else(|| Version {
        number,
        settings: serde_json::Map::new(),
        code: super::code::Code {
            bytes: bytes::Bytes::new(),
            sha256: String::new(),
            size: 0,
            image: None,
            kms_key: None,
        },
        modified: jiff::Timestamp::UNIX_EPOCH,
        revision: String::new(),
        state: "Active",
        state_reason: None,
        update: None,
        update_reason: None,
        change: None,
    });
    version.number = number;
    version.revision = serial.next();
    if let Some(description) = description {
        version.settings.insert("Description".to_owned(), json!(description));
    }
    if let Some(change) = &mut version.change {
        change.fails.clone_from(&twist.version_fails);
    }
    function.versions.insert(number, version.clone());
    version
}

pub(super) fn list(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let (function, _) = find(world, call)?;
    let items = function.versions.values().map(|version| function.item(version, Some(&version.label()))).collect();
    page(call, items, "Versions")
}
