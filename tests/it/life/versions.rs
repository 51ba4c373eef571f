//! Versions, aliases, going back, and the end.

use std::process::Command;

use super::{ARN, LIVE, calls, code, sandbox, with};
use crate::support::{HELLO, Place};

/// A place whose function has versions 1 to `n`, `live` at the last.
fn versions(url: &str, n: u32) -> Place {
    let place = Place::hello().at(url);
    place.write("deploy.yaml", with(LIVE));
    for n in 1..=n {
        code(&place, n);
        place.run(["deploy"]).expect(0);
    }
    place
}

fn points_at(place: &Place) -> (String, serde_json::Value) {
    let listed = place.run(["alias", "list", "--json"]).expect(0).json();
    let alias = &listed["result"][0];
    assert_eq!(alias["name"], "live");
    (alias["version"].as_str().expect("a version").to_owned(), alias["weights"].clone())
}

#[test]
fn stdout_is_the_arn_that_callers_should_use() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with("publish: true\n"));
    for _ in 0..2 {
        assert_eq!(place.run(["deploy", "-q"]).expect(0).stdout, format!("{ARN}:1\n"));
    }
    place.write("deploy.yaml", with(LIVE));
    let moved = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(calls(&moved)[3..], ["CreateAlias"], "unchanged code is not published again");
    for _ in 0..2 {
        assert_eq!(place.run(["deploy", "-q"]).expect(0).stdout, format!("{ARN}:live\n"));
    }
}

#[test]
fn an_alias_behind_moves_alone_and_a_shift_under_way_ends() {
    let sandbox = sandbox(&[]);
    let place = versions(&sandbox.url, 2);
    let set = place.run(["alias", "set", "--alias", "live", "--to", "1", "--weight", "2=0.25"]).expect(0);
    assert!(set.stdout.contains("ALIAS") && set.stdout.contains("2=0.25"), "{}", set.stdout);
    assert_eq!(points_at(&place), ("1".into(), serde_json::json!({"2": 0.25})));
    let listed = place.run(["versions"]).expect(0).stdout;
    assert!(listed.contains("live (25 %)") && listed.contains("live (75 %)"), "{listed}");
    let same =
        place.run(["alias", "set", "--alias", "live", "--to", "1", "--weight", "2=0.25", "--json"]).expect(0).json();
    assert_eq!(calls(&same), ["GetAlias"]);

    let diff = place.run(["diff"]).expect(0).stdout;
    assert!(diff.contains("the shift under way (version 2 at 0.25) ends"), "{diff}");
    let moved = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(calls(&moved)[3..], ["UpdateAlias"]);
    assert_eq!(points_at(&place), ("2".into(), serde_json::json!({})));
    place.run(["alias", "set", "--alias", "live", "--to", "1", "--weight", "2=1.5"]).expect(2);
    place.run(["alias", "set", "--alias", "live", "--to", "9"]).expect(254);
    for _ in 0..2 {
        assert_eq!(place.run(["alias", "delete", "--alias", "live"]).expect(0).stdout, "");
    }
}

#[test]
fn a_smoke_test_that_fails_leaves_the_alias_alone() {
    let sandbox = sandbox(&["Invoke#1:function-error=Boom"]);
    let place = versions(&sandbox.url, 1);
    code(&place, 2);
    let failed = place.run(["deploy", "--smoke", "{\"a\": 1}"]).expect(1).says("smoke test of version 2").says("Boom");
    assert_eq!(failed.stdout, format!("{ARN}:live\n"));
    assert_eq!(points_at(&place).0, "1");
    place.write("event.json", "{\"a\": 1}");
    let done = place.run(["deploy", "--smoke", "@event.json", "--json"]).expect(0).json();
    assert_eq!(calls(&done)[3..], ["Invoke", "UpdateAlias"], "the version is there already");
    assert_eq!(points_at(&place).0, "2");
    place.run(["deploy", "--smoke", "not json"]).expect(2);
}

#[test]
fn rolling_back_says_what_differs_before_it_asks() {
    let sandbox = sandbox(&[]);
    let place = versions(&sandbox.url, 2);
    place.write("deploy.yaml", with(LIVE).replace("256", "512"));
    place.run(["deploy"]).expect(0);
    let asked = place.run(["rollback", "--alias", "live"]).expect(4).says("memory_size: 512 → 256").says("--yes");
    assert_eq!(asked.stdout, "");
    assert_eq!(points_at(&place).0, "3");
    let back = place.run(["rollback", "--alias", "live", "--yes"]).expect(0).says("pointed at before");
    assert!(back.stdout.starts_with("ALIAS"), "{}", back.stdout);
    assert_eq!(points_at(&place).0, "2");
    // The way back is noted too.
    let again = place.run(["rollback", "--alias", "live", "--yes", "--json"]).expect(0).json();
    assert_eq!(again["result"]["alias"]["version"], "3");
    place.run(["rollback", "--alias", "live", "--yes", "--to", "1"]).expect(0);
    assert_eq!(points_at(&place).0, "1");
    place.run(["rollback", "--alias", "live", "--yes", "--to", "9"]).expect(4).says("no version 9");
    place.run(["rollback", "--alias", "nosuch", "--yes"]).expect(4).says("no alias nosuch");
    // Without a note the highest below, and that is said.
    place.run(["alias", "delete", "--alias", "live"]).expect(0);
    place.run(["alias", "set", "--alias", "live", "--to", "3"]).expect(0);
    place.run(["rollback", "--alias", "live", "--yes"]).expect(0).says("highest below");
    assert_eq!(points_at(&place).0, "2");
}

#[test]
fn the_origin_of_a_version_is_in_its_description() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with("publish: true\nprovenance: true\ndescription: the shop\n"));
    place.run(["deploy"]).expect(0);
    let listed = place.run(["versions", "--json"]).expect(0).json();
    let made = |listed: &serde_json::Value, version: &str| {
        let all = listed["result"].as_array().expect("a list");
        all.iter().find(|v| v["version"] == version).expect(version).clone()
    };
    let first = made(&listed, "1");
    assert_eq!(
        (&first["provenance"]["commit"], &first["provenance"]["dirty"]),
        (&serde_json::Value::Null, &false.into())
    );
    assert_eq!(first["provenance"]["package"], first["code_sha256"]);
    assert_eq!(made(&listed, "$LATEST")["description"], "the shop");

    let git = |args: &[&str]| {
        let mut command: Command = place.command("git");
        command.args(["-c", "user.name=t", "-c", "user.email=t@example.com"]).args(args);
        assert!(command.output().expect("git runs").status.success(), "{args:?}");
    };
    git(&["init", "-q"]);
    place.write(".gitignore", "home\n");
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    code(&place, 2);
    git(&["commit", "-qam", "two"]);
    place.run(["deploy"]).expect(0);
    code(&place, 3);
    place.run(["deploy"]).expect(0);
    let same = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(same["functions"][0]["effect"], "unchanged", "another commit of the same code is no new version");
    let listed = place.run(["versions", "--json"]).expect(0).json();
    for (version, dirty) in [("2", false), ("3", true)] {
        let origin = &made(&listed, version)["provenance"];
        assert_eq!(origin["commit"].as_str().expect("a commit").len(), 40);
        assert_eq!(origin["dirty"], dirty);
    }
    let table = place.run(["versions"]).expect(0).stdout;
    assert!(table.contains("the shop commit ") && table.contains("(tree was dirty)"), "{table}");
}

#[test]
fn pruning_spares_what_is_needed() {
    let sandbox = sandbox(&[]);
    let place = versions(&sandbox.url, 6);
    place.run(["alias", "set", "--alias", "live", "--to", "1", "--weight", "3=0.1"]).expect(0);
    let shown = place.run(["versions", "prune", "--keep", "1", "-n"]).expect(0).stdout;
    assert!(shown.contains("delete version 2") && !shown.contains("delete version 3"), "{shown}");
    let document = place.run(["versions", "prune", "--keep", "1", "--json"]).expect(0).json();
    assert_eq!(document["result"]["pruned"], serde_json::json!(["2", "4", "5"]));
    let kept: Vec<&str> = document["result"]["kept"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|k| k["version"].as_str().expect("text"))
        .collect();
    assert_eq!(kept, ["1", "3"]);
    assert!(document["result"]["freed_bytes"].as_u64().expect("bytes") > 300);
    let left = place.run(["versions", "--json"]).expect(0).json();
    let left: Vec<&str> =
        left["result"].as_array().expect("a list").iter().map(|v| v["version"].as_str().expect("text")).collect();
    assert_eq!(left, ["$LATEST", "6", "3", "1"]);
    // Where the alias would roll back to is needed, too, whatever is to be kept.
    let none = place.run(["versions", "prune", "--keep", "0"]).expect(0).says("0 versions");
    assert!(none.stdout.contains("alias live would roll back to it"), "{}", none.stdout);
}

#[test]
fn the_end_of_a_function() {
    let sandbox = sandbox(&[]);
    let place = versions(&sandbox.url, 2);
    place.run(["delete", "--version", "2", "--yes"]).expect(254).says("alias");
    assert_eq!(place.run(["delete", "--version", "1", "--yes"]).expect(0).stdout, "");
    place.run(["delete"]).expect(4).says("--yes");
    let mapping = r#"{"FunctionName": "hello", "EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:orders"}"#;
    super::compare::send("POST", &sandbox.url, "/2015-03-31/event-source-mappings/", "", mapping.as_bytes());
    let shown = place.run(["delete", "-n"]).expect(0).says(":orders stays");
    assert!(shown.stdout.contains("delete the function"), "{}", shown.stdout);
    let gone = place.run(["delete", "--yes"]).expect(0).says(":orders stays").says("log group /aws/lambda/hello stays");
    assert_eq!(gone.stdout, "");
    let document = place.run(["delete", "--yes", "--json"]).expect(0).json();
    assert_eq!((&document["ok"], &document["functions"][0]["effect"]), (&true.into(), &"unchanged".into()));
    place.run(["status", "hello"]).expect(254);
    place.run(["wait", "hello", "--for", "deleted"]).expect(0);
}

#[test]
fn one_function_and_all_of_them() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with("environment: {variables: {KEY: hunter2}}\ntags: {team: web}\n"));
    place.run(["deploy"]).expect(0);
    let status = place.run(["status"]).expect(0);
    for row in ["state         Active", "memory        256 MB", "variables     KEY", "tags          team=web"] {
        assert!(status.stdout.contains(row), "{row}: {}", status.stdout);
    }
    let document = place.run(["status", "hello", "--json"]).expect(0).json();
    assert_eq!(document["result"]["configuration"]["environment"]["variable_names"][0], "KEY");
    assert!(!document.to_string().contains("hunter2") && !status.stdout.contains("hunter2"));
    let list = place.run(["list"]).expect(0).stdout;
    assert!(list.starts_with("NAME") && list.contains("hello  python3.13  256 MB"), "{list}");
    assert_eq!(place.run(["wait", "--for", "updated"]).expect(0).stdout, "");
    assert_eq!(place.run(["check"]).expect(0).stdout, "");
    place.write("many.yaml", "defaults: {code: {dir: src}}\nfunctions: {aa: {}, bb: {}}\n");
    place.run(["status", "-f", "many.yaml"]).expect(2).says("aa, bb");
    place.write("nocode.yaml", "function_name: hello\n");
    place.run(["status", "-f", "nocode.yaml"]).expect(0);
    place.write("two.yaml", format!("{}\n", HELLO.replace("name: hello", "name: other")));
    place.run(["status", "-f", "two.yaml"]).expect(254).says("other");
}
