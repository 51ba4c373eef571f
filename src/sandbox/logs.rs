//! CloudWatch Logs: what invocations wrote.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::state::World;
use super::wire::{Call, Refusal, Reply, answer_json, insert};

/// A line of a log.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub stream: String,
    /// Milliseconds since 1970.
    pub time: i64,
    pub message: String,
}

/// Log groups by name.
#[derive(Debug, Default)]
pub(crate) struct Groups(BTreeMap<String, Vec<Event>>);

impl Groups {
    pub fn add(&mut self, group: &str, event: Event) {
        self.0.entry(group.to_owned()).or_default().push(event);
    }
}

pub(crate) fn apply(world: &World, call: &Call) -> Result<Reply, Refusal> {
    if call.operation != "FilterLogEvents" {
        return Err(Refusal::new(400, "UnknownOperationException", "the sandbox does not play this operation"));
    }
    let body = call.json()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let group =
        text("logGroupName").or_else(|| text("logGroupIdentifier").and_then(|arn| arn.split(":log-group:").last()));
    let Some(events) = group.and_then(|group| world.logs.0.get(group)) else {
        return Err(Refusal::new(400, "ResourceNotFoundException", "The specified log group does not exist."));
    };
    let number = |name: &str| body.get(name).and_then(Value::as_i64);
    let (from, to) = (number("startTime").unwrap_or(0), number("endTime").unwrap_or(i64::MAX));
    let limit = usize::try_from(number("limit").unwrap_or(10_000)).unwrap_or(10_000).clamp(1, 10_000);
    let start: usize = text("nextToken").and_then(|token| token.parse().ok()).unwrap_or(0);
    // A pattern is taken as words that a message must all hold.
    let words: Vec<&str> =
        text("filterPattern").unwrap_or_default().split_whitespace().map(|word| word.trim_matches('"')).collect();
    let mut found: Vec<(usize, &Event)> = events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.time >= from && event.time < to)
        .filter(|(_, event)| words.iter().all(|word| event.message.contains(word)))
        .collect();
    found.sort_by_key(|(_, event)| event.time);
    let shown: Vec<Value> = found
        .iter()
        .skip(start)
        .take(limit)
        .map(|(id, event)| {
            json!({
                "logStreamName": event.stream, "timestamp": event.time, "message": event.message,
                "ingestionTime": event.time, "eventId": format!("{id:056}"),
            })
        })
        .collect();
    let mut answer = Map::new();
    answer.insert("events".to_owned(), Value::Array(shown));
    answer.insert("searchedLogStreams".to_owned(), json!([]));
    if found.len() > start + limit {
        answer.insert("nextToken".to_owned(), json!((start + limit).to_string()));
    }
    let mut reply = answer_json(200, &Value::Object(answer));
    insert(&mut reply, "content-type", "application/x-amz-json-1.1");
    Ok(reply)
}
