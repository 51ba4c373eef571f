//! What an early end is told with: what was done, what was not, and how to go on.

use super::Inputs;
use super::driver::Tally;
use crate::aws::{Class, Fault};
use crate::error::{Error, Kind};
use crate::outcome::FunctionOutcome;
use crate::plan::{Do, Plan, Step};

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
    let done = if done.is_empty() { "nothing was done".to_owned() } else { format!("done: {}", names(done)) };
    error.message.push_str(&format!("; {done}; not done: {}", names(rest)));
    let wait_only = rest.iter().all(|step| matches!(step.what, Do::Settle { .. }));
    let made = out.function_arn.is_some();
    if wait_only && made {
        if error.kind != Kind::Timeout && matches!(error.kind, Kind::Interrupted) {
            error.hints.push(format!("go on waiting: run `lamctl wait {}`", plan.name));
        }
    } else if matches!(error.kind, Kind::Failed | Kind::FunctionError) {
        // The same again would fail the same way.
    } else if made && inputs.resume.starts_with("lamctl create") {
        // A second create would meet the first one's function.
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
