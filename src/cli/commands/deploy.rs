use clap::Args;

use super::super::Run;
use super::super::args::{Changing, Checks, Manifests};
use super::super::prepare::Until;
use super::super::remote::{Job, fill};
use super::invoke::payload;
use crate::apply::{self, Driver, Inputs};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::{Error, Kind};
use crate::event::What;
use crate::function::Remote;
use crate::outcome::{Action, FunctionOutcome, Outcome, Stdout};
use crate::plan::{self, CodeFacts, DeployOptions, Plan, Provenance, Reads};
use crate::preflight::rule::Pass;
use crate::preflight::{self, Goal, Subject};

/// Create or update a function: the smallest valid set of calls
///
/// Compares the manifest and the package with what is deployed and sends what differs. Nothing differs:
/// nothing is sent. What the manifest leaves out stays as it is.
#[derive(Args, Clone, Debug)]
pub struct Deploy {
    #[command(flatten)]
    manifests: Manifests,
    #[command(flatten)]
    changing: Changing,
    #[command(flatten)]
    checks: Checks,
    /// Invoke the new version with this payload (JSON, `@FILE` or `-`) before an alias moves
    #[arg(long, value_name = "PAYLOAD")]
    smoke: Option<String>,
    /// Delete a function whose creation failed, and create it again
    #[arg(long)]
    replace_failed: bool,
}

impl Deploy {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let smoke = match &self.smoke {
            Some(typed) => Some(payload(run, typed)?),
            None => None,
        };
        let options = DeployOptions {
            provenance: None,
            smoke,
            no_wait: self.changing.no_wait,
            replace_failed: self.replace_failed,
        };
        let doing = if self.changing.dry_run { Doing::Plan } else { Doing::Apply };
        let apply = run.apply_options(&self.changing);
        deploy(run, &self.manifests, options, apply, doing).await
    }
}

/// What becomes of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Plan,
    Apply,
}

/// Reads what is deployed, plans and, where asked, applies, for each function.
pub async fn deploy(
    run: &mut Run<'_>,
    manifests: &Manifests,
    options: DeployOptions,
    apply: apply::Options,
    doing: Doing,
) -> Result<Outcome, Error> {
    let mut batch = run.prepare(manifests, Goal::Deploy, Until::Packaged).await?;
    if batch.failed() {
        return Ok(Outcome { dry_run: doing == Doing::Plan, ..batch.outcome() });
    }
    let today = run.world.today;
    let resume = run.resume();
    let several = batch.functions.len() > 1;
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut outcome = run
        .each(batch, |job| {
            let (options, apply, sender, resume) = (options.clone(), apply.clone(), sender.clone(), resume.clone());
            async move {
                let (done, found, plan) = one(job, options, apply, doing, today, resume).await;
                let _ = sender.send((done.name.clone(), found, plan));
                done
            }
        })
        .await;
    drop(sender);
    let mut plans = Vec::new();
    for (name, found, plan) in receiver {
        outcome.diagnostics.extend(found);
        plans.extend(plan.map(|plan| (name, plan)));
    }
    let order = |name: &String| outcome.functions.iter().position(|f| f.name == *name);
    plans.sort_by_key(|(name, _)| order(name));
    outcome.result = Some(plans.iter().map(|(_, plan)| plan::render::json(plan)).collect());
    if doing == Doing::Plan {
        outcome.dry_run = true;
        let text: Vec<String> = plans.iter().map(|(_, plan)| plan::render::human(plan)).collect();
        outcome.stdout = Stdout::Text(text.join(if several { "\n" } else { "" }));
    }
    Ok(outcome)
}

async fn one(
    mut job: Job,
    mut options: DeployOptions,
    apply: apply::Options,
    doing: Doing,
    today: jiff::civil::Date,
    resume: String,
) -> (FunctionOutcome, Vec<Diagnostic>, Option<Plan>) {
    let mut found = Vec::new();
    let mut outcome = std::mem::replace(&mut job.outcome, FunctionOutcome::new("", None));
    if job.prepared.desired.provenance {
        options.provenance = Some(provenance(&job.prepared.desired.base).await);
    }
    let planned = plan(&job, &options, &apply, today, &mut outcome, &mut found).await;
    let (plan, deployed) = match planned {
        Ok(planned) => planned,
        Err(error) => {
            outcome.error = Some(error);
            return (outcome, found, None);
        }
    };
    outcome.plan = plan.action;
    if doing == Doing::Apply {
        if plan.action == Action::None && plan.steps.is_empty() {
            outcome.effect = crate::outcome::Effect::Unchanged;
            job.events.emit(What::Note(format!("{} is up to date: nothing was sent", outcome.name)));
        } else {
            let inputs = Inputs { deployed, resume };
            apply::run(&plan, &inputs, &job.client, &apply, &job.events, &job.stop, &mut outcome).await;
        }
    }
    (outcome, found, Some(plan))
}

async fn plan(
    job: &Job,
    options: &DeployOptions,
    apply: &apply::Options,
    today: jiff::civil::Date,
    outcome: &mut FunctionOutcome,
    found: &mut Vec<Diagnostic>,
) -> Result<(Plan, Option<Remote>), Error> {
    job.guard(apply).await?;
    let desired = &job.prepared.desired;
    let reads = Reads::of(desired, options.replace_failed);
    let driver = Driver::new(&job.client, apply, &job.events, &job.stop);
    let state = apply::read(&driver, &desired.name, &reads).await?;
    if let Some(state) = &state {
        fill(outcome, &state.function.configuration);
        outcome.alias_arn = desired
            .aliases
            .first()
            .and_then(|name| state.aliases.iter().find(|a| a.name == *name).and_then(|a| a.arn.clone()));
    }
    let subject = Subject {
        desired,
        goal: Goal::Deploy,
        region: Some(job.client.region()),
        custom_endpoint: job.client.endpoint().is_some(),
        today,
        files: job.prepared.files.as_ref(),
        artifact: job.prepared.artifact.as_ref(),
        deployed: Some(state.as_ref().map(|s| &s.function)),
    };
    found.extend(preflight::run(&subject, Pass::Deployed, &job.prepared.levels));
    if found.iter().any(|f| f.level == Level::Deny) {
        return Err(Error::new(Kind::Checks, format!("{} was stopped before any change", desired.bare_name())));
    }
    let facts = CodeFacts { package: job.prepared.artifact.as_ref(), ..CodeFacts::default() };
    let plan = plan::deploy(desired, state.as_ref(), facts, options)?;
    Ok((plan, state.map(|s| s.function.configuration)))
}

/// What git says of the manifest's folder; nothing outside a repository.
pub async fn provenance(folder: &std::path::Path) -> Provenance {
    let git = |args: &'static [&'static str]| async move {
        let output = tokio::process::Command::new("git").args(args).current_dir(folder).output().await.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "HEAD"]).await;
    let dirty = commit.is_some() && git(&["status", "--porcelain"]).await.is_none_or(|changes| !changes.is_empty());
    Provenance { commit, dirty, package: None }
}
