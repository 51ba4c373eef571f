//! Runs a plan: the only code that changes anything. What to do next after a fault or a look is asked of
//! `retry` and `wait`; this sleeps, sends, and notes what happened.

use std::time::Duration;

use crate::aws::Client;
use crate::event::{Events, What};
use crate::function::Remote;
use crate::outcome::{Effect, FunctionOutcome};
use crate::plan::{Do, Plan};

mod aliases;
mod change;
pub mod compare;
mod create;
pub mod driver;
#[cfg(feature = "logs")]
pub mod logs;
pub mod read;
mod run;
mod say;
#[cfg(feature = "s3")]
mod stage;
pub mod stop;

pub use driver::{Attempted, Driver, Tally, Wait, Waited};
pub use read::read;
pub use run::note;
pub use stop::{Signal, Stop};

/// How long and how often.
#[derive(Clone, Debug)]
pub struct Options {
    /// `--timeout`: of each wait for a state or a busy function, from its start.
    pub timeout: Duration,
    /// `--no-wait`: leave out the wait that stands last. False where the plan was made without it.
    pub no_wait: bool,
    /// `--propagation-timeout`; zero turns it off.
    pub propagation_timeout: Duration,
    /// AWS_MAX_ATTEMPTS: of one call on passing faults.
    pub max_attempts: Option<u32>,
    /// Of the jitter.
    pub seed: u64,
    /// The account that owns the staging bucket, where it is known.
    pub bucket_owner: Option<String>,
    /// KMS key for staged packages.
    pub bucket_kms_key: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            timeout: Duration::from_secs(600),
            no_wait: false,
            propagation_timeout: Duration::from_secs(180),
            max_attempts: None,
            seed: uuid::Uuid::new_v4().as_u64_pair().0,
            bucket_owner: None,
            bucket_kms_key: None,
        }
    }
}

/// What a run knows beside the plan.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The configuration that the plan was made from; its RevisionId guards the first change.
    pub deployed: Option<Remote>,
    /// The command that goes on where this run ends ("lamctl deploy -f deploy.yaml").
    pub resume: String,
    /// Options that name the target, for a hint's other commands (" --region eu-west-1"); empty: none.
    pub target: String,
}

/// Runs the plan, and writes what happened into `out`: effect, what AWS now has, the calls that were
/// made, and the error where it ended early.
pub async fn run(
    plan: &Plan,
    inputs: &Inputs,
    client: &Client,
    options: &Options,
    events: &Events,
    stop: &Stop,
    out: &mut FunctionOutcome,
) {
    out.plan = plan.action;
    let mut steps: &[crate::plan::Step] = &plan.steps;
    if options.no_wait
        && let [rest @ .., last] = steps
        && matches!(last.what, Do::Settle { .. })
    {
        steps = rest;
    }
    for note in &plan.notes {
        events.emit(What::Note(note.clone()));
    }
    let mut run = run::Run::new(plan, inputs, client, options, events, stop, out);
    let mut failed = None;
    for (index, step) in steps.iter().enumerate() {
        if let Err(error) = run.step(step).await {
            failed = Some((index, error));
            break;
        }
    }
    let uncertain = run.uncertain;
    let records = run.finish();
    out.steps.extend(records);
    if let Some((index, error)) = failed {
        out.error = Some(say::ended(error, plan, steps, index, uncertain, out, inputs));
    } else if out.effect == Effect::None && plan.action != crate::outcome::Action::Delete {
        out.effect = Effect::Unchanged;
    }
}
