//! About a hundred cases of the matrix with real processes and sockets.

use std::time::Instant;

use lamctl::sandbox::parse;

use super::judge::{self, Case, Played, Undisturbed};
use super::play::{Before, cases};
use super::real::{Served, lamctl, prepare, say, side_by_side};
use super::scenarios::{self, Scenario};

/// How many cases of each scenario.
const EACH: usize = 17;

/// Attempts that a real clock has time for.
const ATTEMPTS: &str = "3";

fn picked(undisturbed: &Undisturbed, offset: usize) -> Vec<Case> {
    // A minute without an answer is left to virtual time.
    let all: Vec<Case> = cases(&undisturbed.log).into_iter().filter(|case| !case.kind.starts_with("hang")).collect();
    let step = (all.len() / EACH).max(1);
    all.into_iter().skip(offset % step).step_by(step).take(EACH).collect()
}

#[test]
fn a_sample_with_real_processes() {
    let started = Instant::now();
    let scenarios = [
        scenarios::create_plain(),
        scenarios::create_with_guard_version_and_aliases(),
        scenarios::deploy_everything(),
        scenarios::deploy_creates(),
        scenarios::rollback_to_a_version(),
        scenarios::delete(),
    ];
    let prepared: Vec<(Scenario, Before, Undisturbed)> = scenarios
        .into_iter()
        .map(|scenario| {
            let (before, undisturbed) = prepare(&scenario);
            (scenario, before, undisturbed)
        })
        .collect();
    let all: Vec<(&(Scenario, Before, Undisturbed), Case)> = prepared
        .iter()
        .enumerate()
        .flat_map(|(index, one)| picked(&one.2, index * 2).into_iter().map(move |case| (one, case)))
        .collect();
    let wrong = side_by_side(&all, 6, |((scenario, before, undisturbed), case)| {
        let served = Served::start(Some(before), None);
        served.sandbox.set_faults(vec![parse(&case.fault()).expect("a fault")]);
        let place = served.place().env("AWS_MAX_ATTEMPTS", ATTEMPTS);
        let began = Instant::now();
        let ran = lamctl(&place, scenario.args, &["--json"]);
        let time = began.elapsed();
        let log = served.sandbox.log();
        served.sandbox.set_faults(Vec::new());
        let end = served.settled();
        let played = Played { ran, end, log, time, socket: true };
        let mut wrong = judge::first(case, undisturbed, &played);
        if played.end != undisturbed.end {
            let mut again = lamctl(&place, scenario.args, &["-vvv"]);
            let mut end = served.settled();
            if end != undisturbed.end
                && let Some(go_on) = scenario.go_on
            {
                again = lamctl(&place, go_on, &["-vvv"]);
                end = served.settled();
            }
            if end != undisturbed.end {
                wrong.extend(judge::never(case, &again, &served.sandbox.log(), &undisturbed.end, &end));
            }
        }
        (!wrong.is_empty()).then(|| {
            format!(
                "--fault {} ({}): {}\n    {}",
                case.fault(),
                scenario.name,
                wrong.join("; "),
                judge::summary(&played)
            )
        })
    });
    say(&format!("real processes: {} cases in {:.1} s", all.len(), started.elapsed().as_secs_f64()));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
