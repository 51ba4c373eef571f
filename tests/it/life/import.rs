//! The way back: a manifest from a deployed function.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::{sandbox, with};
use crate::support::{CANARY, Place};

const RICH: &str = r#"description: "it's ${HOME}less: a test"
architectures: [arm64]
environment: {variables: {KEY: c4n4ry-5ecret, PLAIN: "two\nlines $x 'q' \"q\" #no"}}
tags: {team: web, "a b": "c:d"}
vpc_config: {subnet_ids: [subnet-1, subnet-2], security_group_ids: [sg-1]}
dead_letter_config: {target_arn: "arn:aws:sqs:us-east-1:000000000000:q"}
tracing_config: {mode: Active}
layers: ["arn:aws:lambda:us-east-1:000000000000:layer:a:1"]
file_system_configs: [{arn: "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0", local_mount_path: /mnt/data}]
ephemeral_storage: {size: 1024}
logging_config: {log_format: JSON, application_log_level: WARN, log_group: /shop}
kms_key_arn: arn:aws:kms:us-east-1:000000000000:key/1
"#;

/// What can be compared between two functions.
fn configuration(place: &Place, name: &str) -> Value {
    let document = place.run(["status", name, "--json"]).expect(0).json();
    let mut result = document["result"].clone();
    result["configuration"]["code_sha256"] = document["functions"][0]["code_sha256"].clone();
    let fields = result.as_object_mut().expect("an object");
    fields.remove("last_modified");
    result
}

#[test]
fn what_is_imported_is_what_is_deployed() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url).env("KEEP", "x");
    place.write("deploy.yaml", with(&RICH.replace("${HOME}", "$${HOME}")));
    place.run(["create"]).expect(0);

    let args = ["import", "hello", "-f", "got/hello.yaml", "--download", "--with-environment"];
    std::fs::create_dir(place.path().join("got")).expect("a folder");
    let ran = place.run(args).expect(0).says("hello.env");
    assert_eq!(ran.stdout, "got/hello.yaml\n");
    let read = |name: &str| std::fs::read_to_string(place.path().join("got").join(name)).expect(name);
    let manifest = read("hello.yaml");
    assert!(!manifest.contains(CANARY) && !manifest.contains("two"), "{manifest}");
    assert!(manifest.contains("\"${KEY}\""), "{manifest}");
    assert!(read("hello.env").contains(CANARY));
    let mode = std::fs::metadata(place.path().join("got/hello.env")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let from = ["-f", "got/hello.yaml", "--env-file", "got/hello.env"];
    let diff = place.run([&["diff", "--exit-code"][..], &from].concat()).expect(0);
    assert_eq!(diff.stdout, "hello: nothing differs\n");
    place.run([&["deploy", "--set", "function_name=hello2"][..], &from].concat()).expect(0);
    assert_eq!(configuration(&place, "hello"), configuration(&place, "hello2"));
    let again =
        place.run([&["deploy", "--json", "--set", "function_name=hello2"][..], &from].concat()).expect(0).json();
    assert_eq!(again["functions"][0]["effect"], "unchanged");

    // Nothing is overwritten, and nothing half-written.
    place.run(args).expect(4).says("is there already");
    std::fs::remove_file(place.path().join("got/hello.yaml")).expect("removed");
    place.run(args).expect(4).says("is there already");
    assert!(!place.path().join("got/hello.yaml").exists());
}

#[test]
fn without_values_the_manifest_asks_for_them() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with(RICH.lines().find(|l| l.starts_with("environment")).expect("there")));
    place.run(["create"]).expect(0);
    let ran = place.run(["import", "hello", "-f", "got.yaml", "--json"]).expect(0);
    assert!(!ran.stdout.contains(CANARY));
    assert_eq!(ran.json()["result"]["written"], serde_json::json!(["got.yaml"]));
    std::fs::remove_file(place.path().join("got.yaml")).expect("removed");
    place.run(["import", "hello", "-f", "got.yaml"]).expect(0).says("KEY, PLAIN").says("--download");
    let names: Vec<String> = std::fs::read_dir(place.path())
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|n| n.ends_with(".env") || n.ends_with(".zip")), "{names:?}");
    place.run(["diff", "-f", "got.yaml"]).expect(3).says("KEY is not set");
    let printed = place.run(["import", "hello", "-f", "-"]).expect(0).stdout;
    assert!(printed.contains("function_name: hello") && !place.path().join("-").exists(), "{printed}");
    place.run(["import", "hello", "-f", "-", "--download"]).expect(2);
    place.run(["import", "nosuch"]).expect(254);
}
