//! Manifests and zips of any bytes, through everything that `check` does: no panic, no hang, nothing out of
//! proportion. `PROPTEST_CASES` sets how many of each are tried.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::path::Path;
use std::time::{Duration, Instant};

use lamctl::function::{Code, Deployed, Desired, ZipSource};
use lamctl::manifest::{Input, Options, load};
use lamctl::package::{Files, build, ready};
use lamctl::preflight::{Goal, Pass, Subject, levels, run};
use proptest::collection::vec;
use proptest::prelude::*;

use super::TODAY;
use crate::inspect::native::{X86_64, class, elf, jar};
use crate::support::{Place, fixture, run as spawn};

const PASSES: [Pass; 4] = [Pass::Manifest, Pass::Files, Pass::Package, Pass::Deployed];

fn quickly(what: impl FnOnce() -> String, act: impl FnOnce()) {
    let start = Instant::now();
    act();
    assert!(start.elapsed() < Duration::from_secs(5), "{} took {:?}", what(), start.elapsed());
}

/// Every rule, in every pass, for both goals, with and without a deployed function.
fn every_rule(desired: &Desired, files: Option<&Files>) {
    let artifact = files.filter(|f| f.problem.is_none() && !f.contents.is_empty()).and_then(|f| build(f, &|_| ()).ok());
    let mut remote = Deployed::default();
    remote.configuration.settings = desired.settings.clone();
    let (levels, _) = levels(desired, &[]).unwrap();
    for (goal, deployed) in
        [(Goal::Create, None), (Goal::Deploy, None), (Goal::Deploy, Some(None)), (Goal::Deploy, Some(Some(&remote)))]
    {
        for (pass, region) in PASSES.into_iter().flat_map(|pass| [(pass, Some("eu-west-1")), (pass, None)]) {
            let subject = Subject {
                desired,
                goal,
                region,
                custom_endpoint: region.is_none(),
                today: TODAY,
                files,
                artifact: artifact.as_ref(),
                deployed,
            };
            for finding in run(&subject, pass, &levels) {
                assert!(finding.message.len() < 5_000, "{finding:?}");
            }
        }
    }
}

fn manifest(bytes: &[u8]) {
    let folder = Path::new("/nowhere");
    let input = Input { name: "deploy.yaml".into(), path: None, base: folder.to_owned(), bytes: bytes.to_owned() };
    let options = Options {
        vars: [("NAME".to_owned(), "value".to_owned())].into(),
        env_files: Vec::new(),
        set: Vec::new(),
        code: None,
        cwd: folder.to_owned(),
    };
    quickly(
        || String::from_utf8_lossy(bytes).into_owned(),
        || {
            for desired in load(&input, &options).functions {
                every_rule(&desired, None);
            }
        },
    );
}

/// Values that settings may have, right and wrong.
const VALUES: &[&str] = &[
    "''",
    "x",
    "0",
    "-1",
    "64",
    "128",
    "901",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    ".nan",
    "true",
    "null",
    "[]",
    "{}",
    "[x, y]",
    "{ a: b }",
    "é",
    "'${NAME}'",
    "'${NAME:-z}'",
    "arm64",
    "x86_64",
    "Active",
    "JSON",
    "PublishedVersions",
    "python3.13",
    "nodejs99.x",
    "java",
    "provided.al",
    "dotnet8",
    "app.handler",
    "a.b::c",
    "a::b::c",
    "subnet-1",
    "arn:aws:iam::123456789012:role/x",
    "'arn:'",
    "'arn:aws:lambda:::'",
    "'::::::'",
    "arn:aws:kms:eu-west-1:123456789012:key/1",
    "arn:aws:lambda:us-east-1:123456789012:layer:l:1",
    "'123456789012:function:x'",
    "/mnt/x",
    "../..",
    "'*'",
    "&a [*a]",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "{ x: { y: { z: 1 } } }",
];

/// Every member by its path in the API's spelling, and lamctl's own keys.
fn keys() -> Vec<String> {
    let members = std::fs::read_to_string(fixture("manifests/members.tsv")).unwrap();
    let paths = members.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next());
    let own =
        ["Code.dir", "Code.exclude", "Code.upload", "Code.symlinks", "checks", "target", "target.account", "aliases"];
    paths.chain(own).filter(|path| !path.contains("[]")).map(str::to_owned).collect()
}

/// A manifest of these settings, each given by its path.
fn written(settings: &[(String, &str)]) -> String {
    let mut root = serde_json::Map::new();
    root.insert("FunctionName".into(), "hello".into());
    for (path, value) in settings {
        let mut map = &mut root;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                map.insert(part.into(), format!("\u{1}{value}\u{1}").into());
                break;
            }
            let inner = map.entry(part).or_insert_with(|| serde_json::json!({}));
            if !inner.is_object() {
                *inner = serde_json::json!({});
            }
            map = inner.as_object_mut().unwrap();
        }
    }
    // The values are YAML, the frame is JSON: take the quotes off.
    let text = serde_json::Value::Object(root).to_string();
    let mut out = String::new();
    for (at, piece) in text.split("\\u0001").enumerate() {
        if at % 2 == 0 {
            out.push_str(piece.trim_matches('"'));
        } else {
            out.push_str(&serde_json::from_str::<String>(&format!("\"{piece}\"")).unwrap());
        }
    }
    out
}

fn damaged(valid: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = valid.len();
    (vec((0..length, any::<u8>()), 0..24), 0..=length).prop_map(move |(changes, end)| {
        let mut bytes = valid.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(end.max(length / 2));
        bytes
    })
}

fn desired(runtime: &str, handler: &str) -> Desired {
    let text =
        format!("function_name: hello\nruntime: {runtime}\nhandler: '{handler}'\nrole: x\ncode: {{ dir: src }}\n");
    let options = Options {
        vars: Default::default(),
        env_files: Vec::new(),
        set: Vec::new(),
        code: None,
        cwd: Path::new("/").to_owned(),
    };
    let input = Input { name: "m".into(), path: None, base: Path::new("/").to_owned(), bytes: text.into_bytes() };
    load(&input, &options).functions.remove(0)
}

const FUNCTIONS: &[(&str, &str)] = &[
    ("python3.13", "app.handler"),
    ("nodejs24.x", "index.handler"),
    ("java21", "a.B::handle"),
    ("dotnet10", "App::App.Function::Handle"),
    ("ruby3.4", "app.handler"),
    ("provided.al2023", "x"),
    ("go1.x", "bootstrap"),
];

fn a_zip() -> Vec<u8> {
    let class = class(65, "a/B", "java/lang/Object", None, &["handle"]);
    jar(&[
        ("app.py", b"def handler(event, context): pass\n"),
        ("index.js", b"exports.handler = async () => 1;\n"),
        ("app.rb", b"def handler(event:, context:)\nend\n"),
        ("a/B.class", &class),
        ("lib/a.jar", &jar(&[("a/C.class", &class)])),
        ("App.dll", b"MZ"),
        ("App.runtimeconfig.json", b"{}"),
        ("bootstrap", &elf(X86_64, Some("/lib64/ld-linux-x86-64.so.2"), &["GLIBC_2.34"])),
        (".env", b"A=1"),
    ])
}

fn through_zip(bytes: Vec<u8>, (runtime, handler): (&str, &str)) {
    quickly(
        || format!("{runtime}: {bytes:?}"),
        || {
            let files = ready::read_memory(bytes.clone().into());
            let mut desired = desired(runtime, handler);
            desired.code = Code { zip_file: Some(ZipSource::Path("a.zip".into())), ..Code::default() };
            every_rule(&desired, Some(&files));
        },
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn manifests_of_any_bytes(bytes in vec(any::<u8>(), 0..600)) {
        manifest(&bytes);
    }

    #[test]
    fn damaged_manifests(bytes in damaged(std::fs::read(fixture("manifests/valid/everything.yaml")).unwrap())) {
        manifest(&bytes);
    }

    #[test]
    fn settings_of_any_value(picks in vec((any::<prop::sample::Index>(), 0..VALUES.len()), 0..14)) {
        let keys = keys();
        let settings: Vec<(String, &str)> = picks.iter().map(|(key, value)| (key.get(&keys).clone(), VALUES[*value])).collect();
        manifest(written(&settings).as_bytes());
    }

    #[test]
    fn zips_of_any_bytes(mut bytes in vec(any::<u8>(), 0..800), front in any::<bool>(), which in 0..FUNCTIONS.len()) {
        if front {
            bytes.splice(0..0, *b"PK\x03\x04");
            bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x20\0\0\0\x04\0\0\0\0\0");
        }
        through_zip(bytes, FUNCTIONS[which]);
    }

    #[test]
    fn damaged_zips(bytes in damaged(a_zip()), which in 0..FUNCTIONS.len()) {
        through_zip(bytes, FUNCTIONS[which]);
    }
}

#[test]
fn the_settings_reach_the_rules() {
    assert!(keys().len() > 50, "{:?}", keys());
    let mut found = std::collections::BTreeSet::new();
    for key in keys() {
        for value in VALUES {
            let bytes = written(&[(key.clone(), value), ("Code.dir".into(), "src")]).into_bytes();
            let input = Input { name: "m".into(), path: None, base: Path::new("/").to_owned(), bytes };
            let options = Options {
                vars: Default::default(),
                env_files: Vec::new(),
                set: Vec::new(),
                code: None,
                cwd: Path::new("/").to_owned(),
            };
            for desired in load(&input, &options).functions {
                let subject = Subject {
                    desired: &desired,
                    goal: Goal::Create,
                    region: Some("eu-west-1"),
                    custom_endpoint: false,
                    today: TODAY,
                    files: None,
                    artifact: None,
                    deployed: None,
                };
                found.extend(run(&subject, Pass::Manifest, &Default::default()).into_iter().filter_map(|d| d.rule));
            }
        }
    }
    assert!(found.len() >= 20, "{found:?}");
    let text = written(&[("MemorySize".into(), "-1"), ("Code.dir".into(), "x"), ("Tags".into(), "{ a: b }")]);
    assert_eq!(text, r#"{"FunctionName":"hello","MemorySize":-1,"Code":{"dir":x},"Tags":{ a: b }}"#);
}

/// What would take all memory if its size were believed, by the real program under a limit of 700 MB of
/// addresses (most of which its threads reserve and never touch).
#[test]
fn hostile_inputs_stay_within_memory() {
    let place = Place::new();
    let settings = "function_name: hello\nrole: arn:aws:iam::123456789012:role/x\n";
    let bomb = {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::DEFAULT
            .compression_method(zip::CompressionMethod::Deflated)
            .unix_permissions(0o755);
        for name in ["app.py", "index.js", "bootstrap", "lib/a.jar", "App.dll", "package.json"] {
            zip.start_file(name, options).unwrap();
            for _ in 0..80 {
                zip.write_all(&vec![b' '; 1 << 20]).unwrap();
            }
        }
        zip.finish().unwrap().into_inner()
    };
    assert!(bomb.len() < 1 << 20);
    place.write("a.zip", bomb);
    let mut cases: Vec<(String, &[i32])> = FUNCTIONS
        .iter()
        .map(|(runtime, handler)| {
            (format!("{settings}runtime: {runtime}\nhandler: '{handler}'\ncode: {{ zip_file: a.zip }}\n"), &[4_i32][..])
        })
        .collect();
    let aliases: String = (1..40).map(|n| format!("x-{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    cases.push((format!("x-0: &a0 [x]\n{aliases}{settings}code: {{ dir: . }}\nlayers: *a39\n"), &[3]));
    cases.push((format!("{settings}code: {{ dir: . }}\nlayers: {}", "[".repeat(200_000)), &[3]));
    for (manifest, codes) in cases {
        place.write("deploy.yaml", &manifest);
        let mut limited = place.command("sh");
        limited.args(["-c", "ulimit -v 700000; exec \"$0\" check"]).arg(env!("CARGO_BIN_EXE_lamctl"));
        limited.env("RAYON_NUM_THREADS", "2");
        let start = Instant::now();
        let ran = spawn(&mut limited);
        let about = &manifest[..manifest.len().min(300)];
        assert!(codes.contains(&ran.code), "{} {about}\n{}", ran.code, ran.stderr);
        assert!(start.elapsed() < Duration::from_secs(60), "{about} took {:?}", start.elapsed());
    }
}
