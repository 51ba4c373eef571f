//! SIGKILL just before and just after each call, then the same command line again.

use std::process::Stdio;
use std::time::{Duration, Instant};

use lamctl::sandbox::parse;

use super::judge::difference;
use super::real::{Served, lamctl, prepare, say, side_by_side};
use super::scenarios::{self, Scenario};

/// The process stops at this call, which has no effect or has it, and is killed there.
struct Kill {
    operation: String,
    number: usize,
    after: bool,
}

fn all(scenario: &Scenario) {
    let started = Instant::now();
    let (before, undisturbed) = prepare(scenario);
    let mut kills = Vec::new();
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for entry in &undisturbed.log {
        let number = seen.entry(&entry.operation).or_default();
        *number += 1;
        for after in [false, true] {
            kills.push(Kill { operation: entry.operation.clone(), number: *number, after });
        }
    }
    let wrong = side_by_side(&kills, 2, |kill| {
        let Kill { operation, number, after } = kill;
        let fault = format!("{operation}#{number}:{}", if *after { "hang-lost" } else { "hang" });
        let served = Served::start(Some(&before), None);
        served.sandbox.set_faults(vec![parse(&fault).expect("a fault")]);
        let place = served.place();
        let mut child =
            place.lamctl().args(scenario.args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let start = Instant::now();
        while served.sandbox.log().iter().filter(|e| e.operation == *operation).count() < *number {
            // Real time may need a look less.
            if start.elapsed() > Duration::from_secs(20) || child.try_wait().expect("a state").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().expect("killed");
        child.wait().expect("it ended");
        served.sandbox.set_faults(Vec::new());
        std::thread::sleep(super::real::SETTLED);
        let mut again = lamctl(&place, scenario.args, &["-vvv"]);
        let mut end = served.settled();
        if end != undisturbed.end
            && let Some(go_on) = scenario.go_on
        {
            if again.code != 254 || !again.stderr.contains("lamctl deploy") {
                return Some(format!("{fault}: the second run does not name the way on: {}", again.stderr));
            }
            again = lamctl(&place, go_on, &["-vvv"]);
            end = served.settled();
        }
        // A create that got through once is refused the second time.
        let fine = again.code == 0 || (scenario.go_on.is_some() && again.code == 254);
        (end != undisturbed.end || !fine).then(|| {
            format!(
                "killed at {fault} ({}): exit {}, {}\n{}",
                scenario.name,
                again.code,
                difference(&undisturbed.end, &end),
                again.stderr
            )
        })
    });
    say(&format!("kills: {}: {} in {:.1} s", scenario.name, kills.len(), started.elapsed().as_secs_f64()));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), kills.len(), wrong.join("\n"));
}

#[test]
fn while_creating() {
    all(&scenarios::create_with_guard_version_and_aliases());
}

#[test]
fn while_deploying_a_new_function() {
    all(&scenarios::deploy_creates());
}

#[test]
fn while_deploying_everything() {
    all(&scenarios::deploy_everything());
}

#[test]
fn while_replacing_a_failed_function() {
    all(&scenarios::deploy_replaces_a_failed_function());
}

#[test]
fn while_setting_and_deleting_aliases() {
    all(&scenarios::alias_is_made());
    all(&scenarios::alias_is_deleted());
}

#[test]
fn while_rolling_back() {
    // Without a version the second run would go back to where the first one came from.
    all(&scenarios::rollback_to_a_version());
}

#[test]
fn while_pruning_and_deleting() {
    all(&scenarios::prune());
    all(&scenarios::delete());
}
