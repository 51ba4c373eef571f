use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::super::Run;
use super::super::args::{One, time};
use super::super::remote::bare;
use crate::error::{Error, Kind};
use crate::event::What;
use crate::outcome::{FunctionOutcome, Outcome, Stdout};
use crate::plan::{Answer, Call};

/// Invoke a function and print its answer
///
/// Exits 1 where the function reports an error. It is sent once and never again by itself: the function may
/// have run.
#[derive(Args, Clone, Debug)]
pub struct Invoke {
    #[command(flatten)]
    one: One,
    /// The event: JSON, `@FILE`, or `-` for standard input
    #[arg(short, long, value_name = "JSON|@FILE|-", default_value = "{}")]
    payload: String,
    /// Do not wait for the answer
    #[arg(long = "async")]
    asynchronous: bool,
    /// Invoke this version or alias instead of $LATEST
    #[arg(long, value_name = "VERSION")]
    qualifier: Option<String>,
    /// Show the last 4 KB of the log on standard error
    #[arg(long, conflicts_with = "asynchronous")]
    tail: bool,
    /// How long to wait for the answer
    #[arg(long, value_name = "TIME", default_value = "910s", value_parser = time)]
    read_timeout: Duration,
}

impl Invoke {
    pub(crate) async fn run(self, run: &mut Run<'_>) -> Result<Outcome, Error> {
        let payload = payload(run, &self.payload).await?;
        let (mut subject, mut outcome) = run.one(&self.one).await?;
        let mut function = FunctionOutcome::new(bare(&subject.name), subject.file.clone());
        let call = Call::Invoke {
            name: subject.name.clone(),
            qualifier: self.qualifier,
            payload,
            asynchronous: self.asynchronous,
            tail: self.tail,
        };
        subject.client = subject.client.with_read_timeout(self.read_timeout);
        match run.ask(&subject, &call, &mut function).await {
            Ok(Answer::Invoked { status, function_error, payload, log_tail, version }) => {
                if let Some(tail) = &log_tail {
                    for line in tail.lines() {
                        subject.events.emit(What::Log(line.to_owned()));
                    }
                }
                let value: Value = serde_json::from_slice(&payload)
                    .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&payload).into_owned()));
                let value = if payload.is_empty() { Value::Null } else { value };
                function.version = version.clone();
                outcome.result = Some(json!({
                    "status": status, "function_error": function_error, "payload": value,
                    "version": version, "log_tail": log_tail,
                }));
                let mut bytes = payload.to_vec();
                if run.world.stdout_terminal && !bytes.is_empty() && !bytes.ends_with(b"\n") {
                    bytes.push(b'\n');
                }
                outcome.stdout = Stdout::Bytes(bytes);
                if self.asynchronous {
                    run.reporter.done("Queued", &format!("an event for {}", function.name));
                }
                if let Some(kind) = function_error {
                    let said = value.get("errorMessage").and_then(Value::as_str).unwrap_or("it did not say why");
                    let code = value.get("errorType").and_then(Value::as_str).unwrap_or(&kind).to_owned();
                    let error = Error::new(Kind::FunctionError, format!("the function reported an error: {said}"));
                    function.error =
                        Some(error.code(code).hint(format!("run `lamctl logs {}` for its log", function.name)));
                }
            }
            Ok(_) => {}
            Err(error) => {
                function.error = Some(error);
                outcome.stdout = Stdout::Text(String::new());
            }
        }
        outcome.functions.push(function);
        Ok(outcome)
    }
}

/// The event's bytes.
///
/// # Errors
/// Not JSON, or a file that cannot be read.
pub async fn payload(run: &mut Run<'_>, typed: &str) -> Result<Vec<u8>, Error> {
    let (bytes, what) = if typed == "-" {
        let bytes = run
            .read_stdin()
            .await?
            .map_err(|cause| Error::new(Kind::Usage, "cannot read the payload from standard input").cause(cause))?;
        (bytes, "standard input".to_owned())
    } else if let Some(file) = typed.strip_prefix('@') {
        let bytes = std::fs::read(run.world.cwd.join(file))
            .map_err(|cause| Error::new(Kind::Usage, format!("cannot read the payload from {file}")).cause(cause))?;
        (bytes, file.to_owned())
    } else {
        (typed.as_bytes().to_vec(), "--payload".to_owned())
    };
    match serde_json::from_slice::<serde::de::IgnoredAny>(&bytes) {
        Ok(_) => Ok(bytes),
        Err(cause) => Err(Error::new(Kind::Usage, format!("the payload ({what}) is not JSON"))
            .cause(cause)
            .hint("a text is JSON in double quotes: `--payload '\"text\"'`; a file is `--payload @FILE`")),
    }
}
