//! The one JSON document: schema `lamctl/v1`. Every key is always there, null where there is nothing.

use std::time::Duration;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::outcome::{FunctionOutcome, Outcome};

/// The document as text, without a newline at its end.
pub fn document(outcome: &Outcome, took: Duration, code: u8) -> String {
    let first = outcome.error.as_ref().or_else(|| outcome.functions.iter().find_map(|f| f.error.as_ref()));
    let document = json!({
        "schema": "lamctl/v1",
        "command": outcome.command,
        "ok": code == 0,
        "functions": outcome.functions.iter().map(function).collect::<Vec<_>>(),
        "diagnostics": outcome.diagnostics.iter().map(diagnostic).collect::<Vec<_>>(),
        "result": outcome.result,
        "error": first.map(error),
        "meta": {
            "lamctl": env!("CARGO_PKG_VERSION"),
            "duration_ms": millis(took),
            "region": outcome.region,
            "endpoint": outcome.endpoint,
            "dry_run": outcome.dry_run,
        },
    });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// A document on one line, for streams of lines.
pub fn one_line(document: &str) -> String {
    serde_json::from_str::<Value>(document).map(|value| value.to_string()).unwrap_or_default()
}

fn function(f: &FunctionOutcome) -> Value {
    json!({
        "name": f.name,
        "file": f.file,
        "ok": f.error.is_none(),
        "plan": f.plan,
        "effect": f.effect,
        "function_arn": f.function_arn,
        "version": f.version,
        "version_arn": f.version_arn,
        "alias_arn": f.alias_arn,
        "state": f.state,
        "state_reason_code": f.state_reason_code,
        "state_reason": f.state_reason,
        "last_update_status": f.last_update_status,
        "code_sha256": f.code_sha256,
        "code_size": f.code_size,
        "revision_id": f.revision_id,
        "package": f.package,
        "steps": f.steps,
        "waited_ms": millis(f.waited),
        "polls": f.polls,
        "error": f.error.as_ref().map(error),
    })
}

fn diagnostic(d: &Diagnostic) -> Value {
    let place = d.place.as_ref();
    let (start, end) = (place.map(|p| p.start()), place.map(|p| p.end()));
    json!({
        "rule": d.rule,
        "level": d.level,
        "function": d.function,
        "message": d.message,
        "help": d.help,
        "file": place.filter(|p| p.source.is_file).map(|p| p.source.name.clone()),
        "line": start.map(|p| p.line),
        "column": start.map(|p| p.column),
        "end_line": end.map(|p| p.line),
        "end_column": end.map(|p| p.column),
        "entry": d.entry,
    })
}

fn error(e: &Error) -> Value {
    json!({
        "kind": e.kind,
        "code": e.code,
        "message": e.to_string(),
        "request_id": e.request_id,
        "retryable": e.retryable,
        "hints": e.hints,
    })
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
