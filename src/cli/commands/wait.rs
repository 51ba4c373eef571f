use clap::{Args, ValueEnum};

use super::super::Run;
use super::super::args::{One, Waiting};
use crate::apply;
use crate::error::Error;
use crate::outcome::{Action, FunctionOutcome, Outcome, Stdout};
use crate::plan::{Do, Plan, Settle, Step, VersionRef};

/// Wait until a function is Active, has been updated, or is gone
///
/// Prints nothing on standard output. Ends at once, with exit code 1, when the function ended Failed.
#[derive(Args, Clone, Debug)]
pub struct Wait {
    #[command(flatten)]
    one: One,
    /// What to wait for
    #[arg(long = "for", value_name = "STATE", value_enum, default_value_t = For::Active)]
    goal: For,
    /// Wait for this version or alias instead of $LATEST
    #[arg(long, value_name = "VERSION")]
    qualifier: Option<String>,
    #[command(flatten)]
    waiting: Waiting,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// State is Active
    Active,
    /// The last update was Successful
    Updated,
    /// The function is gone
    Deleted,
}

impl Wait {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let goal = match self.goal {
            For::Active => Settle::Active,
            For::Updated => Settle::Updated,
            For::Deleted => Settle::Deleted,
        };
        let qualifier = self.qualifier.map(VersionRef::Number);
        let step = Step { id: 1, what: Do::Settle { qualifier, goal }, changes: Vec::new() };
        let plan = Plan { name: subject.name.clone(), action: Action::None, steps: vec![step], notes: Vec::new() };
        let mut function = FunctionOutcome::new(super::super::remote::bare(&subject.name), subject.file.clone());
        let options = run.wait_options(&self.waiting);
        let target = subject.desired.as_ref().map(|d| d.target.clone()).unwrap_or_default();
        let inputs = run.inputs(&target);
        apply::run(&plan, &inputs, &subject.client, &options, &subject.events, &run.world.stop, &mut function).await;
        outcome.functions.push(function);
        outcome.stdout = Stdout::Text(String::new());
        Ok(outcome)
    }
}
