//! `deploy`, `diff` and `--dry-run`: the smallest set of calls, shown beforehand.

use super::{ARN, LIVE, calls, code, planned, sandbox, with};
use crate::support::{CANARY, HELLO, Place};

#[test]
fn only_what_differs_is_sent_and_nothing_where_nothing_does() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    let made = place.run(["deploy"]).expect(0);
    assert_eq!(made.stdout, format!("{ARN}\n"));
    let same = place.run(["deploy"]).expect(0).says("up to date");
    assert_eq!(same.stdout, format!("{ARN}\n"));

    // One read and no write.
    assert_eq!(calls(&place.run(["diff", "--json"]).expect(0).json()), ["GetFunction"]);
    let same = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!((&same["functions"][0]["plan"], &same["functions"][0]["effect"]), (&"none".into(), &"unchanged".into()));
    assert_eq!(calls(&same), ["GetFunction"]);
    assert_eq!(same["functions"][0]["polls"], 0);

    place.write("deploy.yaml", HELLO.replace("256", "512"));
    let configuration = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(calls(&configuration), ["GetFunction", "UpdateFunctionConfiguration"]);
    assert_eq!(configuration["functions"][0]["effect"], "updated");

    code(&place, 2);
    let changed = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(calls(&changed), ["GetFunction", "UpdateFunctionCode"]);

    code(&place, 3);
    let both = HELLO.replace("timeout: 30", "timeout: 31\ntags: {a: b}");
    place.write("deploy.yaml", both);
    let both = place.run(["deploy"]).expect(0).says("timeout: 30 → 31").says("tags.a: b").says("code: ");
    assert!(both.stderr.contains("callers of $LATEST see a mix"), "{}", both.stderr);
    let order: Vec<usize> = ["UpdateFunctionConfiguration", "UpdateFunctionCode", "TagResource"]
        .iter()
        .map(|call| both.stderr.find(call).expect(call))
        .collect();
    assert!(order.is_sorted(), "{}", both.stderr);
}

#[test]
fn a_full_deploy_is_its_calls_in_their_order() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with(LIVE));
    place.run(["deploy"]).expect(0);
    let same = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(calls(&same), ["GetFunction", "GetAlias", "ListVersionsByFunction"]);
    assert_eq!(same["functions"][0]["version_arn"], format!("{ARN}:1"));

    code(&place, 2);
    place.write("deploy.yaml", with(&format!("{LIVE}tags: {{a: b}}\n")).replace("256", "512"));
    let full = place.run(["deploy", "--json", "--smoke", "{}"]).expect(0).json();
    assert_eq!(
        calls(&full),
        [
            "GetFunction",
            "GetAlias",
            "ListVersionsByFunction",
            "UpdateFunctionConfiguration",
            "UpdateFunctionCode",
            "TagResource",
            "PublishVersion",
            "Invoke",
            "UpdateAlias"
        ]
    );
    let function = &full["functions"][0];
    assert_eq!(function["version"], "2");
    assert_eq!(function["version_arn"], format!("{ARN}:2"));
    assert_eq!(function["alias_arn"], format!("{ARN}:live"));
}

#[test]
fn the_plan_that_is_shown_is_the_plan_that_runs() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    let environment = |value: &str| with(&format!("{LIVE}environment: {{variables: {{KEY: {CANARY}{value}}}}}\n"));
    place.write("deploy.yaml", environment("1"));
    place.run(["diff", "--exit-code"]).expect(1);
    place.run(["deploy"]).expect(0);
    assert_eq!(place.run(["diff", "--exit-code"]).expect(0).stdout, "hello: nothing differs\n");

    place.write("deploy.yaml", environment("2").replace("timeout: 30", "timeout: 60"));
    code(&place, 2);
    let diff = place.run(["diff", "--exit-code"]).expect(1);
    let dry = place.run(["deploy", "-n"]).expect(0);
    assert_eq!(diff.stdout, dry.stdout);
    for line in ["~ timeout: 30 → 60", "~ environment.variables.KEY: (changed)", "~ code: ", "~ aliases.live: 1 → "]
    {
        assert!(diff.stdout.contains(line), "{line}: {}", diff.stdout);
    }
    assert!(!diff.stdout.contains(CANARY) && !diff.stderr.contains(CANARY));
    let shown = place.run(["diff", "--json"]).expect(0).json();
    assert_eq!((&shown["meta"]["dry_run"], &shown["functions"][0]["effect"]), (&true.into(), &"none".into()));
    assert_eq!(shown["functions"][0]["plan"], "update");
    assert!(!shown.to_string().contains(CANARY));

    let done = place.run(["deploy", "--json"]).expect(0).json();
    assert_eq!(done["result"], shown["result"]);
    let ran: Vec<&str> = calls(&done).into_iter().skip(3).collect();
    let planned: Vec<&str> = planned(&shown).into_iter().filter(|call| *call != "Wait").collect();
    assert_eq!(ran, planned);
}

#[test]
fn a_name_and_code_deploy_code_where_others_own_the_rest() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write("code.yaml", "function_name: hello\ncode: {dir: src}\n");
    place.run(["deploy", "-f", "code.yaml"]).expect(4).says("role").says("runtime");
    place.run(["create"]).expect(0);
    code(&place, 2);
    let done = place.run(["deploy", "-f", "code.yaml", "--json"]).expect(0).json();
    assert_eq!(calls(&done), ["GetFunction", "UpdateFunctionCode"]);
    place.run(["diff", "--exit-code"]).expect(0);
}

#[test]
fn variables_that_only_aws_has_are_not_lost_unasked() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    let environment = |rest: &str| with(&format!("environment: {{variables: {{MINE: a}}{rest}}}\n"));
    place.write("deploy.yaml", with(&format!("environment: {{variables: {{MINE: a, THEIRS: {CANARY}}}}}\n")));
    place.run(["deploy"]).expect(0);
    for more in ["", ", unmanaged: refuse"] {
        place.write("deploy.yaml", environment(more));
        let refused = place.run(["deploy", "--json"]).expect(4);
        assert!(!refused.stdout.contains(CANARY));
        let refused = refused.json();
        assert_eq!(refused["error"]["kind"], "guard");
        assert!(refused["error"]["message"].as_str().expect("text").contains("THEIRS"), "{refused:#}");
        assert_eq!(calls(&refused), ["GetFunction"]);
    }
    place.write("deploy.yaml", environment(", unmanaged: keep"));
    place.run(["diff", "--exit-code"]).expect(0);
    place.write("deploy.yaml", environment(", unmanaged: keep").replace("MINE: a", "MINE: b"));
    place.run(["deploy"]).expect(0);
    assert!(place.run(["status"]).expect(0).stdout.contains("MINE, THEIRS"));
    place.write("deploy.yaml", environment(", unmanaged: remove"));
    place.run(["deploy"]).expect(0).says("- environment.variables.THEIRS");
    assert!(!place.run(["status"]).expect(0).stdout.contains("THEIRS"));
}

#[test]
fn an_environment_that_cannot_be_read_is_not_written() {
    let sandbox = sandbox(&["GetFunction:undecryptable"]);
    let place = Place::hello().at(&sandbox.url);
    place.write("deploy.yaml", with("environment: {variables: {AA: b}}\n"));
    place.run(["create"]).expect(0);
    place.write("deploy.yaml", with("environment: {variables: {AA: c}}\n"));
    let refused = place.run(["deploy", "--json"]).expect(4).json();
    assert_eq!(calls(&refused), ["GetFunction"]);
    // Who leaves the variables alone may still deploy.
    place.write("deploy.yaml", HELLO.replace("256", "512"));
    place.run(["deploy"]).expect(0);
}

#[test]
fn what_only_creation_can_set_is_said_to_be_so() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["create"]).expect(0);
    place.write("deploy.yaml", with("tenancy_config: {tenant_isolation_mode: PER_TENANT}\n"));
    let refused = place.run(["deploy", "--json"]).expect(4).json();
    assert_eq!(refused["error"]["kind"], "guard");
    assert!(refused["error"]["message"].as_str().expect("text").contains("tenancy_config"), "{refused:#}");
}

#[test]
fn a_failed_creation_is_replaced_where_that_is_asked_for() {
    let sandbox = sandbox(&["CreateFunction#1:failed=InvalidSubnet"]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["create"]).expect(1);
    let stopped = place.run(["deploy"]).expect(254).says("Failed").says("--replace-failed");
    assert_eq!(stopped.stdout, format!("{ARN}\n"));
    let shown = place.run(["deploy", "--replace-failed", "-n"]).expect(0).stdout;
    assert!(shown.contains("delete the function") && shown.contains("create the function"), "{shown}");
    let done = place.run(["deploy", "--replace-failed", "--json"]).expect(0).json();
    let made: Vec<&str> = calls(&done).into_iter().filter(|call| !call.starts_with(['G', 'L'])).collect();
    assert_eq!(made, ["DeleteFunction", "CreateFunction"]);
    assert_eq!(
        (&done["functions"][0]["effect"], &done["functions"][0]["state"]),
        (&"created".into(), &"Active".into())
    );
}

#[test]
fn a_second_deployer_is_not_overwritten() {
    let sandbox = sandbox(&["UpdateFunctionCode#1:stale-revision"]);
    let place = Place::hello().at(&sandbox.url);
    place.run(["create"]).expect(0);
    code(&place, 2);
    let stopped = place.run(["deploy", "--json"]).expect(254).json();
    assert_eq!(stopped["error"]["kind"], "conflict");
    assert!(stopped["error"]["message"].as_str().expect("text").contains("description"), "{stopped:#}");
    assert_eq!(stopped["functions"][0]["effect"], "none");
}

#[test]
fn another_account_stops_before_any_change() {
    let sandbox = sandbox(&[]);
    let place = Place::hello().at(&sandbox.url);
    place.write(
        "deploy.yaml",
        with("target: {account: 123456789012}\n").replace("iam::000000000000", "iam::123456789012"),
    );
    let stopped = place.run(["deploy", "--json"]).expect(4).json();
    assert_eq!(calls(&stopped), ["GetCallerIdentity"]);
    place.write("deploy.yaml", with("target: {account: 000000000000}\n"));
    place.run(["deploy"]).expect(0);
}
