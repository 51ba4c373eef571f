//! The checks, through the library: the index of the service's recorded refusals, and the table of rules.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lamctl::preflight::{explain, registry};
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn read(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(fixtures().join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_recorded_refusal_of_a_create_has_a_rule_or_a_reason() {
    let errors = read("aws/aws_errors.json");
    let recorded: BTreeSet<usize> = (0..errors.len()).filter(|i| errors[*i]["operation"] == "CreateFunction").collect();
    let mut listed = BTreeSet::new();
    for row in read("manifests/invalid/index.json") {
        let entry = usize::try_from(row["entry"].as_u64().unwrap()).unwrap();
        assert!(listed.insert(entry), "entry {entry} stands twice");
        assert_eq!(errors[entry]["case"], row["case"], "entry {entry}");
        assert_eq!(errors[entry]["code"], row["code"], "entry {entry}");
        match row["undecidable"].as_str() {
            Some(reason) => assert!(!reason.is_empty() && row["rule"].is_null(), "entry {entry}"),
            None => {
                let rule = row["rule"].as_str().unwrap();
                assert!(registry::find(rule).is_some(), "entry {entry}: {rule}");
                let manifest = fixtures().join("manifests/invalid").join(row["manifest"].as_str().unwrap());
                assert!(manifest.is_file(), "{}", manifest.display());
            }
        }
    }
    assert_eq!(listed, recorded);
}

#[test]
fn every_manifest_there_is_in_the_index() {
    let index = read("manifests/invalid/index.json");
    let listed: BTreeSet<&str> = index.iter().filter_map(|row| row["manifest"].as_str()).collect();
    for file in std::fs::read_dir(fixtures().join("manifests/invalid")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(name == "index.json" || listed.contains(name.as_str()), "{name}");
    }
}

#[test]
fn all_rules_are_listed_explained_and_data() {
    let list = explain::list();
    let data = explain::json_all();
    let data = data.as_array().unwrap();
    assert_eq!(data.len(), registry::all().count());
    for (rule, value) in registry::all().zip(data) {
        assert!(list.contains(rule.summary), "{}", rule.name);
        assert_eq!(value["level"], rule.level.as_str());
        assert!(explain::explain(rule.name).unwrap().contains(rule.docs.trim_end()), "{}", rule.name);
    }
}
