//! What calls a function: its policy, its URL, event sources. Enough of them for a deployer to find.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::attached::change;
use super::function::stamp;
use super::functions::{absent, find, page};
use super::names;
use crate::sandbox::state::World;
use crate::sandbox::wire::{Call, Refusal, Reply, answer_empty, answer_json, hex};

pub(super) fn apply(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    match call.operation {
        "AddPermission" => permit(world, call),
        "GetPolicy" => {
            let (function, _) = find(world, call)?;
            match &function.policy {
                Some(policy) => Ok(answer_json(200, &json!({ "Policy": policy, "RevisionId": "sandbox" }))),
                None => Err(Refusal::absent("The resource you requested does not exist.")),
            }
        }
        "CreateFunctionUrlConfig" => {
            let function = change(world, call)?;
            if function.url.is_some() {
                let arn = names::arn(&function.region, &function.name, None);
                return Err(Refusal::conflict(format!(
                    "Failed to create function url config for [functionArn = {arn}]. Error message:  FunctionUrlConfig exists for this Lambda function"
                )));
            }
            let id = hex(&Sha256::digest(function.name.as_bytes()));
            let id = id.get(..32).unwrap_or(&id);
            function.url = Some(format!("https://{id}.lambda-url.{}.on.aws/", function.region));
            url(world, call, 201)
        }
        "GetFunctionUrlConfig" => url(world, call, 200),
        "DeleteFunctionUrlConfig" => {
            change(world, call)?.url = None;
            Ok(answer_empty(204))
        }
        "CreateEventSourceMapping" => connect(world, call),
        "ListEventSourceMappings" => sources(world, call),
        _ => Err(Refusal::new(404, "UnknownOperationException", "the sandbox does not play this operation")),
    }
}

fn permit(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let body = call.json()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let function = change(world, call)?;
    let mut policy: Value = function
        .policy
        .as_deref()
        .and_then(|policy| serde_json::from_str(policy).ok())
        .unwrap_or_else(|| json!({ "Version": "2012-10-17", "Id": "default", "Statement": [] }));
    let sid = text("StatementId");
    let Some(Value::Array(statements)) = policy.get_mut("Statement") else {
        return Err(Refusal::new(500, "ServiceException", "the policy has no statements"));
    };
    if statements.iter().any(|statement| statement.get("Sid").and_then(Value::as_str) == Some(sid)) {
        return Err(Refusal::conflict(format!(
            "The statement id ({sid}) provided already exists. Please provide a new statement id, or remove the existing statement."
        )));
    }
    let statement = json!({
        "Sid": sid, "Effect": "Allow", "Principal": { "Service": text("Principal") }, "Action": text("Action"),
        "Resource": names::arn(&function.region, &function.name, None),
    });
    statements.push(statement.clone());
    function.policy = Some(policy.to_string());
    Ok(answer_json(201, &json!({ "Statement": statement.to_string() })))
}

fn url(world: &World, call: &Call, status: u16) -> Result<Reply, Refusal> {
    let (function, _) = find(world, call)?;
    match &function.url {
        Some(url) => Ok(answer_json(
            status,
            &json!({
                "FunctionUrl": url,
                "FunctionArn": names::arn(&function.region, &function.name, None),
                "AuthType": "AWS_IAM",
                "InvokeMode": "BUFFERED",
                "CreationTime": stamp(world.epoch),
                "LastModifiedTime": stamp(world.epoch),
            }),
        )),
        None => Err(Refusal::absent("The resource you requested does not exist.")),
    }
}

fn connect(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let body = call.json()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let target = names::resolve(text("FunctionName"), None, &call.region)?;
    if !world.functions.contains_key(&(call.region.clone(), target.name.clone())) {
        return Err(absent(&call.region, &target));
    }
    let arn = names::arn(&call.region, &target.name, target.qualifier.as_deref());
    let source = text("EventSourceArn");
    let same = |known: &&Value| {
        known.get("FunctionArn") == Some(&json!(arn)) && known.get("EventSourceArn") == Some(&json!(source))
    };
    if let Some(known) = world.sources.iter().find(same) {
        let id = known.get("UUID").and_then(Value::as_str).unwrap_or_default();
        let rest = format!("already exists. Please update or delete the existing mapping with UUID {id}");
        let what = if source.contains(":sqs:") {
            format!("An event source mapping with SQS arn (\" {source} \") and function (\" {} \") {rest}", target.name)
        } else {
            format!(
                "The event source arn (\" {source} \") and function (\" {} \") provided mapping {rest}",
                target.name
            )
        };
        return Err(Refusal::conflict(what));
    }
    let mapping = json!({
        "UUID": world.serial.next(), "EventSourceArn": source, "FunctionArn": arn, "BatchSize": 10,
        "State": "Enabled", "StateTransitionReason": "USER_INITIATED",
    });
    world.sources.push(mapping.clone());
    Ok(answer_json(202, &mapping))
}

fn sources(world: &World, call: &Call) -> Result<Reply, Refusal> {
    let mut arn = None;
    if let Some(name) = call.query("FunctionName") {
        let target = names::resolve(name, None, &call.region)?;
        if !world.functions.contains_key(&(call.region.clone(), target.name.clone())) {
            return Err(absent(&call.region, &target));
        }
        arn = Some(names::arn(&call.region, &target.name, target.qualifier.as_deref()));
    }
    let wanted = |source: &&Value| {
        arn.as_deref().is_none_or(|arn| source.get("FunctionArn").and_then(Value::as_str) == Some(arn))
    };
    page(call, world.sources.iter().filter(wanted).cloned().collect(), "EventSourceMappings")
}
