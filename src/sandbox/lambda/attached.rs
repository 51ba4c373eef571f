//! What is attached to a function: tags, code signing, concurrency, policy, URL, event sources.

use serde_json::{Value, json};

use super::functions::{absent, find, tags};
use super::names::{self, Target};
use super::shape::{check_text, refuse, text};
use super::update::checked;
use super::{model, shape};
use crate::sandbox::limits;
use crate::sandbox::state::World;
use crate::sandbox::wire::{Call, Refusal, Reply, answer_empty, answer_json};

pub(super) fn apply(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    match call.operation {
        "ListTags" => list_tags(world, call),
        "TagResource" => tag(world, call),
        "UntagResource" => untag(world, call),
        "GetFunctionCodeSigningConfig" => {
            let (function, _) = find(world, call)?;
            let mut shown = serde_json::Map::new();
            if let Some(arn) = &function.signing {
                shown.insert("CodeSigningConfigArn".to_owned(), json!(arn));
            }
            shown.insert("FunctionName".to_owned(), json!(function.name));
            Ok(answer_json(200, &Value::Object(shown)))
        }
        "PutFunctionCodeSigningConfig" => {
            let body = checked(call, model::SIGN, false)?;
            let arn = body.get("CodeSigningConfigArn").and_then(Value::as_str).unwrap_or_default().to_owned();
            let function = change(world, call)?;
            if function.versions.values().any(super::function::Version::is_image) {
                return Err(Refusal::invalid(
                    "Code signing is not supported for functions created with container images.",
                ));
            }
            function.signing = Some(arn.clone());
            let shown = json!({ "CodeSigningConfigArn": arn, "FunctionName": function.name });
            Ok(answer_json(200, &shown))
        }
        "DeleteFunctionCodeSigningConfig" => {
            change(world, call)?.signing = None;
            Ok(answer_empty(204))
        }
        "GetFunctionConcurrency" => {
            let (function, _) = find(world, call)?;
            Ok(answer_json(200, &concurrency(function.concurrency)))
        }
        "PutFunctionConcurrency" => {
            let body = checked(call, model::CONCURRENCY, false)?;
            let reserved = body.get("ReservedConcurrentExecutions").and_then(Value::as_i64);
            change(world, call)?.concurrency = reserved;
            Ok(answer_json(200, &concurrency(reserved)))
        }
        "DeleteFunctionConcurrency" => {
            change(world, call)?.concurrency = None;
            Ok(answer_empty(204))
        }
        "GetPolicy" => {
            let (function, _) = find(world, call)?;
            match &function.policy {
                Some(policy) => Ok(answer_json(200, &json!({ "Policy": policy, "RevisionId": "sandbox" }))),
                None => Err(Refusal::absent("The resource you requested does not exist.")),
            }
        }
        "GetFunctionUrlConfig" => {
            let (function, _) = find(world, call)?;
            match &function.url {
                Some(url) => Ok(answer_json(
                    200,
                    &json!({
                        "FunctionUrl": url,
                        "FunctionArn": names::arn(&function.region, &function.name, None),
                        "AuthType": "AWS_IAM",
                        "InvokeMode": "BUFFERED",
                        "CreationTime": super::function::stamp(world.epoch),
                        "LastModifiedTime": super::function::stamp(world.epoch),
                    }),
                )),
                None => Err(Refusal::absent("The resource you requested does not exist.")),
            }
        }
        "ListEventSourceMappings" => event_sources(world, call),
        _ => Err(Refusal::new(404, "UnknownOperationException", "the sandbox does not play this operation")),
    }
}

fn concurrency(reserved: Option<i64>) -> Value {
    match reserved {
        Some(reserved) => json!({ "ReservedConcurrentExecutions": reserved }),
        None => json!({}),
    }
}

fn change<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut super::function::Function, Refusal> {
    let target = names::target(call)?;
    world.function(&call.region, &target.name).ok_or_else(|| absent(&call.region, &target))
}

/// The function that a tagged ARN names.
fn tagged(call: &Call, findings: &mut Vec<String>) -> Result<Target, Refusal> {
    check_text(&call.name, "resource", &text(1, 10_000, model::TAGGED), findings);
    refuse(findings)?;
    if !call.name.contains(":function:") {
        let kind = match () {
            () if call.name.contains(":event-source-mapping:") => "Event source mapping",
            () if call.name.contains(":capacity-provider:") => "Capacity provider",
            () => "Resource",
        };
        return Err(Refusal::absent(format!("{kind} not found: {}", call.name)));
    }
    let target = names::resolve(&call.name, None, &call.region)?;
    if target.qualifier.is_some() {
        return Err(Refusal::invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.",
        ));
    }
    Ok(target)
}

fn list_tags(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let target = tagged(call, &mut Vec::new())?;
    match world.functions.get(&(call.region.clone(), target.name.clone())) {
        Some(function) => Ok(answer_json(200, &json!({ "Tags": function.tags }))),
        None => Err(absent(&call.region, &target)),
    }
}

fn tag(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let body = call.json()?;
    let mut findings = Vec::new();
    shape::check(model::TAG_RESOURCE, &body, &mut findings)?;
    let target = tagged(call, &mut findings)?;
    let new = tags(body.get("Tags"));
    let Some(function) = world.function(&call.region, &target.name) else {
        return Err(absent(&call.region, &target));
    };
    if new.is_empty() {
        return Err(Refusal::invalid("An error occurred and the request cannot be processed."));
    }
    let mut all = function.tags.clone();
    all.extend(new);
    if all.len() > limits::TAGS {
        return Err(Refusal::invalid("Number of tags exceeds resource tag limit."));
    }
    function.tags = all;
    Ok(answer_empty(204))
}

fn untag(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let keys: Vec<&String> = call.query.iter().filter(|(name, _)| name == "tagKeys").map(|(_, key)| key).collect();
    let mut findings = Vec::new();
    if keys.is_empty() {
        findings.push("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null".to_owned());
    }
    let target = tagged(call, &mut findings)?;
    let Some(function) = world.function(&call.region, &target.name) else {
        return Err(absent(&call.region, &target));
    };
    for key in keys {
        function.tags.remove(key);
    }
    Ok(answer_empty(204))
}

fn event_sources(world: &World, call: &Call) -> Result<Reply, Refusal> {
    if let Some(name) = call.query("FunctionName") {
        let target = names::resolve(name, None, &call.region)?;
        if !world.functions.contains_key(&(call.region.clone(), target.name.clone())) {
            return Err(absent(&call.region, &target));
        }
    }
    Ok(answer_json(200, &json!({ "EventSourceMappings": [] })))
}
