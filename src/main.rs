//! The boundary: surroundings in, one run, one exit code out.
#![forbid(unsafe_code)]

use std::io::{IsTerminal, Write};
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use lamctl::apply::Stop;
use lamctl::cli::{self, World};
use lamctl::report::Stream;

fn main() -> ExitCode {
    // A panic is reported once, by `bug`, without a trace that could quote values.
    std::panic::set_hook(Box::new(|_| ()));
    let stdout: Stream =
        Arc::new(Mutex::new(Box::new(std::io::BufWriter::new(std::io::stdout())) as Box<dyn Write + Send>));
    let stderr: Stream = Arc::new(Mutex::new(Box::new(std::io::stderr()) as Box<dyn Write + Send>));
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let run = {
        let (args, stdout, stderr) = (args.clone(), stdout.clone(), stderr.clone());
        AssertUnwindSafe(move || -> std::io::Result<u8> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let code = runtime.block_on(async {
                let stop = Stop::new();
                cli::listen(&stop)?;
                Ok(cli::run(World {
                    args,
                    vars: lamctl::cli::environment(),
                    cwd: lamctl::cli::current_folder()?,
                    exe: std::env::current_exe()?,
                    stdin: Box::new(std::io::stdin()),
                    stdin_terminal: std::io::stdin().is_terminal(),
                    stdout,
                    stdout_terminal: std::io::stdout().is_terminal(),
                    stderr,
                    stderr_terminal: std::io::stderr().is_terminal(),
                    today: jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date(),
                    http: None,
                    stop,
                })
                .await)
            });
            // Work on a blocking thread that nobody waits for any more must not hold up the end.
            runtime.shutdown_background();
            code
        })
    };
    let code = match std::panic::catch_unwind(run) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => cli::bug(&args, stdout, stderr, &format!("lamctl cannot start: {error}")),
        Err(_) => cli::bug(&args, stdout, stderr, "it panicked"),
    };
    ExitCode::from(code)
}
