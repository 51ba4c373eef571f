//! Each rule three times: what fires it, what is just inside the limit, what silences it. The table
//! names rule, level and a piece of the message; a case of no finding has to be free of any other too.

mod files;
mod request;
mod settings;

use std::collections::BTreeMap;

use super::support::{desired, named, subject};
use super::{Pass, levels, registry, run};
use crate::diagnostic::Level::{self, Allow};
use crate::diagnostic::{Diagnostic, Levels};
use crate::function::settings::{Environment, ManagedInstances, Secret};
use crate::function::{Code, Desired};

fn with(change: impl FnOnce(&mut Desired)) -> Desired {
    let mut desired = desired();
    change(&mut desired);
    desired
}

fn found(desired: &Desired) -> Vec<Diagnostic> {
    run(&subject(desired), Pass::Manifest, &Levels::default())
}

/// One finding of this rule and level, whose message has this in it, and no other.
#[track_caller]
fn fires(rule: &str, level: Level, part: &str, change: impl FnOnce(&mut Desired)) {
    let desired = with(change);
    let found = found(&desired);
    assert_eq!(named(&found), [(rule, level)], "{found:#?}");
    let said = format!("{} / {}", found[0].message, found[0].help.as_deref().unwrap_or_default());
    assert!(said.contains(part), "{said}");
    assert!(found[0].help.is_some(), "no cure: {said}");
    assert!(
        !found[0].message.ends_with('.') && !found[0].message.starts_with(char::is_uppercase)
            || found[0].message.starts_with("AWS")
            || found[0].message.starts_with("SnapStart"),
        "{said}"
    );
    silenced(rule, &desired, Pass::Manifest);
}

/// The rule allowed in `checks:` finds nothing.
#[track_caller]
fn silenced(rule: &str, desired: &Desired, pass: Pass) {
    let mut desired = desired.clone();
    desired.checks.push((rule.to_owned(), Allow));
    let (levels, warnings) = levels(&desired, &[]).unwrap();
    assert!(warnings.is_empty());
    let found = run(&subject(&desired), pass, &levels);
    assert!(found.iter().all(|d| d.rule != Some(registry::find(rule).unwrap().name)), "{found:#?}");
}

#[track_caller]
fn passes(change: impl FnOnce(&mut Desired)) {
    let found = found(&with(change));
    assert!(found.is_empty(), "{found:#?}");
}

fn variables(pairs: &[(&str, &str)]) -> Option<Environment> {
    let map: BTreeMap<_, _> = pairs.iter().map(|(k, v)| ((*k).to_owned(), Secret::new(*v))).collect();
    Some(Environment { variables: Some(map) })
}

fn image(d: &mut Desired) {
    d.code = Code { image_uri: Some("123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1".into()), ..Code::default() };
    d.settings.runtime = None;
    d.settings.handler = None;
}

fn strings(list: &[&str]) -> Option<Vec<String>> {
    Some(list.iter().map(ToString::to_string).collect())
}

fn managed(d: &mut Desired) -> &mut ManagedInstances {
    let config = ManagedInstances {
        capacity_provider_arn: Some("arn:aws:lambda:eu-west-1:123456789012:capacity-provider:main".into()),
        ..ManagedInstances::default()
    };
    d.settings
        .capacity_provider_config
        .get_or_insert_default()
        .lambda_managed_instances_capacity_provider_config
        .get_or_insert(config)
}
