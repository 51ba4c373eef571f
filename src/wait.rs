//! When to look at a function's state again, and what the state means: pure decisions over values.

use std::time::Duration;

use crate::error::{Error, Kind};
use crate::function::Remote;

mod reasons;

pub use reasons::hint as reason_hint;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// State Active, or what counts as it.
    Active,
    /// LastUpdateStatus no longer InProgress, State settled; a failed update is an error.
    Updated,
    /// Nothing under way: a failed update of the past does not matter.
    Idle,
    /// Gone.
    Deleted,
}

impl Goal {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Goal::Active => "Active",
            Goal::Updated => "updated",
            Goal::Idle => "settled",
            Goal::Deleted => "deleted",
        }
    }
}

impl From<crate::plan::Settle> for Goal {
    fn from(settle: crate::plan::Settle) -> Self {
        match settle {
            crate::plan::Settle::Active => Goal::Active,
            crate::plan::Settle::Updated => Goal::Updated,
            crate::plan::Settle::Deleted => Goal::Deleted,
        }
    }
}

/// What a look saw.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
    Function(&'a Remote),
    /// 404.
    Missing,
}

/// A look at the function.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub goal: Goal,
    /// A version, not `$LATEST`.
    pub qualified: bool,
    /// The function was made (or published) by this run: a 404 right after may pass.
    pub just_made: bool,
    pub seen: Seen<'a>,
    /// Since the wait began.
    pub elapsed: Duration,
    /// How long the look itself took: it counts towards the interval.
    pub took: Duration,
    /// `--timeout`.
    pub limit: Duration,
}

/// What to do.
#[derive(Debug)]
pub enum Next {
    Again { after: Duration, note: Option<Note> },
    Done,
    Stop(Box<Error>),
}

/// Something to say once while waiting.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The service does not see it yet.
    NotVisible,
    /// Pending for more than six minutes.
    Stuck,
    /// A state that lamctl does not know.
    Unknown(String),
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Note::NotVisible => f.write_str("the service does not see the function yet, which passes"),
            Note::Stuck => f.write_str(
                "Pending for more than 6 min: still waiting; the next change of the function would make AWS cancel its creation",
            ),
            Note::Unknown(state) => write!(f, "the service reports {state}, which this lamctl does not know: looking again"),
        }
    }
}

/// A 404 right after a 201 passes.
const VISIBLE_WITHIN: Duration = Duration::from_secs(60);
/// From here on AWS cancels the creation at the next change (AWS documentation, read 2026-10).
const STUCK_AFTER: Duration = Duration::from_secs(360);

/// The gap between two looks, start to start: from Active until lamctl says so shall take no more than
/// 100 ms or a tenth of the time it was Pending, and five minutes shall need no more than 80 looks.
/// A little less than that leaves room for the look itself.
pub fn gap(elapsed: Duration) -> Duration {
    elapsed.mul_f64(0.092).clamp(Duration::from_millis(80), Duration::from_secs(30))
}

/// Decides.
pub fn next(look: &Look<'_>) -> Next {
    let again = |note| {
        if look.elapsed >= look.limit {
            return Next::Stop(Box::new(out_of_time(look)));
        }
        // The last look is at the limit, not after it.
        let after = gap(look.elapsed).saturating_sub(look.took).max(Duration::from_millis(5));
        Next::Again { after: after.min(look.limit - look.elapsed), note }
    };
    let remote = match look.seen {
        Seen::Missing if look.goal == Goal::Deleted => return Next::Done,
        Seen::Missing if look.just_made && look.elapsed < VISIBLE_WITHIN => {
            let late = look.elapsed > Duration::from_secs(1);
            return again(late.then_some(Note::NotVisible));
        }
        Seen::Missing => return Next::Stop(Box::new(vanished(look))),
        Seen::Function(remote) => remote,
    };
    if look.goal == Goal::Deleted {
        return again(None);
    }
    let state = remote.state.as_deref();
    let update = remote.last_update_status.as_deref();
    match state {
        Some("Failed") => return Next::Stop(Box::new(failed(remote, look))),
        Some("Pending") => return again((look.elapsed > STUCK_AFTER).then_some(Note::Stuck)),
        Some("Deleting") => {
            let error = Error::new(Kind::Conflict, "the function is being deleted")
                .hint("wait until it is gone: run `lamctl wait --for deleted`");
            return Next::Stop(Box::new(error));
        }
        // Settled; Inactive is deployable, and ActiveNonInvocable is where $LATEST of a function with a
        // capacity provider stays.
        Some("Active" | "Inactive") => {}
        Some("ActiveNonInvocable") if !look.qualified => {}
        Some(other) => return again(Some(Note::Unknown(format!("State {other}")))),
        None if look.goal == Goal::Active => return again(Some(Note::Unknown("no State".to_owned()))),
        None => {}
    }
    if look.goal == Goal::Active {
        return Next::Done;
    }
    match update {
        None | Some("Successful") => Next::Done,
        Some("InProgress") => again(None),
        Some("Failed") if look.goal == Goal::Idle => Next::Done,
        Some("Failed") => Next::Stop(Box::new(update_failed(remote))),
        Some(other) => again(Some(Note::Unknown(format!("LastUpdateStatus {other}")))),
    }
}

fn out_of_time(look: &Look<'_>) -> Error {
    let state = match look.seen {
        Seen::Function(remote) => describe(remote),
        Seen::Missing => "the service does not see it".to_owned(),
    };
    let mut error =
        Error::new(Kind::Timeout, format!("not {} after {} s: {state}", look.goal.name(), look.limit.as_secs_f64()))
            .hint("wait longer: raise --timeout")
            .retryable();
    if let Seen::Function(remote) = look.seen
        && remote.state.as_deref() == Some("Pending")
        && look.elapsed > STUCK_AFTER
    {
        error = error.hint("know that AWS cancels the creation at the next change, after more than 6 min in Pending");
    }
    error
}

fn vanished(look: &Look<'_>) -> Error {
    if look.just_made {
        return Error::new(
            Kind::Service,
            format!("the service does not see the function {} s after it was made", look.elapsed.as_secs()),
        )
        .code("ResourceNotFoundException")
        .hint("check whether somebody deleted it");
    }
    Error::new(Kind::Service, "there is no such function")
        .code("ResourceNotFoundException")
        .hint("check the name and the region, or run `lamctl list`")
}

/// State and reason on one line.
pub fn describe(remote: &Remote) -> String {
    let state = remote.state.as_deref().unwrap_or("no State");
    let (status, code, reason) = match remote.last_update_status.as_deref() {
        Some(status @ ("InProgress" | "Failed")) if state != "Pending" && state != "Failed" => (
            Some(status),
            remote.last_update_status_reason_code.as_deref(),
            remote.last_update_status_reason.as_deref(),
        ),
        _ => (None, remote.state_reason_code.as_deref(), remote.state_reason.as_deref()),
    };
    let mut text = crate::aws::scrub::shown(state);
    for part in
        [status.map(|s| format!(", update {s}")), code.map(|c| format!(", {c}")), reason.map(|r| format!(": {r}"))]
    {
        text.push_str(&crate::aws::scrub::shown(&part.unwrap_or_default()).replace(" ,", ","));
    }
    text
}

fn failed(remote: &Remote, look: &Look<'_>) -> Error {
    let code = remote.state_reason_code.as_deref();
    let what = if look.qualified { "the version" } else { "the function" };
    let mut error =
        Error::new(Kind::Failed, format!("{what} ended Failed{}", because(code, remote.state_reason.as_deref())));
    error.code = code.map(crate::aws::scrub::shown);
    if let Some(hint) = code.and_then(reasons::hint) {
        error = error.hint(hint);
    }
    if look.qualified {
        error.hint("change code or configuration before publishing again: the same would fail the same way")
    } else {
        error.hint("mend the cause, then run `lamctl delete` and create it again: the failed function is left in place")
    }
}

fn update_failed(remote: &Remote) -> Error {
    let code = remote.last_update_status_reason_code.as_deref();
    let reason = remote.last_update_status_reason.as_deref();
    let mut error = Error::new(
        Kind::Failed,
        format!("the update ended Failed{}; the previous code and configuration keep serving", because(code, reason)),
    );
    error.code = code.map(crate::aws::scrub::shown);
    if let Some(hint) = code.and_then(reasons::hint) {
        error = error.hint(hint);
    }
    error
}

fn because(code: Option<&str>, reason: Option<&str>) -> String {
    let mut text = String::new();
    if let Some(code) = code {
        text.push_str(&format!(" ({})", crate::aws::scrub::shown(code)));
    }
    if let Some(reason) = reason {
        text.push_str(&format!(": {}", crate::aws::scrub::shown(reason).trim_end_matches('.')));
    }
    text
}

#[cfg(test)]
mod tests;
