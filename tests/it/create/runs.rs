//! What was created runs: MiniStack executes the code, asked over plain HTTP by somebody who is not lamctl.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::endpoint::ministack;
use crate::support::{Place, fixture, run, skip};

/// A manifest whose function answers in a way of its own.
fn manifest(name: &str, runtime: &str, handler: &str) -> String {
    format!(
        "function_name: {name}\nruntime: {runtime}\nhandler: {handler}\nrole: arn:aws:iam::000000000000:role/hello\n\
         timeout: 30\ncode: {{dir: src}}\nenvironment: {{variables: {{GREETING: 'guten Tag \"ä\"'}}}}\n"
    )
}

/// Invokes a function as the API has it.
fn invoked(endpoint: &str, name: &str, event: &Value) -> Value {
    let authority = endpoint.strip_prefix("http://").expect("plain HTTP");
    let mut stream = TcpStream::connect(authority).expect("a connection");
    let body = event.to_string();
    let head = format!(
        "POST /2015-03-31/functions/{name}/invocations HTTP/1.0\r\nHost: {authority}\r\nContent-Length: {}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/lambda/aws4_request, \
         SignedHeaders=host, Signature=0\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.") && head.contains(" 200 "), "{answer}");
    assert!(!head.to_ascii_lowercase().contains("x-amz-function-error"), "{answer}");
    serde_json::from_str(body).expect("JSON")
}

/// Creates the place's function, invokes it twice, deletes it.
#[track_caller]
fn answers(place: &Place, endpoint: &str, name: &str, wanted: impl Fn(&str) -> Value) {
    let function = place.run(["create", "--json"]).expect(0).json()["functions"][0].clone();
    assert_eq!(function["state"], "Active", "{function:#}");
    assert_eq!(function["code_sha256"], function["package"]["sha256"]);
    for who in ["lamctl", "ö"] {
        assert_eq!(invoked(endpoint, name, &json!({ "name": who })), wanted(who));
    }
    place.run(["delete", name, "--yes"]).expect(0);
}

#[test]
fn python() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("runs-python-{}", std::process::id());
    let place = Place::new().at(endpoint);
    place.write("deploy.yaml", manifest(&name, "python3.13", "pkg/app.handler")).write(
        "src/pkg/app.py",
        "import os\nfrom lib import twice\n\n\ndef handler(event, context):\n    \
         return {'by': 'python', 'twice': twice(event['name']), 'greeting': os.environ['GREETING']}\n",
    );
    place.write("src/lib.py", "def twice(text):\n    return text + text\n");
    answers(
        &place,
        endpoint,
        &name,
        |who| json!({ "by": "python", "twice": format!("{who}{who}"), "greeting": "guten Tag \"ä\"" }),
    );
}

/// The function of the example.
#[test]
fn the_fixture() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("runs-fixture-{}", std::process::id());
    let place = Place::new().at(endpoint);
    place.write("deploy.yaml", manifest(&name, "python3.13", "app.handler"));
    place.write("src/app.py", std::fs::read(fixture("hello/app.py")).expect("the fixture"));
    place.run(["create"]).expect(0);
    let answer = invoked(endpoint, &name, &json!({ "name": "lamctl" }));
    assert!(answer.to_string().contains(", lamctl"), "{answer}");
    let ours = place.run(["invoke", &name, "--payload", r#"{"name": "lamctl"}"#]).expect(0);
    assert_eq!(serde_json::from_str::<Value>(&ours.stdout).expect("JSON"), answer);
    place.run(["delete", &name, "--yes"]).expect(0);
}

#[test]
fn node() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("runs-node-{}", std::process::id());
    let place = Place::new().at(endpoint);
    if place.command("node").arg("--version").output().is_err() {
        return skip("there is no Node.js");
    }
    place.write("deploy.yaml", manifest(&name, "nodejs22.x", "index.handler")).write(
        "src/index.js",
        "const { shout } = require('./lib/shout');\nexports.handler = async (event) => \
         ({ by: 'node', shouted: shout(event.name), greeting: process.env.GREETING });\n",
    );
    place.write("src/lib/shout.js", "exports.shout = (text) => `${text}!`;\n");
    answers(
        &place,
        endpoint,
        &name,
        |who| json!({ "by": "node", "shouted": format!("{who}!"), "greeting": "guten Tag \"ä\"" }),
    );
}

/// A shell script speaks the Runtime API. It runs at all because its execute bit is in the zip.
#[test]
fn a_bootstrap() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("runs-bootstrap-{}", std::process::id());
    let place = Place::new().at(endpoint);
    if place.command("curl").arg("--version").output().is_err() {
        return skip("there is no curl");
    }
    place.write("deploy.yaml", manifest(&name, "provided.al2023", "bootstrap")).write(
        "src/bootstrap",
        "#!/bin/sh\nset -eu\napi=\"http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime\"\nhead=$(mktemp)\nwhile :; do\n  \
         event=$(curl -sS -D \"$head\" \"$api/invocation/next\")\n  \
         id=$(tr -d '\\r' <\"$head\" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p')\n  \
         curl -sS -o /dev/null -d \"{\\\"by\\\": \\\"sh\\\", \\\"event\\\": $event, \\\"handler\\\": \\\"$_HANDLER\\\"}\" \
         \"$api/invocation/$id/response\"\ndone\n",
    );
    run(place.command("chmod").args(["755", "src/bootstrap"])).expect(0);
    answers(&place, endpoint, &name, |who| json!({ "by": "sh", "event": { "name": who }, "handler": "bootstrap" }));
}
