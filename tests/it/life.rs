//! The whole life of a function, as its users run it: the real binary against the sandbox and MiniStack, and
//! random pairs of manifests in virtual time.

mod bodies;
mod compare;
mod deploy;
mod import;
mod logs;
mod ministack;
mod model;
mod several;
mod versions;

use serde_json::Value;

use crate::support::endpoint::SandboxProcess;
use crate::support::{HELLO, Place};

/// A sandbox that settles soon.
fn sandbox(faults: &[&str]) -> SandboxProcess {
    let mut args = vec!["--active-after", "0.05", "--update-after", "0.05"];
    for fault in faults {
        args.extend(["--fault", fault]);
    }
    SandboxProcess::start(&args)
}

/// The calls that the first function's document tells of, in their order.
#[track_caller]
fn calls(document: &Value) -> Vec<&str> {
    let steps = document["functions"][0]["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["operation"].as_str().expect("a name")).collect()
}

/// The operations of the first plan in `result`.
#[track_caller]
fn planned(document: &Value) -> Vec<&str> {
    let steps = document["result"][0]["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["operation"].as_str().expect("a name")).collect()
}

/// The little manifest with more lines.
fn with(lines: &str) -> String {
    format!("{HELLO}{lines}")
}

/// A manifest that publishes and points `live` at the version.
const LIVE: &str = "publish: true\naliases: [live]\n";

/// The code in its nth form.
fn code(place: &Place, n: u32) {
    place.write("src/app.py", format!("def handler(event, context):\n    return {n}\n"));
}

const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:hello";
