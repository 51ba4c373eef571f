//! `invoke` and `logs`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{calls, sandbox, with};
use crate::support::{Place, run};

#[test]
fn the_answer_is_on_stdout_and_nothing_else() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["create"]).expect(0);
    let inline = place.run(["invoke", "--payload", r#"{"name": "x"}"#, "--tail"]).expect(0).says("REPORT RequestId");
    let answer: serde_json::Value = serde_json::from_str(&inline.stdout).expect("the function's answer alone");
    assert_eq!(answer["event"]["name"], "x");
    place.write("event.json", r#"{"name": "y"}"#);
    assert!(place.run(["invoke", "hello", "--payload", "@event.json"]).expect(0).stdout.contains("\"y\""));
    assert!(place.run_with(b"[1]", ["invoke", "hello", "--payload", "-"]).expect(0).stdout.contains("[1]"));
    let queued = place.run(["invoke", "--async"]).expect(0).says("Queued");
    assert_eq!(queued.stdout, "");
    place.run(["invoke", "--payload", "{oops"]).expect(2).says("not JSON");
    place.run(["invoke", "--payload", "@nosuch.json"]).expect(2);
    let document = place.run(["invoke", "--json", "--payload", "7"]).expect(0).json();
    assert_eq!((&document["result"]["status"], &document["result"]["payload"]["event"]), (&200.into(), &7.into()));
    place.run(["invoke", "--qualifier", "9"]).expect(254);
}

#[test]
fn a_function_error_is_exit_1_with_its_answer() {
    let sandbox = sandbox(&["Invoke:function-error=Boom"]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["create"]).expect(0);
    let ran = place.run(["invoke"]).expect(1).says("the function reported an error");
    assert!(ran.stdout.contains("Boom"), "{}", ran.stdout);
    let document = place.run(["invoke", "--json"]).expect(1).json();
    assert_eq!(document["error"]["kind"], "function-error");
    assert_eq!(document["result"]["payload"]["errorType"], "Boom");
}

#[test]
fn an_invocation_is_sent_once() {
    for (fault, code) in [("Invoke:lost", 254), ("Invoke:500", 254), ("Invoke:hang-lost", 254)] {
        let sandbox = sandbox(&[fault]);
        let place = Place::hello().at(&sandbox.url);
        place.run(["create"]).expect(0);
        let start = Instant::now();
        let document = place.run(["invoke", "--json", "--read-timeout", "1"]).expect(code).json();
        assert_eq!(calls(&document), ["Invoke"], "{fault}");
        assert_eq!(document["functions"][0]["steps"][0]["attempts"], 1, "{fault}");
        assert!(start.elapsed() < Duration::from_secs(20), "{fault}");
    }
}

#[test]
fn the_log_is_merged_filtered_and_one_line_each() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["logs", "hello"]).expect(254);
    place.run(["create"]).expect(0);
    let none = place.run(["logs"]).expect(0).says("not there yet");
    assert_eq!(none.stdout, "");
    for _ in 0..2 {
        place.run(["invoke"]).expect(0);
    }
    let all = place.run(["logs", "--since", "5m"]).expect(0);
    assert_eq!(all.stdout.lines().count(), 8, "{}", all.stdout);
    let times: Vec<&str> = all.stdout.lines().map(|line| line.split_once("  ").expect("a time").0).collect();
    assert!(times.is_sorted() && times[0].ends_with('Z'), "{times:?}");
    let filtered = place.run(["logs", "--filter", "START", "--json"]).expect(0);
    let events: Vec<serde_json::Value> =
        filtered.stdout.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(events.len(), 2);
    for event in &events {
        assert!(event["message"].as_str().expect("text").starts_with("START"), "{event}");
        for key in ["timestamp", "time", "stream", "id"] {
            assert!(!event[key].is_null(), "{key}: {event}");
        }
    }
    let future = place.run(["logs", "--since", "2099-01-01T00:00:00Z"]).expect(0).says("no events");
    assert_eq!(future.stdout, "");
    place.run(["logs", "--since", "yesterday"]).expect(2);
    let failed = place.run(["logs", "nosuch", "--json"]).expect(254);
    assert_eq!(failed.stdout.lines().count(), 1, "an error is a line, too");
    assert_eq!(failed.json()["error"]["code"], "ResourceNotFoundException");
}

#[test]
fn a_log_group_of_its_own() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with("logging_config: {log_group: /shop/all}\n"));
    place.run(["create"]).expect(0);
    place.run(["invoke"]).expect(0);
    assert_eq!(place.run(["logs"]).expect(0).stdout.lines().count(), 4);
    place.run(["delete", "--yes"]).expect(0).says("log group /shop/all stays");
    // The log outlives its function, and the manifest still knows where it is.
    assert_eq!(place.run(["logs"]).expect(0).stdout.lines().count(), 4);
}

#[test]
fn following_ends_with_ctrl_c_and_with_its_reader() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["create"]).expect(0);
    let mut child = place
        .lamctl()
        .args(["logs", "--follow"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    std::thread::sleep(Duration::from_millis(300));
    place.run(["invoke"]).expect(0);
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut first = String::new();
    lines.read_line(&mut first).expect("a line");
    assert!(first.contains("START RequestId"), "{first}");
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(said, "");

    let exe = env!("CARGO_BIN_EXE_lamctl");
    let piped = run(place.command("sh").args(["-c", &format!("'{exe}' logs --since 1h | head -n 1")])).expect(0);
    assert_eq!((piped.stdout.lines().count(), piped.stderr.as_str()), (1, ""));
}
