//! Creating, reading, listing and deleting functions.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::code;
use super::function::{Change, Function, Version};
use super::model;
use super::names::{self, Target};
use super::settings;
use super::shape::{check, refuse};
use crate::sandbox::limits;
use crate::sandbox::state::World;
use crate::sandbox::twist::Twist;
use crate::sandbox::wire::{Call, Refusal, Reply, answer_empty, answer_json, percent_decode};

pub(super) fn create(world: &mut World, call: &Call, twist: &Twist) -> Result<Reply, Refusal> {
    let body = call.json()?;
    let mut findings = Vec::new();
    check(model::CREATE, &body, &mut findings)?;
    settings::bounds(&body, false, &mut findings);
    refuse(&findings)?;

    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let name = names::fresh(text("FunctionName").unwrap_or_default(), &call.region)?;
    let image = text("PackageType") == Some("Image");
    settings::judge(&body, image, true, &call.region)?;
    let tags = tags(body.get("Tags"));
    if tags.len() > limits::TAGS {
        return Err(Refusal::invalid("Number of tags exceeds resource tag limit."));
    }
    let key = (call.region.clone(), name.clone());
    if world.functions.contains_key(&key) {
        return Err(Refusal::conflict(format!("Function already exist: {name}")));
    }
    let empty = Map::new();
    let members = body.get("Code").and_then(Value::as_object).unwrap_or(&empty);
    let Some(code) = code::read(members, image, true, &world.buckets)? else {
        return Err(Refusal::invalid("Please provide a source for function code."));
    };

    let due = world.now + world.active_after;
    let latest = Version {
        number: 0,
        settings: settings::fresh(&body, image, &name),
        code,
        modified: world.clock(),
        revision: world.serial.next(),
        state: "Pending",
        state_reason: Version::creating(),
        update: None,
        update_reason: None,
        change: Some(Change { due, creating: true, fails: twist.fails.clone() }),
    };
    let mut function = Function {
        region: call.region.clone(),
        name: name.clone(),
        versions: BTreeMap::new(),
        next: 1,
        aliases: BTreeMap::new(),
        tags,
        signing: text("CodeSigningConfigArn").filter(|arn| !arn.is_empty()).map(str::to_owned),
        concurrency: None,
        policy: None,
        url: None,
        created: world.now,
        hidden_until: world.now + twist.hidden.unwrap_or_default(),
        published: None,
    };
    let mut shown = function.configuration(&latest, None);
    if body.get("Publish") == Some(&json!(true)) {
        let mut version = latest.clone();
        version.number = 1;
        version.revision = world.serial.next();
        if let Some(change) = &mut version.change {
            change.fails = twist.version_fails.clone().or(twist.fails.clone());
        }
        function.next = 2;
        function.published = Some((1, latest.fingerprint()));
        function.versions.insert(1, version);
        // The answer names the version, but its ARN stays unqualified: recorded so.
        shown.insert("Version".to_owned(), json!("1"));
    }
    function.versions.insert(0, latest);
    world.functions.insert(key, function);
    Ok(answer_json(201, &Value::Object(shown)))
}

/// A map of tags as the model spells it.
pub(super) fn tags(value: Option<&Value>) -> BTreeMap<String, String> {
    let Some(Value::Object(tags)) = value else { return BTreeMap::new() };
    tags.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// The refusal of a function that is not there.
pub(super) fn absent(region: &str, target: &Target) -> Refusal {
    Refusal::absent(format!("Function not found: {}", names::arn(region, &target.name, target.qualifier.as_deref())))
}

/// The function that a call names, and its qualifier.
pub(super) fn find<'w>(world: &'w World, call: &Call) -> Result<(&'w Function, Target), Refusal> {
    let target = names::target(call)?;
    match world.functions.get(&(call.region.clone(), target.name.clone())) {
        Some(function) if function.hidden_until <= world.now => Ok((function, target)),
        _ => Err(absent(&call.region, &target)),
    }
}

/// The same, and the version that the qualifier means.
pub(super) fn find_version<'w>(world: &'w World, call: &Call) -> Result<(&'w Function, &'w Version, Target), Refusal> {
    let (function, target) = find(world, call)?;
    match function.version(target.qualifier.as_deref()) {
        Some(version) => Ok((function, version, target)),
        None => Err(absent(&call.region, &target)),
    }
}

pub(super) fn get(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let (function, version, target) = find_version(world, call)?;
    let mut shown = Map::new();
    let configuration = function.configuration(version, target.qualifier.as_deref());
    shown.insert("Configuration".to_owned(), Value::Object(configuration));
    let mut code = match (&version.code.image, version.code.resolved_image()) {
        (Some(uri), Some(resolved)) => {
            json!({ "RepositoryType": "ECR", "ImageUri": uri, "ResolvedImageUri": resolved })
        }
        _ => {
            // Signed like AWS's own, so that whoever shows it shows a secret.
            let host = call.header("host").unwrap_or("127.0.0.1");
            let location = format!(
                "http://{host}/sandbox-code/{}/{}/{}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=600&X-Amz-Signature=sandbox",
                function.region, function.name, version.number
            );
            json!({ "RepositoryType": "S3", "Location": location })
        }
    };
    if let (Some(key), Some(code)) = (&version.code.kms_key, code.as_object_mut()) {
        code.insert("SourceKMSKeyArn".to_owned(), json!(key));
    }
    shown.insert("Code".to_owned(), code);
    if !function.tags.is_empty() {
        shown.insert("Tags".to_owned(), json!(function.tags));
    }
    if let Some(reserved) = function.concurrency {
        shown.insert("Concurrency".to_owned(), json!({ "ReservedConcurrentExecutions": reserved }));
    }
    Ok(answer_json(200, &Value::Object(shown)))
}

pub(super) fn get_configuration(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let (function, version, target) = find_version(world, call)?;
    Ok(answer_json(200, &Value::Object(function.configuration(version, target.qualifier.as_deref()))))
}

/// One page of a list: its items, and the marker of the next.
pub(super) fn page(call: &Call, items: Vec<Value>, name: &str) -> Result<Reply, Refusal> {
    let start = match call.query("Marker").map(|marker| percent_decode(marker, false)) {
        None => 0,
        Some(marker) => marker
            .strip_prefix("sandbox-")
            .and_then(|at| at.parse::<usize>().ok())
            .ok_or_else(|| Refusal::invalid("Invalid value of Marker."))?,
    };
    let asked = call.query("MaxItems").and_then(|count| count.parse::<usize>().ok()).unwrap_or(limits::PAGE_ITEMS);
    let size = asked.clamp(1, limits::PAGE_ITEMS);
    let more = items.len() > start.saturating_add(size);
    let items: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let mut shown = Map::new();
    if more {
        shown.insert("NextMarker".to_owned(), json!(format!("sandbox-{}", start + size)));
    }
    shown.insert(name.to_owned(), Value::Array(items));
    Ok(answer_json(200, &Value::Object(shown)))
}

pub(super) fn list(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let all = match call.query("FunctionVersion") {
        None => false,
        Some("ALL") => true,
        Some(other) => {
            let constraint = "Member must satisfy enum value set: [ALL]";
            return refuse(&[super::shape::finding(other, "functionVersion", constraint)]).map(|()| answer_empty(200));
        }
    };
    let mut items = Vec::new();
    for function in world.functions.values().filter(|function| function.region == call.region) {
        for version in function.versions.values().filter(|version| all || version.number == 0) {
            let label = all.then(|| version.label());
            items.push(function.item(version, label.as_deref()));
        }
    }
    page(call, items, "Functions")
}

pub(super) fn delete(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let target = names::target(call)?;
    let key = (call.region.clone(), target.name.clone());
    // Its own text stands before the look whether the function is there: recorded so.
    if target.qualifier.as_deref() == Some("$LATEST") {
        return Err(Refusal::invalid("$LATEST version cannot be deleted without deleting the function."));
    }
    let Some(function) = world.functions.get_mut(&key) else { return Err(absent(&call.region, &target)) };
    let Some(qualifier) = target.qualifier.as_deref() else {
        world.functions.remove(&key);
        return Ok(answer_empty(204));
    };
    let Ok(number) = qualifier.parse::<u64>() else {
        return Err(Refusal::invalid("Deletion of aliases is not currently supported."));
    };
    let users: Vec<&str> = function
        .aliases
        .iter()
        .filter(|(_, alias)| alias.version == qualifier || alias.weights.contains_key(qualifier))
        .map(|(name, _)| name.as_str())
        .collect();
    if !users.is_empty() {
        return Err(Refusal::conflict(format!(
            "Unable to delete version because the following aliases reference it: [{}]",
            users.join(", ")
        )));
    }
    // Deleting a version that is not there succeeds.
    function.versions.remove(&number);
    Ok(answer_empty(204))
}
