//! Many creations side by side against an endpoint that takes 15 requests a second.

use std::time::Duration;

use lamctl::sandbox::{Options, Sandbox};

use super::scenarios;
use crate::support::virtual_time::{Network, lamctl, runtime};

const CROWD: usize = 40;
const RATE: u32 = 15;

/// Total time in seconds, calls that were taken, and calls that were refused with 429.
fn crowd(active: Duration) -> (f64, usize, usize) {
    let place = scenarios::place();
    runtime().block_on(async {
        let sandbox = Sandbox::new(Options { active_after: active, rate: Some(RATE), ..Options::default() });
        let network = Network::to(&sandbox);
        let began = tokio::time::Instant::now();
        let runs = (0..CROWD).map(|i| {
            let (network, path) = (network.clone(), place.path().to_path_buf());
            async move {
                let name = format!("function_name=hello-{i}");
                lamctl(&path, &network, &["create", "-f", "plain.yaml", "--set", &name]).await
            }
        });
        let all = tokio::task::LocalSet::new();
        let runs: Vec<_> = runs.map(|run| all.spawn_local(run)).collect();
        all.await;
        for run in runs {
            let ran = run.await.expect("no panic");
            assert_eq!(ran.code, 0, "{}", ran.stderr);
        }
        let took = began.elapsed().as_secs_f64();
        let log = sandbox.log();
        assert_eq!(sandbox.snapshot()["functions"].as_object().map(serde_json::Map::len), Some(CROWD));
        let throttled = log.iter().filter(|e| e.status == 429).count();
        (took, log.len() - throttled, throttled)
    })
}

#[test]
fn forty_creations_share_fifteen_requests_a_second() {
    for active in [0.5, 3.0, 20.0] {
        let (took, taken, throttled) = crowd(Duration::from_secs_f64(active));
        // The bucket starts full; each creation needs one call and one look at least.
        let least = (2 * CROWD) as f64 / f64::from(RATE) - 1.0;
        let bound = (taken as f64 / f64::from(RATE) - 1.0).max(active);
        super::real::say(&format!(
            "crowd: {CROWD} creations, Pending for {active} s, at {RATE} requests a second: {took:.1} s, {taken} calls taken \
             (bound by rate and calls {bound:.1} s, least possible {least:.1} s), {throttled} refused"
        ));
        assert!(took < bound * 2.0 + 5.0, "{took} s, bound {bound} s");
    }
}
