//! `create` as its users run it: the real binary, against the sandbox and against MiniStack.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::support::endpoint::SandboxProcess;
use crate::support::{CANARY, HELLO, Place, root, run};

mod both;
mod runs;

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
fn the_time_of_a_wait_and_its_looks_are_told() {
    let sandbox = SandboxProcess::start(&["--active-after", "0.3"]);
    let place = Place::hello().at(&sandbox.url);
    let document = place.run(["create", "--json"]).expect(0).json();
    let function = &document["functions"][0];
    assert!(function["waited_ms"].as_u64().expect("a number") >= 200, "{function:#}");
    assert!(function["polls"].as_u64().expect("a number") >= 2, "{function:#}");
}

#[test]
fn without_credentials_or_region_it_says_where_it_looked() {
    let nothing = Place::hello();
    nothing.run(["create"]).expect(253).says("region").says("AWS_REGION");
    let no_credentials = Place::hello().env("AWS_REGION", "eu-west-1");
    let ran = no_credentials.run(["create"]).expect(253).says("credentials");
    assert_eq!(ran.stdout, "");
    let document = no_credentials.run(["create", "--json"]).expect(253).json();
    assert_eq!(document["error"]["kind"], "environment");
    let nobody = Place::hello().at("http://127.0.0.1:1");
    nobody.run(["create"]).expect(253).says("127.0.0.1:1");
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
    let sandbox = SandboxProcess::start(&["--active-after", "600"]);
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
    let sandbox = SandboxProcess::start(&["--active-after", "600"]);
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let place = Place::hello().at(&sandbox.url);
        place.write("deploy.yaml", HELLO.replace("name: hello", &format!("name: hello-{signal}")));
        let mut child =
            place.lamctl().arg("create").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut said = String::new();
        while !said.contains("Waiting") {
            assert!(stderr.read_line(&mut said).expect("text") > 0, "it ended before it waited: {said}");
        }
        Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().expect("kill");
        stderr.read_to_string(&mut said).expect("text");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(&format!("lamctl wait hello-{signal}")), "{said}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(stdout, format!("arn:aws:lambda:us-east-1:000000000000:function:hello-{signal}\n"));
    }
}

/// The same of every verbosity: the value of a variable is nobody's to read.
#[test]
fn no_stream_carries_the_value_of_a_variable() {
    let sandbox = SandboxProcess::start(&["--active-after", "0.05"]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", format!("{HELLO}environment: {{variables: {{GREETING: {CANARY}}}}}\n"));
    for args in [&["create", "--json", "-vvv"][..], &["create", "-vvv"]] {
        let ran = place.run(args).expect(0);
        assert!(!ran.stderr.contains(CANARY) && !ran.stdout.contains(CANARY), "the value of a variable was shown");
        place.run(["delete", "hello", "--yes"]).expect(0);
    }
}
