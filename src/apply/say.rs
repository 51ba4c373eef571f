//! What an early end is told with: what was done, what was not, and how to go on.

use super::Inputs;
use super::driver::Tally;
use crate::aws::{Class, Fault};
use crate::error::{Error, Kind};
use crate::outcome::FunctionOutcome;
use crate::plan::{Do, Plan, Settle, Step, VersionRef};

/// A call that is not sent again.
pub(super) fn gave_up(fault: Fault, tally: &Tally) -> Error {
    let class = fault.class;
    let mut error = fault.into_error();
    if tally.attempts > 1 {
        let seconds = tally.started.elapsed().as_secs();
        error.message.push_str(&format!(" ({} attempts in {seconds} s)", tally.attempts));
    }
    match class {
        // A busy function is a wait, and this one ran out of time.
        Class::Busy => error.kind = Kind::Timeout,
        Class::Propagation => error.hints.push("wait longer for it: raise --propagation-timeout".to_owned()),
        _ => {}
    }
    error
}

/// A wait for a state that ended early: where the function was made, that is said.
pub(super) fn while_waiting(mut error: Error, out: &FunctionOutcome) -> Error {
    if error.kind == Kind::Service && out.effect == crate::outcome::Effect::Created {
        error.message = format!("the function was created, its state is unknown: {}", error.message);
    }
    error
}

/// The error of a run that ended at step `index`.
pub(super) fn ended(
    mut error: Error,
    plan: &Plan,
    steps: &[Step],
    index: usize,
    uncertain: bool,
    out: &FunctionOutcome,
    inputs: &Inputs,
) -> Error {
    if !matches!(error.kind, Kind::Interrupted | Kind::Timeout) && index == 0 {
        return error;
    }
    let names = |steps: &[Step]| {
        let names: Vec<String> = steps.iter().map(|step| describe(&step.what, &plan.name)).collect();
        names.join(", ")
    };
    let (done, rest) = steps.split_at(index.min(steps.len()));
    let mut parts = Vec::new();
    if !done.is_empty() {
        parts.push(format!("done: {}", names(done)));
    }
    let undone = match rest {
        [first, later @ ..] if uncertain => {
            parts.push(format!("not known: {}", names(std::slice::from_ref(first))));
            later
        }
        _ if done.is_empty() => {
            parts.push("nothing was done".to_owned());
            rest
        }
        _ => rest,
    };
    if !undone.is_empty() {
        parts.push(format!("not done: {}", names(undone)));
    }
    error.message.push_str(&format!("; {}", parts.join("; ")));
    let made = out.function_arn.is_some();
    let creates = inputs.resume.starts_with("lamctl create");
    let only_waits = rest.iter().all(|step| matches!(step.what, Do::Settle { .. }));
    if let (true, true, [Step { what: Do::Settle { qualifier, goal }, .. }]) = (only_waits, !uncertain, rest)
        && !matches!(qualifier, Some(VersionRef::PublishedBy(_)))
    {
        if matches!(error.kind, Kind::Interrupted | Kind::Timeout) {
            let goal = match goal {
                Settle::Active => "",
                Settle::Updated => " --for updated",
                Settle::Deleted => " --for deleted",
            };
            let version = match qualifier {
                Some(VersionRef::Number(number)) => format!(" --qualifier {number}"),
                _ => String::new(),
            };
            let target = &inputs.target;
            error.hints.push(format!("go on waiting: run `lamctl wait {}{goal}{version}{target}`", plan.name));
        }
    } else if matches!(error.kind, Kind::Failed | Kind::FunctionError) {
        // The same again would fail the same way.
    } else if creates && (made || uncertain) {
        // A second create would meet the first one's function; a deploy makes it where it is not there.
        error.hints.push(format!("go on: run `{}`", inputs.resume.replacen("lamctl create", "lamctl deploy", 1)));
    } else if !inputs.resume.is_empty() && matches!(error.kind, Kind::Interrupted | Kind::Timeout) {
        error.hints.push(format!("go on: run `{}`", inputs.resume));
    }
    error
}

/// A step in a few words.
fn describe(what: &Do, name: &str) -> String {
    match what {
        Do::Stage { bucket, .. } => format!("stage the package in s3://{bucket}"),
        Do::Create { .. } => format!("create {name}"),
        Do::PutCodeSigning { .. } => "set the code signing configuration".to_owned(),
        Do::DeleteCodeSigning => "remove the code signing configuration".to_owned(),
        Do::UpdateConfiguration { .. } => "update the configuration".to_owned(),
        Do::UpdateCode { .. } => "update the code".to_owned(),
        Do::Settle { qualifier: None, goal } => format!("wait until {}", crate::wait::Goal::from(*goal).name()),
        Do::Settle { qualifier: Some(_), goal } => {
            format!("wait until the version is {}", crate::wait::Goal::from(*goal).name())
        }
        Do::Tag { .. } => "set tags".to_owned(),
        Do::Untag { .. } => "remove tags".to_owned(),
        Do::Publish { .. } => "publish a version".to_owned(),
        Do::Smoke { .. } => "invoke the version".to_owned(),
        Do::CreateAlias { alias, .. } => format!("create the alias {alias}"),
        Do::UpdateAlias { alias, .. } => format!("move the alias {alias}"),
        Do::DeleteAlias { alias } => format!("delete the alias {alias}"),
        Do::Delete { qualifier: None } => format!("delete {name}"),
        Do::Delete { qualifier: Some(version) } => format!("delete version {version}"),
    }
}
