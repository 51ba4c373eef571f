//! Several functions in one run.

use std::fmt::Write as _;
use std::time::Instant;

use super::sandbox;
use crate::support::Place;
use crate::support::endpoint::SandboxProcess;

fn manifest(names: &[String]) -> String {
    let mut text =
        "defaults:\n  runtime: python3.13\n  handler: app.handler\n  role: arn:aws:iam::000000000000:role/x\n  \
                    code: {dir: src}\nfunctions:\n"
            .to_owned();
    for name in names {
        let _ = writeln!(text, "  {name}: {{memory_size: 256}}");
    }
    text
}

fn place(url: &str, names: &[&str]) -> Place {
    let place = Place::hello().at(url);
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    place.write("deploy.yaml", manifest(&names));
    place
}

#[test]
fn ones_failure_does_not_stop_the_others() {
    let sandbox = sandbox(&["CreateFunction#2:forbidden"]);
    let place = place(&sandbox.url, &["aa", "bb", "cc"]);
    let ran = place.run(["deploy"]).expect(254).says("2 created, 1 failed").says("lambda:CreateFunction");
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
    let document = place.run(["deploy", "--json"]).expect(0).json();
    let effects: Vec<&str> =
        document["functions"].as_array().expect("a list").iter().map(|f| f["effect"].as_str().expect("text")).collect();
    assert_eq!(effects.iter().filter(|e| **e == "created").count(), 1, "{effects:?}");
    assert_eq!(effects.iter().filter(|e| **e == "unchanged").count(), 2, "{effects:?}");
    let names: Vec<&str> =
        document["functions"].as_array().expect("a list").iter().map(|f| f["name"].as_str().expect("text")).collect();
    assert_eq!(names, ["aa", "bb", "cc"], "in the manifest's order");
}

#[test]
fn all_are_checked_before_anything_is_sent() {
    let sandbox = sandbox(&[]);
    let place = place(&sandbox.url, &["aa", "bb"]);
    let broken = manifest(&["aa".into(), "bb".into()]).replace("bb: {memory_size: 256}", "bb: {memory_size: 1}");
    place.write("deploy.yaml", &broken);
    let document = place.run(["deploy", "--json"]).expect(4).json();
    for function in document["functions"].as_array().expect("a list") {
        assert_eq!((&function["effect"], &function["steps"]), (&"none".into(), &serde_json::json!([])));
    }
    let picked = place.run(["deploy", "--function", "aa", "--json"]).expect(0).json();
    assert_eq!(picked["functions"].as_array().expect("a list").len(), 1);
    place.run(["deploy", "--function", "zz"]).expect(2).says("aa, bb");
}

#[test]
fn several_files_are_several_manifests() {
    let sandbox = sandbox(&[]);
    let place = place(&sandbox.url, &["aa"]);
    place.write("more.yaml", manifest(&["bb".into(), "cc".into()]));
    let ran = place.run(["deploy", "-f", "deploy.yaml", "-f", "more.yaml"]).expect(0).says("3 created, in");
    let arns: Vec<&str> = ran.stdout.lines().map(|line| line.rsplit(':').next().expect("a name")).collect();
    assert_eq!(arns, ["aa", "bb", "cc"]);
    place.write("twice.yaml", manifest(&["cc".into()]));
    place.run(["deploy", "-f", "more.yaml", "-f", "twice.yaml"]).expect(3).says("described twice");
    let diff = place.run(["diff", "--exit-code", "-f", "deploy.yaml", "-f", "more.yaml"]).expect(0).stdout;
    assert_eq!(diff.matches("nothing differs").count(), 3, "{diff}");
}

#[test]
fn more_than_a_page_of_functions() {
    let sandbox = SandboxProcess::start(&["--active-after", "0"]);
    let names: Vec<String> = (0..60).map(|n| format!("f{n:02}")).collect();
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", manifest(&names));
    place.run(["deploy"]).expect(0).says("60 created, in");
    let list = place.run(["list", "--json"]).expect(0).json();
    let listed: Vec<&str> =
        list["result"].as_array().expect("a list").iter().map(|f| f["name"].as_str().expect("text")).collect();
    assert_eq!(listed, names);
}

#[test]
fn eight_go_side_by_side() {
    let sandbox = sandbox(&["CreateFunction:delay=1"]);
    let names: Vec<String> = (0..16).map(|n| format!("f{n:02}")).collect();
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", manifest(&names));
    let start = Instant::now();
    place.run(["deploy"]).expect(0);
    let took = start.elapsed().as_secs_f64();
    assert!((2.0..10.0).contains(&took), "two rounds of eight take 2 s, one by one 16 s: {took} s");
}

/// 40 functions that are new, at 15 requests a second: a create and a look each.
#[test]
fn forty_functions_go_as_fast_as_the_rate_allows() {
    let sandbox = SandboxProcess::start(&["--active-after", "0", "--rate", "15"]);
    let names: Vec<String> = (0..40).map(|n| format!("f{n:02}")).collect();
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", manifest(&names));
    let start = Instant::now();
    let document = place.run(["create", "--json"]).expect(0).json();
    let took = start.elapsed().as_secs_f64();
    assert!(document["functions"].as_array().expect("a list").iter().all(|f| f["state"] == "Active"));
    // 40 creates and 40 looks are 80 requests: 80 / 15 = 5.3 s, less the second's worth that is there at once.
    assert!(took < 16.0, "{took} s");
}
