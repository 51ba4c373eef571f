//! Random pairs of manifests over all settings, end to end in virtual time: the calls are those that a plain
//! oracle computes, and after them nothing differs.

use std::time::Duration;

use lamctl::function::{Settings, Unmanaged};
use lamctl::sandbox::{Options, Sandbox};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::plan::cases::{Case, pairs};
use crate::plan::{created, oracle};
use crate::support::Place;
use crate::support::virtual_time::{Network, lamctl, runtime};

/// The stand-ins of the planning tests as the service takes them.
fn real(text: &str) -> Option<String> {
    let lambda = "arn:aws:lambda:us-east-1:000000000000";
    Some(match text {
        "r1" | "r2" => format!("arn:aws:iam::000000000000:role/{text}"),
        "a" | "b" => format!("{lambda}:layer:{text}:1"),
        "k1" | "k2" => format!("arn:aws:kms:us-east-1:000000000000:key/{text}"),
        "c1" | "c2" => format!("{lambda}:code-signing-config:csc-0123456789abcdef{}", &text[1..]),
        "q1" | "q2" => format!("arn:aws:sqs:us-east-1:000000000000:{text}"),
        "s1" | "s2" | "s3" => format!("subnet-{}", &text[1..]),
        "g1" | "g2" => format!("sg-{}", &text[1..]),
        "m" => "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0".to_owned(),
        "p1" | "p2" => format!("{lambda}:capacity-provider:{text}"),
        _ => return None,
    })
}

fn realize(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(real) = real(text) {
                *text = real;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(realize),
        Value::Object(members) => members.values_mut().for_each(realize),
        _ => {}
    }
}

fn members(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(members)) => members,
        other => panic!("settings are an object: {other:?}"),
    }
}

/// The case as the service would take it; what it refuses together is taken apart.
fn valid(mut case: Case, snap: bool, files: bool) -> Case {
    let mut said = members(&case.desired.settings);
    for (name, value) in &mut said {
        if !["tags", "environment", "image_config", "description"].contains(&name.as_str()) {
            realize(value);
        }
    }
    let image = case.desired.code.image_uri.is_some();
    if image {
        for name in ["runtime", "handler", "layers", "code_signing_config_arn", "snap_start", "durable_config"] {
            said.remove(name);
        }
        let digest =
            case.desired.code.image_uri.as_deref().and_then(|uri| uri.rsplit(':').next()).unwrap_or("0").repeat(64);
        case.desired.code.image_uri =
            Some(format!("000000000000.dkr.ecr.us-east-1.amazonaws.com/repo@sha256:{digest}"));
    } else {
        said.remove("image_config");
        said.entry("runtime").or_insert(json!("python3.13"));
        said.entry("handler").or_insert(json!("a.b"));
    }
    // SnapStart takes none of these, so a pair has it or them.
    let excluded: &[&str] =
        if snap { &["file_system_configs", "ephemeral_storage", "tenancy_config"] } else { &["snap_start"] };
    if snap && !image {
        said.insert("runtime".into(), json!("python3.13"));
    }
    for name in excluded {
        said.remove(*name);
    }
    // A file system needs a VPC, so a pair has both or neither.
    if files {
        let subnets = said.get("vpc_config").and_then(|vpc| vpc.get("subnet_ids")).cloned();
        let subnets = subnets.filter(|s| s.as_array().is_some_and(|s| !s.is_empty()));
        let subnets = subnets.unwrap_or(json!(["subnet-1"]));
        let dual = said.get("vpc_config").and_then(|vpc| vpc.get("ipv6_allowed_for_dual_stack")).cloned();
        let mut vpc = json!({ "subnet_ids": subnets, "security_group_ids": ["sg-1"] });
        if let Some(dual) = dual {
            vpc["ipv6_allowed_for_dual_stack"] = dual;
        }
        said.insert("vpc_config".into(), vpc);
    } else {
        said.remove("file_system_configs");
        // Dual stack means nothing without subnets, and is not reported there.
        if let Some(Value::Object(vpc)) = said.get_mut("vpc_config") {
            vpc.remove("ipv6_allowed_for_dual_stack");
        }
    }
    said.entry("role").or_insert(json!("arn:aws:iam::000000000000:role/r1"));
    case.desired.settings = serde_json::from_value(Value::Object(said)).expect("settings");
    if case.desired.settings.publish != Some(true) {
        case.desired.aliases.clear();
    }
    case
}

/// The manifest's text: JSON is YAML.
fn manifest(case: &Case) -> String {
    let desired = &case.desired;
    let mut text = members(&desired.settings);
    text.insert("function_name".into(), json!("hello"));
    let word = |policy: Unmanaged| match policy {
        Unmanaged::Refuse => "refuse",
        Unmanaged::Keep => "keep",
        Unmanaged::Remove => "remove",
    };
    if let (Some(policy), Some(Value::Object(environment))) =
        (desired.environment_unmanaged, text.get_mut("environment"))
    {
        environment.insert("unmanaged".into(), json!(word(policy)));
    }
    if let Some(policy) = desired.tags_unmanaged {
        text.insert("tags_unmanaged".into(), json!(word(policy)));
    }
    if !desired.aliases.is_empty() {
        text.insert("aliases".into(), json!(desired.aliases));
    }
    let code = match &desired.code.image_uri {
        Some(uri) => json!({ "image_uri": uri }),
        None => json!({ "dir": "src" }),
    };
    text.insert("code".into(), code);
    Value::Object(text).to_string()
}

fn write(place: &Place, case: &Case) {
    place
        .write("deploy.yaml", manifest(case))
        .write("src/a.py", format!("def b(event, context): return {:?}\n", case.package.sha256));
}

/// The calls that wrote, since the log was cleared.
fn writes(sandbox: &Sandbox) -> Vec<String> {
    let writes = sandbox
        .log()
        .into_iter()
        .map(|entry| entry.operation)
        .filter(|o| !o.starts_with("Get") && !o.starts_with("List"));
    writes.collect()
}

async fn check(before: Case, after: Case) {
    let sandbox = Sandbox::new(Options {
        active_after: Duration::from_secs(3),
        update_after: Duration::from_secs(2),
        ..Options::default()
    });
    let network = Network::to(&sandbox);
    let place = Place::new();
    let run = |args: &'static [&'static str]| lamctl(place.path(), &network, args);
    let deploy: &[&str] = &["deploy", "-A", "all", "--json"];

    write(&place, &before);
    let made = run(deploy).await.expect(0).json();
    assert_eq!(made["functions"][0]["effect"], "created");
    sandbox.clear_log();
    assert_eq!(run(deploy).await.expect(0).json()["functions"][0]["effect"], "unchanged");
    assert_eq!(writes(&sandbox), Vec::<String>::new(), "what was created needs no deploy");

    let aws = created(&before);
    write(&place, &after);
    sandbox.clear_log();
    let Some(expected) = oracle::expect(&after, &aws) else {
        let refused = run(deploy).await.expect(4).json();
        assert_eq!(refused["error"]["kind"], "guard");
        assert_eq!(writes(&sandbox), Vec::<String>::new());
        return;
    };
    let shown = run(&["diff", "-A", "all", "--json"]).await.expect(0).json();
    assert_eq!(writes(&sandbox), Vec::<String>::new(), "a diff only reads");
    let done = run(deploy).await.expect(0).json();
    assert_eq!(writes(&sandbox), expected.operations, "{}", manifest(&after));
    assert_eq!(done["result"], shown["result"], "the plan that was shown is the plan that ran");

    sandbox.clear_log();
    let left = run(&["diff", "-A", "all", "--exit-code"]).await.expect(0);
    assert!(left.stdout.starts_with("hello: nothing differs\n"), "{}", left.stdout);
    let again = run(deploy).await.expect(0).json();
    assert_eq!(again["functions"][0]["effect"], "unchanged");
    assert_eq!(writes(&sandbox), Vec::<String>::new(), "a second deploy sends nothing");
}

fn stacked(work: impl FnOnce() + Send + 'static) {
    // Unoptimized futures are large: as much stack as the main thread of a process has.
    let done = std::thread::Builder::new().stack_size(8 << 20).spawn(work).expect("a thread").join();
    if let Err(panic) = done {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn a_deploy_makes_the_calls_that_it_must_and_a_second_none() {
    let cases = std::env::var("LIFE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    stacked(move || {
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |((before, after) in pairs(), snap: bool, files: bool)| {
            runtime().block_on(check(valid(before, snap, files), valid(after, snap, files)));
        });
    });
}
