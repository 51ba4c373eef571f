use clap::Args;

use super::super::Run;
use super::super::args::{Changing, Checks, Manifests};
use super::super::prepare::{Batch, Until};
use super::super::remote::Job;
use crate::apply::{self, Inputs};
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
        let plans = plans(&mut batch);
        if batch.failed() {
            return Ok(Outcome { dry_run: self.changing.dry_run, ..batch.outcome() });
        }
        if self.changing.dry_run {
            return Ok(planned(&mut batch, &plans));
        }
        let options = run.apply_options(&self.changing);
        let resume = run.resume();
        Ok(run
            .each(batch, |job| {
                let plan = plans.iter().find(|p| p.name == job.prepared.desired.name).cloned();
                let options = options.clone();
                create(job, plan, options, resume.clone())
            })
            .await)
    }
}

/// The plan of each function; what cannot be planned is that function's error.
fn plans(batch: &mut Batch) -> Vec<Plan> {
    let mut plans = Vec::new();
    for prepared in batch.functions.iter_mut().filter(|p| p.error.is_none()) {
        let options = plan::CreateOptions::default();
        match plan::create(&prepared.desired, prepared.artifact.as_ref(), &options) {
            Ok(plan) => plans.push(plan),
            Err(error) => prepared.error = Some(error),
        }
    }
    plans
}

async fn create(job: Job, plan: Option<Plan>, options: apply::Options, resume: String) -> FunctionOutcome {
    let options = apply::Options { bucket_owner: job.prepared.desired.target.account.clone(), ..options };
    let mut steps = Vec::new();
    let guarded = job.guard(&options, &mut steps).await;
    let mut outcome = job.outcome;
    outcome.steps = steps;
    match (plan, guarded) {
        (_, Err(error)) => outcome.error = Some(error),
        (Some(plan), Ok(())) => {
            let inputs = Inputs { deployed: None, resume };
            apply::run(&plan, &inputs, &job.client, &options, &job.events, &job.stop, &mut outcome).await;
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
