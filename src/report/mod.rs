//! The only code that prints. Human lines, one JSON document and CI annotations are siblings over the
//! same events, findings and outcome. stdout carries the result and nothing else.

mod github;
mod human;
mod json;
mod progress;
mod snippet;
pub mod text;

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Level};
use crate::error::{Error, Kind};
use crate::event;
use crate::exit;
use crate::outcome::{Outcome, Stdout};

/// A stream that several threads may write to, line by line.
pub type Stream = Arc<Mutex<Box<dyn Write + Send>>>;

/// How to speak.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    pub json: bool,
    /// Errors and warnings alone on stderr.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbosity: u8,
    /// Colour on stderr.
    pub color: bool,
    /// Colour on stdout.
    pub color_stdout: bool,
    /// stderr is a terminal: bars and spinners may be drawn.
    pub terminal: bool,
    /// GitHub annotations for findings.
    pub annotations: bool,
}

/// Owns both streams.
pub struct Reporter {
    style: Style,
    stdout: Stream,
    stderr: Stream,
    human: Mutex<human::Human>,
    /// Findings already shown as they were found.
    shown: Mutex<usize>,
    annotations: AtomicBool,
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reporter").field("style", &self.style).finish_non_exhaustive()
    }
}

impl Reporter {
    pub fn new(style: Style, stdout: Stream, stderr: Stream) -> Arc<Self> {
        let drawn = style.terminal && !style.json && !style.quiet && style.verbosity == 0;
        let human = Mutex::new(human::Human::new(style, drawn));
        Arc::new(Reporter {
            style,
            stdout,
            stderr,
            human,
            shown: Mutex::new(0),
            annotations: AtomicBool::new(style.annotations),
        })
    }

    /// The functions of the run, by name, so that lines of several can be told apart.
    pub fn functions(&self, names: Vec<String>) {
        self.human.lock().unwrap_or_else(PoisonError::into_inner).names = names;
    }

    /// Where work sends its events.
    pub fn sink(self: &Arc<Self>) -> event::Sink {
        let this = Arc::clone(self);
        Arc::new(move |event| {
            let line = this.human.lock().unwrap_or_else(PoisonError::into_inner).event(&event);
            if let Some(line) = line {
                this.say(&line);
            }
        })
    }

    /// Shows findings on stderr, as text or as annotations.
    pub fn findings(&self, found: &[Diagnostic]) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) += found.len();
        for finding in found {
            if self.style.quiet && finding.level != Level::Deny {
                continue;
            }
            if !self.style.json {
                self.say(&snippet::render(finding, self.style.color));
            }
            if self.annotations.load(Ordering::Relaxed) {
                self.say(&github::annotation(finding));
            }
        }
    }

    /// A line on stderr that is no event: a note of the command itself.
    pub fn note(&self, text: &str) {
        if !self.style.quiet && !self.style.json {
            let line = self.human.lock().unwrap_or_else(PoisonError::into_inner).note(text);
            self.say(&line);
        }
    }

    /// Text on stderr as it is: help, where a command is missing.
    pub fn plain(&self, text: &str) {
        if !self.style.json {
            self.say(text);
        }
    }

    /// A line on stderr that says that something is done.
    pub fn done(&self, verb: &str, text: &str) {
        if !self.style.quiet && !self.style.json {
            let line = self.human.lock().unwrap_or_else(PoisonError::into_inner).done(verb, text);
            self.say(&line);
        }
    }

    /// From here on findings are GitHub annotations too.
    pub fn annotate(&self) {
        self.annotations.store(true, Ordering::Relaxed);
    }

    /// Asks on the terminal; the caller reads the answer.
    pub fn ask(&self, question: &str) {
        let mut stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = write!(stderr, "{} ", text::escape(question)).and_then(|()| stderr.flush());
    }

    /// An error that does not end the run by its own exit code.
    pub fn failed(&self, error: &Error) {
        self.say(&human::error(error, self.style.color));
    }

    /// A document at the start of a command that goes on (`sandbox`).
    pub fn document(&self, outcome: &Outcome) {
        self.line(&json::document(outcome, Duration::ZERO, 0));
    }

    /// Lines a command writes to stdout before its end (`logs`, `sandbox`); `false` once nobody reads.
    pub fn line(&self, line: &str) -> bool {
        let mut stdout = self.stdout.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(stdout, "{line}").and_then(|()| stdout.flush()).is_ok()
    }

    /// Says how the run ended, on both streams, and returns the exit code.
    pub fn finish(&self, outcome: &Outcome, took: Duration) -> u8 {
        self.human.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let shown = *self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        self.findings(outcome.diagnostics.get(shown..).unwrap_or_default());
        let mut code = code(outcome);
        if !self.style.json {
            let human = self.human.lock().unwrap_or_else(PoisonError::into_inner);
            let lines = human.end(outcome, took);
            drop(human);
            for line in lines {
                self.say(&line);
            }
        }
        if let Err(error) = self.result(outcome, took, code) {
            // A closed pipe is the reader's own wish; anything else lost the result.
            if error.kind() != io::ErrorKind::BrokenPipe {
                let error = Error::new(Kind::Environment, "cannot write the result to standard output").cause(error);
                self.say(&human::error(&error, self.style.color));
                code = exit::worst([code, exit::code(&error)]);
            }
        }
        code
    }

    fn result(&self, outcome: &Outcome, took: Duration, code: u8) -> io::Result<()> {
        let mut stdout = self.stdout.lock().unwrap_or_else(PoisonError::into_inner);
        if self.style.json {
            let mut document = json::document(outcome, took, code);
            if outcome.lines && outcome.error.is_none() && outcome.functions.iter().all(|f| f.error.is_none()) {
                return stdout.flush();
            }
            if outcome.lines {
                document = json::one_line(&document);
            }
            document.push('\n');
            stdout.write_all(document.as_bytes())?;
            return stdout.flush();
        }
        match &outcome.stdout {
            Stdout::Text(text) if !text.is_empty() => {
                stdout.write_all(text.as_bytes())?;
                if !text.ends_with('\n') {
                    stdout.write_all(b"\n")?;
                }
            }
            Stdout::Bytes(bytes) => stdout.write_all(bytes)?,
            Stdout::Text(_) => {}
            Stdout::Nothing => {
                for arn in outcome.functions.iter().filter_map(|f| f.arn()) {
                    writeln!(stdout, "{}", text::escape(arn))?;
                }
            }
        }
        stdout.flush()
    }

    /// One write per line, so that lines of parallel work stay whole. A closed stderr is no reason to stop.
    fn say(&self, line: &str) {
        let human = self.human.lock().unwrap_or_else(PoisonError::into_inner);
        human.around(|| {
            let mut stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = stderr.write_all(format!("{line}\n").as_bytes()).and_then(|()| stderr.flush());
        });
    }
}

/// The exit code of an outcome: of several functions, the gravest.
pub fn code(outcome: &Outcome) -> u8 {
    let errors = outcome.functions.iter().filter_map(|f| f.error.as_ref()).chain(&outcome.error);
    let code = exit::worst(errors.map(exit::code));
    match outcome.exit {
        Some(own) if code == 0 => own,
        _ => code,
    }
}
