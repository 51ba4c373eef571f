//! A function that is not there yet. One CreateFunction carries all that it can.

use super::code::{self, CodeFacts};
use super::fields;
use super::provenance::Provenance;
use super::step::{Change, Do, Plan, Settle, VersionRef};
use super::steps::Steps;
use crate::error::Result;
use crate::function::{Desired, Settings};
use crate::outcome::Action;
use crate::package::Artifact;

/// How to create.
#[derive(Clone, Debug, Default)]
pub struct CreateOptions {
    /// What git says of the tree; counts only with `provenance: true`. Its `package` is filled in here.
    pub provenance: Option<Provenance>,
    /// The payload to invoke the new version with before an alias is made.
    pub smoke: Option<Vec<u8>>,
    /// Leave out the last wait.
    pub no_wait: bool,
}

/// What `create` does: stage where needed, create, wait, and with `publish` wait for the version and make the aliases.
///
/// # Errors
/// The package is too large for a request and there is nowhere to stage it; `code` names no single source.
pub fn create(desired: &Desired, package: Option<&Artifact>, options: &CreateOptions) -> Result<Plan> {
    let mut steps = Steps::default();
    add(&mut steps, desired, CodeFacts { package, ..CodeFacts::default() }, options)?;
    Ok(steps.plan(&desired.name, Action::Create, options.no_wait))
}

/// The steps of a creation, after those that are there.
pub(super) fn add(steps: &mut Steps, desired: &Desired, facts: CodeFacts<'_>, options: &CreateOptions) -> Result<()> {
    let publish = desired.settings.publish == Some(true);
    let description = description(desired, facts, options.provenance.as_ref());
    // CreateFunction gives the version the function's own description: one with its origin takes a
    // PublishVersion of its own, or the function's description would no longer be the manifest's.
    let apart = publish && description.is_some();

    let code = code::reference(desired, facts.package, steps)?;
    let mut settings = carried(desired);
    if apart {
        settings.publish = None;
    }
    let changes = changes(&settings, &code)?;
    let created = steps.push(Do::Create { settings: Box::new(settings), code }, changes);
    steps.settle(None, Settle::Active);
    if !publish {
        unpublished(steps, desired);
        if let Some(payload) = &options.smoke {
            smoke(steps, payload, VersionRef::Number("$LATEST".into()));
        }
        return Ok(());
    }
    let publisher = if apart { steps.push(Do::Publish { description }, Vec::new()) } else { created };
    let version = VersionRef::PublishedBy(publisher);
    steps.settle(Some(version.clone()), Settle::Active);
    if let Some(payload) = &options.smoke {
        smoke(steps, payload, version.clone());
    }
    for alias in aliases(desired) {
        add_alias(steps, alias, &version);
    }
    Ok(())
}

/// What of the manifest counts only where a version is published.
pub(super) fn unpublished(steps: &mut Steps, desired: &Desired) {
    if !desired.aliases.is_empty() {
        steps.note("aliases stay as they are: without `publish: true` there is no version to point them at");
    }
}

/// The version's description where the manifest asks for its origin, and git or the package says any.
pub(super) fn description(desired: &Desired, facts: CodeFacts<'_>, provenance: Option<&Provenance>) -> Option<String> {
    if !desired.provenance {
        return None;
    }
    let mut provenance = provenance.cloned().unwrap_or_default();
    provenance.package = facts.identity(desired);
    (provenance != Provenance::default()).then(|| provenance.describe(desired.settings.description.as_deref()))
}

/// The managed aliases, each once.
pub(super) fn aliases(desired: &Desired) -> impl Iterator<Item = &str> {
    let all = &desired.aliases;
    all.iter().enumerate().filter(|(i, a)| !all[..*i].contains(a)).map(|(_, a)| a.as_str())
}

pub(super) fn add_alias(steps: &mut Steps, alias: &str, version: &VersionRef) {
    let change = Change { field: format!("aliases.{alias}"), from: None, to: Some(super::step::words(version).into()) };
    steps.push(Do::CreateAlias { alias: alias.to_owned(), version: version.clone(), description: None }, vec![change]);
}

pub(super) fn smoke(steps: &mut Steps, payload: &[u8], qualifier: VersionRef) {
    steps.push(Do::Smoke { payload: payload.to_vec(), qualifier }, Vec::new());
}

/// What CreateFunction is to carry: all that is said, but for empties that it does not take.
fn carried(desired: &Desired) -> Settings {
    let mut settings = desired.settings.clone();
    // Images need it said; a manifest says it by `code.image_uri`.
    if desired.is_image() && settings.package_type.is_none() {
        settings.package_type = Some("Image".into());
    }
    let empty = |text: &Option<String>| text.as_deref() == Some("");
    if empty(&settings.code_signing_config_arn) {
        settings.code_signing_config_arn = None;
    }
    if let Some(logging) = &mut settings.logging_config
        && empty(&logging.log_group)
    {
        logging.log_group = None;
    }
    // An empty block is how the manifest says "none", and these have required members.
    if settings.tenancy_config.as_ref().is_some_and(|t| *t == Default::default()) {
        settings.tenancy_config = None;
    }
    if settings.capacity_provider_config.as_ref().is_some_and(|c| *c == Default::default()) {
        settings.capacity_provider_config = None;
    }
    if settings.durable_config.as_ref().is_some_and(|d| *d == Default::default()) {
        settings.durable_config = None;
    }
    if settings.ephemeral_storage.as_ref().is_some_and(|e| e.size.is_none()) {
        settings.ephemeral_storage = None;
    }
    if settings.architectures.as_ref().is_some_and(Vec::is_empty) {
        settings.architectures = None;
    }
    settings
}

fn changes(settings: &Settings, code: &super::CodeRef) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for (field, value) in &fields::of(settings)? {
        fields::differences(field, None, Some(value), &mut changes);
    }
    changes.push(Change { field: "code".into(), from: None, to: Some(code::describe(code).into()) });
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{artifact, desired};
    use super::*;
    use crate::error::Kind;
    use crate::function::Upload;
    use crate::plan::CodeRef;

    fn words(plan: &Plan) -> Vec<String> {
        let kind = |what: &Do| format!("{what:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
        plan.steps.iter().map(|s| format!("{} {}", s.id, kind(&s.what))).collect()
    }

    #[test]
    fn a_plain_create_is_one_call_and_a_wait() {
        let mut desired = desired(json!({"role": "r", "tags": {"team": "web"}, "code_signing_config_arn": "c"}));
        desired.settings.environment = serde_json::from_value(json!({"variables": {"PASSWORD": "hunter2"}})).unwrap();
        let plan = create(&desired, Some(&artifact("s")), &CreateOptions::default()).unwrap();
        assert_eq!(words(&plan), ["1 Create", "2 Settle"]);
        let Do::Create { settings, .. } = &plan.steps[0].what else { unreachable!() };
        assert_eq!(**settings, desired.settings);
        assert!(!format!("{:?}", plan.steps).contains("hunter2"));
    }

    #[test]
    fn no_wait_leaves_out_the_last_wait_alone() {
        let options = CreateOptions { no_wait: true, ..CreateOptions::default() };
        let plan = create(&desired(json!({})), Some(&artifact("s")), &options).unwrap();
        assert_eq!(words(&plan), ["1 Create"]);
        let plan = create(&desired(json!({"publish": true})), Some(&artifact("s")), &options).unwrap();
        assert_eq!(words(&plan), ["1 Create", "2 Settle"]);
    }

    #[test]
    fn aliases_wait_for_the_version() {
        let mut desired = desired(json!({"publish": true}));
        desired.aliases = vec!["live".into(), "live".into(), "next".into()];
        let options = CreateOptions { smoke: Some(b"{}".to_vec()), ..CreateOptions::default() };
        let plan = create(&desired, Some(&artifact("s")), &options).unwrap();
        assert_eq!(words(&plan), ["1 Create", "2 Settle", "3 Settle", "4 Smoke", "5 CreateAlias", "6 CreateAlias"]);
        let Do::CreateAlias { version, .. } = &plan.steps[4].what else { unreachable!() };
        assert_eq!(*version, VersionRef::PublishedBy(1));
    }

    #[test]
    fn provenance_takes_a_publish_of_its_own() {
        let mut desired = desired(json!({"publish": true, "description": "mine"}));
        desired.provenance = true;
        let git = Provenance { commit: Some("abc".into()), dirty: true, package: None };
        let options = CreateOptions { provenance: Some(git), ..CreateOptions::default() };
        let plan = create(&desired, Some(&artifact("s")), &options).unwrap();
        assert_eq!(words(&plan), ["1 Create", "2 Settle", "3 Publish", "4 Settle"]);
        let Do::Create { settings, .. } = &plan.steps[0].what else { unreachable!() };
        assert_eq!((settings.publish, settings.description.as_deref()), (None, Some("mine")));
        let Do::Publish { description } = &plan.steps[2].what else { unreachable!() };
        assert_eq!(description.as_deref(), Some("mine lamctl: commit=abc+dirty package=s"));
    }

    #[test]
    fn a_large_package_is_staged_or_refused() {
        let mut package = artifact("+/==");
        package.zipped_bytes = code::DIRECT_LIMIT + 1;
        let mut desired = desired(json!({}));
        let error = create(&desired, Some(&package), &CreateOptions::default()).unwrap_err();
        assert_eq!(error.kind, Kind::Checks);
        assert!(error.hints[0].contains("code.upload.s3_bucket"));

        desired.code.upload = Some(Upload { s3_bucket: Some("b".into()), s3_prefix: Some("p".into()) });
        let plan = create(&desired, Some(&package), &CreateOptions::default()).unwrap();
        assert_eq!(words(&plan), ["1 Stage", "2 Create", "3 Settle"]);
        let Do::Create { code: CodeRef::Staged { bucket, key, .. }, .. } = &plan.steps[1].what else { unreachable!() };
        assert_eq!((bucket.as_str(), key.starts_with("p/")), ("b", true));
    }

    #[test]
    fn an_image_says_its_package_type() {
        let mut desired = desired(json!({"code_signing_config_arn": "", "tenancy_config": {}}));
        desired.code = crate::function::Code { image_uri: Some("repo:tag".into()), ..Default::default() };
        let plan = create(&desired, None, &CreateOptions::default()).unwrap();
        let Do::Create { settings, code } = &plan.steps[0].what else { unreachable!() };
        assert_eq!(settings.package_type.as_deref(), Some("Image"));
        assert_eq!((&settings.code_signing_config_arn, &settings.tenancy_config), (&None, &None));
        assert!(matches!(code, CodeRef::Image { uri, .. } if uri == "repo:tag"));
    }
}
