//! The command line as an interface: streams, exit codes, the JSON document, help.

use std::io::Read;
use std::process::Stdio;

use crate::support::endpoint::SandboxProcess;
use crate::support::{CANARY, HELLO, Place, Ran, run};

/// The keys that every document has, in their order.
const KEYS: [&str; 8] = ["schema", "command", "ok", "functions", "diagnostics", "result", "error", "meta"];

#[track_caller]
fn document(ran: &Ran, kind: Option<&str>) -> serde_json::Value {
    let document = ran.json();
    let keys: Vec<&String> = document.as_object().expect("an object").keys().collect();
    assert_eq!(keys, KEYS);
    assert_eq!(document["schema"], "lamctl/v1");
    assert_eq!(document["ok"], ran.code == 0);
    assert_eq!(document["error"]["kind"].as_str(), kind, "{document:#}");
    document
}

#[test]
fn version_and_help_are_results() {
    let place = Place::new();
    let version = place.run(["--version"]).expect(0);
    assert_eq!(version.stdout, format!("lamctl {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(version.stderr, "");
    let help = place.run(["help", "alias", "set"]).expect(0);
    assert!(help.stdout.contains("--weight"), "{}", help.stdout);
    let codes = place.run(["help", "exit-codes"]).expect(0);
    for code in ["0 ", "124 ", "130, 143", "253", "254", "255"] {
        assert!(codes.stdout.contains(code), "{}", codes.stdout);
    }
}

#[test]
fn wrong_arguments_are_told_in_json_too() {
    let place = Place::new();
    let plain = place.run(["create", "--memroy"]).expect(2).says("--memroy");
    assert_eq!(plain.stdout, "");
    let json = place.run(["create", "--json", "--memroy"]).expect(2);
    let document = document(&json, Some("usage"));
    assert_eq!(document["command"], "create");
    place.run(["create", "-D", "no-such-rule", "-f", "-"]).expect(2);
    place.run(["package", "-o", "-", "--json"]).expect(2);
    place.run(Vec::<&str>::new()).expect(2);
}

#[test]
fn a_missing_manifest_says_how_to_start() {
    let place = Place::new();
    place.run(["create"]).expect(3).says("deploy.yaml").says("lamctl init");
    document(&place.run(["create", "--json"]).expect(3), Some("manifest"));
    place.write("deploy.yml", HELLO);
    place.run(["create"]).expect(3).says("-f deploy.yml");
}

#[test]
fn a_broken_manifest_gets_a_caret_and_every_finding() {
    let place = Place::new();
    place.write("deploy.yaml", "function_name: x\nmemroy_size: 256\ntimeout: '30'\ncode: {dir: .}\n");
    let ran =
        place.run(["create"]).expect(3).says("memroy_size").says("memory_size").says("deploy.yaml:2:1").says("^^^");
    assert!(ran.stderr.contains("deploy.yaml:3:10"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    let document = document(&place.run(["create", "--json"]).expect(3), Some("manifest"));
    let found = document["diagnostics"].as_array().expect("a list");
    let faults: Vec<_> = found.iter().filter(|d| d["rule"].is_null() && d["level"] == "deny").collect();
    assert_eq!(faults.len(), 2, "{document:#}");
    assert_eq!((&faults[0]["line"], &faults[0]["column"]), (&2.into(), &1.into()));
    assert_eq!(faults[0]["file"], "deploy.yaml");
}

#[test]
fn a_denied_rule_stops_before_anything_is_sent() {
    let place = Place::hello().at("http://127.0.0.1:1");
    place.write("deploy.yaml", HELLO.replace("256", "300").replace("timeout: 30", "timeout: 901"));
    let ran =
        place.run(["create"]).expect(4).says("memory-multiple-of-64").says("timeout-range").says("256").says("320");
    assert_eq!(ran.stdout, "");
    let document = document(&place.run(["create", "--json"]).expect(4), Some("checks"));
    let rules: Vec<_> = document["diagnostics"].as_array().expect("a list").iter().map(|d| &d["rule"]).collect();
    assert_eq!(rules, ["memory-multiple-of-64", "timeout-range"]);
    assert_eq!(document["functions"][0]["effect"], "none");
    place.run(["check", "-A", "memory-multiple-of-64", "-A", "timeout-range"]).expect(0);
    place.run(["check", "-A", "limits", "-A", "mission", "-D", "timeout-range"]).expect(4);
}

#[test]
fn nothing_is_on_stdout_but_the_arn() {
    let sandbox = SandboxProcess::start(&["--active-after", "0.05"]);
    let place = Place::hello().at(&sandbox.url);
    let ran = place.run(["create"]).expect(0);
    assert_eq!(ran.stdout, "arn:aws:lambda:us-east-1:000000000000:function:hello\n");
    assert!(!ran.stderr.contains('\u{1b}'), "no escape codes into a pipe: {:?}", ran.stderr);
    let again = place.run(["create"]).expect(254).says("already exist").says("lamctl deploy");
    assert_eq!(again.stdout, ran.stdout, "the ARN is printed whenever the function exists at the end");
    let json = place.run(["create", "--json"]).expect(254);
    document(&json, Some("conflict"));
    assert!(json.stderr.is_empty(), "{}", json.stderr);
    let quiet = place.run(["delete", "hello", "--yes", "-q"]).expect(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

#[test]
fn several_functions_with_one_inherited_mistake_are_each_denied() {
    let place = Place::hello();
    let two = "defaults: {runtime: python3.13, handler: app.handler, role: 'arn:aws:iam::000000000000:role/r', timeout: 901, code: {dir: src}}\nfunctions: {one: {}, two: {}}\n";
    place.write("deploy.yaml", two);
    for command in ["create", "check"] {
        let document = document(&place.run([command, "--json"]).expect(4), Some("checks"));
        let functions = document["functions"].as_array().expect("a list");
        assert_eq!(functions.len(), 2);
        assert!(functions.iter().all(|f| f["ok"] == false), "{document:#}");
        let found: Vec<_> =
            document["diagnostics"].as_array().expect("a list").iter().map(|d| &d["function"]).collect();
        assert_eq!(found, ["one", "two"]);
    }
}

#[test]
fn a_hint_repeats_no_secret_and_names_the_target() {
    let sandbox = SandboxProcess::start(&["--active-after", "60"]);
    let place = Place::hello().at(&sandbox.url);
    let secret = format!("environment.variables.PASSWORD={CANARY}");
    let args = ["create", "--region", "eu-west-1", "--set", &secret, "--set", "memory_size=512", "--timeout", "0.3"];
    let ran = place.run(args).expect(124).says("`lamctl wait hello --region eu-west-1`").says("after 0.3 s");
    assert!(!ran.stderr.contains(CANARY), "{}", ran.stderr);
    let hanging = SandboxProcess::start(&["--fault", "CreateFunction:hang"]);
    let place = Place::hello().at(&hanging.url);
    let joined = format!("--set={secret}");
    let child = place
        .lamctl()
        .args(["create", &joined])
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    for _ in 0..2 {
        std::thread::sleep(std::time::Duration::from_millis(1500));
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    }
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("not known: create hello") && said.contains("lamctl deploy"), "{said}");
    assert!(!said.contains(CANARY), "{said}");
    place
        .run(["create", "--endpoint-url", &format!("http://user:{CANARY}@127.0.0.1:1"), "-vvv"])
        .expect(253)
        .says("password");
}

#[test]
fn a_signal_ends_the_wait_for_standard_input() {
    let place = Place::new();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = place
            .lamctl()
            .args(["check", "-f", "-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stdin = child.stdin.take();
        std::thread::sleep(std::time::Duration::from_millis(700));
        std::process::Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status()
            .expect("kill");
        assert_eq!(child.wait().expect("it ends").code(), Some(code));
        drop(stdin);
    }
}

#[test]
fn the_command_is_named_whatever_stands_before_it() {
    let ran = Place::new().run(["--json", "--region", "eu-west-1", "create", "--bogus"]).expect(2);
    assert_eq!(document(&ran, Some("usage"))["command"], "create");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let place = Place::new();
    let mut child =
        place.lamctl().arg("schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(said, "");
}

#[test]
fn a_full_disk_under_stdout_is_an_error() {
    let place = Place::new();
    let full = std::fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    run(place.lamctl().arg("schema").stdout(Stdio::from(full))).expect(253);
    let ran = place
        .lamctl()
        .arg("schema")
        .stdout(Stdio::from(std::fs::File::options().write(true).open("/dev/full").expect("/dev/full")))
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts")
        .wait_with_output()
        .expect("ends");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("standard output"));
}

#[test]
fn colour_follows_the_flag_and_the_environment() {
    let place = Place::new();
    place.write("deploy.yaml", "function_name: x\n");
    let coloured = |args: &[&str], place: &Place| place.run(args).stderr.contains('\u{1b}');
    assert!(!coloured(&["check"], &place));
    assert!(coloured(&["check", "--color", "always"], &place));
    let forced = Place::new().env("CLICOLOR_FORCE", "1");
    forced.write("deploy.yaml", "function_name: x\n");
    assert!(coloured(&["check"], &forced));
    assert!(!coloured(&["check", "--color", "never"], &forced));
    let both = Place::new().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    both.write("deploy.yaml", "function_name: x\n");
    assert!(!coloured(&["check"], &both));
}

#[test]
fn man_pages_and_completions_are_current() {
    use clap_complete::Shell;
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    let mut compare = |path: std::path::PathBuf, text: Vec<u8>| {
        if update {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(&path, text).expect("written");
        } else if std::fs::read(&path).ok().as_deref() != Some(&text[..]) {
            stale.push(path);
        }
    };
    for (shell, name) in [
        (Shell::Bash, "lamctl.bash"),
        (Shell::Zsh, "_lamctl"),
        (Shell::Fish, "lamctl.fish"),
        (Shell::PowerShell, "_lamctl.ps1"),
        (Shell::Elvish, "lamctl.elv"),
    ] {
        compare(
            crate::support::root().join("completions").join(name),
            lamctl::cli::completion_script(shell).into_bytes(),
        );
    }
    let pages = lamctl::cli::man_pages();
    let names: Vec<String> = pages.iter().map(|(name, _)| name.clone()).collect();
    for (name, text) in pages {
        compare(crate::support::root().join("man").join(name), text);
    }
    for entry in std::fs::read_dir(crate::support::root().join("man")).expect("man/") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if !names.contains(&name) {
            stale.push(name.into());
        }
    }
    assert!(stale.is_empty(), "stale (make them anew with `UPDATE=1 cargo test current`): {stale:?}");
}
