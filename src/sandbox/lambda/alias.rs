//! Aliases.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::function::{Alias, Function};
use super::functions::{absent, find, page};
use super::model;
use super::names::{self, Target};
use super::update::{checked, guard};
use crate::sandbox::state::World;
use crate::sandbox::wire::{Call, Refusal, Reply, answer_empty, answer_json};

fn shown(function: &Function, name: &str, alias: &Alias) -> Value {
    let mut shown = Map::new();
    shown.insert("AliasArn".to_owned(), json!(names::arn(&function.region, &function.name, Some(name))));
    shown.insert("Name".to_owned(), json!(name));
    shown.insert("FunctionVersion".to_owned(), json!(alias.version));
    shown.insert("Description".to_owned(), json!(alias.description));
    if !alias.weights.is_empty() {
        shown.insert("RoutingConfig".to_owned(), json!({ "AdditionalVersionWeights": alias.weights }));
    }
    shown.insert("RevisionId".to_owned(), json!(alias.revision));
    Value::Object(shown)
}

/// The weights of a request; `None` where it does not speak of them.
fn weights(body: &Value) -> Option<BTreeMap<String, f64>> {
    let routing = body.get("RoutingConfig").filter(|routing| !routing.is_null())?;
    let weights = routing.get("AdditionalVersionWeights").and_then(Value::as_object);
    Some(
        weights
            .into_iter()
            .flatten()
            .filter_map(|(version, weight)| Some((version.clone(), weight.as_f64()?)))
            .collect(),
    )
}

/// Refuses what an alias cannot point to.
fn judge(function: &Function, version: &str, weights: &BTreeMap<String, f64>) -> Result<(), Refusal> {
    if weights.len() > 1 {
        return Err(Refusal::invalid("Number of items in AdditionalVersionWeights cannot be greater than 1"));
    }
    if weights.contains_key(version) {
        return Err(Refusal::invalid(format!(
            "Invalid function version {version}. Function version {version} is already included in routing configuration."
        )));
    }
    if version == "$LATEST" && !weights.is_empty() {
        return Err(Refusal::invalid("$LATEST is not supported for an alias pointing to more than 1 version"));
    }
    for number in std::iter::once(version).chain(weights.keys().map(String::as_str)) {
        if function.version(Some(number)).is_none() {
            let target = Target { name: function.name.clone(), qualifier: Some(number.to_owned()) };
            return Err(absent(&function.region, &target));
        }
    }
    Ok(())
}

pub(super) fn create(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let target = names::target(call)?;
    let body = checked(call, model::CREATE_ALIAS, false)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (name, version) = (text("Name"), text("FunctionVersion"));
    let World { functions, serial, .. } = world;
    let Some(function) = functions.get_mut(&(call.region.clone(), target.name.clone())) else {
        return Err(absent(&call.region, &Target { qualifier: Some(version), ..target }));
    };
    let weights = weights(&body).unwrap_or_default();
    if function.aliases.contains_key(&name) {
        return Err(Refusal::conflict(format!(
            "Alias already exists: {}",
            names::arn(&call.region, &function.name, Some(&name))
        )));
    }
    judge(function, &version, &weights)?;
    let alias = Alias { version, description: text("Description"), weights, revision: serial.next() };
    let answer = shown(function, &name, &alias);
    function.aliases.insert(name, alias);
    Ok(answer_json(201, &answer))
}

pub(super) fn update(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let target = names::target(call)?;
    let body = checked(call, model::UPDATE_ALIAS, false)?;
    let World { functions, serial, .. } = world;
    let Some(function) = functions.get_mut(&(call.region.clone(), target.name.clone())) else {
        return Err(absent(&call.region, &target));
    };
    let Some(alias) = function.aliases.get(&call.item) else {
        return Err(Refusal::absent(format!(
            "Alias not found: {}",
            names::arn(&call.region, &function.name, Some(&call.item))
        )));
    };
    guard(&body, &alias.revision)?;
    let mut alias = alias.clone();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if let Some(version) = text("FunctionVersion") {
        version.clone_into(&mut alias.version);
    }
    if let Some(description) = text("Description") {
        description.clone_into(&mut alias.description);
    }
    if let Some(weights) = weights(&body) {
        alias.weights = weights;
    }
    judge(function, &alias.version, &alias.weights)?;
    alias.revision = serial.next();
    let answer = shown(function, &call.item, &alias);
    function.aliases.insert(call.item.clone(), alias);
    Ok(answer_json(200, &answer))
}

pub(super) fn get(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let unseen = || {
        let arn = names::target(call).map(|target| names::arn(&call.region, &target.name, Some(&call.item)))?;
        Err(Refusal::absent(format!("Cannot find alias arn: {arn}")))
    };
    let Ok((function, _)) = find(world, call) else { return unseen() };
    match function.aliases.get(&call.item) {
        Some(alias) => Ok(answer_json(200, &shown(function, &call.item, alias))),
        None => unseen(),
    }
}

pub(super) fn delete(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let target = names::target(call)?;
    let Some(function) = world.function(&call.region, &target.name) else {
        return Err(absent(&call.region, &target));
    };
    // One that is not there is deleted already: recorded so.
    function.aliases.remove(&call.item);
    Ok(answer_empty(204))
}

pub(super) fn list(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let (function, _) = find(world, call)?;
    let only = call.query("FunctionVersion");
    let items = function
        .aliases
        .iter()
        .filter(|(_, alias)| only.is_none_or(|version| alias.version == version))
        .map(|(name, alias)| shown(function, name, alias))
        .collect();
    page(call, items, "Aliases")
}
