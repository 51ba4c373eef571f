//! A function that may be there: the smallest valid set of calls that makes it what the manifest says.

use std::collections::BTreeMap;

use super::alias;
use super::code::{self, CodeDifference, CodeFacts};
use super::compare::{self, Difference, compare};
use super::create::{self, CreateOptions};
use super::provenance::Provenance;
use super::state::{DeployedState, newest, number};
use super::step::{Change, Do, Plan, Settle, VersionRef};
use super::steps::Steps;
use crate::error::{Error, Kind, Result};
use crate::function::{Desired, Remote};
use crate::outcome::Action;

/// How to deploy.
#[derive(Clone, Debug, Default)]
pub struct DeployOptions {
    /// What git says of the tree; counts only with `provenance: true`.
    pub provenance: Option<Provenance>,
    /// The payload to invoke the new version with before an alias moves.
    pub smoke: Option<Vec<u8>>,
    /// Leave out the last wait.
    pub no_wait: bool,
    /// Delete and create a function whose creation failed.
    pub replace_failed: bool,
}

/// What `deploy` does and `diff` shows. Nothing differs: no step that writes, and action `None`.
///
/// # Errors
/// As [`create::create`] and [`compare()`]; kind `Service` where the deployed function ended Failed.
pub fn deploy(
    desired: &Desired,
    deployed: Option<&DeployedState>,
    facts: CodeFacts<'_>,
    options: &DeployOptions,
) -> Result<Plan> {
    let mut steps = Steps::default();
    let creating = CreateOptions {
        provenance: options.provenance.clone(),
        smoke: options.smoke.clone(),
        no_wait: options.no_wait,
    };
    let Some(state) = deployed else {
        create::add(&mut steps, desired, facts, &creating)?;
        return Ok(steps.plan(&desired.name, Action::Create, options.no_wait));
    };
    let remote = &state.function.configuration;
    if remote.state.as_deref() == Some("Failed") {
        replaceable(state, options.replace_failed)?;
        steps.note("the function's creation failed: with --replace-failed it is deleted and created again");
        steps.push(Do::Delete { qualifier: None }, Vec::new());
        steps.settle(None, Settle::Deleted);
        create::add(&mut steps, desired, facts, &creating)?;
        return Ok(steps.plan(&desired.name, Action::Create, options.no_wait));
    }

    let mut difference = compare(desired, &state.function, state.code_signing.as_deref())?;
    let code = code::compare(desired, &state.function, facts);
    for note in std::mem::take(&mut difference.notes) {
        steps.note(note);
    }
    if unsettled(remote) {
        steps.settle(None, if remote.state.as_deref() == Some("Pending") { Settle::Active } else { Settle::Updated });
    }
    let changed = update(&mut steps, desired, state, difference, &code, facts)?;
    let published = publish(&mut steps, desired, state, changed.function, facts, options)?;
    if !changed.anything && !published {
        return Ok(steps.plan(&desired.name, Action::None, false));
    }
    Ok(steps.plan(&desired.name, Action::Update, options.no_wait))
}

/// # Errors
/// The function cannot be updated, and may not be replaced.
fn replaceable(state: &DeployedState, replace: bool) -> Result<()> {
    let remote = &state.function.configuration;
    let reason = remote.state_reason.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
    let mut error = Error::new(Kind::Service, format!("the deployed function is in state Failed{reason}"));
    error.code = remote.state_reason_code.clone();
    // A function that never was Active has one version at most: the one that its creation published.
    let versions = state.versions.iter().filter(|v| number(v).is_some()).count();
    if versions > 1 || !state.aliases.is_empty() {
        return Err(error.hint("its versions and aliases would be lost with it: run `lamctl delete` if they may be"));
    }
    if replace {
        return Ok(());
    }
    Err(error
        .hint("run `lamctl deploy --replace-failed` to delete it and create it again")
        .hint("or run `lamctl delete`"))
}

fn unsettled(remote: &Remote) -> bool {
    remote.state.as_deref() == Some("Pending") || remote.last_update_status.as_deref() == Some("InProgress")
}

struct Changed {
    /// Code or configuration.
    function: bool,
    anything: bool,
}

/// Code signing, configuration, code, tags, with the waits between.
fn update(
    steps: &mut Steps,
    desired: &Desired,
    state: &DeployedState,
    difference: Difference,
    code: &CodeDifference,
    facts: CodeFacts<'_>,
) -> Result<Changed> {
    let anything = !difference.is_empty();
    match difference.code_signing {
        Some((Some(arn), change)) => _ = steps.push(Do::PutCodeSigning { arn }, vec![change]),
        Some((None, change)) => _ = steps.push(Do::DeleteCodeSigning, vec![change]),
        None => {}
    }
    let configures = difference.configuration.is_some();
    // Which of the calls failed is not known; a code update runs the whole update again.
    let again = state.function.configuration.last_update_status.as_deref() == Some("Failed")
        && *code == CodeDifference::Same
        && !configures;
    let sends = *code != CodeDifference::Same || difference.architectures.is_some() || again;

    let reference = if sends { Some(code::reference(desired, facts.package, steps)?) } else { None };
    if let Some((settings, changes)) = difference.configuration {
        steps.push(Do::UpdateConfiguration { settings: Box::new(settings) }, changes);
        steps.settle(None, Settle::Updated);
    }
    if let Some(code_ref) = reference {
        let mut changes = Vec::new();
        if *code != CodeDifference::Same {
            changes.push(code::change(code, &code_ref));
        } else if again {
            steps.note("the function's last update failed: its code is sent again");
        } else {
            steps.note("the code is sent again, because the architecture goes with it");
        }
        let architectures = difference.architectures.map(|(architectures, change)| {
            changes.push(change);
            architectures
        });
        steps.push(Do::UpdateCode { code: code_ref, architectures }, changes);
        steps.settle(None, Settle::Updated);
    }
    let guarded = desired.settings.publish == Some(true) && !desired.aliases.is_empty();
    if configures && sends && !guarded {
        steps.note("code and configuration are two calls: callers of $LATEST see a mix for the time between");
    }
    if !difference.tag.is_empty() {
        steps.push(Do::Tag { tags: difference.tag }, difference.tag_changes);
    }
    if !difference.untag.is_empty() {
        steps.push(Do::Untag { keys: difference.untag }, difference.untag_changes);
    }
    Ok(Changed { function: configures || sends, anything: anything || sends })
}

/// Publishing, its wait, the smoke test and the aliases. Whether there is anything to do.
fn publish(
    steps: &mut Steps,
    desired: &Desired,
    state: &DeployedState,
    changed: bool,
    facts: CodeFacts<'_>,
    options: &DeployOptions,
) -> Result<bool> {
    if desired.settings.publish != Some(true) {
        create::unpublished(steps, desired);
        if let Some(payload) = options.smoke.as_ref().filter(|_| changed) {
            create::smoke(steps, payload, VersionRef::Number("$LATEST".into()));
        }
        return Ok(false);
    }
    if desired.settings.publish_to.is_some() {
        steps.note("publish_to is sent only when the function is created");
    }
    let remote = &state.function.configuration;
    let current = match newest(&state.versions) {
        Some(version) if !changed && is_published(desired.bare_name(), remote, version)? => version.version.clone(),
        _ => None,
    };
    let fresh = current.is_none();
    let version = match current {
        Some(number) => VersionRef::Number(number),
        None => {
            let description = create::description(desired, facts, options.provenance.as_ref());
            let shown = Change {
                field: "version".into(),
                from: newest(&state.versions).and_then(|v| v.version.clone()).map(Into::into),
                to: Some("a new version".into()),
            };
            if !changed {
                steps.note("what is deployed was never published: it is published now");
            }
            VersionRef::PublishedBy(steps.push(Do::Publish { description }, vec![shown]))
        }
    };
    let mut moves = Steps::default();
    for name in create::aliases(desired) {
        let existing = state.aliases.iter().find(|a| a.name == name);
        alias::point(&mut moves, name, existing, &version, BTreeMap::new());
    }
    if !fresh && moves.is_empty() {
        return Ok(false);
    }
    steps.settle(Some(version.clone()), Settle::Active);
    if let Some(payload) = &options.smoke {
        create::smoke(steps, payload, version);
    }
    steps.append(moves);
    Ok(true)
}

/// Whether this version is what `$LATEST` is now. Its description may be its own, so that one counts only
/// where `$LATEST` was changed later.
fn is_published(name: &str, latest: &Remote, version: &Remote) -> Result<bool> {
    if latest.code_sha256 != version.code_sha256 || !compare::between(name, latest, version)?.is_empty() {
        return Ok(false);
    }
    let of = |remote: &Remote| remote.settings.description.clone().unwrap_or_default();
    let (wanted, has) = (of(latest), of(version));
    let same = match Provenance::parse(&has) {
        Some(provenance) => provenance.describe(Some(&wanted)) == has,
        None => wanted == has,
    };
    Ok(same || latest.last_modified <= version.last_modified)
}

#[cfg(test)]
mod tests;
