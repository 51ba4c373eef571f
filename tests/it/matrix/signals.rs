//! A signal at each call: once, and the call in flight ends; twice, and nothing is waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lamctl::apply::{Signal, Stop};
use lamctl::sandbox::{Options, Sandbox, parse};
use serde_json::Value;

use super::judge::difference;
use super::play::{Before, options, settled, undisturbed};
use super::scenarios::{self, Scenario};
use crate::support::Ran;
use crate::support::virtual_time::{Network, lamctl, lamctl_with, runtime};

/// When the signal comes, seen from a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Once, while the answer is under way.
    Once,
    /// Twice, before the call has had its effect.
    TwiceBefore,
    /// Twice, after it.
    TwiceAfter,
}

/// The sandbox, with a signal at the `n`th call (from 1).
fn interrupting(sandbox: &Sandbox, stop: &Stop, n: usize, at: At) -> Network {
    let (sandbox, stop, seen) = (sandbox.clone(), stop.clone(), Arc::new(AtomicUsize::new(0)));
    Network::new(move |request| {
        let (sandbox, stop) = (sandbox.clone(), stop.clone());
        let now = seen.fetch_add(1, Ordering::Relaxed) + 1 == n;
        async move {
            if !now {
                return sandbox.call(request).await;
            }
            if at == At::TwiceBefore {
                stop.signal(Signal::Interrupt);
                stop.signal(Signal::Interrupt);
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            let answer = sandbox.call(request).await;
            stop.signal(Signal::Interrupt);
            if at == At::TwiceAfter {
                stop.signal(Signal::Interrupt);
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
            answer
        }
    })
}

fn at_each_call(scenario: Scenario) {
    super::roomy(move || each_call(&scenario));
}

fn each_call(scenario: &Scenario) {
    let place = scenarios::place();
    let (mut cases, mut wrong) = (0, Vec::new());
    runtime().block_on(async {
        let before = Before::record(scenario, &place).await;
        let undisturbed = undisturbed(scenario, &place, &before).await;
        for n in 1..=undisturbed.log.len() {
            for at in [At::Once, At::TwiceBefore, At::TwiceAfter] {
                cases += 1;
                let sandbox = before.again().await;
                let stop = Stop::new();
                let network = interrupting(&sandbox, &stop, n, at);
                let args: Vec<&str> = scenario.args.iter().chain(&["--json"]).copied().collect();
                let ran = lamctl_with(place.path(), &network, &args, &[], stop).await;
                let end = settled(&sandbox).await;
                let last = n == undisturbed.log.len();
                let what = format!("{} {at:?} at call {n} ({})", scenario.name, undisturbed.log[n - 1].operation);
                let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
                let effect = document["functions"][0]["effect"].as_str().unwrap_or("none").to_owned();
                let said = ran.stdout.contains("may have happened") || ran.stdout.contains("may exist");
                // After the last call there is nothing left to stop.
                if ran.code != 130 && !(last && at == At::Once && ran.code == 0) {
                    wrong.push(format!("{what}: exit {}: {}", ran.code, document["error"]));
                }
                if ran.code == 130 && document["error"]["kind"] != "interrupted" {
                    wrong.push(format!("{what}: kind {}", document["error"]["kind"]));
                }
                if matches!(effect.as_str(), "none" | "unchanged") && end != undisturbed.start && !said {
                    wrong.push(format!("{what}: effect {effect}, and something was changed: {}", document["error"]));
                }
                if effect == "created" && end["functions"].as_object().is_none_or(serde_json::Map::is_empty) {
                    wrong.push(format!("{what}: created, and there is none"));
                }
                lamctl(place.path(), &Network::to(&sandbox), scenario.args).await;
                let mut end = settled(&sandbox).await;
                if end != undisturbed.end
                    && let Some(go_on) = scenario.go_on
                {
                    lamctl(place.path(), &Network::to(&sandbox), go_on).await;
                    end = settled(&sandbox).await;
                }
                if end != undisturbed.end {
                    wrong.push(format!("{what}: not as undisturbed: {}", difference(&undisturbed.end, &end)));
                }
            }
        }
    });
    super::real::say(&format!("signals: {}: {cases} cases", scenario.name));
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn while_creating() {
    at_each_call(scenarios::create_with_guard_version_and_aliases());
}

#[test]
fn while_deploying() {
    at_each_call(scenarios::deploy_everything());
}

#[test]
fn while_the_rest() {
    for scenario in [
        scenarios::alias_is_made(),
        scenarios::alias_is_deleted(),
        scenarios::rollback_to_a_version(),
        scenarios::prune(),
        scenarios::delete(),
    ] {
        at_each_call(scenario);
    }
}

/// Runs `create` against a fault, with a signal after so long, and perhaps a second one.
fn create(fault: &str, active: u64, first: f64, second: Option<f64>, signal: Signal) -> (Ran, Value, Duration) {
    let place = scenarios::place();
    runtime().block_on(async {
        let faults = if fault.is_empty() { Vec::new() } else { vec![parse(fault).expect("a fault")] };
        let sandbox = Sandbox::new(Options { active_after: Duration::from_secs(active), faults, ..options() });
        let stop = Stop::new();
        let signals = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs_f64(first)).await;
            signals.signal(signal);
            if let Some(second) = second {
                tokio::time::sleep(Duration::from_secs_f64(second - first)).await;
                signals.signal(Signal::Interrupt);
            }
        });
        let began = tokio::time::Instant::now();
        let args = ["create", "-f", "plain.yaml", "--json"];
        let ran = lamctl_with(place.path(), &Network::to(&sandbox), &args, &[], stop).await;
        (ran, sandbox.snapshot(), began.elapsed())
    })
}

#[test]
fn while_the_package_is_sent() {
    // 30 bytes a second: about half a minute.
    let (ran, _, took) = create("CreateFunction:slow-read=30", 0, 5.0, None, Signal::Interrupt);
    assert_eq!(ran.code, 130, "{}", ran.stdout);
    assert!(took > Duration::from_secs(10), "the call in flight ends: {took:?}");
    assert_eq!(ran.json()["functions"][0]["effect"], "created");
    let (ran, end, took) = create("CreateFunction:slow-read=30", 0, 5.0, Some(6.0), Signal::Interrupt);
    assert_eq!(ran.code, 130);
    assert!(took < Duration::from_secs(7), "at once: {took:?}");
    assert!(ran.stdout.contains("may have happened"), "{}", ran.stdout);
    assert_eq!(end["functions"].as_object().map(serde_json::Map::len), Some(0));
}

#[test]
fn while_waiting_for_a_state() {
    for (signal, code) in [(Signal::Interrupt, 130), (Signal::Terminate, 143)] {
        let (ran, _, took) = create("", 300, 20.0, None, signal);
        assert_eq!(ran.code, code, "{}", ran.stdout);
        assert!(took < Duration::from_secs(25), "{took:?}");
        let document = ran.json();
        assert_eq!(document["functions"][0]["effect"], "created");
        assert!(document["error"]["hints"].to_string().contains("lamctl wait hello"), "{document:#}");
        assert!(
            document["error"]["message"].as_str().unwrap_or_default().contains("done: create hello"),
            "{document:#}"
        );
    }
}

#[test]
fn while_waiting_for_the_next_attempt() {
    for fault in ["CreateFunction:role-not-assumable=100", "CreateFunction:429"] {
        let (ran, end, took) = create(fault, 0, 5.0, None, Signal::Terminate);
        assert_eq!(ran.code, 143, "{fault}: {}", ran.stdout);
        assert!(took < Duration::from_millis(5_100), "{fault}: {took:?}");
        assert_eq!(ran.json()["functions"][0]["effect"], "none");
        assert!(ran.stdout.contains("nothing was done"), "{fault}: {}", ran.stdout);
        assert!(ran.stdout.contains("lamctl create -f plain.yaml"), "{fault}: how to go on: {}", ran.stdout);
        assert_eq!(end["functions"].as_object().map(serde_json::Map::len), Some(0));
    }
}
