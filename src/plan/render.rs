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
        Action::Delete if plan.steps.iter().any(|s| matches!(s.what, Do::Delete { qualifier: None })) => {
            format!("{name}: will be deleted")
        }
        Action::Delete => format!("{name}: versions will be deleted"),
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

/// One difference: `~ timeout: 3 → 30`. Control characters are escaped.
pub fn line(change: &Change) -> String {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{artifact, deployed, desired, facts};
    use super::super::{DeployOptions, DeployedState, deploy};
    use super::*;
    use crate::function::Alias;

    fn plan() -> Plan {
        let mut wanted = desired(json!({
            "timeout": 30, "publish": true, "vpc_config": {}, "environment": {"variables": {"STAGE": "hunter2"}}
        }));
        wanted.aliases = vec!["live".into()];
        let vpc = json!({"subnet_ids": ["a"], "security_group_ids": ["g"]});
        let state = DeployedState {
            function: deployed(
                json!({"timeout": 3, "vpc_config": vpc, "environment": {"variables": {"STAGE": "hunter1"}}}),
            ),
            aliases: vec![Alias {
                name: "live".into(),
                version: "7".into(),
                weights: [("6".to_owned(), 0.1)].into(),
                ..Alias::default()
            }],
            ..DeployedState::default()
        };
        deploy(&wanted, Some(&state), facts(&artifact("new")), &DeployOptions::default()).unwrap()
    }

    #[test]
    fn people_read_it_step_by_step_and_field_by_field() {
        assert_eq!(
            human(&plan()),
            "\
hello: will be updated
  1. update the configuration
       ~ timeout: 3 → 30
       - vpc_config.subnet_ids: [\"a\"]
       - vpc_config.security_group_ids: [\"g\"]
       ~ environment.variables.STAGE: (changed)
  2. wait until the function is updated
  3. update the code from a package of 3 bytes
       ~ code: old → new
  4. wait until the function is updated
  5. publish a version
       + version: a new version
  6. wait until the version published in step 5 is Active
  7. point alias live at the version published in step 5
       ~ aliases.live: 7 → the version published in step 5
       - aliases.live.weights: {\"6\":0.1}
  note: alias live: the shift under way (version 6 at 0.1) ends
"
        );
    }

    #[test]
    fn programs_read_the_same() {
        let value = json(&plan());
        assert_eq!((&value["plan"], &value["name"]), (&json!("update"), &json!("hello")));
        assert_eq!(value["steps"][0]["operation"], "UpdateFunctionConfiguration");
        assert_eq!(value["steps"][0]["changes"][0], json!({"field": "timeout", "from": 3, "to": 30}));
        assert_eq!(value["steps"].as_array().map(Vec::len), Some(7));
        assert_eq!(value["notes"].as_array().map(Vec::len), Some(1));
    }
}
