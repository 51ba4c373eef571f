//! Makes the cases of a scenario and plays them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use lamctl::sandbox::{Entry, Options, Sandbox, parse};
use serde_json::Value;

use super::judge::{self, Case, Played, Undisturbed, When};
use super::scenarios::{self, Scenario};
use crate::support::virtual_time::{Network, lamctl, runtime};
use crate::support::{Place, Ran};

/// Faults of the way there and back: every call meets them.
const TRANSPORT: &[&str] = &[
    "refuse",
    "cut",
    "lost",
    "reset",
    "hang",
    "hang-lost",
    "500",
    "500-lost",
    "503",
    "503-lost",
    "429",
    "429=2",
    "html",
    "html-lost",
    "truncate",
    "empty",
    "delay=3",
];

/// Faults of the service's own that a call can meet.
fn service(operation: &str) -> &'static [&'static str] {
    match operation {
        "CreateFunction" => &[
            "role-not-assumable",
            "role-permissions",
            "kms-grant",
            "ec2-throttle",
            "busy",
            "pending-409",
            "not-found-after-create=5",
            "failed=InvalidSubnet",
            "version-failed=FunctionError",
            "forbidden",
            "pass-role",
            "wrong-sha",
            "unknown-state=Strange",
            "undecryptable",
        ],
        "UpdateFunctionConfiguration" => &[
            "role-not-assumable",
            "role-permissions",
            "kms-grant",
            "ec2-throttle",
            "busy",
            "pending-409",
            "update-failed=InvalidSubnet",
            "forbidden",
            "pass-role",
            "stale-revision",
            "unknown-state=Strange",
            "undecryptable",
        ],
        "UpdateFunctionCode" => &[
            "busy",
            "pending-409",
            "update-failed=InvalidImage",
            "forbidden",
            "stale-revision",
            "wrong-sha",
            "unknown-state=Strange",
        ],
        "PublishVersion" => {
            &["busy", "pending-409", "version-failed=FunctionError", "forbidden", "stale-revision", "wrong-sha"]
        }
        "GetFunctionConfiguration" => {
            &["forbidden", "not-found-after-create=5", "unknown-state=Strange", "wrong-sha", "undecryptable"]
        }
        "GetFunction" => &["forbidden", "unknown-state=Strange", "wrong-sha", "undecryptable"],
        "Invoke" => &["forbidden", "function-error=Broken"],
        read if read.starts_with("Get") || read.starts_with("List") => &["forbidden"],
        _ => &["busy", "forbidden"],
    }
}

/// What the cases of a scenario came to.
#[derive(Default)]
pub struct Tally {
    name: &'static str,
    cases: usize,
    runs: usize,
    /// Exit codes of the first runs.
    codes: BTreeMap<i32, usize>,
    /// How the state came to be that of an undisturbed run.
    ways: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
    took: Duration,
}

impl Tally {
    /// Says the counts on the real stderr, and fails with what went wrong.
    pub fn report(&self) {
        use std::io::Write as _;
        let line = format!(
            "matrix: {}: {} cases, {} runs in {:.1} s; exit codes {:?}; {:?}\n",
            self.name,
            self.cases,
            self.runs,
            self.took.as_secs_f64(),
            self.codes,
            self.ways
        );
        let _ = std::io::stderr().write_all(line.as_bytes());
        assert!(self.cases > 0, "no cases");
        assert!(self.wrong.is_empty(), "{} of {} cases:\n{}", self.wrong.len(), self.cases, self.wrong.join("\n"));
    }
}

/// What is there before the command line, as the requests that make it.
#[derive(Clone)]
pub struct Before {
    requests: Vec<http::Request<Bytes>>,
    faults: &'static [&'static str],
}

/// Short waits: a look at a state that has not changed yet shows nothing new.
pub fn options() -> Options {
    Options { active_after: Duration::from_millis(120), update_after: Duration::from_millis(120), ..Options::default() }
}

impl Before {
    /// Runs what comes before in virtual time, and keeps its requests.
    pub async fn record(scenario: &Scenario, place: &Place) -> Self {
        let sandbox = Sandbox::new(options());
        sandbox.set_faults(scenario.before_faults.iter().map(|f| parse(f).expect("a fault")).collect());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let network = {
            let requests = Arc::clone(&requests);
            Network::new(move |request: http::Request<Bytes>| {
                if request.method() != http::Method::GET {
                    requests.lock().expect("JSON").push(request.clone());
                }
                let sandbox = sandbox.clone();
                async move { sandbox.call(request).await }
            })
        };
        for args in scenario.before {
            let ran = lamctl(place.path(), &network, args).await;
            assert!(ran.code == 0 || !scenario.before_faults.is_empty(), "{args:?}: {}", ran.stderr);
        }
        let mut requests = std::mem::take(&mut *requests.lock().expect("JSON"));
        if scenario.bucket {
            let put = http::Request::put("http://sandbox.test/packages").header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
            );
            requests.push(put.body(Bytes::new()).expect("a request"));
        }
        Before { requests: requests.into_iter().map(unguarded).collect(), faults: scenario.before_faults }
    }

    pub async fn again(&self) -> Sandbox {
        let sandbox = Sandbox::new(options());
        self.replay(&sandbox, Duration::from_secs(2)).await;
        sandbox
    }

    /// Makes it in this sandbox, with so long between the requests.
    pub async fn replay(&self, sandbox: &Sandbox, pause: Duration) {
        sandbox.set_faults(self.faults.iter().map(|f| parse(f).expect("a fault")).collect());
        for request in &self.requests {
            let reply = sandbox.call(request.clone()).await.expect("an answer");
            assert!(reply.status().is_success(), "{request:?} {reply:?}");
            tokio::time::sleep(pause).await;
        }
        sandbox.set_faults(Vec::new());
        sandbox.clear_log();
    }
}

/// A request without the revision that guarded it: revisions are other ones each time.
fn unguarded(request: http::Request<Bytes>) -> http::Request<Bytes> {
    let (parts, body) = request.into_parts();
    let body = match serde_json::from_slice::<Value>(&body) {
        Ok(Value::Object(mut members)) if members.contains_key("RevisionId") => {
            members.remove("RevisionId");
            Bytes::from(Value::Object(members).to_string())
        }
        _ => body,
    };
    http::Request::from_parts(parts, body)
}

/// Plays every `of`th case of a scenario, from `part` on.
pub fn all(scenario: &Scenario, part: usize, of: usize) -> Tally {
    let started = Instant::now();
    let place = scenarios::place_of(scenario);
    let mut tally = Tally { name: scenario.name, ..Tally::default() };
    runtime().block_on(async {
        let before = Before::record(scenario, &place).await;
        let undisturbed = undisturbed(scenario, &place, &before).await;
        let all =
            cases(&undisturbed.log).into_iter().filter(|case| scenario.kinds.is_none_or(|kinds| case.among(kinds)));
        for case in all.skip(part).step_by(of) {
            tally.cases += 1;
            one(scenario, &place, &before, &undisturbed, &case, &mut tally).await;
        }
    });
    tally.took = started.elapsed();
    tally
}

async fn run(place: &Place, sandbox: &Sandbox, args: &[&str], more: &[&str]) -> Ran {
    let args: Vec<&str> = args.iter().chain(more).copied().collect();
    lamctl(place.path(), &Network::to(sandbox), &args).await
}

pub async fn settled(sandbox: &Sandbox) -> Value {
    tokio::time::sleep(Duration::from_secs(5)).await;
    sandbox.snapshot()
}

pub async fn undisturbed(scenario: &Scenario, place: &Place, before: &Before) -> Undisturbed {
    let sandbox = before.again().await;
    let start = settled(&sandbox).await;
    let ran = run(place, &sandbox, scenario.args, &["--json"]).await;
    assert_eq!(ran.code, 0, "{}: {}", scenario.name, ran.stdout);
    let log = sandbox.log();
    let end = settled(&sandbox).await;
    Undisturbed { start, end, log, document: ran.json() }
}

/// Every call × every kind × first, last, every.
pub fn cases(log: &[Entry]) -> Vec<Case> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in log {
        *counts.entry(entry.operation.as_str()).or_default() += 1;
    }
    let mut cases = Vec::new();
    for (operation, count) in counts {
        for kind in TRANSPORT.iter().chain(service(operation)) {
            let whens = [When::Nth(1), When::Every, When::Nth(count)];
            let whens = if count == 1 { &whens[..2] } else { &whens[..] };
            cases.extend(whens.iter().map(|when| Case { operation: operation.to_owned(), kind, when: *when }));
        }
    }
    cases
}

async fn one(
    scenario: &Scenario,
    place: &Place,
    before: &Before,
    undisturbed: &Undisturbed,
    case: &Case,
    tally: &mut Tally,
) {
    let sandbox = before.again().await;
    sandbox.set_faults(vec![parse(&case.fault()).expect("a fault")]);
    let began = tokio::time::Instant::now();
    let ran = run(place, &sandbox, scenario.args, &["--json"]).await;
    let time = began.elapsed();
    let log = sandbox.log();
    sandbox.set_faults(Vec::new());
    let end = settled(&sandbox).await;
    *tally.codes.entry(ran.code).or_default() += 1;
    tally.runs += 1;
    let played = Played { ran, end, log, time, socket: false };
    let mut wrong = judge::first(case, undisturbed, &played);
    let way = if wrong.is_empty() && played.end == undisturbed.end {
        "at once"
    } else {
        sandbox.clear_log();
        let mut again = run(place, &sandbox, scenario.args, &["-vvv"]).await;
        tally.runs += 1;
        let mut end = settled(&sandbox).await;
        let mut way = "second run";
        if end != undisturbed.end
            && let Some(go_on) = scenario.go_on
        {
            if again.code != 0 && !again.stderr.contains("lamctl deploy") {
                wrong.push(format!("the second run does not name the way on: {}", again.stderr));
            }
            again = run(place, &sandbox, go_on, &["-vvv"]).await;
            tally.runs += 1;
            end = settled(&sandbox).await;
            way = "the command that the error names";
        }
        if end == undisturbed.end {
            way
        } else {
            wrong.extend(judge::never(case, &again, &sandbox.log(), &undisturbed.end, &end));
            "never, by nature"
        }
    };
    *tally.ways.entry(way).or_default() += 1;
    if !wrong.is_empty() {
        tally.wrong.push(format!(
            "--fault {} ({}): {}\n    {}",
            case.fault(),
            scenario.name,
            wrong.join("; "),
            judge::summary(&played)
        ));
    }
    if scenario.kinds.is_some() {
        return;
    }
    // The same for people, with everything that is said: no secret in it, and the same end.
    let sandbox = before.again().await;
    sandbox.set_faults(vec![parse(&case.fault()).expect("a fault")]);
    let human = run(place, &sandbox, scenario.args, &["-vvv"]).await;
    tally.runs += 1;
    if human.code != played.ran.code {
        tally.wrong.push(format!("--fault {}: {} in JSON, {} for people", case.fault(), played.ran.code, human.code));
    }
    if (human.code != 0) != human.stderr.lines().any(|line| line.starts_with("error: ")) {
        tally.wrong.push(format!("--fault {}: exit {}, and it says {}", case.fault(), human.code, human.stderr));
    }
}
