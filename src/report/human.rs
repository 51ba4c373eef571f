//! Lines for people, on stderr: a verb, then what it was about.

use std::time::Duration;

use anstyle::{AnsiColor, Effects, Style as Ansi};

use super::Style;
use super::progress::Progress;
use super::text::{bytes, count, duration, escape, log_line};
use crate::error::Error;
use crate::event::{Event, What};
use crate::outcome::{Effect, Outcome};

const GOOD: Ansi = AnsiColor::Green.on_default().effects(Effects::BOLD);
const MIND: Ansi = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
const BAD: Ansi = AnsiColor::Red.on_default().effects(Effects::BOLD);
const FAINT: Ansi = AnsiColor::Cyan.on_default().effects(Effects::BOLD);

/// Verbs are right-aligned to this many columns.
const VERB: usize = 12;

pub struct Human {
    style: Style,
    pub names: Vec<String>,
    progress: Option<Progress>,
    /// The last state said of each function, so that only changes make a line.
    states: Vec<Option<String>>,
}

impl Human {
    pub fn new(style: Style, drawn: bool) -> Self {
        Human { style, names: Vec::new(), progress: drawn.then(Progress::new), states: Vec::new() }
    }

    /// The line of an event, where it makes one.
    pub fn event(&mut self, event: &Event) -> Option<String> {
        let about = self.about(event.function);
        if let Some(progress) = &mut self.progress {
            progress.event(event, &about);
        }
        if self.style.json || (self.style.quiet && !matches!(event.what, What::Warning(_))) {
            return None;
        }
        let (style, verb, rest) = match &event.what {
            What::Package { files, zipped_bytes, unzipped_bytes, took } => (
                GOOD,
                "Packaged",
                format!(
                    "{}, {} ({} unzipped) in {}",
                    count(*files, "file"),
                    bytes(*zipped_bytes),
                    bytes(*unzipped_bytes),
                    duration(*took)
                ),
            ),
            What::Done { operation, took, attempts } => {
                let tries = if *attempts > 1 { format!(", {attempts} attempts") } else { String::new() };
                (GOOD, done(operation)?, format!("{operation} in {}{tries}", duration(*took)))
            }
            What::Retry { operation, reason, attempt, after, limit } => {
                let until = limit.map(|l| format!(", for at most {}", duration(l))).unwrap_or_default();
                let again = format!("again in {} (attempt {}{until})", duration(*after), attempt + 1);
                (MIND, "Retrying", format!("{operation}: {}; {again}", escape(reason)))
            }
            What::State { goal, state, limit, .. } => {
                let said = state.clone();
                if self.states.len() <= event.function {
                    self.states.resize(event.function + 1, None);
                }
                if self.states[event.function].as_ref() == Some(&said) || state == goal {
                    return None;
                }
                self.states[event.function] = Some(said);
                if self.progress.is_some() {
                    return None;
                }
                (FAINT, "Waiting", format!("for {goal}, for at most {} ({})", duration(*limit), escape(state)))
            }
            What::Settled { state, took, polls } => {
                let looks = count(u64::from(*polls), "look");
                (GOOD, "Ready", format!("{} after {} ({looks})", escape(state), duration(*took)))
            }
            What::Changing(text) => (FAINT, "Changing", escape(text)),
            What::Log(text) => (FAINT, "Log", log_line(text)),
            What::Note(text) => (FAINT, "Note", escape(text)),
            What::Warning(text) => (MIND, "Warning", escape(text)),
            What::Detail { verbosity, text } if *verbosity <= self.style.verbosity => (FAINT, "Detail", escape(text)),
            What::Started { operation, what } if self.style.verbosity > 0 => {
                (FAINT, "Calling", format!("{operation} {}", escape(what)))
            }
            _ => return None,
        };
        Some(self.line(style, verb, &format!("{about}{rest}")))
    }

    pub fn note(&self, text: &str) -> String {
        self.line(FAINT, "Note", &escape(text))
    }

    pub fn done(&self, verb: &str, text: &str) -> String {
        self.line(GOOD, verb, &escape(text))
    }

    /// Takes bars and spinners away.
    pub fn clear(&mut self) {
        if let Some(progress) = &mut self.progress {
            progress.clear();
        }
    }

    /// Runs something that writes to the terminal with the bars out of the way.
    pub fn around(&self, write: impl FnOnce()) {
        match &self.progress {
            Some(progress) => progress.around(write),
            None => write(),
        }
    }

    /// The lines that end a run.
    pub fn end(&self, outcome: &Outcome, took: Duration) -> Vec<String> {
        let mut lines = Vec::new();
        let several = outcome.functions.len() > 1;
        for function in &outcome.functions {
            if let Some(e) = &function.error {
                let name = if several { Some(function.name.as_str()) } else { None };
                lines.push(error_about(name, e, self.style.color));
            }
        }
        if let Some(e) = &outcome.error {
            lines.push(error(e, self.style.color));
        }
        if several && !self.style.quiet && !outcome.dry_run {
            lines.extend(self.summary(outcome, took));
        }
        lines
    }

    /// `2 created, 1 unchanged, 1 failed, in 3 s`; nothing where nothing was to be done.
    fn summary(&self, outcome: &Outcome, took: Duration) -> Option<String> {
        let effects = [
            (Effect::Created, "created"),
            (Effect::Updated, "updated"),
            (Effect::Deleted, "deleted"),
            (Effect::Unchanged, "unchanged"),
        ];
        let (failed, done): (Vec<_>, Vec<_>) = outcome.functions.iter().partition(|f| f.error.is_some());
        let mut parts: Vec<String> = effects
            .iter()
            .map(|(effect, word)| (done.iter().filter(|f| f.effect == *effect).count(), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if parts.is_empty() {
            return None;
        }
        if !failed.is_empty() {
            parts.push(format!("{} failed", failed.len()));
        }
        let style = if failed.is_empty() { GOOD } else { BAD };
        Some(self.line(style, "Finished", &format!("{}, in {}", parts.join(", "), duration(took))))
    }

    fn about(&self, function: usize) -> String {
        match self.names.get(function) {
            Some(name) if self.names.len() > 1 => format!("{}: ", escape(name)),
            _ => String::new(),
        }
    }

    fn line(&self, style: Ansi, verb: &str, rest: &str) -> String {
        if self.style.color { format!("{style}{verb:>VERB$}{style:#} {rest}") } else { format!("{verb:>VERB$} {rest}") }
    }
}

/// The verb of a call that ended well; `None` for calls that only read.
fn done(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "CreateFunction" | "CreateAlias" => "Created",
        "DeleteFunction" | "DeleteAlias" | "DeleteFunctionCodeSigningConfig" => "Deleted",
        "PublishVersion" => "Published",
        "PutObject" => "Uploaded",
        "TagResource" | "UntagResource" => "Tagged",
        "Invoke" => "Invoked",
        other if other.starts_with("Update") || other.starts_with("Put") => "Updated",
        _ => return None,
    })
}

/// An error with its causes and hints.
pub fn error(e: &Error, color: bool) -> String {
    error_about(None, e, color)
}

fn error_about(name: Option<&str>, e: &Error, color: bool) -> String {
    let (on, off) = if color { (format!("{BAD}"), format!("{BAD:#}")) } else { (String::new(), String::new()) };
    let (hint_on, hint_off) =
        if color { (format!("{FAINT}"), format!("{FAINT:#}")) } else { (String::new(), String::new()) };
    let about = name.map(|n| format!("{}: ", escape(n))).unwrap_or_default();
    let word = "error";
    let mut text = format!("{on}{word}:{off} {about}{}", escape(&e.to_string()));
    if let (Some(code), Some(id)) = (&e.code, &e.request_id) {
        text.push_str(&format!("\n  code {}, request {}", escape(code), escape(id)));
    }
    for hint in &e.hints {
        let hint = hint.lines().map(escape).collect::<Vec<_>>().join("\n        ");
        text.push_str(&format!("\n  {hint_on}hint:{hint_off} {hint}"));
    }
    text
}
