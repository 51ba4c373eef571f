use clap::Args;

use super::super::Run;
use super::super::args::{Changing, Checks, Manifests};
use super::super::prepare::{Batch, Until};
use super::super::remote::Job;
use super::deploy::provenance;
use crate::apply;
use crate::error::Error;
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{self, Plan};
use crate::preflight::Goal;

/// Create a function and wait until it is Active
///
/// Checks the manifest and the code, packages it, calls CreateFunction and waits until State is Active.
/// Prints the function's ARN. A function of that name that exists already is an error: `lamctl deploy`
/// updates it.
#[derive(Args, Clone, Debug)]
pub struct Create {
    #[command(flatten)]
    manifests: Manifests,
    #[command(flatten)]
    changing: Changing,
    #[command(flatten)]
    checks: Checks,
}

impl Create {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let mut batch = run.prepare(&self.manifests, Goal::Create, Until::Packaged).await?;
        let plans = if batch.failed() { Vec::new() } else { plans(&mut batch, self.changing.no_wait).await };
        if batch.failed() {
            return Ok(Outcome { dry_run: self.changing.dry_run, ..batch.outcome() });
        }
        if self.changing.dry_run {
            return Ok(planned(&mut batch, &plans));
        }
        // The plan knows of --no-wait: what a dry run shows is what is done.
        let options = apply::Options { no_wait: false, ..run.apply_options(&self.changing) };
        Ok(run
            .each(batch, |job| {
                let plan = plans.get(job.index).cloned();
                let options = options.clone();
                create(job, plan, options)
            })
            .await)
    }
}

/// The plan of each function, in their order; what cannot be planned is that function's error.
async fn plans(batch: &mut Batch, no_wait: bool) -> Vec<Plan> {
    let mut plans = Vec::new();
    for prepared in batch.functions.iter_mut().filter(|p| p.error.is_none()) {
        let mut options = plan::CreateOptions { no_wait, ..plan::CreateOptions::default() };
        if prepared.desired.provenance {
            options.provenance = Some(provenance(&prepared.desired.base).await);
        }
        match plan::create(&prepared.desired, prepared.artifact.as_ref(), &options) {
            Ok(plan) => plans.push(plan),
            Err(error) => prepared.error = Some(error),
        }
    }
    plans
}

async fn create(job: Job, plan: Option<Plan>, options: apply::Options) -> FunctionOutcome {
    let options = apply::Options { bucket_owner: job.prepared.desired.target.account.clone(), ..options };
    let mut steps = Vec::new();
    let guarded = job.guard(&options, &mut steps).await;
    let mut outcome = job.outcome;
    outcome.steps = steps;
    match (plan, guarded) {
        (_, Err(error)) => outcome.error = Some(error),
        (Some(plan), Ok(())) => {
            apply::run(&plan, &job.inputs, &job.client, &options, &job.events, &job.stop, &mut outcome).await;
        }
        (None, Ok(())) => {}
    }
    outcome
}

/// The outcome of a dry run: the plans, and nothing done.
pub fn planned(batch: &mut Batch, plans: &[Plan]) -> Outcome {
    let mut outcome = batch.outcome();
    for (function, plan) in outcome.functions.iter_mut().zip(plans) {
        function.plan = plan.action;
    }
    outcome.dry_run = true;
    outcome.result = Some(plans.iter().map(plan::render::json).collect());
    outcome.stdout = Stdout::Text(plans.iter().map(plan::render::human).collect::<Vec<_>>().join("\n"));
    outcome
}
