//! `lamctl check` as its users run it: each rule three times, its reports, its exit codes.
#![expect(clippy::expect_used, reason = "a test stops where it cannot go on")]

mod fuzz;
mod packages;
mod recorded;
mod reports;
mod rules;

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use lamctl::apply::Stop;
use lamctl::cli::{self, World};
use lamctl::report::Stream;
use serde_json::Value;

use crate::support::Ran;

/// The day that these tests live in.
pub const TODAY: Date = jiff::civil::date(2026, 11, 22);

#[derive(Clone, Default)]
struct Capture(Arc<Mutex<Vec<u8>>>);

impl Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one thread").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The whole program but for `main`, in a folder, on a day of our own choice, with an empty environment.
pub fn lamctl(folder: &Path, args: &[&str], today: Date) -> Ran {
    let (out, err) = (Capture::default(), Capture::default());
    let stream =
        |capture: &Capture| -> Stream { Arc::new(Mutex::new(Box::new(capture.clone()) as Box<dyn Write + Send>)) };
    let world = World {
        args: args.iter().map(Into::into).collect(),
        vars: [("AWS_REGION".to_owned(), "eu-west-1".to_owned())].into(),
        cwd: folder.to_owned(),
        exe: "lamctl".into(),
        stdin: Box::new(Cursor::new(Vec::new())),
        stdin_terminal: false,
        stdout: stream(&out),
        stdout_terminal: false,
        stderr: stream(&err),
        stderr_terminal: false,
        today,
        http: None,
        stop: Stop::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let code = runtime.block_on(cli::run(world));
    let taken = |capture: &Capture| capture.0.lock().expect("one thread").clone();
    Ran {
        code: code.into(),
        stdout: String::from_utf8_lossy(&taken(&out)).into_owned(),
        stdout_bytes: taken(&out),
        stderr: String::from_utf8_lossy(&taken(&err)).into_owned(),
    }
}

/// Rule and level of each finding of a JSON document.
pub fn named(document: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let found = document["diagnostics"].as_array().expect("a list");
    found.iter().map(|d| (text(&d["rule"]), text(&d["level"]))).collect()
}
