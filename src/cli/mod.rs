//! The command line: what was typed, what it means, and one file per command.

pub mod args;
mod commands;
mod flags;
mod prepare;
mod remote;
mod table;
mod world;

use std::ffi::OsString;
use std::sync::Arc;
use tokio::time::Instant;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};

pub use commands::completions::script as completion_script;
pub use commands::man::pages as man_pages;
pub use world::World;

use crate::apply::{Signal, Stop};
use crate::error::{Error, Kind};
use crate::outcome::{Outcome, Stdout};
use crate::report::{Reporter, Style};
use args::{Color, Global};
use commands::Command;

/// Puts a function on AWS Lambda
///
/// Reads a manifest, checks it and the code before anything is sent, packages the code, creates or updates
/// the function, and waits until it is Active.
#[derive(Parser, Clone, Debug)]
#[command(name = "lamctl", version, disable_help_subcommand = true, max_term_width = 100)]
#[command(after_help = "Run `lamctl help exit-codes` for the exit codes, `lamctl explain` for the pre-flight rules.")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// The clap command, for help, completions and man pages.
pub fn command() -> clap::Command {
    Cli::command()
}

/// A run in progress: what commands work with.
pub(crate) struct Run<'a> {
    pub world: &'a mut World,
    pub global: Global,
    pub matches: ArgMatches,
    pub reporter: Arc<Reporter>,
}

impl Run<'_> {
    /// Whether standard output may be coloured.
    pub fn color_stdout(&self) -> bool {
        style(self.world, &self.global).color_stdout
    }
}

/// Runs one command line and returns its exit code.
pub async fn run(mut world: World) -> u8 {
    let start = Instant::now();
    let argv = std::iter::once(OsString::from("lamctl")).chain(world.args.iter().cloned());
    let matches = match Cli::command().try_get_matches_from(argv) {
        Ok(matches) => matches,
        Err(error) => return usage(&world, &error, start),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return usage(&world, &error, start),
    };
    let style = style(&world, &cli.global);
    let reporter = Reporter::new(style, world.stdout.clone(), world.stderr.clone());
    let name = matches.subcommand_name().unwrap_or_default().to_owned();
    let mut run = Run { world: &mut world, global: cli.global, matches, reporter: Arc::clone(&reporter) };
    let mut outcome = match cli.command.run(&mut run).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome { error: Some(error), ..Outcome::default() },
    };
    outcome.command = name;
    reporter.finish(&outcome, start.elapsed())
}

/// The end of a run that hit a bug: said, and in JSON where that was asked for.
pub fn bug(world_args: &[OsString], stdout: crate::report::Stream, stderr: crate::report::Stream, what: &str) -> u8 {
    let style = Style { json: world_args.iter().any(|a| a == "--json"), ..Style::default() };
    let error = Error::new(Kind::Internal, format!("a bug in lamctl: {what}"))
        .hint("please report it, with the command line; a second run is safe: it compares with AWS first");
    let outcome = Outcome { error: Some(error), ..Outcome::default() };
    Reporter::new(style, stdout, stderr).finish(&outcome, std::time::Duration::ZERO)
}

/// Help and version are results; wrong arguments are an error, in JSON too where `--json` is among them.
fn usage(world: &World, error: &clap::Error, start: Instant) -> u8 {
    use clap::error::ErrorKind;
    let own = || world.args.iter().take_while(|a| *a != "--");
    let json = own().any(|a| a == "--json");
    let mut global = Global { json, ..Global::default() };
    if world.args.windows(2).any(|w| w[0] == "--color" && w[1] == "never")
        || world.args.iter().any(|a| a == "--color=never")
    {
        global.color = Color::Never;
    }
    let style = style(world, &global);
    let reporter = Reporter::new(style, world.stdout.clone(), world.stderr.clone());
    let help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let known = Cli::command();
    let command = own().filter_map(|a| a.to_str()).find(|a| known.find_subcommand(a).is_some()).unwrap_or_default();
    let mut outcome = Outcome { command: command.to_owned(), ..Outcome::default() };
    if help {
        let text = error.render();
        let text = if style.color_stdout && !json { text.ansi().to_string() } else { text.to_string() };
        outcome.result = Some(serde_json::Value::String(text.clone()));
        outcome.stdout = Stdout::Text(text);
        return reporter.finish(&outcome, start.elapsed());
    }
    let text = error.render().to_string();
    let mut lines = text.trim_end().lines();
    let first = lines.next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first).to_owned();
    let rest: Vec<&str> = lines.map(str::trim_end).filter(|l| !l.is_empty()).collect();
    let mut wrong = Error::new(Kind::Usage, message);
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        reporter.plain(text.trim_end());
        wrong = Error::new(Kind::Usage, "no command given")
            .hint("run `lamctl init` to start, `lamctl help COMMAND` for one command");
    } else {
        wrong.hints.extend(rest.iter().filter_map(|l| usage_hint(l.trim())));
    }
    outcome.error = Some(wrong);
    reporter.finish(&outcome, start.elapsed())
}

/// A line of clap's as a hint of ours.
fn usage_hint(line: &str) -> Option<String> {
    if line.starts_with("For more information") {
        return None;
    }
    if let Some(usage) = line.strip_prefix("Usage: ") {
        return Some(format!("write it like `{usage}`; `--help` says more"));
    }
    Some(line.strip_prefix("tip: ").unwrap_or(line).to_owned())
}

fn style(world: &World, global: &Global) -> Style {
    let forced = world.var("CLICOLOR_FORCE").is_some_and(|v| v != "0");
    let color = |terminal: bool| match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if world.var("NO_COLOR").is_some() => false,
        Color::Auto if forced => true,
        Color::Auto => terminal && world.var("TERM") != Some("dumb"),
    };
    Style {
        json: global.json,
        quiet: global.quiet,
        verbosity: global.verbose,
        color: color(world.stderr_terminal),
        color_stdout: color(world.stdout_terminal),
        terminal: world.stderr_terminal && world.var("TERM") != Some("dumb"),
        annotations: world.var("GITHUB_ACTIONS") == Some("true"),
    }
}

/// The process's environment; what is not UTF-8 is left out.
#[expect(clippy::disallowed_methods, reason = "the edge where the environment is read")]
pub fn environment() -> std::collections::BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The current folder.
///
/// # Errors
/// It has been removed, or may not be read.
#[expect(clippy::disallowed_methods, reason = "the edge where the current folder is read")]
pub fn current_folder() -> std::io::Result<std::path::PathBuf> {
    std::env::current_dir()
}

/// Lets SIGINT and SIGTERM stop the work; a second one ends it at once.
///
/// # Errors
/// The signals cannot be listened for.
pub fn listen(stop: &Stop) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    for (kind, name) in [(SignalKind::interrupt(), Signal::Interrupt), (SignalKind::terminate(), Signal::Terminate)] {
        let (mut signals, stop) = (signal(kind)?, stop.clone());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                stop.signal(name);
            }
        });
    }
    Ok(())
}
