use clap::Args;

use super::super::Run;
use super::super::args::{Changing, Checks, Manifests};
use super::super::prepare::Until;
use super::super::remote::{Job, fill};
use super::invoke::payload;
#[cfg(feature = "s3")]
use crate::apply::Tally;
use crate::apply::{self, Driver, Inputs};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::{Error, Kind};
use crate::event::What;
#[cfg(feature = "s3")]
use crate::function::CodeSource;
use crate::function::{Desired, Remote};
use crate::outcome::{Action, FunctionOutcome, Outcome, Stdout, StepRecord};
use crate::plan::{self, CodeFacts, DeployOptions, DeployedState, Do, Plan, Provenance, Reads};
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
            Some(typed) => Some(payload(run, typed).await?),
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
    let several = batch.functions.len() > 1;
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut outcome = run
        .each(batch, |job| {
            let (options, apply, sender) = (options.clone(), apply.clone(), sender.clone());
            async move {
                let (done, found, plan) = one(job, options, apply, doing, today).await;
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
            job.events.emit(What::Note("up to date: nothing was sent".to_owned()));
        } else {
            if plan.action == Action::Update {
                for change in plan.steps.iter().flat_map(|step| &step.changes) {
                    job.events.emit(What::Changing(plan::render::line(change)));
                }
            }
            let inputs = Inputs { deployed, ..job.inputs };
            let apply = apply::Options { bucket_owner: job.prepared.desired.target.account.clone(), ..apply };
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
    job.guard(apply, &mut outcome.steps).await?;
    let desired = &job.prepared.desired;
    let reads = Reads::of(desired);
    let driver = Driver::new(&job.client, apply, &job.events, &job.stop);
    let state = apply::read(&driver, &desired.name, &reads, &mut outcome.steps).await?;
    if let Some(state) = &state {
        fill(outcome, &state.function.configuration);
        outcome.alias_arn = desired
            .aliases
            .first()
            .and_then(|name| state.aliases.iter().find(|a| a.name == *name).and_then(|a| a.arn.clone()));
    }
    let s3_sha256 = match state {
        Some(_) => checksum(&driver, desired, &mut outcome.steps).await?,
        None => None,
    };
    let facts =
        CodeFacts { package: job.prepared.artifact.as_ref(), s3_sha256: s3_sha256.as_deref(), ..CodeFacts::default() };
    let plan = plan::deploy(desired, state.as_ref(), facts, options)?;
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
    let judged = preflight::run(&subject, Pass::Deployed, &job.prepared.levels);
    found.extend(preflight::settle(judged, &job.prepared.findings, asks(&plan)));
    if found.iter().any(|f| f.level == Level::Deny) {
        return Err(Error::new(Kind::Checks, format!("{} was stopped before any change", desired.bare_name())));
    }
    if let Some(state) = &state {
        published(outcome, desired, state, &plan);
    }
    Ok((plan, state.map(|s| s.function.configuration)))
}

/// Whether AWS is asked for something that a rule is about: code or configuration.
fn asks(plan: &Plan) -> bool {
    let asks = |what: &Do| matches!(what, Do::Create { .. } | Do::UpdateConfiguration { .. } | Do::UpdateCode { .. });
    plan.steps.iter().any(|step| asks(&step.what))
}

/// The version that is there already, where none is to be published.
fn published(outcome: &mut FunctionOutcome, desired: &Desired, state: &DeployedState, plan: &Plan) {
    let publishes = plan.steps.iter().any(|step| matches!(step.what, Do::Publish { .. } | Do::Create { .. }));
    if desired.settings.publish != Some(true) || publishes {
        return;
    }
    let numbers = state.versions.iter().filter_map(|v| v.version.as_deref()?.parse::<u64>().ok());
    if let (Some(number), Some(arn)) = (numbers.max(), &outcome.function_arn) {
        outcome.version_arn = Some(format!("{arn}:{number}"));
        outcome.version = Some(number.to_string());
    }
}

/// The SHA-256 that S3 has of the object that the manifest names; `None` where it has none, or does not say.
#[cfg(feature = "s3")]
async fn checksum(
    driver: &Driver<'_>,
    desired: &Desired,
    steps: &mut Vec<StepRecord>,
) -> Result<Option<String>, Error> {
    let Some(CodeSource::S3 { bucket, key, version }) = desired.code.source() else { return Ok(None) };
    let place = crate::aws::s3::Place { bucket: bucket.to_owned(), key: key.to_owned(), owner: None, kms_key: None };
    let s3 = crate::aws::s3::S3::new(driver.client, &place);
    let mut tally = Tally::default();
    let answer = driver.ask_with("HeadObject", &mut tally, || s3.look(version)).await?;
    steps.push(tally.record("HeadObject", None));
    // Where it cannot be read the code is sent, and Lambda says what is wrong with the object.
    Ok(answer.ok().flatten().and_then(|object| object.sha256))
}

#[cfg(not(feature = "s3"))]
async fn checksum(_: &Driver<'_>, _: &Desired, _: &mut Vec<StepRecord>) -> Result<Option<String>, Error> {
    Ok(None)
}

/// What git says of the manifest's folder; nothing outside a repository.
pub async fn provenance(folder: &std::path::Path) -> Provenance {
    let git = |args: &'static [&'static str]| async move {
        let mut git = tokio::process::Command::new("git");
        git.args(args).current_dir(folder).stdin(std::process::Stdio::null()).env("GIT_OPTIONAL_LOCKS", "0");
        let output = git.output().await.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "HEAD"]).await;
    let dirty = commit.is_some() && git(&["status", "--porcelain"]).await.is_none_or(|changes| !changes.is_empty());
    Provenance { commit, dirty, package: None }
}
