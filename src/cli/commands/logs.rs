use clap::Args;

use super::super::Run;
use crate::error::Error;
use crate::outcome::Outcome;

/// Show a function's log
#[derive(Args, Clone, Debug)]
pub struct Logs {}

impl Logs {
    pub(crate) async fn run(self, _run: &mut Run<'_>) -> Result<Outcome, Error> {
        Ok(Outcome::default())
    }
}
