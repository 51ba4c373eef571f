//! What is sent: every member of the API that a manifest can set arrives in the request, with its JSON type.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use crate::support::{Place, fixture};

/// Answers every request with a function that is Active, and hands on what it was sent.
fn recorder() -> (String, Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let sender = sender.clone();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
                loop {
                    let (mut line, mut length) = (String::new(), 0);
                    if reader.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    let request = line.trim().to_owned();
                    loop {
                        line.clear();
                        reader.read_line(&mut line).expect("a header");
                        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                            length = value.trim().parse().expect("a length");
                        }
                        if line.trim().is_empty() {
                            break;
                        }
                    }
                    let mut body = vec![0; length];
                    reader.read_exact(&mut body).expect("the body");
                    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
                    let sha = body["Code"]["ZipFile"].as_str().map(sha256).unwrap_or_default();
                    let status = if request.starts_with("POST") { "201 Created" } else { "200 OK" };
                    let answer = format!(
                        r#"{{"FunctionName":"f","FunctionArn":"arn:aws:lambda:eu-west-1:123456789012:function:f","State":"Active","LastUpdateStatus":"Successful","Version":"$LATEST","CodeSha256":"{sha}","RevisionId":"r"}}"#
                    );
                    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/u</Arn>\
                        <UserId>u</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
                    let answer = if request.starts_with("POST / ") { identity.to_owned() } else { answer };
                    let status = if request.starts_with("POST / ") { "200 OK" } else { status };
                    let _ = sender.send((request, body));
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
                        answer.len()
                    );
                }
            });
        }
    });
    (url, receiver)
}

fn sha256(base64_zip: &str) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    let engine = base64::engine::general_purpose::STANDARD;
    engine.encode(sha2::Sha256::digest(engine.decode(base64_zip).expect("base64")))
}

/// The CreateFunction body of this manifest.
#[track_caller]
fn sent(manifest: &str) -> Value {
    let (url, receiver) = recorder();
    let place = Place::new().at(&url);
    place
        .write("deploy.yaml", manifest)
        .write("src/app.py", "def handler(event, context): pass\n")
        .write("vars.env", "FROM_FILE=1\n");
    let ran = place.run(["create", "-A", "all", "--region", "eu-west-1", "--no-wait"]);
    let mut bodies = receiver.try_iter().filter(|(request, _)| request.starts_with("POST /2015-03-31/functions "));
    match bodies.next() {
        Some((_, body)) => body,
        None => panic!("nothing was sent\n{}", ran.stderr),
    }
}

/// Every path of a JSON value with the JSON type that stands there; items of lists are `[]`.
fn paths(value: &Value, path: &str, found: &mut BTreeMap<String, &'static str>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "double",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(items) => {
            items.iter().for_each(|item| paths(item, &format!("{path}[]"), found));
            "list"
        }
        Value::Object(entries) => {
            for (key, item) in entries {
                paths(item, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
            }
            "structure"
        }
    };
    found.insert(path.to_owned(), kind);
}

#[test]
fn every_member_of_the_api_arrives_with_its_type() {
    let everything = std::fs::read_to_string(fixture("manifests/valid/everything.yaml")).expect("the fixture");
    let mut arrived = BTreeMap::new();
    let mut code = everything.clone();
    // The sources exclude each other: each is sent in a manifest of its own.
    for source in [
        "code: {dir: src}",
        "code: {s3_bucket: bucket, s3_key: key, s3_object_version: v1, s3_object_storage_mode: REFERENCE, source_kms_key_arn: 'arn:aws:kms:eu-west-1:123456789012:key/k'}",
        "code: {image_uri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/f:1'}",
    ] {
        code.clone_from(&replace_code(&everything, source));
        paths(&sent(&code), "", &mut arrived);
    }
    let members = std::fs::read_to_string(fixture("manifests/members.tsv")).expect("the list of members");
    let (mut missing, mut checked) = (Vec::new(), 0);
    for line in members.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let mut columns = line.split('\t');
        let (Some(path), Some(kind)) = (columns.next(), columns.next()) else { panic!("not a row: {line}") };
        if path == "path" || ["RuntimeConfig", "AcceleratorConfig"].iter().any(|newer| path.starts_with(newer)) {
            continue; // newer than the SDK: refused as not yet sendable
        }
        checked += 1;
        let there = arrived.get(path).copied();
        let fits = match kind {
            "string" | "blob" => there == Some("string"),
            "integer" | "long" => there == Some("integer"),
            "double" => matches!(there, Some("double" | "integer")),
            "boolean" => there == Some("boolean"),
            "list" => there == Some("list"),
            "structure" | "map" => there == Some("structure"),
            other => panic!("an unknown type: {other}"),
        };
        if !fits {
            missing.push(format!("{path}: {kind}, arrived: {there:?}"));
        }
    }
    assert!(checked > 60, "the list of members is short: {checked}");
    assert!(missing.is_empty(), "{}\n{arrived:#?}", missing.join("\n"));
}

/// The manifest with another `code` block.
fn replace_code(manifest: &str, code: &str) -> String {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in manifest.lines() {
        if line.starts_with("code:") {
            inside = true;
            lines.push(code);
            continue;
        }
        if inside && (line.starts_with(' ') || line.is_empty()) {
            continue;
        }
        inside = false;
        lines.push(line);
    }
    lines.join("\n")
}
