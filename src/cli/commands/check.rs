use clap::{Args, ValueEnum};

use super::super::Run;
use super::super::args::{Checks, Manifests};
use super::super::prepare::Until;
use crate::error::Error;
use crate::outcome::{Outcome, Stdout};
use crate::preflight::Goal;

/// Check the manifest and the code, offline and without credentials
///
/// Prints findings on standard error and nothing on standard output. Exits 4 where a rule denies, 3 where
/// the manifest itself is wrong.
#[derive(Args, Clone, Debug)]
pub struct Check {
    #[command(flatten)]
    manifests: Manifests,
    /// What the function is checked for: a new one needs role, runtime and handler
    #[arg(long = "for", value_name = "COMMAND", value_enum, default_value_t = For::Create)]
    goal: For,
    #[command(flatten)]
    checks: Checks,
    /// Print findings as GitHub annotations too; on by itself where GITHUB_ACTIONS is set
    #[arg(long)]
    annotations: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Create,
    Deploy,
}

impl Check {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let goal = match self.goal {
            For::Create => Goal::Create,
            For::Deploy => Goal::Deploy,
        };
        if self.annotations {
            run.reporter.annotate();
        }
        let mut batch = run.prepare(&self.manifests, goal, Until::Checked).await?;
        let checked = batch.functions.len();
        let found = batch.diagnostics.len();
        let outcome = Outcome { stdout: Stdout::Text(String::new()), ..batch.outcome() };
        if outcome.functions.iter().all(|f| f.error.is_none()) && outcome.error.is_none() {
            let findings = match found {
                0 => "nothing found".to_owned(),
                1 => "1 warning".to_owned(),
                n => format!("{n} warnings"),
            };
            let functions = if checked == 1 { "1 function".to_owned() } else { format!("{checked} functions") };
            run.reporter.done("Checked", &format!("{functions}: {findings}"));
        }
        Ok(outcome)
    }
}
