use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use serde_json::json;

use super::super::Run;
use super::super::args::{One, time};
use super::super::remote::{Subject, bare};
use crate::apply::{self, Driver, Signal};
use crate::aws::logs::{LogEvent, Query};
use crate::error::{Error, Kind};
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{Answer, Call};
use crate::report::Reporter;
use crate::report::text::log_line;

/// Show a function's log
///
/// All streams of its log group, merged in the order of time. With `--json` each event is one line of JSON.
#[derive(Args, Clone, Debug)]
pub struct Logs {
    #[command(flatten)]
    one: One,
    /// How far to go back (`10m`, `1h30m`), or a moment (`2026-11-22T17:00:00Z`)
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = since)]
    since: Since,
    /// Go on as new events come, until Ctrl-C
    #[arg(long)]
    follow: bool,
    /// Only events that match this filter pattern of CloudWatch Logs
    #[arg(long, value_name = "PATTERN")]
    filter: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Ago(Duration),
    /// Milliseconds since 1970.
    At(i64),
}

fn since(text: &str) -> Result<Since, String> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(Since::At(moment.as_millisecond()));
    }
    time(text).map(Since::Ago).map_err(|_| "write it as 10m, 1h30m or 2026-11-22T17:00:00Z".to_owned())
}

impl Since {
    fn millis(self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        match self {
            Since::At(millis) => millis,
            Since::Ago(ago) => i64::try_from(now.saturating_sub(ago).as_millis()).unwrap_or(0),
        }
    }
}

impl Logs {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let since = self.since.millis();
        let (subject, mut outcome) = run.one(&self.one).await?;
        outcome.lines = run.global.json;
        outcome.stdout = Stdout::Text(String::new());
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let (group, known) = match self.group(run, &subject, &mut function).await {
            Ok(found) => found,
            Err(error) => {
                function.error = Some(error);
                outcome.functions.push(function);
                return Ok(outcome);
            }
        };
        let query = Query { group: group.clone(), filter: self.filter.clone(), since: Some(since) };
        let options = run.read_options();
        let driver = Driver::new(&subject.client, &options, &subject.events, &run.world.stop);
        let (reporter, json) = (&run.reporter, run.global.json);
        let mut shown = 0_u64;
        let mut show = |events: Vec<LogEvent>| {
            shown += events.len() as u64;
            events.iter().all(|event| line(reporter, event, json))
        };
        let stop = &run.world.stop;
        let ended = tokio::select! {
            ended = apply::logs::read(&driver, &query, self.follow, &mut show) => ended,
            signal = stop.first() => Err(Error::new(Kind::Interrupted, "stopped by a signal").code(signal.name())),
        };
        match ended {
            Ok(()) if shown == 0 => {
                run.reporter.note(&format!("no events in {group} since then: `--since` looks further back"));
            }
            Ok(()) => {}
            // Ctrl-C is how following ends, so nothing is said of it.
            Err(error) if error.kind == Kind::Interrupted && self.follow => {
                let terminated = error.code.as_deref() == Some(Signal::Terminate.name());
                outcome.exit = Some(if terminated { 143 } else { 130 });
            }
            Err(error) if error.code.as_deref() == Some("ResourceNotFoundException") && known => {
                run.reporter.note(&format!(
                    "{group} is not there yet: the function has not run, or its role may not write logs"
                ));
            }
            Err(error) => function.error = Some(error),
        }
        outcome.functions.push(function);
        Ok(outcome)
    }

    /// The function's log group, and whether the function was found. Its log outlives a function, and may be
    /// read by those who may not read the function.
    async fn group(
        &self,
        run: &Run<'_>,
        subject: &Subject,
        function: &mut FunctionOutcome,
    ) -> Result<(String, bool), Error> {
        let usual = format!("/aws/lambda/{}", function.name);
        let call = Call::GetFunctionConfiguration { name: subject.name.clone(), qualifier: None };
        let manifest = || subject.desired.as_ref().map(|d| d.settings.clone());
        let (settings, known) = match run.ask(subject, &call, function).await {
            Ok(Answer::Configuration(remote)) => (Some(remote.settings), true),
            Ok(_) => (None, true),
            Err(error) => match error.code.as_deref() {
                Some("ResourceNotFoundException") => (manifest(), false),
                Some("AccessDeniedException") => (manifest(), true),
                _ => return Err(error),
            },
        };
        let group = settings.and_then(|s| s.logging_config).and_then(|l| l.log_group).filter(|g| !g.is_empty());
        Ok((group.unwrap_or(usual), known))
    }
}

/// Writes one event; `false` once nobody reads.
fn line(reporter: &Reporter, event: &LogEvent, json: bool) -> bool {
    let moment = jiff::Timestamp::from_millisecond(event.timestamp).map(|t| format!("{t:.3}")).unwrap_or_default();
    if json {
        let object = json!({
            "timestamp": event.timestamp, "time": moment, "stream": event.stream,
            "message": event.message, "id": event.id,
        });
        return reporter.line(&object.to_string());
    }
    // A traceback is one event of several lines.
    let message = event.message.trim_end().replace('\r', "\n");
    let mut lines = message.lines();
    let first = log_line(lines.next().unwrap_or_default());
    reporter.line(&format!("{moment}  {first}"))
        && lines.filter(|l| !l.trim().is_empty()).all(|l| reporter.line(&format!("    {}", log_line(l))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_back_is_a_time_or_a_moment() {
        assert_eq!(since("10m"), Ok(Since::Ago(Duration::from_secs(600))));
        assert_eq!(since("1970-01-01T00:00:01Z"), Ok(Since::At(1000)));
        assert!(since("yesterday").is_err());
        assert!(Since::Ago(Duration::MAX).millis() == 0);
    }
}
