use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::super::Run;
use super::super::args::time;
use crate::error::{Error, Kind};
use crate::outcome::{Outcome, Stdout};
use crate::sandbox::{self, Fault};

/// A local Lambda endpoint in memory: nothing reaches AWS, no account is needed
///
/// Alone it serves and prints `export` lines for a shell. With a command it runs that command with those
/// variables set and ends with its exit code. Account 000000000000; it keeps nothing on disk.
#[derive(Args, Clone, Debug)]
#[command(after_long_help = kinds())]
pub struct Sandbox {
    /// The port on 127.0.0.1 [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// How long a new function is Pending
    #[arg(long, value_name = "TIME", default_value = "0.5", value_parser = time)]
    active_after: Duration,
    /// How long an update is InProgress
    #[arg(long, value_name = "TIME", default_value = "0.3", value_parser = time)]
    update_after: Duration,
    /// Requests a second before 429 TooManyRequestsException
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Make calls fail: OPERATION[#N]:KIND[=ARG]; may be repeated
    #[arg(long = "fault", value_name = "FAULT", value_parser = sandbox::parse)]
    faults: Vec<Fault>,
    /// Put transport faults in front of this endpoint instead of the sandbox's own
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
    /// The command to run, after `--`
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

impl Sandbox {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        if run.global.json && !self.command.is_empty() {
            return Err(Error::new(Kind::Usage, "`--json` and a command both want standard output")
                .hint("give `--json` to the command itself, after `--`"));
        }
        let options = sandbox::Options {
            port: self.port,
            active_after: self.active_after,
            update_after: self.update_after,
            rate: self.rate,
            faults: self.faults,
            upstream: self.upstream.clone(),
        };
        let running = sandbox::start(options)
            .await
            .map_err(|cause| Error::new(Kind::Environment, "the sandbox cannot listen on 127.0.0.1").cause(cause))?;
        let address = running.addr();
        match &self.upstream {
            None => run.reporter.note(&format!("sandbox on http://{address}: nothing reaches AWS")),
            Some(upstream) => run.reporter.note(&format!("faults on http://{address} in front of {upstream}")),
        }
        if self.command.is_empty() {
            let lines = sandbox::export_lines(address);
            if run.global.json {
                let variables: serde_json::Map<String, serde_json::Value> = lines
                    .lines()
                    .filter_map(|line| line.strip_prefix("export AWS_")?.split_once('='))
                    .map(|(name, value)| (format!("AWS_{name}"), value.into()))
                    .collect();
                let result = serde_json::json!({ "endpoint": format!("http://{address}"), "variables": variables });
                run.reporter.document(&Outcome {
                    command: "sandbox".to_owned(),
                    result: Some(result),
                    ..Outcome::default()
                });
            } else {
                run.reporter.line(lines.trim_end());
            }
            run.reporter.note("stop it with Ctrl-C");
            run.world.stop.first().await;
            running.stop().await;
            return Ok(Outcome { stdout: Stdout::Text(String::new()), lines: true, ..Outcome::default() });
        }
        #[expect(clippy::disallowed_methods, reason = "the command gets what is not UTF-8 too")]
        let environment = sandbox::environment(address, std::env::vars_os().collect(), &run.world.exe);
        let code = match sandbox::run(&self.command, &environment).await {
            Ok(code) => code,
            Err(cause) => {
                let program = self.command.first().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
                run.reporter.failed(
                    &Error::new(Kind::Environment, format!("cannot run {program}")).cause(anyhow::anyhow!("{cause}")),
                );
                if cause.kind() == std::io::ErrorKind::NotFound { 127 } else { 126 }
            }
        };
        running.stop().await;
        Ok(Outcome { stdout: Stdout::Text(String::new()), exit: Some(code), ..Outcome::default() })
    }
}

/// The kinds of faults, for the long help.
fn kinds() -> String {
    let rows: Vec<String> = sandbox::KINDS.iter().map(|(kind, does)| format!("  {kind}\n      {does}")).collect();
    format!(
        "Faults: OPERATION[#N]:KIND[=ARG]. OPERATION is a name of the API, or * for all; #2 is its second call \
         alone, #2+ that and all after it. Kinds:\n\n{}",
        rows.join("\n")
    )
}
