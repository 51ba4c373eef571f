//! Random manifests over all settings.

use lamctl::function::{Code, Desired, Places, Settings, Target, Unmanaged};
use lamctl::package::{Artifact, Body};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// One manifest, and the code that it names.
#[derive(Clone)]
pub struct Case {
    pub desired: Desired,
    pub package: Artifact,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let d = &self.desired;
        let policies = (d.environment_unmanaged, d.tags_unmanaged);
        let settings = serde_json::to_string(&d.settings).unwrap_or_default();
        write!(f, "{settings} {policies:?} {:?} {:?} {:?}", d.aliases, d.code.image_uri, self.package.sha256)
    }
}

/// Two manifests of one function: what only creation can set is the same in both.
pub fn pairs() -> impl Strategy<Value = (Case, Case)> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_flat_map(|(image, durable, provider, tenants)| {
        let one = move |first: bool| {
            (settings(durable, provider, tenants, first), 0..2u8, extras())
                .prop_map(move |(settings, code, extras)| case(settings, image, code, extras))
        };
        // Often little of the second is its own, so that single differences are met too.
        let own = (select(vec![30u8, 255]), proptest::collection::vec(any::<u8>(), 32));
        (one(true), one(false), own).prop_map(|(before, mut after, (share, draws))| {
            after.desired.settings = mix(&before.desired.settings, &after.desired.settings, |i| draws[i % 32] <= share);
            if draws[31] > share {
                after.package = before.package.clone();
                after.desired.code = before.desired.code.clone();
            }
            (before, after)
        })
    })
}

/// Each member from the second where `own` says so, else from the first.
fn mix(first: &Settings, second: &Settings, own: impl Fn(usize) -> bool) -> Settings {
    let tree = |settings: &Settings| match serde_json::to_value(settings) {
        Ok(Value::Object(map)) => map,
        other => unreachable!("{other:?}"),
    };
    let (mut first, mut second) = (tree(first), tree(second));
    let mut names: Vec<String> = first.keys().chain(second.keys()).cloned().collect();
    names.sort();
    names.dedup();
    let pick = |(i, name): (usize, String)| {
        let value = if own(i) { second.remove(&name) } else { first.remove(&name) };
        value.map(|value| (name, value))
    };
    serde_json::from_value(Value::Object(names.into_iter().enumerate().filter_map(pick).collect())).unwrap()
}

#[derive(Clone, Debug)]
struct Extras {
    environment: Option<Unmanaged>,
    tags: Option<Unmanaged>,
    aliases: Vec<String>,
}

fn extras() -> impl Strategy<Value = Extras> {
    let unmanaged = select(vec![None, Some(Unmanaged::Refuse), Some(Unmanaged::Keep), Some(Unmanaged::Remove)]);
    let tags = select(vec![None, Some(Unmanaged::Keep), Some(Unmanaged::Remove)]);
    let aliases = subsequence(vec!["live".to_owned(), "next".to_owned()], 0..=2);
    (unmanaged, tags, aliases).prop_map(|(environment, tags, aliases)| Extras { environment, tags, aliases })
}

fn case(settings: Settings, image: bool, code: u8, extras: Extras) -> Case {
    let code_block = if image {
        Code { image_uri: Some(format!("repo@sha256:{code}")), ..Code::default() }
    } else {
        Code { dir: Some("src".into()), ..Code::default() }
    };
    let desired = Desired {
        name: "hello".into(),
        settings,
        code: code_block,
        environment_unmanaged: extras.environment,
        tags_unmanaged: extras.tags,
        aliases: extras.aliases,
        provenance: false,
        target: Target::default(),
        checks: Vec::new(),
        base: "/".into(),
        file: "deploy.yaml".into(),
        manifest_path: None,
        places: Places::default(),
    };
    Case { desired, package: package(&format!("zip {code}")) }
}

pub fn package(sha256: &str) -> Artifact {
    Artifact {
        body: Body::Memory(bytes::Bytes::new()),
        sha256: sha256.into(),
        zipped_bytes: 1,
        unzipped_bytes: 1,
        files: 1,
        compressed: Vec::new(),
    }
}

/// One of these, or not said.
fn one(values: &[Value]) -> BoxedStrategy<Option<Value>> {
    of(select(values.to_vec())).boxed()
}

/// An object with any of these members, `{}` included, or not said.
fn object(members: Vec<(&'static str, BoxedStrategy<Option<Value>>)>) -> BoxedStrategy<Option<Value>> {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    of(values.prop_map(move |values| {
        let said = names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        Value::Object(said.collect())
    }))
    .boxed()
}

fn settings(durable: bool, provider: bool, tenants: bool, first: bool) -> impl Strategy<Value = Settings> {
    let mount = |path: &str| json!([{"arn": "m", "local_mount_path": path}]);
    let mut members = vec![
        ("role", one(&[json!("r1"), json!("r2")])),
        ("runtime", one(&[json!("python3.13"), json!("nodejs22.x")])),
        ("handler", one(&[json!("a.b"), json!("c.d")])),
        ("description", one(&[json!(""), json!("one"), json!("two")])),
        ("timeout", one(&[json!(3), json!(30)])),
        ("memory_size", one(&[json!(128), json!(256)])),
        ("publish", one(&[json!(true), json!(true), json!(false)])),
        ("architectures", one(&[json!(["x86_64"]), json!(["arm64"])])),
        ("layers", one(&[json!([]), json!(["a"]), json!(["b", "a"]), json!(["a", "b"])])),
        ("kms_key_arn", one(&[json!(""), json!("k1"), json!("k2")])),
        ("code_signing_config_arn", one(&[json!(""), json!("c1"), json!("c2")])),
        ("tags", one(&[json!({}), json!({"a": "1"}), json!({"a": "2", "b": "1"})])),
        ("file_system_configs", one(&[json!([]), mount("/mnt/a"), mount("/mnt/b")])),
        ("dead_letter_config", object(vec![("target_arn", one(&[json!(""), json!("q1"), json!("q2")]))])),
        ("tracing_config", object(vec![("mode", one(&[json!("Active"), json!("PassThrough")]))])),
        ("ephemeral_storage", object(vec![("size", one(&[json!(512), json!(1024)]))])),
        ("snap_start", object(vec![("apply_on", one(&[json!("None"), json!("PublishedVersions")]))])),
        (
            "environment",
            object(vec![(
                "variables",
                one(&[json!({}), json!({"AA": "1"}), json!({"AA": "2", "BB": "1"}), json!({"BB": ""})]),
            )]),
        ),
        (
            "vpc_config",
            object(vec![
                ("subnet_ids", one(&[json!([]), json!(["s1", "s2"]), json!(["s2", "s1"]), json!(["s3"])])),
                ("security_group_ids", one(&[json!([]), json!(["g1"]), json!(["g2", "g1"])])),
                ("ipv6_allowed_for_dual_stack", one(&[json!(true), json!(false)])),
            ]),
        ),
        (
            "image_config",
            object(vec![
                ("entry_point", one(&[json!([]), json!(["e"])])),
                ("command", one(&[json!([]), json!(["c"]), json!(["d"])])),
                ("working_directory", one(&[json!(""), json!("/w")])),
            ]),
        ),
        (
            "logging_config",
            object(vec![
                ("log_format", one(&[json!("JSON"), json!("Text")])),
                ("application_log_level", one(&[json!("WARN"), json!("INFO")])),
                ("system_log_level", one(&[json!("WARN"), json!("DEBUG")])),
                ("log_group", one(&[json!("/x"), json!("/aws/lambda/hello")])),
            ]),
        ),
    ];
    let some = |s: BoxedStrategy<Option<Value>>| s.prop_filter("said", move |v| !first || v.is_some()).boxed();
    if durable {
        let days = select(vec![json!(7), json!(14)]).prop_map(Some).boxed();
        let seconds = one(&[json!(60), json!(90)]);
        members.push((
            "durable_config",
            some(object(vec![("retention_period_in_days", days), ("execution_timeout", seconds)])),
        ));
    }
    if provider {
        let arn = select(vec![json!("p1"), json!("p2")]).prop_map(Some).boxed();
        let inner = object(vec![
            ("capacity_provider_arn", arn),
            ("per_execution_environment_max_concurrency", one(&[json!(4), json!(8)])),
            ("execution_environment_memory_gib_per_v_cpu", one(&[json!(2.0), json!(4.0)])),
        ]);
        let inner = inner.prop_filter("said", Option::is_some).boxed();
        let outer = object(vec![("lambda_managed_instances_capacity_provider_config", inner)]);
        members.push(("capacity_provider_config", some(outer)));
    }
    if tenants {
        let mode = json!({"tenant_isolation_mode": "PER_TENANT"});
        members.push(("tenancy_config", some(one(&[mode]))));
    }
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    values.prop_map(move |values| {
        let mut said: Map<String, Value> =
            names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?))).collect();
        valid(&mut said, first);
        serde_json::from_value(Value::Object(said)).unwrap()
    })
}

/// Combinations that AWS takes: it is for rules to refuse the others.
fn valid(said: &mut Map<String, Value>, first: bool) {
    if let Some(Value::Object(vpc)) = said.get_mut("vpc_config") {
        let empty = |list: Option<&Value>| list.map(|l| l.as_array().is_some_and(Vec::is_empty));
        match (empty(vpc.get("subnet_ids")), empty(vpc.get("security_group_ids"))) {
            (Some(a), Some(b)) if a != b => {
                _ = vpc.insert("security_group_ids".into(), if a { json!([]) } else { json!(["g1"]) })
            }
            (Some(false), None) => _ = vpc.insert("security_group_ids".into(), json!(["g1"])),
            (None, Some(false)) => _ = vpc.insert("subnet_ids".into(), json!(["s1"])),
            _ => {}
        }
    }
    if let Some(Value::Object(logging)) = said.get_mut("logging_config") {
        let levels = logging.keys().any(|key| key.ends_with("_level"));
        if levels {
            logging.insert("log_format".into(), json!("JSON"));
        }
    }
    if first {
        said.entry("role").or_insert_with(|| json!("r1"));
    }
}
