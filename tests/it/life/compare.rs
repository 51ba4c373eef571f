//! Code that is not here: images by digest, S3 objects by their checksum.

use std::io::{Read, Write};

use super::{calls, sandbox};
use crate::support::Place;

const IMAGE: &str = "000000000000.dkr.ecr.us-east-1.amazonaws.com/team/app";

fn image(uri: &str) -> String {
    format!("function_name: hello\nrole: arn:aws:iam::000000000000:role/hello\ncode: {{image_uri: '{uri}'}}\n")
}

#[test]
fn images_are_told_apart_by_digest() {
    let sandbox = sandbox(&[]);
    let place = Place::new().at(&sandbox.url);
    let at = |digit: &str| format!("{IMAGE}@sha256:{}", digit.repeat(64));
    place.write("deploy.yaml", image(&at("a")));
    place.run(["deploy"]).expect(0);
    let same = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(calls(&same), ["GetFunction"]);
    place.write("deploy.yaml", image(&at("b")));
    let diff = place.run(["diff", "--exit-code"]).expect(1).stdout;
    assert!(diff.contains(&format!("{} → {}", at("a"), at("b"))), "{diff}");
    place.run(["deploy"]).expect(0);
    place.run(["diff", "--exit-code"]).expect(0);

    // A tag may stand for another image tomorrow.
    place.write("deploy.yaml", image(&format!("{IMAGE}:v1")));
    let diff = place.run(["diff", "--exit-code"]).expect(1).stdout;
    assert!(diff.contains("cannot compare, would update"), "{diff}");
    for _ in 0..2 {
        let sent = place.run(["deploy", "--json"]).expect(0).json();
        assert_eq!(calls(&sent), ["GetFunction", "UpdateFunctionCode"]);
    }
}

/// A PUT of a client that knows nothing of lamctl.
fn put(endpoint: &str, path: &str, headers: &str, body: &[u8]) {
    send("PUT", endpoint, path, headers, body);
}

/// A request of a client that knows nothing of lamctl.
pub fn send(method: &str, endpoint: &str, path: &str, headers: &str, body: &[u8]) {
    let host = endpoint.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).expect("it listens");
    let service = if path.starts_with("/20") { "lambda" } else { "s3" };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
}

#[test]
fn objects_are_told_apart_by_their_checksum() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["package", "-o", "hello.zip"]).expect(0);
    let zip = std::fs::read(place.path().join("hello.zip")).expect("a zip");
    let document = place.run(["deploy", "-n", "--json"]).expect(0).json();
    let sha256 = document["functions"][0]["package"]["sha256"].as_str().expect("a hash").to_owned();
    put(&sandbox.url, "/packages", "", b"");
    put(&sandbox.url, "/packages/with.zip", &format!("x-amz-checksum-sha256: {sha256}\r\n"), &zip);
    put(&sandbox.url, "/packages/without.zip", "", &zip);

    let run = |key: &str| place.run(["deploy", "--json", "--code", &format!("s3://packages/{key}")]).expect(0).json();
    run("with.zip");
    let same = run("with.zip");
    assert_eq!(calls(&same), ["GetFunction", "HeadObject"]);
    assert_eq!(same["functions"][0]["effect"], "unchanged");
    // The same bytes from the folder are the same code, too.
    place.run(["diff", "--exit-code"]).expect(0);

    let diff = place.run(["diff", "--exit-code", "--code", "s3://packages/without.zip"]).expect(1).stdout;
    assert!(diff.contains("cannot compare, would update"), "{diff}");
    assert_eq!(calls(&run("without.zip")), ["GetFunction", "HeadObject", "UpdateFunctionCode"]);
}
