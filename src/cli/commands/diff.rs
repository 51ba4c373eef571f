use clap::Args;

use super::super::Run;
use super::super::args::{Checks, Manifests};
use super::deploy::{Doing, deploy};
use crate::apply;
use crate::error::Error;
use crate::outcome::{Action, Outcome};
use crate::plan::DeployOptions;

/// Show what `deploy` would do, step by step and field by field
#[derive(Args, Clone, Debug)]
pub struct Diff {
    #[command(flatten)]
    manifests: Manifests,
    #[command(flatten)]
    checks: Checks,
    /// Exit 1 where something differs
    #[arg(long)]
    exit_code: bool,
}

impl Diff {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let options = DeployOptions { replace_failed: true, ..DeployOptions::default() };
        let mut outcome = deploy(run, &self.manifests, options, apply::Options::default(), Doing::Plan).await?;
        if self.exit_code && outcome.functions.iter().any(|f| f.plan != Action::None) {
            outcome.exit = Some(1);
        }
        Ok(outcome)
    }
}
