//! What `check` prints, word for word: for people, for tools, for GitHub; of several functions and files.

use serde_json::{Value, json};

use crate::support::{CANARY, Place, root};

/// Two functions of images, so that no day on which a runtime ends is in the way.
const TWO: &str = "\
defaults:
  code: { image_uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1 }
  role: arn:aws:iam::123456789012:role/hello
functions:
  one: { memory_size: 200 }
  two:
    timeout: 901
    environment:
      variables: { PEM: '-----BEGIN PRIVATE KEY-----c4n4ry-5ecret' }
";

const ONE: &str = "\
function_name: three
code: { image_uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1 }
role: arn:aws:iam::123456789012:role/hello
";

fn two() -> Place {
    let place = Place::new();
    place.write("infra/deploy.yaml", TWO).write("three.yaml", ONE);
    place
}

const HUMAN: &str = "\
error: one: memory_size 200 MB is not a multiple of 64 MB
 --> infra/deploy.yaml:5:23
  |
5 |   one: { memory_size: 200 }
  |                       ^^^
  |
  = help: use 192 or 256, the nearest multiples; the service takes any whole number of MB now, and `-A \
memory-multiple-of-64` (or `checks: { memory-multiple-of-64: allow }`) sends 200 as it is
  = rule: memory-multiple-of-64
error: two: timeout 901 s is over the limit of 900 s
 --> infra/deploy.yaml:7:14
  |
7 |     timeout: 901
  |              ^^^
  |
  = help: use 1 to 900 seconds
  = rule: timeout-range
";

#[test]
fn for_people() {
    let ran = two().run(["check", "-f", "infra/deploy.yaml", "-f", "three.yaml", "-A", "secrets"]).expect(4);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.starts_with(HUMAN), "{}", ran.stderr);
    let sound = two().run(["check", "-f", "three.yaml"]).expect(0);
    assert_eq!((sound.stdout.as_str(), sound.stderr.as_str()), ("", "     Checked 1 function: nothing found\n"));
    let quiet = two().run(["check", "-q", "-f", "three.yaml"]).expect(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let warned = two().run(["check", "-f", "infra/deploy.yaml", "-W", "all"]).expect(0);
    assert!(warned.stderr.ends_with("Checked 2 functions: 3 warnings\n"), "{}", warned.stderr);
    assert!(warned.stderr.contains("= rule: timeout-range (warn by `-W all`)\n"), "{}", warned.stderr);
}

#[test]
fn for_tools() {
    let ran = two().run(["check", "--json", "-f", "infra/deploy.yaml", "-f", "three.yaml"]).expect(4);
    assert_eq!(ran.stderr, "");
    let document = ran.json();
    let finding = |rule: &str, level: &str, function: &str, message: &str, help: &str, place: [u32; 4]| {
        json!({ "rule": rule, "level": level, "function": function, "message": message, "help": help,
            "file": "infra/deploy.yaml", "line": place[0], "column": place[1], "end_line": place[2],
            "end_column": place[3], "entry": null })
    };
    let vault = "keep it in Secrets Manager or SSM and give the function its name; everybody who may read the \
                 configuration reads it";
    let expected = json!([
        finding(
            "memory-multiple-of-64",
            "deny",
            "one",
            "memory_size 200 MB is not a multiple of 64 MB",
            "use 192 or 256, the nearest multiples; the service takes any whole number of MB now, and `-A \
             memory-multiple-of-64` (or `checks: { memory-multiple-of-64: allow }`) sends 200 as it is",
            [5, 23, 5, 26]
        ),
        finding(
            "timeout-range",
            "deny",
            "two",
            "timeout 901 s is over the limit of 900 s",
            "use 1 to 900 seconds",
            [7, 14, 7, 17]
        ),
        finding(
            "environment-secret",
            "warn",
            "two",
            "the variable `PEM` holds what looks like a private key, in clear",
            vault,
            [9, 20, 9, 23]
        ),
    ]);
    assert_eq!(document["diagnostics"], expected, "{:#}", document["diagnostics"]);
    let functions: Vec<(&Value, &Value, &Value)> = document["functions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| (&f["name"], &f["file"], &f["error"]["kind"]))
        .collect();
    let (one, two, three) = (json!("one"), json!("two"), json!("three"));
    let (infra, own, checks, null) = (json!("infra/deploy.yaml"), json!("three.yaml"), json!("checks"), Value::Null);
    assert_eq!(functions, [(&one, &infra, &checks), (&two, &infra, &checks), (&three, &own, &null)]);
    assert_eq!(document["error"]["kind"], "checks");
    assert_eq!(document["ok"], false);
}

const GITHUB: &str = "\
::error file=infra/deploy.yaml,line=5,endLine=5,col=23,endColumn=26,title=memory-multiple-of-64::one: memory_size 200 MB \
is not a multiple of 64 MB%0Ause 192 or 256, the nearest multiples; the service takes any whole number of MB now, and \
`-A memory-multiple-of-64` (or `checks: { memory-multiple-of-64: allow }`) sends 200 as it is
::error file=infra/deploy.yaml,line=7,endLine=7,col=14,endColumn=17,title=timeout-range::two: timeout 901 s is over the \
limit of 900 s%0Ause 1 to 900 seconds
";

#[test]
fn for_github() {
    let annotations =
        |text: &str| -> String { text.lines().filter(|l| l.starts_with("::")).map(|l| format!("{l}\n")).collect() };
    let args = ["check", "-f", "infra/deploy.yaml", "-A", "secrets"];
    let asked = two().run(args.iter().chain(&["--annotations"])).expect(4);
    assert_eq!((annotations(&asked.stderr).as_str(), asked.stdout.as_str()), (GITHUB, ""));
    let there = two().env("GITHUB_ACTIONS", "true").run(args).expect(4);
    assert_eq!((there.stderr.as_str(), there.stdout.as_str()), (asked.stderr.as_str(), ""), "on by itself");
    for elsewhere in [two(), two().env("GITHUB_ACTIONS", ""), two().env("GITHUB_ACTIONS", "false")] {
        assert_eq!(annotations(&elsewhere.run(args).expect(4).stderr), "");
    }
    let json = two().run(args.iter().chain(&["--annotations", "--json"])).expect(4);
    assert_eq!(json.stderr, GITHUB, "beside a document they are all that stderr has");
    json.json();
}

#[test]
fn standard_input_is_a_manifest_of_the_current_folder() {
    let place = Place::hello();
    let manifest = "function_name: hello\nruntime: provided.al2023\nhandler: x\nrole: arn:aws:iam::123456789012:role/x\n\
                    code: { dir: src }\n";
    let ran = place.run_with(manifest.as_bytes(), ["check", "-f", "-", "-A", "calendar"]).expect(4);
    assert!(
        ran.stderr.contains(" --> <stdin>:2:10\n") && ran.stderr.contains("rule: bootstrap-missing"),
        "{}",
        ran.stderr
    );
    place.write("src/bootstrap", "#!/bin/sh\n");
    let ran = place.run_with(manifest.as_bytes(), ["check", "-f", "-", "-A", "calendar", "--json"]).expect(0);
    assert_eq!(ran.json()["functions"][0]["file"], "<stdin>");
    place.run_with(manifest.as_bytes(), ["check", "-f", "-", "-f", "-"]).expect(2);
    place.run_with(b"function_name: [", ["check", "-f", "-"]).expect(3);
    place.run_with(b"", ["check", "-f", "-"]).expect(3);
}

#[test]
fn exit_codes_of_several_files() {
    let place = two();
    place.write("wrong.yaml", ONE.replace("role", "roel"));
    place.run(["check", "-f", "three.yaml"]).expect(0);
    place.run(["check", "-f", "infra/deploy.yaml"]).expect(4);
    place.run(["check", "-f", "wrong.yaml"]).expect(3);
    place.run(["check", "-f", "absent.yaml"]).expect(3);
    // Of several, the gravest; all are said.
    let ran = place.run(["check", "-f", "infra/deploy.yaml", "-f", "wrong.yaml"]).expect(3);
    ran.says("timeout-range").says("did you mean `role`?").says("wrong.yaml:3:1");
    place.run(["check", "-f", "infra/deploy.yaml", "-f", "absent.yaml"]).expect(3).says("timeout-range");
    place.run(["check", "-f", "infra/deploy.yaml", "--function", "two"]).expect(4).says("two: timeout 901 s");
    place.run(["check", "-f", "infra/deploy.yaml", "--function", "nobody"]).expect(2);
    place.run(["check", "-f", "three.yaml", "-f", "three.yaml"]).expect(3).says("twice");
    place.run(["check", "-D", "no-such-rule"]).expect(2);
    let role = ONE.lines().filter(|l| !l.starts_with("role")).collect::<Vec<_>>().join("\n");
    place.write("partial.yaml", role);
    place.run(["check", "-f", "partial.yaml"]).expect(4).says("required-to-create");
    place.run(["check", "-f", "partial.yaml", "--for", "deploy"]).expect(0);
}

#[test]
fn nothing_is_compressed_or_hashed_unless_the_answer_depends_on_it() {
    let place = Place::hello();
    let package = |args: &[&str]| {
        let args = [&["check", "--json", "-A", "calendar"], args].concat();
        place.run(args).json()["functions"][0]["package"].clone()
    };
    assert_eq!(package(&[])["sha256"], Value::Null);
    assert_eq!(package(&[])["files"], 1);
    place.write("a.zip", super::packages::zip_of(1_000_000));
    assert_eq!(package(&["--code", "a.zip"])["sha256"], Value::Null);
    super::packages::hollow(&place, "src/large", 60_000_000);
    let compressed = package(&[]);
    assert!(compressed["zipped_bytes"].as_u64().is_some_and(|bytes| bytes < 1_000_000), "{compressed:#}");
    assert_eq!(package(&["--set", "code.upload.s3_bucket=staging"])["sha256"], Value::Null);
}

#[test]
fn no_report_shows_a_secret() {
    let place = two();
    place.write("src/.env", format!("TOKEN={CANARY}\n"));
    place.write("src/key.pem", format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n"));
    place.write("src/.npmrc", format!("//registry.example/:_authToken={CANARY}\n"));
    place.write("src/.aws/credentials", format!("[default]\naws_secret_access_key = {CANARY}\n"));
    place.write("src/bootstrap", "#!/bin/sh\n");
    let settings = "runtime: provided.al2023\nhandler: x\nrole: arn:aws:iam::123456789012:role/x\n";
    place.write("files.yaml", format!("function_name: files\n{settings}code: {{ dir: src }}\n"));
    for args in [
        vec!["check", "-f", "infra/deploy.yaml", "-f", "files.yaml", "-A", "calendar"],
        vec!["check", "-f", "infra/deploy.yaml", "-f", "files.yaml", "-A", "calendar", "--json", "-v", "-v"],
        vec!["check", "-f", "infra/deploy.yaml", "-f", "files.yaml", "-A", "calendar", "--annotations"],
    ] {
        let ran = place.run(&args).expect(4);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.matches("secret-file").count() >= 4 && said.contains("environment-secret"), "{said}");
        assert!(!said.contains(CANARY), "{said}");
    }
}

#[test]
fn explain_lists_rules_and_groups_for_people_and_tools() {
    let place = Place::new();
    let list = place.run(["explain"]).expect(0).stdout;
    let document = place.run(["explain", "--json"]).expect(0).json();
    let rules = document["result"].as_array().expect("a list");
    assert_eq!(rules.len(), lamctl::preflight::registry::all().count());
    for rule in rules {
        let text = |key: &str| rule[key].as_str().expect("text").to_owned();
        let (name, level, summary) = (text("name"), text("level"), text("summary"));
        let line = list.lines().find(|l| l.split_whitespace().next() == Some(name.as_str())).expect("a line");
        assert_eq!(line.split_whitespace().nth(1), Some(level.as_str()), "{line}");
        assert!(line.ends_with(&summary) && line.len() < 170, "{line}");
        let alone = place.run(["explain", &name]).expect(0);
        assert!(alone.stdout.contains(text("docs").as_str()) && alone.stderr.is_empty(), "{name}");
        let table = format!("| `{name}` | ");
        assert!(std::fs::read_to_string(root().join("README.md")).expect("README.md").contains(&table), "{name}");
    }
    let group = place.run(["explain", "limits"]).expect(0).stdout;
    assert!(
        group.starts_with("limits: ") && group.contains("environment-size") && !group.contains("zip-size"),
        "{group}"
    );
    let group = place.run(["explain", "limits", "--json"]).expect(0).json();
    assert!(group["result"].as_array().is_some_and(|rules| rules.iter().all(|r| r["group"] == "limits")), "{group:#}");
    place.run(["explain", "zip-sise"]).expect(2).says("lamctl explain zip-size");
    place.run(["explain", "nothing-like-it", "--json"]).expect(2);
}
