//! Limits of time: each ends where it says it does.

use std::time::Duration;

use lamctl::sandbox::{Options, Sandbox, parse};

use super::play::options;
use super::scenarios;
use crate::support::Ran;
use crate::support::virtual_time::{Network, lamctl, runtime};

/// A run of its own, and how long it took.
fn run(active: f64, fault: &str, args: &[&str]) -> (Ran, Duration, usize) {
    let place = scenarios::place();
    runtime().block_on(async {
        let sandbox = Sandbox::new(Options { active_after: Duration::from_secs_f64(active), ..options() });
        let network = Network::to(&sandbox);
        if args[0] == "deploy" {
            assert_eq!(lamctl(place.path(), &network, &["create", "-f", "plain.yaml"]).await.code, 0);
            sandbox.clear_log();
        }
        if !fault.is_empty() {
            sandbox.set_faults(vec![parse(fault).expect("a fault")]);
        }
        let began = tokio::time::Instant::now();
        let ran = lamctl(place.path(), &network, &args.iter().chain(&["--json"]).copied().collect::<Vec<_>>()).await;
        (ran, began.elapsed(), sandbox.log().len())
    })
}

const CREATE: &[&str] = &["create", "-f", "plain.yaml"];

fn with<'a>(args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    args.iter().chain(more).copied().collect()
}

#[test]
fn a_wait_for_a_state_ends_at_its_limit() {
    for (limit, seconds) in [("5", 5.0), ("90s", 90.0), ("10m", 600.0), ("0", 0.0)] {
        let (ran, took, calls) = run(10_000.0, "", &with(CREATE, &["--timeout", limit]));
        assert_eq!(ran.code, 124, "{limit}: {}", ran.stdout);
        assert!((took.as_secs_f64() - seconds).abs() < 0.2, "{limit}: {took:?}");
        assert!(calls >= 2, "it looks once at least");
        let document = ran.json();
        assert_eq!(document["functions"][0]["effect"], "created");
        assert_eq!(document["error"]["kind"], "timeout");
        assert!(document["error"]["hints"].to_string().contains("lamctl wait hello"), "{document:#}");
    }
    // Five minutes need no more than 80 looks, and are said to be over soon.
    let (ran, took, calls) = run(300.0, "", CREATE);
    assert_eq!(ran.code, 0);
    assert!(calls <= 82 && took < Duration::from_secs(330), "{calls} calls in {took:?}");
}

#[test]
fn a_young_role_is_waited_for_as_long_as_said() {
    let fault = "CreateFunction:role-not-assumable=60";
    let (ran, took, calls) = run(0.1, fault, &with(CREATE, &["--propagation-timeout", "0"]));
    assert_eq!((ran.code, calls), (254, 1), "{}", ran.stdout);
    assert!(took < Duration::from_millis(100), "{took:?}");
    assert!(ran.json()["error"]["hints"].to_string().contains("lambda.amazonaws.com"), "{}", ran.stdout);
    let (ran, took, _) = run(0.1, fault, &with(CREATE, &["--propagation-timeout", "30"]));
    assert_eq!(ran.code, 254);
    assert!(took > Duration::from_secs(20) && took <= Duration::from_secs(30), "{took:?}");
    let (ran, took, _) = run(0.1, fault, CREATE);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(took > Duration::from_secs(60) && took < Duration::from_secs(70), "{took:?}");
    let (ran, took, _) = run(0.1, "CreateFunction:role-not-assumable=1000", CREATE);
    assert_eq!(ran.code, 254);
    assert!(took > Duration::from_secs(170) && took <= Duration::from_secs(180), "{took:?}");
}

#[test]
fn a_busy_function_is_waited_for_as_long_as_said() {
    let deploy = ["deploy", "-f", "code.yaml", "--set", "publish=false", "--timeout", "20"];
    let (ran, took, _) = run(0.1, "UpdateFunctionCode:busy=1000", &deploy);
    assert_eq!(ran.code, 124, "{}", ran.stdout);
    assert!(took > Duration::from_secs(12) && took <= Duration::from_secs(21), "{took:?}");
    let (ran, took, _) = run(0.1, "UpdateFunctionCode:busy=10", &deploy);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(took < Duration::from_secs(16), "{took:?}");
}

#[test]
fn a_throttle_and_a_failing_service_end() {
    for (fault, code, most) in [
        ("CreateFunction:429", 254, 30.0),
        ("CreateFunction:429=7", 254, 30.0),
        ("CreateFunction:503", 254, 60.0),
        ("*:refuse", 253, 10.0),
        ("*:cut", 254, 90.0),
        // Each attempt waits 60 s for the answer to a write, 10 s for a read.
        ("CreateFunction:hang", 254, 800.0),
    ] {
        let (ran, took, _) = run(0.1, fault, &with(CREATE, &["--timeout", "30"]));
        assert_eq!(ran.code, code, "{fault}: {}", ran.stdout);
        assert!(took.as_secs_f64() <= most, "{fault}: {took:?}");
    }
}
