//! The life of a function on MiniStack, which runs what it is given.

use serde_json::Value;

use crate::support::endpoint::ministack;
use crate::support::{HELLO, Place};

fn place(endpoint: &str, name: &str) -> Place {
    let place = Place::new().at(endpoint);
    place.write(
        "deploy.yaml",
        format!("{}publish: true\naliases: [live]\n", HELLO.replace("name: hello", &format!("name: {name}"))),
    );
    place
}

fn code(place: &Place, answer: &str) {
    let text = format!(
        "def handler(event, context):\n    print('printed by', '{answer}', '\\x1b[31m')\n    if event.get('fail'):\n        \
         raise ValueError('as asked')\n    return {{'answer': '{answer}', 'event': event}}\n"
    );
    place.write("src/app.py", text);
}

fn answer(place: &Place) -> String {
    let ran = place.run(["invoke", "--qualifier", "live", "--payload", "{\"q\": 1}"]).expect(0);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("the function's answer");
    assert_eq!(answer["event"]["q"], 1);
    answer["answer"].as_str().expect("text").to_owned()
}

#[test]
fn a_function_lives() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("life-{}", std::process::id());
    let place = place(endpoint, &name);
    code(&place, "one");
    let created = place.run(["create"]).expect(0);
    assert!(created.stdout.ends_with(&format!(":function:{name}:live\n")), "{}", created.stdout);
    assert_eq!(answer(&place), "one");

    code(&place, "two");
    let deployed = place.run(["deploy", "--smoke", "{\"smoke\": true}", "--json"]).expect(0).json();
    assert_eq!(deployed["functions"][0]["version"], "2");
    let same = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(same["functions"][0]["effect"], "unchanged");
    assert_eq!(answer(&place), "two");

    // A version whose smoke test fails is published and not used.
    code(&place, "three");
    let failed = place.run(["deploy", "--smoke", "{\"fail\": true}"]).expect(1).says("as asked");
    assert!(failed.stderr.contains("printed by three"), "{}", failed.stderr);
    assert_eq!(answer(&place), "two");
    place.run(["deploy"]).expect(0);
    assert_eq!(answer(&place), "three");

    place.run(["rollback", "--alias", "live", "--yes"]).expect(0);
    assert_eq!(answer(&place), "two");

    let logs = place.run(["logs", "--filter", "printed"]).expect(0).stdout;
    for said in ["printed by one", "printed by two", "printed by three"] {
        assert!(logs.contains(said), "{said}: {logs}");
    }
    assert!(!logs.contains('\u{1b}') && logs.contains("\\u{1b}[31m"), "control characters are escaped: {logs:?}");
    let failed = place.run(["invoke", "--payload", "{\"fail\": 1}", "--tail"]).expect(1).says("as asked");
    assert!(failed.stdout.contains("as asked"), "{}", failed.stdout);

    let pruned = place.run(["versions", "prune", "--keep", "1", "--json"]).expect(0).json();
    assert_eq!(pruned["result"]["pruned"], serde_json::json!(["1"]));
    let listed = place.run(["versions"]).expect(0).stdout;
    assert_eq!(listed.lines().count(), 4, "{listed}");

    place.run(["delete", "--yes"]).expect(0);
    place.run(["status"]).expect(254);
    place.run(["delete", "--yes"]).expect(0).says("nothing to delete");
}

#[test]
fn an_import_makes_the_same_function_again() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("import-{}", std::process::id());
    let place = place(endpoint, &name);
    code(&place, "same");
    let rest = "environment: {variables: {KEY: value}}\ntags: {team: web}\ndescription: a test\n";
    place.write("deploy.yaml", format!("{}{rest}", HELLO.replace("name: hello", &format!("name: {name}"))));
    place.run(["create"]).expect(0);
    place.run(["import", &name, "-f", "got.yaml", "--download", "--with-environment"]).expect(0);
    let from = ["-f", "got.yaml", "--env-file", "got.env"];
    place.run([&["diff", "--exit-code"][..], &from].concat()).expect(0);
    let other = format!("function_name={name}-2");
    let made = place.run([&["deploy", "--json", "--set", &other][..], &from].concat()).expect(0).json();
    let status = |name: &str| {
        let mut result = place.run(["status", name, "--json"]).expect(0).json()["result"].clone();
        result.as_object_mut().expect("an object").remove("last_modified");
        // The group of each is its own.
        let logging = result["configuration"]["logging_config"].as_object_mut();
        logging.map(|logging| logging.remove("log_group"));
        result
    };
    assert_eq!(status(&name), status(&format!("{name}-2")));
    assert_eq!(made["functions"][0]["code_sha256"], made["functions"][0]["package"]["sha256"]);
    for name in [name.clone(), format!("{name}-2")] {
        place.run(["delete", &name, "--yes"]).expect(0);
    }
}

/// For the fields that MiniStack keeps: what was deployed is not deployed again.
#[test]
fn changes_converge() {
    let Some(endpoint) = ministack() else { return };
    let name = format!("converge-{}", std::process::id());
    let place = place(endpoint, &name);
    code(&place, "x");
    let base = HELLO.replace("name: hello", &format!("name: {name}"));
    for more in [
        "environment: {variables: {AA: '1', BB: '2'}}\ntags: {a: b}\n",
        "environment: {variables: {AA: '2', BB: '2'}}\ntags: {a: c, d: e}\n",
        "environment: {variables: {}}\ntags: {}\n",
        "description: text\nephemeral_storage: {size: 1024}\ntracing_config: {mode: Active}\n",
        "description: ''\ntracing_config: {mode: PassThrough}\nhandler_: x\n",
        "layers: []\narchitectures: [arm64]\n",
    ] {
        let more = more.replace("handler_: x\n", "");
        place.write("deploy.yaml", format!("{base}{more}"));
        let first = place.run(["deploy", "--json"]).expect(0).json();
        assert_ne!(first["functions"][0]["effect"], "none", "{more}");
        let diff = place.run(["diff", "--exit-code"]).expect(0).stdout;
        assert!(diff.contains("nothing differs"), "{more}: {diff}");
        let second = place.run(["deploy", "--json"]).expect(0).json();
        assert_eq!(second["functions"][0]["effect"], "unchanged", "{more}");
    }
    place.run(["delete", "--yes"]).expect(0);
}
