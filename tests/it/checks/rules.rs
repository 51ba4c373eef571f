//! Each rule three times: a case that fires it, one just inside its limit, and one that silences it. A rule
//! without its cases fails here.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use lamctl::preflight::registry;

use super::packages::packages;
use super::{TODAY, lamctl, named};
use crate::support::Place;

/// What a case writes beside the manifest.
pub type Files = fn(&Place);

/// A rule's two cases. Manifests are what they change of [`BASE`]; `!key` takes a key out.
pub struct Rule {
    name: &'static str,
    level: &'static str,
    fires: (String, Files),
    inside: (String, Files),
    /// Allowed by default: it fires where it is asked for.
    asked: bool,
    days: (Date, Date),
}

const BASE: [(&str, &str); 5] = [
    ("function_name", "hello"),
    ("runtime", "python3.13"),
    ("handler", "app.handler"),
    ("role", "arn:aws:iam::123456789012:role/hello"),
    ("code", "{ dir: src }"),
];

pub const PY: &str = "def handler(event, context):\n    return {}\n";
const IMAGE: &str = "code: { image_uri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1' }\n!runtime\n";
const EFS: &str =
    "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0123456789abcdef0, local_mount_path: /mnt/x";

fn manifest(change: &str) -> String {
    let mut text: String =
        change.lines().filter(|line| !line.starts_with('!')).map(|line| format!("{line}\n")).collect();
    for (key, value) in BASE {
        let named = |line: &str| line.starts_with(&format!("{key}:")) || line == format!("!{key}");
        if !change.lines().any(named) {
            text.push_str(&format!("{key}: {value}\n"));
        }
    }
    text
}

pub fn app(place: &Place) {
    place.write("src/app.py", PY);
}

fn rule(name: &'static str, level: &'static str, fires: impl Into<String>, inside: impl Into<String>) -> Rule {
    files(name, level, (fires.into(), app), (inside.into(), app))
}

pub fn files(name: &'static str, level: &'static str, fires: (String, Files), inside: (String, Files)) -> Rule {
    Rule { name, level, fires, inside, asked: false, days: (TODAY, TODAY) }
}

/// The same manifest with other files.
pub fn holds(name: &'static str, level: &'static str, change: &str, fires: Files, inside: Files) -> Rule {
    files(name, level, (change.to_owned(), fires), (change.to_owned(), inside))
}

fn list(key: &str, count: usize, entry: impl Fn(usize) -> String) -> String {
    let entries: Vec<String> = (0..count).map(entry).collect();
    format!("{key}: [{}]", entries.join(", "))
}

fn layer(region: &str, n: usize) -> String {
    format!("'arn:aws:lambda:{region}:123456789012:layer:l{n}:1'")
}

fn settings() -> Vec<Rule> {
    let name = |n: usize| format!("function_name: {}", "a".repeat(n));
    let env = |key: &str, value: &str| format!("environment: {{ variables: {{ {key}: '{value}' }} }}");
    let vpc = |subnets: usize| {
        format!(
            "vpc_config: {{ {}, security_group_ids: [sg-1] }}",
            list("subnet_ids", subnets, |n| format!("subnet-{n}"))
        )
    };
    let long = |n: usize| format!("handler: {}.handler", "x".repeat(n - 8));
    let managed = |calls: u32| {
        format!(
            "memory_size: 2048\ncapacity_provider_config: {{ lambda_managed_instances_capacity_provider_config: {{ \
             capacity_provider_arn: 'arn:aws:lambda:eu-west-1:123456789012:capacity-provider:main', \
             per_execution_environment_max_concurrency: {calls} }} }}"
        )
    };
    let tags = |n: usize| {
        let tags: Vec<String> = (0..n).map(|i| format!("k{i}: v")).collect();
        format!("tags: {{ {} }}", tags.join(", "))
    };
    let snap = |mb: u32| {
        format!("publish: true\nsnap_start: {{ apply_on: PublishedVersions }}\nephemeral_storage: {{ size: {mb} }}")
    };
    let queue = |q: &str| format!("dead_letter_config: {{ target_arn: 'arn:aws:sqs:eu-west-1:123456789012:{q}' }}");
    let node = "runtime: nodejs22.x\nhandler: index.handler";
    let index: Files = |place| {
        place.write("src/index.mjs", "export const handler = async () => ({});\n");
    };
    let in_days =
        |days| Rule { days, ..files("runtime-deprecated", "warn", (node.to_owned(), index), (node.to_owned(), index)) };
    vec![
        rule("function-name", "deny", name(65), name(64)),
        rule("role-arn", "deny", "role: r1", "role: 'arn:aws:iam::123456789012:role/service-role/a+b=c,d.e@f'"),
        rule("role-account", "deny", "target: { account: '210987654321' }", "target: { account: '123456789012' }"),
        rule("runtime-unknown", "deny", "runtime: Python3.13", "runtime: python3.13"),
        rule("runtime-blocked", "deny", "runtime: python3.7", "runtime: python3.8"),
        in_days((date(2027, 1, 30), date(2027, 1, 29))),
        rule("runtime-preview", "warn", "runtime: python3.15", "runtime: python3.14"),
        rule("memory-multiple-of-64", "deny", "memory_size: 191", "memory_size: 192"),
        rule("memory-range", "deny", "memory_size: 10304", "memory_size: 10240"),
        Rule { asked: true, ..rule("memory-quota", "warn", "memory_size: 3072", "memory_size: 3008") },
        rule("timeout-range", "deny", "timeout: 901", "timeout: 900"),
        files(
            "handler-format",
            "deny",
            (long(129), |place| _ = place.write(&format!("src/{}.py", "x".repeat(121)), PY)),
            (long(128), |place| _ = place.write(&format!("src/{}.py", "x".repeat(120)), PY)),
        ),
        rule("required-to-create", "deny", "!role", ""),
        rule("forbidden-for-image", "deny", format!("{IMAGE}handler: app.handler"), format!("{IMAGE}!handler")),
        rule("code-source", "deny", "code: { s3_bucket: bucket }", "code: { s3_bucket: bucket, s3_key: a.zip }"),
        rule(
            "image-uri",
            "deny",
            "code: { image_uri: 'public.ecr.aws/lambda/python:3.13' }\n!runtime\n!handler",
            format!("{IMAGE}!handler"),
        ),
        rule(
            "description-length",
            "deny",
            format!("description: {}", "é".repeat(257)),
            format!("description: {}", "é".repeat(256)),
        ),
        rule("tags", "deny", tags(51), tags(50)),
        rule("environment-key", "deny", env("A", "x"), env("AB", "x")),
        rule("environment-reserved", "deny", env("AWS_REGION", "x"), env("AWS_REGIONS", "x")),
        rule("environment-size", "deny", env("AB", &"x".repeat(4088)), env("AB", &"x".repeat(4087))),
        rule(
            "environment-secret",
            "warn",
            env("PEM", "-----BEGIN PRIVATE KEY-----"),
            env("PEM", "-----BEGIN CERTIFICATE-----"),
        ),
        rule(
            "layers",
            "deny",
            list("layers", 6, |n| layer("eu-west-1", n)),
            list("layers", 5, |n| layer("eu-west-1", n)),
        ),
        rule("vpc-config", "deny", vpc(17), vpc(16)),
        rule(
            "file-system",
            "deny",
            format!("file_system_configs: [{{ arn: {EFS} }}]"),
            format!("file_system_configs: [{{ arn: {EFS} }}]\n{}", vpc(1)),
        ),
        rule("dead-letter-queue", "deny", queue("q.fifo"), queue("q")),
        rule("kms-key", "deny", "kms_key_arn: alias/x", "kms_key_arn: 'arn:aws:kms:eu-west-1:123456789012:key/1'"),
        rule(
            "code-signing",
            "deny",
            "code_signing_config_arn: csc-1",
            "code_signing_config_arn: 'arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0123456789abcdef0'",
        ),
        rule("snap-start", "deny", snap(513), snap(512)),
        rule(
            "logging",
            "deny",
            "logging_config: { log_format: Text, application_log_level: INFO }",
            "logging_config: { log_format: JSON, application_log_level: INFO }",
        ),
        rule("ephemeral-storage", "deny", "ephemeral_storage: { size: 10241 }", "ephemeral_storage: { size: 10240 }"),
        rule("tracing", "deny", "tracing_config: { mode: active }", "tracing_config: { mode: Active }"),
        rule("architectures", "deny", "architectures: [x86_64, arm64]", "architectures: [arm64]"),
        rule("capacity-provider", "deny", managed(1601), managed(1600)),
        rule(
            "durable",
            "deny",
            "durable_config: { retention_period_in_days: 91, execution_timeout: 60 }",
            "durable_config: { retention_period_in_days: 90, execution_timeout: 60 }",
        ),
        rule(
            "tenancy",
            "deny",
            "tenancy_config: { tenant_isolation_mode: per_tenant }",
            "tenancy_config: { tenant_isolation_mode: PER_TENANT }",
        ),
        rule(
            "region-mismatch",
            "deny",
            list("layers", 1, |n| layer("us-east-1", n)),
            list("layers", 1, |n| layer("eu-west-1", n)),
        ),
    ]
}

fn all() -> Vec<Rule> {
    let mut rules = settings();
    rules.extend(packages());
    rules
}

/// Checks a case with these flags; returns rule and level of its findings, and its exit code.
fn check(case: &(String, Files), extra: &str, flags: &[&str], today: Date) -> (Vec<(String, String)>, i32) {
    let place = Place::new();
    place.write("deploy.yaml", format!("{}{extra}", manifest(&case.0)));
    (case.1)(&place);
    let args = [&["check", "--json"], flags].concat();
    let ran = lamctl(place.path(), &args, today);
    let document = ran.json();
    let found = document["diagnostics"].as_array().expect("a list");
    for finding in found.iter().filter(|d| !d["rule"].is_null()) {
        assert!(finding["line"].is_number() && finding["help"].is_string(), "no place or no cure: {finding:#}");
        assert_eq!(finding["function"].as_str().map(|name| name.starts_with(['h', 'a'])), Some(true), "{finding:#}");
    }
    (named(&document), ran.code)
}

#[test]
fn every_rule_has_its_three_cases() {
    let named: Vec<&str> = all().iter().map(|r| r.name).collect();
    let cases: BTreeSet<&str> = named.iter().copied().collect();
    assert_eq!(cases.len(), named.len(), "a rule stands twice");
    let rules: BTreeSet<&str> = registry::all().map(|r| r.name).collect();
    assert_eq!(cases, rules, "each rule needs a case that fires it, one just inside and one that silences it");
}

#[test]
fn every_rule_fires_once_at_its_level() {
    for rule in all() {
        let ask = format!("-W{}", rule.name);
        let mut flags = vec![];
        if rule.asked {
            flags.push(ask.as_str());
        }
        if rule.name != "runtime-deprecated" {
            flags.push("-Acalendar");
        }
        let (found, code) = check(&rule.fires, "", &flags, rule.days.0);
        assert_eq!(found, [(rule.name.to_owned(), rule.level.to_owned())], "{}", rule.name);
        assert_eq!(code, if rule.level == "deny" { 4 } else { 0 }, "{}", rule.name);
    }
}

/// What the table above has one case of, at more of its places: each finding points at its line.
#[test]
fn findings_point_at_their_place() {
    let managed = |setting: &str| {
        format!(
            "memory_size: 2048\ncapacity_provider_config:\n  lambda_managed_instances_capacity_provider_config:\n    \
             capacity_provider_arn: 'arn:aws:lambda:eu-west-1:123456789012:capacity-provider:main'\n    {setting}"
        )
    };
    for (name, change, line) in [
        ("capacity-provider", managed("execution_environment_memory_gib_per_v_cpu: 9"), 5),
        ("capacity-provider", managed("ExecutionEnvironmentMemoryGiBPerVCpu: 1.5"), 5),
        ("capacity-provider", managed("per_execution_environment_max_concurrency: 0"), 5),
        ("vpc-config", "vpc_config:\n  subnet_ids: [subnet-1]\n".to_owned(), 2),
        (
            "vpc-config",
            "VpcConfig:\n  SecurityGroupIds:\n    - sg-1\n    - group\n  SubnetIds: [subnet-1]".to_owned(),
            4,
        ),
        ("logging", "logging_config:\n  log_format: JSON\n  system_log_level: TRACE".to_owned(), 3),
        ("snap-start", "publish: true\nsnap_start:\n  apply_on: Always".to_owned(), 3),
        ("tenancy", "tenancy_config: {}".to_owned(), 1),
        ("durable", "durable_config:\n  execution_timeout: 31622401".to_owned(), 2),
        ("tags", "tags:\n  ok: x\n  'aws:x': y".to_owned(), 3),
        ("layers", format!("layers:\n  - {}\n  - {}", layer("eu-west-1", 1), layer("eu-west-1", 1)), 3),
        ("image-uri", format!("{IMAGE}!handler\nimage_config:\n  working_directory: {}", "x".repeat(1001)), 3),
        ("code-source", "code:\n  dir: src\n  s3_bucket: bucket\n  s3_key: key".to_owned(), 3),
        ("kms-key", "code:\n  dir: src\n  source_kms_key_arn: key/1".to_owned(), 3),
    ] {
        let place = Place::new();
        place.write("deploy.yaml", manifest(&change));
        app(&place);
        let ran = lamctl(place.path(), &["check", "--json", "-A", "calendar"], TODAY);
        let document = ran.json();
        let found = document["diagnostics"].as_array().expect("a list");
        assert!(found.iter().any(|d| d["rule"] == name && d["line"] == line), "{name}: {change}\n{document:#}");
    }
}

#[test]
fn just_inside_the_limit_nothing_is_found() {
    for rule in all() {
        let mut flags = vec!["-D", "warnings"];
        if rule.asked {
            flags.extend(["-D", rule.name]);
        }
        if rule.name != "runtime-deprecated" {
            flags.push("-Acalendar");
        }
        let (found, code) = check(&rule.inside, "", &flags, rule.days.1);
        assert!(found.is_empty() && code == 0, "{}: {found:?}", rule.name);
    }
}

#[test]
fn a_silenced_rule_is_silent_unless_it_is_fixed() {
    for rule in all() {
        let fixed = registry::find(rule.name).expect("a rule").fixed;
        let allow = format!("-A{}", rule.name);
        let in_manifest = format!("checks: {{ {}: allow, calendar: allow }}\n", rule.name);
        let in_flags = ["-Acalendar", allow.as_str()];
        for (extra, flags) in [("", &in_flags[..]), (in_manifest.as_str(), &[][..])] {
            let (found, code) = check(&rule.fires, extra, flags, rule.days.0);
            if fixed {
                assert!(found.contains(&(rule.name.to_owned(), "deny".to_owned())), "{}: {found:?}", rule.name);
                assert_eq!(code, 4, "{}", rule.name);
            } else {
                assert!(found.is_empty() && code == 0, "{}: {found:?}", rule.name);
            }
        }
    }
}
