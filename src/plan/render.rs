//! A plan as text for people and as JSON for programs. Secrets are not in a plan's changes, and payloads and
//! variables are not shown.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::call::CodeRef;
use super::code::describe;
use super::step::{Change, Do, Plan, Settle, Step, words};
use crate::outcome::Action;

/// The plan, step by step and field by field. Control characters are escaped; it ends with a line feed.
pub fn human(plan: &Plan) -> String {
    let mut text = String::new();
    let name = escape(&plan.name);
    let head = match plan.action {
        Action::Create => format!("{name}: will be created"),
        Action::Update => format!("{name}: will be updated"),
        Action::Delete => format!("{name}: will be deleted from"),
        Action::None => format!("{name}: nothing differs"),
    };
    _ = writeln!(text, "{head}");
    for step in &plan.steps {
        _ = writeln!(text, "  {}. {}", step.id, escape(&title(step)));
        for change in &step.changes {
            _ = writeln!(text, "       {}", line(change));
        }
    }
    for note in &plan.notes {
        _ = writeln!(text, "  note: {}", escape(note));
    }
    text
}

fn line(change: &Change) -> String {
    let field = escape(&change.field);
    match (&change.from, &change.to) {
        (None, Some(to)) => format!("+ {field}: {}", shown(to)),
        (Some(from), None) => format!("- {field}: {}", shown(from)),
        (Some(from), Some(to)) if from == to => format!("~ {field}: {}", shown(to)),
        (Some(from), Some(to)) => format!("~ {field}: {} → {}", shown(from), shown(to)),
        (None, None) => format!("~ {field}"),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "''".to_owned(),
        Value::String(text) => escape(text),
        other => escape(&other.to_string()),
    }
}

fn escape(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.to_owned();
    }
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// What a step does, in a phrase.
pub fn title(step: &Step) -> String {
    match &step.what {
        Do::Stage { bucket, .. } => format!("stage the package in S3 bucket {bucket}"),
        Do::Create { code, .. } => format!("create the function from {}", source(code)),
        Do::PutCodeSigning { arn } => format!("set the code signing configuration {arn}"),
        Do::DeleteCodeSigning => "take the code signing configuration away".into(),
        Do::UpdateConfiguration { .. } => "update the configuration".into(),
        Do::UpdateCode { code, .. } => format!("update the code from {}", source(code)),
        Do::Settle { qualifier, goal } => {
            let what = match qualifier {
                None => "the function".to_owned(),
                Some(version) => version_words(version),
            };
            match goal {
                Settle::Active => format!("wait until {what} is Active"),
                Settle::Updated => format!("wait until {what} is updated"),
                Settle::Deleted => format!("wait until {what} is gone"),
            }
        }
        Do::Tag { tags } => format!("set {}", count(tags.len(), "tag")),
        Do::Untag { keys } => format!("remove {}", count(keys.len(), "tag")),
        Do::Publish { description: Some(description) } => format!("publish a version ({description})"),
        Do::Publish { description: None } => "publish a version".into(),
        Do::Smoke { payload, qualifier } => {
            format!("invoke {} with {} bytes", version_words(qualifier), payload.len())
        }
        Do::CreateAlias { alias, version, .. } => {
            format!("create alias {alias} for {}", version_words(version))
        }
        Do::UpdateAlias { alias, version, weights, .. } => {
            let mut text = format!("point alias {alias} at {}", version_words(version));
            for (version, share) in weights {
                _ = write!(text, ", a share of {share} of its calls going to version {version}");
            }
            text
        }
        Do::DeleteAlias { alias } => format!("delete alias {alias}"),
        Do::Delete { qualifier: None } => "delete the function".into(),
        Do::Delete { qualifier: Some(version) } => format!("delete version {version}"),
    }
}

fn version_words(version: &super::VersionRef) -> String {
    match version {
        super::VersionRef::Number(number) if number != "$LATEST" => format!("version {number}"),
        other => words(other),
    }
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn source(code: &CodeRef) -> String {
    match code {
        CodeRef::Zip { artifact, .. } => format!("a package of {} bytes", artifact.zipped_bytes),
        CodeRef::Staged { bucket, key, .. } => format!("s3://{bucket}/{key}"),
        other => describe(other),
    }
}

/// The API operation of a step; of a wait and a staging what they are called here.
pub fn operation(what: &Do) -> &'static str {
    match what {
        Do::Stage { .. } => "Stage",
        Do::Create { .. } => "CreateFunction",
        Do::PutCodeSigning { .. } => "PutFunctionCodeSigningConfig",
        Do::DeleteCodeSigning => "DeleteFunctionCodeSigningConfig",
        Do::UpdateConfiguration { .. } => "UpdateFunctionConfiguration",
        Do::UpdateCode { .. } => "UpdateFunctionCode",
        Do::Settle { .. } => "Wait",
        Do::Tag { .. } => "TagResource",
        Do::Untag { .. } => "UntagResource",
        Do::Publish { .. } => "PublishVersion",
        Do::Smoke { .. } => "Invoke",
        Do::CreateAlias { .. } => "CreateAlias",
        Do::UpdateAlias { .. } => "UpdateAlias",
        Do::DeleteAlias { .. } => "DeleteAlias",
        Do::Delete { .. } => "DeleteFunction",
    }
}

/// Whether the step changes something in AWS.
pub fn writes(what: &Do) -> bool {
    !matches!(what, Do::Settle { .. } | Do::Smoke { .. })
}

/// The plan for `result` of the JSON document.
pub fn json(plan: &Plan) -> Value {
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| {
            json!({
                "id": step.id,
                "operation": operation(&step.what),
                "title": title(step),
                "changes": step.changes,
            })
        })
        .collect();
    json!({ "name": plan.name, "plan": plan.action, "steps": steps, "notes": plan.notes })
}
