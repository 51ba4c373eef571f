use clap::Args;
use serde_json::json;

use super::super::Run;
use super::super::table::table;
use crate::error::Error;
use crate::event::Events;
use crate::function::Target;
use crate::outcome::{Outcome, Stdout};
use crate::plan::{Answer, Call};
use crate::report::text::{bytes, moment};

/// List all functions of the region
#[derive(Args, Clone, Debug)]
pub struct List {}

impl List {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let client = run.connect(&Target::default(), None).await?;
        let events = Events::new(run.reporter.sink(), 0);
        let (mut functions, mut marker) = (Vec::new(), None);
        loop {
            let call = Call::ListFunctions { marker: marker.take() };
            let Answer::Configurations { items, next } = run.ask_once(&client, &events, &call).await? else { break };
            functions.extend(items);
            match next {
                Some(next) => marker = Some(next),
                None => break,
            }
        }
        functions.sort_by(|a, b| a.name.cmp(&b.name));
        let unit = |value: Option<i64>, unit: &str| value.map(|v| format!("{v} {unit}")).unwrap_or_default();
        let rows: Vec<Vec<String>> = functions
            .iter()
            .map(|f| {
                let s = &f.settings;
                let kind = s.runtime.clone().or_else(|| s.package_type.clone()).unwrap_or_default();
                let size = f.code_size.and_then(|n| u64::try_from(n).ok()).map(bytes).unwrap_or_default();
                let modified = f.last_modified.as_deref().map(moment).unwrap_or_default();
                vec![f.name.clone(), kind, unit(s.memory_size, "MB"), unit(s.timeout, "s"), size, modified]
            })
            .collect();
        let result = functions
            .iter()
            .map(|f| {
                json!({
                    "name": f.name, "function_arn": f.arn, "runtime": f.settings.runtime, "handler": f.settings.handler,
                    "package_type": f.settings.package_type, "memory_size": f.settings.memory_size,
                    "timeout": f.settings.timeout, "code_size": f.code_size, "code_sha256": f.code_sha256,
                    "last_modified": f.last_modified, "description": f.settings.description,
                })
            })
            .collect();
        Ok(Outcome {
            region: Some(client.region().to_owned()),
            endpoint: client.endpoint().map(str::to_owned),
            result: Some(result),
            stdout: Stdout::Text(table(&["NAME", "RUNTIME", "MEMORY", "TIMEOUT", "CODE", "MODIFIED"], &rows)),
            ..Outcome::default()
        })
    }
}
