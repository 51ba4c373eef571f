//! `create` as its users run it: the real binary, against the sandbox and against MiniStack.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::endpoint::{SandboxProcess, ministack};
use crate::support::{CANARY, HELLO, Place, fixture, root, run};

#[test]
fn the_example_is_created_on_the_sandbox_without_an_account() {
    let place = Place::new();
    let mut command = place.lamctl();
    command.current_dir(root()).args([
        "sandbox",
        "--active-after",
        "0.1",
        "--",
        "lamctl",
        "create",
        "-f",
        "deploy.example.yaml",
    ]);
    let ran = run(&mut command).expect(0).says("nothing reaches AWS").says("Packaged").says("Active");
    assert_eq!(ran.stdout, "arn:aws:lambda:us-east-1:000000000000:function:hello\n");
}

#[test]
fn the_document_of_a_create_is_whole_and_true() {
    let sandbox = SandboxProcess::start(&["--active-after", "0.3"]);
    let place = Place::hello().at(&sandbox.url);
    let document = place.run(["create", "--json"]).expect(0).json();
    let function = &document["functions"][0];
    assert_eq!(document["ok"], true);
    assert_eq!(document["command"], "create");
    assert_eq!(document["meta"]["region"], "us-east-1");
    assert_eq!(document["meta"]["endpoint"].as_str(), Some(sandbox.url.as_str()));
    assert_eq!(document["meta"]["dry_run"], false);
    for (key, value) in [
        ("name", "hello"),
        ("file", "deploy.yaml"),
        ("plan", "create"),
        ("effect", "created"),
        ("function_arn", "arn:aws:lambda:us-east-1:000000000000:function:hello"),
        ("version", "$LATEST"),
        ("state", "Active"),
        ("last_update_status", "Successful"),
    ] {
        assert_eq!(function[key], value, "{key}");
    }
    assert_eq!(function["package"]["source"], "dir");
    assert_eq!(function["package"]["files"], 1);
    assert_eq!(function["package"]["sha256"], function["code_sha256"]);
    assert_eq!(function["package"]["zipped_bytes"], function["code_size"]);
    let steps: Vec<_> = function["steps"].as_array().expect("a list").iter().map(|s| s["operation"].clone()).collect();
    assert_eq!(steps[0], "CreateFunction");
    assert!(steps[1..].iter().all(|s| s == "GetFunctionConfiguration"), "{steps:?}");
    assert!(function["waited_ms"].as_u64().expect("a number") >= 200, "{function:#}");
    assert!(function["polls"].as_u64().expect("a number") >= 2);
}

#[test]
fn a_dry_run_needs_no_network_and_no_credentials() {
    let place = Place::hello();
    let ran = place.run(["create", "-n"]).expect(0);
    assert!(ran.stdout.contains("create the function"), "{}", ran.stdout);
    let document = place.run(["create", "-n", "--json"]).expect(0).json();
    assert_eq!(document["meta"]["dry_run"], true);
    assert_eq!(document["functions"][0]["plan"], "create");
    assert_eq!(document["functions"][0]["effect"], "none");
}

#[test]
fn without_credentials_or_region_it_says_where_it_looked() {
    let start = Instant::now();
    let nothing = Place::hello();
    nothing.run(["create"]).expect(253).says("region").says("AWS_REGION");
    let no_credentials = Place::hello().env("AWS_REGION", "eu-west-1");
    let ran = no_credentials.run(["create"]).expect(253).says("credentials");
    assert_eq!(ran.stdout, "");
    let document = no_credentials.run(["create", "--json"]).expect(253).json();
    assert_eq!(document["error"]["kind"], "environment");
    let nobody = Place::hello().at("http://127.0.0.1:1");
    nobody.run(["create"]).expect(253).says("127.0.0.1:1");
    assert!(start.elapsed() < Duration::from_secs(40), "each within 10 s");
}

#[test]
fn a_failed_function_ends_at_once_with_its_reason() {
    let sandbox = SandboxProcess::start(&["--active-after", "0.1", "--fault", "CreateFunction:failed=InvalidSubnet"]);
    let place = Place::hello().at(&sandbox.url);
    let ran = place.run(["create"]).expect(1).says("InvalidSubnet");
    assert!(ran.stdout.contains(":function:hello"), "the ARN is printed whenever the function exists: {}", ran.stdout);
    place.run(["delete", "hello", "--yes"]).expect(0);
    let document = place.run(["create", "--json"]).expect(1).json();
    assert_eq!(document["error"]["kind"], "failed");
    assert_eq!(document["functions"][0]["effect"], "created");
    assert_eq!(document["functions"][0]["state_reason_code"], "InvalidSubnet");
}

#[test]
fn a_wait_that_runs_out_says_how_to_go_on() {
    let sandbox = SandboxProcess::start(&["--active-after", "60"]);
    let place = Place::hello().at(&sandbox.url);
    let ran = place.run(["create", "--timeout", "0.5"]).expect(124).says("lamctl wait");
    assert!(ran.stdout.contains(":function:hello"), "{}", ran.stdout);
    place.run(["delete", "hello", "--yes"]).expect(0);
    let quick = place.run(["create", "--no-wait", "--json"]).expect(0).json();
    assert_eq!(quick["functions"][0]["state"], "Pending");
    place.run(["wait", "hello", "--timeout", "0.3"]).expect(124);
}

#[test]
fn ctrl_c_says_what_exists_and_how_to_go_on() {
    let sandbox = SandboxProcess::start(&["--active-after", "60"]);
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let place = Place::hello().at(&sandbox.url);
        place.write("deploy.yaml", HELLO.replace("name: hello", &format!("name: hello-{signal}")));
        let child =
            place.lamctl().arg("create").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(1500));
        Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().expect("kill");
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains("lamctl wait"), "{said}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(":function:hello-"), "the ARN is printed");
    }
}

#[test]
fn on_ministack_a_function_is_created_and_runs() {
    let Some(endpoint) = ministack() else { return };
    let place = Place::new().at(endpoint);
    let name = format!("hello-{}", std::process::id());
    place.write("src/app.py", std::fs::read(fixture("hello/app.py")).expect("the fixture"));
    place.write(
        "deploy.yaml",
        format!(
            "{}environment: {{variables: {{GREETING: {CANARY}}}}}\n",
            HELLO.replace("name: hello", &format!("name: {name}"))
        ),
    );
    let document = place.run(["create", "--json", "-vvv"]).expect(0);
    assert!(
        !document.stderr.contains(CANARY) && !document.stdout.contains(CANARY),
        "the value of a variable was shown"
    );
    let document = document.json();
    assert_eq!(document["functions"][0]["state"], "Active", "{document:#}");
    assert_eq!(document["functions"][0]["code_sha256"], document["functions"][0]["package"]["sha256"]);
    let again = place.run(["create", "--json"]).expect(254).json();
    assert_eq!(again["error"]["kind"], "conflict");
    let answer = place.run(["invoke", &name, "--payload", r#"{"name": "lamctl"}"#]).expect(0);
    assert!(answer.stdout.contains(", lamctl"), "{}", answer.stdout);
    place.run(["delete", &name, "--yes"]).expect(0);
}
