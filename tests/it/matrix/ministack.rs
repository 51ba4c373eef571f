//! Creating and deploying with transport faults in front of MiniStack, so that lamctl's own sandbox is not the only
//! judge. In this process with the real clock; attempts are few.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lamctl::apply::Stop;
use lamctl::sandbox::{Options, Sandbox, parse};
use serde_json::{Value, json};

use super::judge::difference;
use super::play::cases;
use super::real::{say, side_by_side};
use super::scenarios;
use crate::support::endpoint::ministack;
use crate::support::virtual_time::{Network, lamctl_with};
use crate::support::{Place, Ran};

const FIRST: &[&str] = &["deploy", "-f", "first.yaml"];

/// A command line, and the one that goes on where a second run of it is refused.
struct Line {
    name: &'static str,
    before: Option<&'static [&'static str]>,
    args: &'static [&'static str],
    go_on: &'static [&'static str],
}

const LINES: &[Line] = &[
    Line { name: "create", before: None, args: &["create", "-f", "first.yaml"], go_on: FIRST },
    Line {
        name: "deploy",
        before: Some(FIRST),
        args: &["deploy", "-f", "upstream.yaml"],
        go_on: &["deploy", "-f", "upstream.yaml"],
    },
];

/// One function of its own on MiniStack, with faults in front of it.
struct Trial<'a> {
    place: &'a Place,
    sandbox: Sandbox,
    runtime: tokio::runtime::Runtime,
    name: String,
}

impl<'a> Trial<'a> {
    fn new(place: &'a Place, url: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("m{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let sandbox =
            runtime.block_on(async { Sandbox::new(Options { upstream: Some(url.to_owned()), ..Options::default() }) });
        Trial { place, sandbox, runtime, name }
    }

    fn run(&self, args: &[&str]) -> Ran {
        let network = Network::to(&self.sandbox);
        let vars = [("AWS_MAX_ATTEMPTS", "3")];
        self.runtime.block_on(lamctl_with(self.place.path(), &network, args, &vars, Stop::new()))
    }

    /// With the manifest's function under this trial's name.
    fn change(&self, args: &[&str], more: &[&str]) -> Ran {
        let name = format!("function_name={}", self.name);
        let args: Vec<&str> = args.iter().chain(more).chain(&["--set", &name]).copied().collect();
        self.run(&args)
    }

    /// What MiniStack has, as lamctl's own reading tells it.
    fn state(&self) -> Value {
        let mut state = json!({});
        for (key, args) in [
            ("function", ["status", &self.name, "--json"].as_slice()),
            ("versions", &["versions", &self.name, "--json"]),
            ("aliases", &["alias", "list", &self.name, "--json"]),
        ] {
            let result = self.run(args).json()["result"].clone();
            let text = result.to_string().replace(&self.name, "NAME");
            let mut result: Value = serde_json::from_str(&text).expect("as it was");
            forget(&mut result);
            state[key] = result;
        }
        state
    }

    fn clean(&self) {
        self.run(&["delete", &self.name, "--yes"]);
    }
}

/// Times and revisions differ from run to run.
fn forget(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for volatile in ["last_modified", "revision_id"] {
                map.remove(volatile);
            }
            map.values_mut().for_each(forget);
        }
        Value::Array(all) => all.iter_mut().for_each(forget),
        _ => {}
    }
}

#[test]
fn transport_faults_in_front_of_ministack() {
    super::roomy(in_front_of_ministack);
}

fn in_front_of_ministack() {
    let Some(url) = ministack() else { return };
    let started = Instant::now();
    let place = scenarios::place();
    let first = std::fs::read_to_string(place.path().join("first.yaml")).expect("it is there");
    let second = first
        .replace("{dir: one}", "{dir: two}")
        .replace("description: first", "description: second\nmemory_size: 512")
        .replace("aliases: [live]", "aliases: [live, next]");
    place.write("upstream.yaml", second);
    for line in LINES {
        let began = Instant::now();
        let trial = Trial::new(&place, url);
        if let Some(before) = line.before {
            assert_eq!(trial.change(before, &[]).code, 0);
        }
        trial.sandbox.clear_log();
        let ran = trial.change(line.args, &["--json"]);
        assert_eq!(ran.code, 0, "{}: {}", line.name, ran.stdout);
        let log = trial.sandbox.log();
        let wanted = trial.state();
        trial.clean();
        // A minute without an answer is left to virtual time, and so is what differs by its number alone.
        let left = ["hang", "hang-lost", "delay=3", "429=2", "503", "503-lost"];
        let all: Vec<_> =
            cases(&log).into_iter().filter(|case| case.is_transport() && !left.contains(&case.kind)).collect();
        let wrong = side_by_side(&all, 12, |case| {
            let trial = Trial::new(&place, url);
            if let Some(before) = line.before {
                assert_eq!(trial.change(before, &[]).code, 0);
            }
            trial.sandbox.clear_log();
            trial.sandbox.set_faults(vec![parse(&case.fault()).expect("a fault")]);
            let ran = trial.change(line.args, &["--json"]);
            trial.sandbox.set_faults(Vec::new());
            let mut wrong = Vec::new();
            let document = ran.json();
            if document["ok"] != (ran.code == 0) || ![0, 253, 254].contains(&ran.code) {
                wrong.push(format!("exit {}: {document:#}", ran.code));
            }
            if case.is_single() && ran.code != 0 {
                wrong.push(format!("one fault, and exit {}: {}", ran.code, document["error"]));
            }
            let mut end = trial.state();
            if ran.code == 0 && end != wanted {
                wrong.push(format!("done, and the state is another one: {}", difference(&wanted, &end)));
            }
            if end != wanted {
                trial.change(line.args, &["-vvv"]);
                end = trial.state();
            }
            if end != wanted {
                trial.change(line.go_on, &["-vvv"]);
                end = trial.state();
            }
            if end != wanted {
                wrong.push(format!("not as undisturbed: {}", difference(&wanted, &end)));
            }
            trial.clean();
            (!wrong.is_empty()).then(|| format!("--fault {} ({}): {}", case.fault(), line.name, wrong.join("; ")))
        });
        say(&format!("MiniStack: {}: {} cases in {:.1} s", line.name, all.len(), began.elapsed().as_secs_f64()));
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
    }
    assert!(started.elapsed() < Duration::from_secs(300), "it took {:?}", started.elapsed());
}
