use clap::Args;
use serde_json::json;

use super::super::Run;
use super::super::args::One;
use super::super::remote::{bare, fill};
use crate::error::Error;
use crate::function::Deployed;
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{Answer, Call};
use crate::report::text::{bytes, escape, moment};

/// Show one function: state, code, configuration
#[derive(Args, Clone, Debug)]
pub struct Status {
    #[command(flatten)]
    one: One,
    /// This version or alias instead of $LATEST
    #[arg(long, value_name = "VERSION")]
    qualifier: Option<String>,
}

impl Status {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let call = Call::GetFunction { name: subject.name.clone(), qualifier: self.qualifier };
        match run.ask(&subject, &call, &mut function).await {
            Ok(Answer::Function(deployed)) => {
                fill(&mut function, &deployed.configuration);
                outcome.stdout = Stdout::Text(human(&deployed));
                outcome.result = Some(machine(&deployed));
            }
            Ok(_) => {}
            Err(error) => function.error = Some(error),
        }
        outcome.functions.push(function);
        Ok(outcome)
    }
}

/// The rows for people; values of variables are never among them.
fn human(deployed: &Deployed) -> String {
    let c = &deployed.configuration;
    let s = &c.settings;
    let reason = c.state_reason.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
    let unit = |value: Option<i64>, unit: &str| value.map(|v| format!("{v} {unit}"));
    let variables = s.environment.as_ref().and_then(|e| e.variables.as_ref()).map(|v| {
        let names: Vec<&str> = v.keys().map(String::as_str).collect();
        names.join(", ")
    });
    let subnets = s.vpc_config.as_ref().and_then(|v| v.subnet_ids.as_ref()).filter(|s| !s.is_empty());
    let subnets = subnets.map(|s| s.join(", "));
    let update = c.last_update_status.as_ref().map(|status| {
        let reason = c.last_update_status_reason.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
        format!("{status}{reason}")
    });
    let rows = [
        ("name", Some(c.name.clone())),
        ("arn", c.arn.clone()),
        ("version", c.version.clone()),
        ("state", c.state.clone().map(|state| format!("{state}{reason}"))),
        ("last update", update),
        ("modified", c.last_modified.as_deref().map(moment)),
        ("runtime", s.runtime.clone()),
        ("handler", s.handler.clone()),
        ("image", deployed.code.image_uri.clone()),
        ("role", s.role.clone()),
        ("description", s.description.clone().filter(|d| !d.is_empty())),
        ("architecture", s.architectures.as_ref().map(|a| a.join(", "))),
        ("memory", unit(s.memory_size, "MB")),
        ("timeout", unit(s.timeout, "s")),
        ("code size", c.code_size.and_then(|n| u64::try_from(n).ok()).map(bytes)),
        ("code sha256", c.code_sha256.clone()),
        ("disk", unit(s.ephemeral_storage.as_ref().and_then(|e| e.size).filter(|n| *n != 512), "MB in /tmp")),
        ("variables", variables),
        ("subnets", subnets),
        ("log group", s.logging_config.as_ref().and_then(|l| l.log_group.clone())),
        ("layers", s.layers.as_ref().filter(|l| !l.is_empty()).map(|l| l.join(", "))),
        ("reserved", deployed.reserved_concurrency.map(|n| format!("{n} concurrent executions"))),
        (
            "tags",
            deployed.tags.as_ref().filter(|t| !t.is_empty()).map(|tags| {
                let tags: Vec<String> = tags.iter().map(|(k, v)| format!("{k}={v}")).collect();
                tags.join(", ")
            }),
        ),
    ];
    let mut text = String::new();
    for (name, value) in rows {
        if let Some(value) = value {
            text.push_str(&format!("{name:<14}{}\n", escape(&value)));
        }
    }
    text
}

fn machine(deployed: &Deployed) -> serde_json::Value {
    let c = &deployed.configuration;
    json!({
        "configuration": visible(c),
        "last_modified": c.last_modified,
        "image_uri": deployed.code.image_uri,
        "resolved_image_uri": deployed.code.resolved_image_uri,
        "tags": deployed.tags,
        "reserved_concurrency": deployed.reserved_concurrency,
    })
}

/// The settings of a function, its variables by name alone.
pub fn visible(remote: &crate::function::Remote) -> serde_json::Value {
    let mut settings = remote.settings.clone();
    let names: Option<Vec<String>> =
        settings.environment.take().and_then(|e| e.variables).map(|v| v.into_keys().collect());
    let mut value = serde_json::to_value(&settings).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("environment".to_owned(), json!({ "variable_names": names.unwrap_or_default() }));
    }
    value
}
