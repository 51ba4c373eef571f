use serde_json::json;

use super::super::testing::{artifact, deployed, desired, facts};
use super::*;
use crate::function::{Alias, Code, VersionSummary};
use crate::plan::{Reads, render};

fn state(settings: serde_json::Value) -> DeployedState {
    DeployedState { function: deployed(settings), ..DeployedState::default() }
}

fn version(state: &DeployedState, number: &str) -> VersionSummary {
    VersionSummary { version: Some(number.into()), ..state.function.configuration.clone() }
}

fn alias(version: &str) -> Alias {
    Alias { name: "live".into(), version: version.into(), ..Alias::default() }
}

fn run(desired: &Desired, state: &DeployedState, sha256: &str) -> Plan {
    deploy(desired, Some(state), facts(&artifact(sha256)), &DeployOptions::default()).unwrap()
}

fn operations(plan: &Plan) -> Vec<&'static str> {
    plan.steps.iter().map(|s| render::operation(&s.what)).collect()
}

#[test]
fn nothing_differs_nothing_is_done() {
    let plan = run(&desired(json!({"timeout": 3, "runtime": "r"})), &state(json!({"runtime": "r"})), "old");
    assert_eq!((plan.action, plan.steps.len()), (Action::None, 0));
}

#[test]
fn absent_is_created() {
    let package = artifact("s");
    let plan = deploy(&desired(json!({})), None, facts(&package), &DeployOptions::default()).unwrap();
    assert_eq!((plan.action, operations(&plan)), (Action::Create, vec!["CreateFunction", "Wait"]));
}

#[test]
fn everything_differs_in_order() {
    let mut wanted = desired(json!({
        "timeout": 5, "architectures": ["arm64"], "tags": {"a": "1"}, "code_signing_config_arn": "c", "publish": true
    }));
    wanted.tags_unmanaged = Some(crate::function::Unmanaged::Remove);
    wanted.aliases = vec!["live".into(), "next".into()];
    let mut has = state(json!({}));
    has.function.tags = Some([("x".to_owned(), "1".to_owned())].into());
    has.versions = vec![version(&has, "3")];
    has.aliases = vec![alias("3")];
    let package = artifact("new");
    let options = DeployOptions { smoke: Some(Vec::new()), ..DeployOptions::default() };
    let plan = deploy(&wanted, Some(&has), facts(&package), &options).unwrap();
    assert_eq!(
        operations(&plan),
        [
            "PutFunctionCodeSigningConfig",
            "UpdateFunctionConfiguration",
            "Wait",
            "UpdateFunctionCode",
            "Wait",
            "TagResource",
            "UntagResource",
            "PublishVersion",
            "Wait",
            "Invoke",
            "UpdateAlias",
            "CreateAlias",
        ]
    );
    assert!(plan.steps.iter().zip(1..).all(|(step, id)| step.id == id));
    let Do::UpdateAlias { version, description, .. } = &plan.steps[10].what else { unreachable!() };
    assert_eq!(*version, VersionRef::PublishedBy(8));
    assert_eq!(description.as_deref().and_then(alias::previous), Some("3"));
    let text = render::human(&plan);
    assert!(text.contains("11. point alias live at the version published in step 8"), "{text}");
    assert!(plan.notes.is_empty(), "an alias is managed: callers see no mix");
}

#[test]
fn code_alone_and_configuration_alone() {
    let has = state(json!({"runtime": "r"}));
    assert_eq!(operations(&run(&desired(json!({})), &has, "new")), ["UpdateFunctionCode", "Wait"]);
    let timeout = desired(json!({"timeout": 5}));
    assert_eq!(operations(&run(&timeout, &has, "old")), ["UpdateFunctionConfiguration", "Wait"]);
    let both = run(&timeout, &has, "new");
    assert_eq!(both.steps.len(), 4);
    assert!(both.notes[0].contains("mix"));
    let tags = run(&desired(json!({"tags": {"a": "b"}})), &has, "old");
    assert_eq!((tags.action, operations(&tags)), (Action::Update, vec!["TagResource"]));
    let architecture = run(&desired(json!({"architectures": ["arm64"]})), &has, "old");
    assert_eq!(operations(&architecture), ["UpdateFunctionCode", "Wait"]);
}

#[test]
fn an_alias_behind_is_all_that_moves() {
    let mut wanted = desired(json!({"publish": true}));
    wanted.aliases = vec!["live".into()];
    let mut has = state(json!({}));
    has.versions = vec![version(&has, "2"), version(&has, "10")];
    has.aliases = vec![alias("2")];
    let plan = run(&wanted, &has, "old");
    assert_eq!(operations(&plan), ["Wait", "UpdateAlias"]);
    has.aliases = vec![alias("10")];
    assert_eq!(run(&wanted, &has, "old").action, Action::None);
    has.aliases[0].weights.insert("2".into(), 0.1);
    let plan = run(&wanted, &has, "old");
    assert_eq!(operations(&plan), ["Wait", "UpdateAlias"]);
    assert!(plan.notes[0].contains("shift under way"));
}

#[test]
fn a_version_that_was_never_published_is_published() {
    let wanted = desired(json!({"publish": true}));
    let mut has = state(json!({"memory_size": 256}));
    assert_eq!(operations(&run(&wanted, &has, "old")), ["PublishVersion", "Wait"]);
    let mut earlier = version(&has, "1");
    has.versions = vec![earlier.clone()];
    assert!(run(&wanted, &has, "old").steps.is_empty());
    earlier.settings.memory_size = Some(128);
    has.versions = vec![earlier.clone()];
    assert_eq!(operations(&run(&wanted, &has, "old")), ["PublishVersion", "Wait"]);
    earlier.settings.memory_size = Some(256);
    earlier.code_sha256 = Some("older".into());
    has.versions = vec![earlier];
    assert_eq!(operations(&run(&wanted, &has, "old")), ["PublishVersion", "Wait"]);
}

#[test]
fn a_version_may_have_a_description_of_its_own() {
    let wanted = desired(json!({"publish": true}));
    let mut has = state(json!({"description": "mine"}));
    has.function.configuration.last_modified = Some("2026-01-02T00:00:00.000+0000".into());
    for (description, modified, published) in [
        ("theirs", "2026-01-03T00:00:00.000+0000", true),
        ("theirs", "2026-01-01T00:00:00.000+0000", false),
        ("mine lamctl: commit=abc package=s", "2026-01-01T00:00:00.000+0000", true),
        ("other lamctl: commit=abc package=s", "2026-01-01T00:00:00.000+0000", false),
    ] {
        let mut found = version(&has, "1");
        found.settings.description = Some(description.into());
        found.last_modified = Some(modified.into());
        has.versions = vec![found];
        assert_eq!(run(&wanted, &has, "old").steps.is_empty(), published, "{description}");
    }
}

#[test]
fn a_failed_creation_stops_or_is_replaced() {
    let mut has = state(json!({}));
    has.function.configuration.state = Some("Failed".into());
    has.function.configuration.state_reason_code = Some("InvalidSubnet".into());
    let package = artifact("s");
    let go = |has: &DeployedState, replace_failed| {
        let options = DeployOptions { replace_failed, ..DeployOptions::default() };
        deploy(&desired(json!({})), Some(has), facts(&package), &options)
    };
    let error = go(&has, false).unwrap_err();
    assert_eq!((error.kind, error.code.as_deref()), (Kind::Service, Some("InvalidSubnet")));
    assert!(error.hints[0].contains("--replace-failed"));
    let plan = go(&has, true).unwrap();
    assert_eq!(operations(&plan), ["DeleteFunction", "Wait", "CreateFunction", "Wait"]);
    has.versions = vec![version(&has, "$LATEST"), version(&has, "1")];
    assert_eq!(go(&has, true).unwrap().action, Action::Create);
    has.versions.push(version(&has, "2"));
    assert_eq!(go(&has, true).unwrap_err().kind, Kind::Service);
}

#[test]
fn no_more_is_read_than_is_needed() {
    assert_eq!(Reads::of(&desired(json!({"timeout": 3}))), Reads::default());
    let mut wanted = desired(json!({"publish": true, "code_signing_config_arn": ""}));
    wanted.aliases = vec!["live".into()];
    let all = Reads { code_signing: true, versions: true, aliases: vec!["live".into()] };
    assert_eq!(Reads::of(&wanted), all);
}

#[test]
fn what_is_not_settled_is_waited_for_and_a_failed_update_sent_again() {
    let mut has = state(json!({}));
    has.function.configuration.last_update_status = Some("InProgress".into());
    let plan = run(&desired(json!({})), &has, "old");
    assert_eq!((plan.action, operations(&plan)), (Action::None, vec!["Wait"]));
    assert_eq!(operations(&run(&desired(json!({})), &has, "new")), ["Wait", "UpdateFunctionCode", "Wait"]);
    has.function.configuration.last_update_status = Some("Failed".into());
    let plan = run(&desired(json!({})), &has, "old");
    assert_eq!((plan.action, operations(&plan)), (Action::Update, vec!["UpdateFunctionCode", "Wait"]));
}

#[test]
fn images_are_compared_by_repository_and_digest() {
    let mut has = state(json!({"package_type": "Image"}));
    has.function.code.image_uri = Some("host:5000/repo:v1".into());
    has.function.code.resolved_image_uri = Some("host:5000/repo@sha256:aa".into());
    for (uri, resolved, sends) in [
        ("host:5000/repo@sha256:aa", None, false),
        ("host:5000/repo@sha256:bb", None, true),
        ("host:5000/other@sha256:aa", None, true),
        ("host:5000/repo:v1", Some("sha256:aa"), false),
        ("host:5000/repo:v1", Some("sha256:bb"), true),
        ("host:5000/repo:v1", None, true),
        ("host:5000/repo", Some("host:5000/repo@sha256:aa"), false),
    ] {
        let mut wanted = desired(json!({}));
        wanted.code = Code { image_uri: Some(uri.into()), ..Code::default() };
        let facts = CodeFacts { image_digest: resolved, ..CodeFacts::default() };
        let plan = deploy(&wanted, Some(&has), facts, &DeployOptions::default()).unwrap();
        assert_eq!(!plan.steps.is_empty(), sends, "{uri} {resolved:?}");
        if uri.ends_with(":v1") && resolved.is_none() {
            assert!(render::human(&plan).contains("cannot compare, would update"));
        }
    }
}

#[test]
fn objects_in_s3_are_sent_unless_their_checksum_is_known() {
    let mut wanted = desired(json!({}));
    wanted.code = Code { s3_bucket: Some("b".into()), s3_key: Some("k".into()), ..Code::default() };
    for (known, sends) in [(None, true), (Some("old"), false), (Some("new"), true)] {
        let facts = CodeFacts { s3_sha256: known, ..CodeFacts::default() };
        let plan = deploy(&wanted, Some(&state(json!({}))), facts, &DeployOptions::default()).unwrap();
        assert_eq!(!plan.steps.is_empty(), sends, "{known:?}");
    }
}

#[test]
fn no_secret_is_in_what_is_shown() {
    let wanted = desired(json!({"environment": {"variables": {"AA": "hunter2"}}, "description": "a\u{1b}[31m"}));
    for has in [None, Some(state(json!({"environment": {"variables": {"AA": "hunter1"}}})))] {
        let package = artifact("new");
        let plan = deploy(&wanted, has.as_ref(), facts(&package), &DeployOptions::default()).unwrap();
        let shown = format!("{}{}{plan:?}", render::human(&plan), render::json(&plan));
        assert!(!shown.contains("hunter"), "{shown}");
        assert!(shown.contains("environment.variables.AA") && shown.contains("(changed)"));
        assert!(!render::human(&plan).contains('\u{1b}'));
    }
}
