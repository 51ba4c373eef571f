//! Every recorded refusal of a create that can be told without a network, as a manifest: read, checked,
//! and denied by the rule named for it.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::path::Path;

use jiff::civil::date;
use lamctl::diagnostic::Level;
use lamctl::manifest::{Input, Options, load};
use lamctl::package::{Artifact, Body, Contents, Entry, EntryKind, Files, Origin, Problem};
use lamctl::preflight::{Goal, Pass, Subject, levels, registry, run};
use serde_json::Value;

fn files(row: &Value) -> Option<Files> {
    let from_zip = row["manifest"].as_str().is_some_and(|m| m.contains("zip."));
    if let Some(reason) = row["bad_zip"].as_str() {
        return Some(Files { from_zip: true, problem: Some(Problem::BadZip(reason.into())), ..Files::default() });
    }
    let entry = |file: &Value| Entry {
        name: file[0].as_str().unwrap().into(),
        kind: EntryKind::File,
        size: file[1].as_u64().unwrap(),
        mode: Some(0o644),
        origin: Origin::Memory(b"def handler(event, context): pass\n".as_slice().into()),
    };
    let entries = row["files"].as_array()?.iter().map(entry).collect();
    Some(Files { contents: Contents::new(entries), from_zip, ..Files::default() })
}

fn artifact(row: &Value) -> Option<Artifact> {
    let bytes = row["zipped_bytes"].as_u64()?;
    Some(Artifact {
        body: Body::Memory(bytes::Bytes::new()),
        sha256: String::new(),
        zipped_bytes: bytes,
        unzipped_bytes: bytes,
        files: 1,
        compressed: Vec::new(),
    })
}

fn options(folder: &Path) -> Options {
    Options {
        vars: Default::default(),
        env_files: Default::default(),
        set: Default::default(),
        code: None,
        cwd: folder.to_owned(),
    }
}

#[test]
fn what_aws_refuses_is_denied_by_the_rule_named_for_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/manifests/invalid");
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut denied = 0;
    for row in index.iter().filter(|row| row["undecidable"].is_null()) {
        let name = row["manifest"].as_str().unwrap();
        let rule = row["rule"].as_str().unwrap();
        let input = Input {
            name: name.into(),
            path: Some(folder.join(name)),
            base: folder.clone(),
            bytes: std::fs::read(folder.join(name)).unwrap(),
        };
        let loaded = load(&input, &options(&folder));
        assert!(loaded.diagnostics.is_empty(), "{name}: {:?}", loaded.diagnostics);
        let desired = &loaded.functions[0];
        let (files, artifact) = (files(row), artifact(row));
        let subject = Subject {
            desired,
            goal: Goal::Create,
            region: Some("eu-west-1"),
            custom_endpoint: false,
            today: date(2026, 11, 22),
            files: files.as_ref(),
            artifact: artifact.as_ref(),
            deployed: None,
        };
        let (levels, warnings) = levels(desired, &[]).unwrap();
        assert!(warnings.is_empty(), "{name}: {warnings:?}");
        let found: Vec<_> = [Pass::Manifest, Pass::Files, Pass::Package]
            .iter()
            .flat_map(|pass| run(&subject, *pass, &levels))
            .collect();
        let hit = found.iter().find(|d| d.rule == Some(rule) && d.level == Level::Deny);
        assert!(hit.is_some(), "{name}: {rule} does not deny: {found:#?}");
        assert!(hit.is_some_and(|d| d.place.is_some()), "{name}: {rule} points at no place");
        denied += 1;
    }
    assert!(denied >= 29, "{denied}");
}

/// A sound manifest, but for the keys that the example has.
fn manifest_of(example: &str) -> String {
    let mut text = format!("{example}\n");
    for (key, line) in [
        ("function_name:", "function_name: hello"),
        ("runtime:", "runtime: python3.13"),
        ("handler:", "handler: app.handler"),
        ("role:", "role: arn:aws:iam::123456789012:role/hello"),
        ("code:", "code: { dir: src }"),
    ] {
        if !example.lines().any(|l| l.starts_with(key)) {
            text.push_str(&format!("{line}\n"));
        }
    }
    text
}

#[test]
fn the_examples_of_explain_fire_their_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    // Examples told in words, and one that lives by what it lacks.
    let told = ["description-length", "environment-size", "required-to-create"];
    let mut fired = 0;
    for rule in registry::all().filter(|r| r.passes.contains(&Pass::Manifest) && !told.contains(&r.name)) {
        let block = rule.docs.split("Fires on:\n\n").nth(1).unwrap().split("\n\nCure").next().unwrap();
        let example: Vec<&str> = block.lines().map(|l| l.strip_prefix("    ").unwrap()).collect();
        let input = Input {
            name: "deploy.yaml".into(),
            path: None,
            base: folder.clone(),
            bytes: manifest_of(&example.join("\n")).into_bytes(),
        };
        let loaded = load(&input, &options(&folder));
        assert!(loaded.diagnostics.is_empty(), "{}: {:?}", rule.name, loaded.diagnostics);
        let desired = &loaded.functions[0];
        let subject = Subject {
            desired,
            goal: Goal::Create,
            region: Some("eu-west-1"),
            custom_endpoint: false,
            today: date(2026, 11, 22),
            files: None,
            artifact: None,
            deployed: None,
        };
        let (levels, _) = levels(desired, &[]).unwrap();
        let found = run(&subject, Pass::Manifest, &levels);
        assert!(found.iter().any(|d| d.rule == Some(rule.name)), "{}: {found:#?}", rule.name);
        fired += 1;
    }
    assert!(fired > 30, "{fired}");
}
