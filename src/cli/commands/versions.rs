use clap::{Args, Subcommand};
use serde_json::json;

use super::super::Run;
use super::super::args::{Changing, One};
use super::super::remote::{Subject, bare};
use super::super::table::table;
use crate::apply;
use crate::error::Error;
use crate::event::What;
use crate::function::{Alias, VersionSummary};
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{self, Provenance};
use crate::report::text::{bytes, count, moment};

/// List a function's versions with their aliases, or prune old ones
#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Versions {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    one: One,
}

#[derive(Subcommand, Clone, Debug)]
enum Action {
    Prune(Prune),
}

/// Delete old versions; never one that an alias (its weights too) or $LATEST needs
#[derive(Args, Clone, Debug)]
struct Prune {
    #[command(flatten)]
    one: One,
    /// How many of the newest versions to keep
    #[arg(long, value_name = "N")]
    keep: usize,
    #[command(flatten)]
    changing: Changing,
}

impl Versions {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        match self.action {
            Some(Action::Prune(prune)) => prune.run(run).await,
            None => list(run, &self.one).await,
        }
    }
}

async fn list(run: &mut Run<'_>, one: &One) -> Result<Outcome, Error> {
    let (subject, mut outcome) = run.one(one).await?;
    let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
    let mut versions = run.versions(&subject, &mut function).await?;
    let aliases = run.aliases(&subject, &mut function).await?;
    versions.sort_by_key(|v| {
        std::cmp::Reverse(v.version.as_deref().and_then(|v| v.parse::<u64>().ok()).unwrap_or(u64::MAX))
    });
    let rows: Vec<Vec<String>> = versions.iter().map(|v| row(v, &aliases)).collect();
    outcome.stdout = Stdout::Text(table(&["VERSION", "PUBLISHED", "CODE", "ALIASES", "DESCRIPTION"], &rows));
    outcome.result = Some(versions.iter().map(|v| machine(v, &aliases)).collect());
    outcome.functions.push(function);
    Ok(outcome)
}

/// The aliases that need a version, with their share of the calls where that is not all.
fn pointing(version: &VersionSummary, aliases: &[Alias]) -> Vec<String> {
    let number = version.version.as_deref().unwrap_or_default();
    let mut names = Vec::new();
    for alias in aliases {
        let rest: f64 = 1.0 - alias.weights.values().sum::<f64>();
        let share = if alias.version == number { Some(rest) } else { alias.weights.get(number).copied() };
        match share {
            Some(share) if alias.weights.is_empty() || (share - 1.0).abs() < f64::EPSILON => {
                names.push(alias.name.clone())
            }
            Some(share) => names.push(format!("{} ({:.0} %)", alias.name, share * 100.0)),
            None => {}
        }
    }
    names
}

fn row(version: &VersionSummary, aliases: &[Alias]) -> Vec<String> {
    let description = version.settings.description.clone().unwrap_or_default();
    let description = match Provenance::parse(&description) {
        Some(p) => {
            let commit = p.commit.as_deref().map(|c| format!(" commit {}", c.get(..12).unwrap_or(c)));
            let dirty = if p.dirty { " (tree was dirty)" } else { "" };
            let package = p.package.as_deref().map(|hash| format!(" package {}", short(hash)));
            let own = description.rsplit_once("lamctl:").map(|(own, _)| own.trim()).unwrap_or_default();
            let parts = [commit.as_deref().unwrap_or_default(), dirty, package.as_deref().unwrap_or_default()];
            format!("{own}{}", parts.concat()).trim().to_owned()
        }
        None => description,
    };
    vec![
        version.version.clone().unwrap_or_default(),
        version.last_modified.as_deref().map(moment).unwrap_or_default(),
        version.code_size.and_then(|n| u64::try_from(n).ok()).map(bytes).unwrap_or_default(),
        pointing(version, aliases).join(", "),
        description,
    ]
}

/// As much of a hash as tells it from others.
fn short(hash: &str) -> &str {
    let digits = hash.strip_prefix("sha256:").unwrap_or(hash);
    digits.get(..12).unwrap_or(digits)
}

fn machine(version: &VersionSummary, aliases: &[Alias]) -> serde_json::Value {
    let number = version.version.as_deref().unwrap_or_default();
    let names: Vec<&str> = aliases
        .iter()
        .filter(|a| a.version == number || a.weights.contains_key(number))
        .map(|a| a.name.as_str())
        .collect();
    json!({
        "version": version.version,
        "version_arn": version.arn,
        "last_modified": version.last_modified,
        "code_size": version.code_size,
        "code_sha256": version.code_sha256,
        "description": version.settings.description,
        "runtime": version.settings.runtime,
        "aliases": names,
        "provenance": version.settings.description.as_deref().and_then(Provenance::parse),
    })
}

impl Prune {
    async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let (subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let versions = run.versions(&subject, &mut function).await?;
        let aliases = run.aliases(&subject, &mut function).await?;
        let pruned = plan::prune::prune(&subject.name, &versions, &aliases, self.keep);
        finish(run, subject, &mut outcome, function, &pruned.plan, &self.changing).await;
        // Of a run that ended early, only what was deleted before.
        let ended = outcome.functions.first().filter(|f| f.error.is_some());
        let done = match ended {
            Some(function) => {
                function.steps.iter().filter(|s| s.operation == "DeleteFunction").count().saturating_sub(1)
            }
            None if self.changing.dry_run => 0,
            None => pruned.deleted.len(),
        };
        let size = |number: &str| {
            let version = versions.iter().find(|v| v.version.as_deref() == Some(number));
            version.and_then(|v| v.code_size).and_then(|n| u64::try_from(n).ok()).unwrap_or_default()
        };
        let deleted = pruned.deleted.get(..done).unwrap_or_default();
        let freed: u64 = deleted.iter().map(|number| size(number)).sum();
        if !self.changing.dry_run {
            let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
            let mut row = |number: &str, what: String| {
                let order = number.parse().unwrap_or(u64::MAX);
                rows.push((order, vec![number.to_owned(), bytes(size(number)), what]));
            };
            deleted.iter().for_each(|number| row(number, "deleted".to_owned()));
            pruned.kept.iter().for_each(|(number, why)| row(number, format!("stays: {why}")));
            rows.sort();
            let rows: Vec<Vec<String>> = rows.into_iter().map(|(_, row)| row).collect();
            outcome.stdout = Stdout::Text(table(&["VERSION", "CODE", "WHAT"], &rows));
            run.reporter.done("Freed", &format!("{} of {}", bytes(freed), count(done as u64, "version")));
        }
        let kept: Vec<_> = pruned.kept.iter().map(|(version, why)| json!({ "version": version, "why": why })).collect();
        outcome.result = Some(json!({
            "pruned": deleted, "kept": kept, "freed_bytes": freed, "plan": plan::render::json(&pruned.plan),
        }));
        Ok(outcome)
    }
}

/// Runs the plan of a command about one function, or shows it in a dry run.
pub async fn finish(
    run: &Run<'_>,
    subject: Subject,
    outcome: &mut Outcome,
    mut function: FunctionOutcome,
    plan: &plan::Plan,
    changing: &Changing,
) {
    function.plan = plan.action;
    outcome.result = Some(serde_json::json!([plan::render::json(plan)]));
    outcome.dry_run = changing.dry_run;
    if changing.dry_run {
        outcome.stdout = Stdout::Text(plan::render::human(plan));
    } else if plan.steps.is_empty() {
        for note in &plan.notes {
            subject.events.emit(What::Note(note.clone()));
        }
        subject.events.emit(What::Note(format!("nothing is to be changed at {}: nothing was sent", function.name)));
        function.effect = crate::outcome::Effect::Unchanged;
        outcome.stdout = Stdout::Text(String::new());
    } else {
        let options = run.apply_options(changing);
        let target = subject.desired.as_ref().map(|d| d.target.clone()).unwrap_or_default();
        let inputs = run.inputs(&target);
        apply::run(plan, &inputs, &subject.client, &options, &subject.events, &run.world.stop, &mut function).await;
    }
    outcome.functions.push(function);
}
