use std::io::{BufRead, BufReader};

use clap::Args;
use serde_json::json;

use super::super::Run;
use super::super::args::{Changing, One};
use super::super::remote::{Subject, bare};
use super::versions::finish;
use crate::error::{Error, Kind};
use crate::outcome::{Action, FunctionOutcome, Outcome, Stdout};
use crate::plan::{self, Answer, Call, Do, Plan, Settle, Step};

/// Delete a function, or one version of it
///
/// Asks on a terminal, needs `--yes` elsewhere. Absent already is success. Says what stays behind.
#[derive(Args, Clone, Debug)]
pub struct Delete {
    #[command(flatten)]
    one: One,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Delete this version alone
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    #[command(flatten)]
    changing: Changing,
}

impl Delete {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let call = Call::GetFunction { name: subject.name.clone(), qualifier: self.version.clone() };
        let deployed = match run.ask(&subject, &call, &mut function).await {
            Ok(Answer::Function(deployed)) => deployed,
            Ok(_) => Box::default(),
            Err(error) if error.code.as_deref() == Some("ResourceNotFoundException") => {
                run.reporter.note(&format!("{} is not there: nothing to delete", subject.name));
                function.effect = crate::outcome::Effect::Unchanged;
                outcome.stdout = Stdout::Text(String::new());
                outcome.functions.push(function);
                return Ok(outcome);
            }
            Err(error) => {
                function.error = Some(error);
                outcome.functions.push(function);
                return Ok(outcome);
            }
        };
        let attached =
            if self.version.is_none() { self.attached(run, &subject, &mut function).await } else { Vec::new() };
        for line in &attached {
            run.reporter.note(line);
        }
        if !self.changing.dry_run && !self.yes {
            self.ask(run, &subject)?;
        }
        let log_group = deployed.configuration.settings.logging_config.and_then(|l| l.log_group);
        let plan = self.plan(&subject.name);
        outcome.stdout = Stdout::Text(String::new());
        finish(run, subject, &mut outcome, function, &plan, &self.changing).await;
        let done = outcome.functions.iter().all(|f| f.error.is_none());
        let mut stays = Vec::new();
        if self.version.is_none() {
            let name = outcome.functions.first().map(|f| f.name.clone()).unwrap_or_default();
            stays.push(format!("log group {} stays", log_group.unwrap_or_else(|| format!("/aws/lambda/{name}"))));
            if deployed.configuration.settings.vpc_config.and_then(|v| v.subnet_ids).is_some_and(|s| !s.is_empty()) {
                stays.push("its network interfaces are removed by AWS within 45 min".to_owned());
            }
        }
        if done {
            for line in &stays {
                run.reporter.note(line);
            }
        }
        if !self.changing.dry_run {
            outcome.stdout = Stdout::Text(String::new());
        }
        outcome.result = Some(json!({ "attached": attached, "stays": stays, "plan": plan::render::json(&plan) }));
        Ok(outcome)
    }

    fn plan(&self, name: &str) -> Plan {
        let mut steps = vec![Step { id: 1, what: Do::Delete { qualifier: self.version.clone() }, changes: Vec::new() }];
        if self.version.is_none() && !self.changing.no_wait {
            steps.push(Step {
                id: 2,
                what: Do::Settle { qualifier: None, goal: Settle::Deleted },
                changes: Vec::new(),
            });
        }
        Plan { name: name.to_owned(), action: Action::Delete, steps, notes: Vec::new() }
    }

    /// What else hangs on the function; what cannot be read is left out.
    async fn attached(&self, run: &Run<'_>, subject: &Subject, function: &mut FunctionOutcome) -> Vec<String> {
        let mut lines = Vec::new();
        let mut marker = None;
        loop {
            let call = Call::ListEventSourceMappings { name: subject.name.clone(), marker: marker.take() };
            let Ok(Answer::EventSources { items, next }) = run.ask(subject, &call, function).await else { break };
            for (id, source) in items {
                let source = source.map(|s| format!(" from {s}")).unwrap_or_default();
                lines.push(format!("event source mapping {id}{source} stays, without its function"));
            }
            marker = next;
            if marker.is_none() {
                break;
            }
        }
        let call = Call::GetFunctionUrlConfig { name: subject.name.clone() };
        if let Ok(Answer::Url(Some(url))) = run.ask(subject, &call, function).await {
            lines.push(format!("function URL {url} goes with it"));
        }
        lines
    }

    fn ask(&self, run: &mut Run<'_>, subject: &Subject) -> Result<(), Error> {
        let what = match &self.version {
            Some(version) => format!("version {version} of {}", subject.name),
            None => format!("{} with all its versions and aliases", subject.name),
        };
        confirm(run, &format!("delete {what}?"))
    }
}

/// Asks for a `y` on a terminal.
///
/// # Errors
/// Kind `Guard`: not a terminal, or another answer.
pub fn confirm(run: &mut Run<'_>, question: &str) -> Result<(), Error> {
    if !run.world.stdin_terminal || !run.world.stderr_terminal || run.global.json {
        return Err(Error::new(Kind::Guard, format!("not confirmed, and this is no terminal to ask on: {question}"))
            .hint("pass `--yes`"));
    }
    run.reporter.ask(&format!("{question} [y/N]"));
    let mut answer = String::new();
    let _ = BufReader::new(&mut run.world.stdin).read_line(&mut answer);
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(Error::new(Kind::Guard, "not confirmed: nothing was changed")),
    }
}
