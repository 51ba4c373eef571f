use clap::Args;

use super::super::Run;
use super::super::args::{Changing, One};
use super::super::remote::bare;
use super::alias::told;
use super::delete::confirm;
use super::versions::finish;
use crate::error::{Error, Kind};
use crate::event::What;
use crate::outcome::{FunctionOutcome, Outcome};
use crate::plan;

/// Point an alias back at the version before
///
/// Without `--to`: the version that lamctl noted when it last moved the alias, else the highest existing one
/// below. Shows what differs before it asks.
#[derive(Args, Clone, Debug)]
pub struct Rollback {
    #[command(flatten)]
    one: One,
    /// The alias to move
    #[arg(long, value_name = "NAME")]
    alias: String,
    /// The version to go back to
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    changing: Changing,
}

impl Rollback {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let existing = run.alias(&subject, &self.alias, &mut function).await?.ok_or_else(|| {
            Error::new(Kind::Guard, format!("{} has no alias {}", function.name, self.alias))
                .hint(format!("run `lamctl alias list {}`", function.name))
        })?;
        let versions = run.versions(&subject, &mut function).await?;
        let mut plan = plan::rollback::rollback(&subject.name, &existing, &versions, self.to.as_deref())?;
        function.alias_arn.clone_from(&existing.arn);
        if !self.changing.dry_run && !self.yes && !plan.steps.is_empty() {
            run.reporter.plain(plan::render::human(&plan).trim_end());
            confirm(run, &format!("move alias {} of {}?", self.alias, function.name))?;
            plan.notes.clear();
        } else if !self.changing.dry_run {
            for change in plan.steps.iter().flat_map(|step| &step.changes) {
                subject.events.emit(What::Changing(plan::render::line(change)));
            }
        }
        finish(run, subject, &mut outcome, function, &plan, &self.changing).await;
        told(&mut outcome, &plan, &self.alias, Some(existing));
        Ok(outcome)
    }
}
