//! The environment variables: the one field whose values nobody sees, and that others may have set.

use std::collections::BTreeMap;

use super::fields::MASK;
use super::step::Change;
use crate::error::{Error, Kind, Result};
use crate::function::settings::Secret;
use crate::function::{Desired, Remote, Unmanaged};

type Variables = BTreeMap<String, Secret>;

/// The variables as they are to be; `None` where the manifest does not say any.
///
/// # Errors
/// AWS has variables that the manifest does not know, or could not decrypt what it has.
pub(super) fn wanted(desired: &Desired, has: &Remote) -> Result<Option<Variables>> {
    let Some(environment) = &desired.settings.environment else {
        return Ok(None);
    };
    undecrypted(has)?;
    let mut wanted = environment.variables.clone().unwrap_or_default();
    let deployed = variables(has);
    let unknown: Vec<&String> = deployed.keys().filter(|name| !wanted.contains_key(*name)).collect();
    // An explicit empty is how variables are cleared: nothing is there by oversight then.
    let default = if wanted.is_empty() { Unmanaged::Remove } else { Unmanaged::Refuse };
    match desired.environment_unmanaged.unwrap_or(default) {
        Unmanaged::Remove => {}
        Unmanaged::Keep => {
            for (name, value) in &deployed {
                wanted.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        Unmanaged::Refuse if unknown.is_empty() => {}
        Unmanaged::Refuse => {
            let names: Vec<String> = unknown.iter().map(|name| format!("`{}`", name.escape_debug())).collect();
            return Err(Error::new(
                Kind::Guard,
                format!("the function has environment variables that the manifest does not: {}", names.join(", ")),
            )
            .hint("add them to `environment.variables`")
            .hint("set `environment.unmanaged` to `keep`, or to `remove` to drop them"));
        }
    }
    Ok(Some(wanted))
}

/// What AWS has.
pub(super) fn variables(has: &Remote) -> Variables {
    has.settings.environment.as_ref().and_then(|e| e.variables.clone()).unwrap_or_default()
}

/// # Errors
/// AWS could not decrypt what it has, so sending any variables would overwrite some unseen.
pub(super) fn undecrypted(has: &Remote) -> Result<()> {
    match &has.environment_error {
        None => Ok(()),
        Some(_) => Err(Error::new(
            Kind::Guard,
            "AWS could not decrypt the function's environment variables, and lamctl does not overwrite them unseen",
        )
        .hint("give your credentials `kms:Decrypt` on the function's key, or restore the key")
        .hint("leave `environment` and `kms_key_arn` out of the manifest to deploy the rest")),
    }
}

/// Which variables differ; never how.
pub(super) fn differences(from: &Variables, to: &Variables, into: &mut Vec<Change>) {
    let mut names: Vec<&String> = from.keys().chain(to.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        if from.get(name) != to.get(name) {
            let mask = |vars: &Variables| vars.contains_key(name).then(|| MASK.into());
            into.push(Change { field: format!("environment.variables.{name}"), from: mask(from), to: mask(to) });
        }
    }
}
