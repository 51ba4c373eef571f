//! Invoking: nothing is run, the answer says what was asked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::functions::find_version;
use crate::sandbox::logs::Event;
use crate::sandbox::state::World;
use crate::sandbox::wire::{Call, Refusal, Reply, answer, answer_empty, insert};

pub(super) fn invoke(world: &mut World, call: &Call) -> Result<Reply, Refusal> {
    let request = world.serial.next();
    let clock = world.clock();
    let (function, version, _) = find_version(world, call)?;
    let (name, number) = (function.name.clone(), version.label());
    if version.change.as_ref().is_some_and(|change| change.creating) {
        return Err(Refusal::conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending",
        ));
    }
    if version.state == "Failed" {
        return Err(Refusal::conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Failed",
        ));
    }
    let group = version
        .settings
        .get("LoggingConfig")
        .and_then(|config| config.get("LogGroup"))
        .and_then(Value::as_str)
        .map_or_else(|| format!("/aws/lambda/{name}"), str::to_owned);
    let event: Value = if call.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&call.body).map_err(|error| {
            Refusal::new(
                400,
                "InvalidRequestContentException",
                format!("Could not parse request body into json: Could not parse payload into json: {error}"),
            )
        })?
    };
    let kind = call.header("x-amz-invocation-type").unwrap_or("RequestResponse");
    if kind == "DryRun" {
        return Ok(answer_empty(204));
    }
    let lines = [
        format!("START RequestId: {request} Version: {number}\n"),
        format!("sandbox: {name} was asked, nothing was run\n"),
        format!("END RequestId: {request}\n"),
        format!(
            "REPORT RequestId: {request}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB\t\n"
        ),
    ];
    let stream = format!("{}/[{number}]sandbox", clock.strftime("%Y/%m/%d"));
    for line in &lines {
        let event = Event { stream: stream.clone(), time: clock.as_millisecond(), message: line.clone() };
        world.logs.add(&group, event);
    }
    let mut reply = if kind == "Event" {
        answer(202, "", Bytes::new())
    } else {
        let echo = json!({ "sandbox": true, "function": name, "version": number, "event": event });
        answer(200, "application/json", echo.to_string())
    };
    if kind != "Event" {
        insert(&mut reply, "x-amz-executed-version", &number);
        if call.header("x-amz-log-type") == Some("Tail") {
            insert(&mut reply, "x-amz-log-result", &STANDARD.encode(lines.concat()));
        }
    }
    Ok(reply)
}
