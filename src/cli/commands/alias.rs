use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde_json::json;

use super::super::Run;
use super::super::args::{Changing, One};
use super::super::remote::bare;
use super::super::table::table;
use super::versions::finish;
use crate::error::Error;
use crate::function::Alias as AliasOf;
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{self, Do, Plan};

/// List, set or delete aliases
#[derive(Args, Clone, Debug)]
pub struct Alias {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Clone, Debug)]
enum Action {
    List(List),
    Set(Set),
    Delete(Delete),
}

/// List a function's aliases
#[derive(Args, Clone, Debug)]
struct List {
    #[command(flatten)]
    one: One,
}

/// Point an alias at a version, and send a share of its calls to another
#[derive(Args, Clone, Debug)]
struct Set {
    #[command(flatten)]
    one: One,
    /// The alias; it is made where it is missing
    #[arg(long, value_name = "NAME")]
    alias: String,
    /// The version to point at
    #[arg(long, value_name = "VERSION")]
    to: String,
    /// Send this share of the calls to another version (`--weight 3=0.1`)
    #[arg(long = "weight", value_name = "VERSION=SHARE", value_parser = weight)]
    weights: Vec<(String, f64)>,
    #[command(flatten)]
    changing: Changing,
}

/// Delete an alias; absent already is success
#[derive(Args, Clone, Debug)]
struct Delete {
    #[command(flatten)]
    one: One,
    /// The alias
    #[arg(long, value_name = "NAME")]
    alias: String,
    #[command(flatten)]
    changing: Changing,
}

fn weight(text: &str) -> Result<(String, f64), String> {
    let wrong = || "write it as VERSION=SHARE, with a share from 0 to 1: 3=0.1".to_owned();
    let (version, share) = text.split_once('=').ok_or_else(wrong)?;
    let share: f64 = share.parse().map_err(|_| wrong())?;
    if version.is_empty() || !(0.0..=1.0).contains(&share) {
        return Err(wrong());
    }
    Ok((version.to_owned(), share))
}

impl Alias {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        match self.action {
            Action::List(list) => list.run(run).await,
            Action::Set(set) => set.run(run).await,
            Action::Delete(delete) => delete.run(run).await,
        }
    }
}

impl List {
    async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let aliases = run.aliases(&subject, &mut function).await?;
        outcome.stdout = Stdout::Text(shown(&aliases));
        outcome.result = Some(aliases.iter().map(machine).collect());
        outcome.functions.push(function);
        Ok(outcome)
    }
}

impl Set {
    async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let existing = run.alias(&subject, &self.alias, &mut function).await?;
        let weights: BTreeMap<String, f64> = self.weights.into_iter().collect();
        let plan = plan::alias::set(&subject.name, &self.alias, existing.as_ref(), &self.to, &weights)?;
        function.alias_arn = existing.as_ref().and_then(|a| a.arn.clone());
        finish(run, subject, &mut outcome, function, &plan, &self.changing).await;
        told(&mut outcome, &plan, &self.alias, existing);
        Ok(outcome)
    }
}

/// The table of aliases.
fn shown(aliases: &[AliasOf]) -> String {
    let row = |a: &AliasOf| {
        let weights: Vec<String> = a.weights.iter().map(|(v, w)| format!("{v}={w}")).collect();
        vec![a.name.clone(), a.version.clone(), weights.join(", "), a.description.clone().unwrap_or_default()]
    };
    let rows: Vec<Vec<String>> = aliases.iter().map(row).collect();
    table(&["ALIAS", "VERSION", "WEIGHTS", "DESCRIPTION"], &rows)
}

fn machine(alias: &AliasOf) -> serde_json::Value {
    json!({
        "name": alias.name, "alias_arn": alias.arn, "version": alias.version,
        "weights": alias.weights, "description": alias.description,
    })
}

/// The outcome of a command that moved one alias: the alias as it is now, where that went well.
pub fn told(outcome: &mut Outcome, plan: &Plan, name: &str, before: Option<AliasOf>) {
    let done = !outcome.dry_run && outcome.functions.iter().all(|f| f.error.is_none());
    let mut alias = before.unwrap_or_else(|| AliasOf { name: name.to_owned(), ..AliasOf::default() });
    for step in plan.steps.iter().filter(|_| done) {
        let (to, about) = match &step.what {
            Do::CreateAlias { version, description, .. } => (version, description),
            Do::UpdateAlias { version, description, weights, .. } => {
                alias.weights.clone_from(weights);
                (version, description)
            }
            _ => continue,
        };
        alias.version = plan::step::words(to);
        if about.is_some() {
            alias.description.clone_from(about);
        }
    }
    if let Some(function) = outcome.functions.first_mut() {
        alias.arn.clone_from(&function.alias_arn);
        let of = alias.arn.as_deref().and_then(|arn| arn.rsplit_once(':'));
        function.function_arn = of.map(|(arn, _)| arn.to_owned());
    }
    if done {
        outcome.stdout = Stdout::Text(shown(std::slice::from_ref(&alias)));
    } else if !outcome.dry_run {
        outcome.stdout = Stdout::Text(String::new());
    }
    let now = if alias.version.is_empty() { serde_json::Value::Null } else { machine(&alias) };
    outcome.result = Some(json!({ "alias": now, "plan": plan::render::json(plan) }));
}

impl Delete {
    async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let existing = run.alias(&subject, &self.alias, &mut function).await?;
        let plan = plan::alias::delete(&subject.name, &self.alias, existing.as_ref());
        finish(run, subject, &mut outcome, function, &plan, &self.changing).await;
        if !outcome.dry_run {
            outcome.stdout = Stdout::Text(String::new());
        }
        outcome.result = Some(json!({ "alias": null, "plan": plan::render::json(&plan) }));
        Ok(outcome)
    }
}
