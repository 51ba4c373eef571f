//! The same cases against the sandbox and against MiniStack, which knows nothing of us.

use std::time::Duration;

use crate::support::endpoint::{Watched, ministack};
use crate::support::{CANARY, HELLO, Place};

/// Each case becomes two tests.
macro_rules! on_both {
    ($($case:ident),* $(,)?) => {
        mod on_the_sandbox {
            $(#[test] fn $case() { super::$case(&super::Watched::sandbox(super::Duration::from_millis(300)), stringify!($case)); })*
        }
        mod on_ministack {
            $(#[test] fn $case() {
                let Some(url) = super::ministack() else { return };
                super::$case(&super::Watched::before(url), stringify!($case));
            })*
        }
    };
}

on_both!(
    the_document_of_a_create_is_whole_and_true,
    an_existing_function_is_a_conflict_and_stays_as_it_is,
    a_dry_run_asks_for_nothing,
    who_does_not_wait_can_wait_later,
    the_arn_is_all_that_stdout_has,
    what_the_service_refuses_is_said,
    many_functions_of_one_manifest,
);

/// A place for a function that no other test has: MiniStack is one for all of them.
fn place(endpoint: &Watched, case: &str) -> (Place, String) {
    let name = format!("{}-{}", &case[..case.len().min(40)], std::process::id());
    let place = Place::hello().at(&endpoint.url);
    place.write("deploy.yaml", manifest(&name, ""));
    (place, name)
}

fn manifest(name: &str, settings: &str) -> String {
    format!(
        "{}environment: {{variables: {{GREETING: {CANARY}}}}}\n{settings}",
        HELLO.replace("name: hello", &format!("name: {name}"))
    )
}

/// CreateFunction, then looks at the state and nothing else.
#[track_caller]
fn only_creates_and_looks(operations: &[String]) {
    assert_eq!(operations[0], "CreateFunction", "{operations:?}");
    assert!(operations.len() >= 2, "at least one look: {operations:?}");
    assert!(operations[1..].iter().all(|o| o == "GetFunctionConfiguration"), "{operations:?}");
}

fn the_document_of_a_create_is_whole_and_true(endpoint: &Watched, case: &str) {
    let (place, name) = place(endpoint, case);
    let ran = place.run(["create", "--json", "-vvv"]).expect(0);
    only_creates_and_looks(&endpoint.taken());
    assert!(!ran.stderr.contains(CANARY) && !ran.stdout.contains(CANARY), "the value of a variable was shown");
    let document = ran.json();
    let function = &document["functions"][0];
    assert_eq!(document["ok"], true);
    assert_eq!(document["command"], "create");
    assert_eq!(document["meta"]["region"], "us-east-1");
    assert_eq!(document["meta"]["endpoint"].as_str(), Some(endpoint.url.as_str()));
    assert_eq!(document["meta"]["dry_run"], false);
    let arn = format!("arn:aws:lambda:us-east-1:000000000000:function:{name}");
    for (key, value) in [
        ("name", name.as_str()),
        ("file", "deploy.yaml"),
        ("plan", "create"),
        ("effect", "created"),
        ("function_arn", &arn),
        ("version", "$LATEST"),
        ("state", "Active"),
        ("last_update_status", "Successful"),
    ] {
        assert_eq!(function[key], value, "{key}");
    }
    assert_eq!(function["error"], serde_json::Value::Null);
    assert_eq!(function["package"]["source"], "dir");
    assert_eq!(function["package"]["files"], 1);
    assert_eq!(function["package"]["sha256"], function["code_sha256"]);
    assert_eq!(function["package"]["zipped_bytes"], function["code_size"]);
    let steps = function["steps"].as_array().expect("a list");
    assert_eq!(steps.len(), 1, "looks are counted, not listed: {steps:?}");
    assert_eq!((&steps[0]["operation"], &steps[0]["attempts"]), (&"CreateFunction".into(), &1.into()));
    assert!(steps[0]["request_id"].is_string(), "{steps:?}");
    assert!(
        function["waited_ms"].is_u64() && function["polls"].as_u64().is_some_and(|polls| polls >= 1),
        "{function:#}"
    );
    place.run(["delete", "--yes"]).expect(0);
}

fn an_existing_function_is_a_conflict_and_stays_as_it_is(endpoint: &Watched, case: &str) {
    let (place, name) = place(endpoint, case);
    place.run(["create"]).expect(0);
    let before = place.run(["status", "--json"]).expect(0).json()["result"].clone();
    endpoint.taken();
    place.write("deploy.yaml", manifest(&name, "description: another\n"));
    let ran = place.run(["create"]).expect(254).says("lamctl deploy");
    assert!(!ran.stderr.contains(CANARY), "the value of a variable was shown");
    let document = place.run(["create", "--json"]).expect(254).json();
    assert_eq!(document["ok"], false);
    assert_eq!(document["error"]["kind"], "conflict");
    assert_eq!(document["error"]["code"], "ResourceConflictException");
    assert_eq!(document["functions"][0]["effect"], "none");
    let operations = endpoint.taken();
    assert!(operations.iter().all(|o| o == "CreateFunction" || o == "GetFunctionConfiguration"), "{operations:?}");
    assert_eq!(place.run(["status", "--json"]).expect(0).json()["result"], before);
    place.run(["delete", "--yes"]).expect(0);
}

fn a_dry_run_asks_for_nothing(endpoint: &Watched, case: &str) {
    let (place, _) = place(endpoint, case);
    let ran = place.run(["create", "-n"]).expect(0);
    assert!(ran.stdout.contains("create the function"), "{}", ran.stdout);
    let document = place.run(["create", "-n", "--json"]).expect(0).json();
    assert_eq!(document["meta"]["dry_run"], true);
    assert_eq!(document["functions"][0]["plan"], "create");
    assert_eq!(document["functions"][0]["effect"], "none");
    assert_eq!(endpoint.taken(), [""; 0]);
    place.run(["status"]).expect(254);
    // Nor does it need credentials, or a region.
    let offline = Place::hello().run(["create", "-n", "--json"]).expect(0).json();
    assert_eq!(offline["functions"][0]["plan"], "create");
}

fn who_does_not_wait_can_wait_later(endpoint: &Watched, case: &str) {
    let (place, name) = place(endpoint, case);
    let document = place.run(["create", "--no-wait", "--json"]).expect(0).json();
    assert_eq!(document["functions"][0]["effect"], "created");
    assert_eq!(document["functions"][0]["state"], "Pending");
    assert_eq!(endpoint.taken(), ["CreateFunction"]);
    place.run(["wait", &name]).expect(0);
    let looks = endpoint.taken();
    assert!(!looks.is_empty() && looks.iter().all(|o| o == "GetFunctionConfiguration"), "{looks:?}");
    let status = place.run(["status", &name, "--json"]).expect(0).json();
    assert_eq!(status["functions"][0]["state"], "Active", "{status:#}");
    place.run(["delete", &name, "--yes"]).expect(0);
    place.run(["wait", &name, "--for", "deleted"]).expect(0);
    place.run(["status", &name]).expect(254);
    place.run(["delete", &name, "--yes"]).expect(0).says("nothing to delete");
}

fn the_arn_is_all_that_stdout_has(endpoint: &Watched, case: &str) {
    let (place, name) = place(endpoint, case);
    let ran = place.run(["create"]).expect(0).says("Packaged").says("Created").says("Active");
    assert_eq!(ran.stdout, format!("arn:aws:lambda:us-east-1:000000000000:function:{name}\n"));
    only_creates_and_looks(&endpoint.taken());
    place.run(["delete", "--yes"]).expect(0);
    let quiet = place.run(["create", "-q"]).expect(0);
    assert_eq!((quiet.stdout, quiet.stderr.as_str()), (ran.stdout, ""));
    place.run(["delete", "--yes"]).expect(0);
}

/// What a check would stop, let through: the service's own answer, and nothing exists.
fn what_the_service_refuses_is_said(endpoint: &Watched, case: &str) {
    let (place, name) = place(endpoint, case);
    place.write("deploy.yaml", manifest(&name, "").replace("runtime: python3.13\n", ""));
    place.run(["create"]).expect(4).says("runtime");
    assert_eq!(endpoint.taken(), [""; 0], "nothing is sent that a check stops");
    let document = place.run(["create", "-A", "all", "--json"]).expect(254).json();
    assert_eq!(document["error"]["kind"], "service", "{document:#}");
    assert_eq!(document["error"]["code"], "InvalidParameterValueException", "{document:#}");
    assert!(document["error"]["request_id"].is_string(), "{document:#}");
    assert_eq!(document["functions"][0]["effect"], "none");
    assert_eq!(endpoint.taken(), ["CreateFunction"]);
    place.run(["status"]).expect(254);
}

fn many_functions_of_one_manifest(endpoint: &Watched, case: &str) {
    let (place, name) = place(endpoint, case);
    let mut text = "defaults: {runtime: python3.13, handler: app.handler, code: {dir: src}}\nfunctions:\n".to_owned();
    for n in 1..=3 {
        text += &format!("  {name}-{n}: {{role: 'arn:aws:iam::000000000000:role/r', memory_size: {}}}\n", 128 * n);
    }
    place.write("deploy.yaml", text);
    let document = place.run(["create", "--json"]).expect(0).json();
    let functions = document["functions"].as_array().expect("a list");
    assert!(functions.iter().all(|f| f["effect"] == "created" && f["state"] == "Active"), "{document:#}");
    for n in 1..=3 {
        let name = format!("{name}-{n}");
        let status = place.run(["status", &name, "--json"]).expect(0).json();
        assert_eq!(status["result"]["configuration"]["memory_size"], 128 * n, "{status:#}");
        place.run(["delete", &name, "--yes"]).expect(0);
    }
}
