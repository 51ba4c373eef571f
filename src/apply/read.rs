//! What `deploy`, `diff`, `status` and `import` read: one GetFunction, and more only where it is managed.

use super::driver::{Driver, Tally};
use crate::aws::{Class, Fault, Reply};
use crate::error::{Error, Kind, Result};
use crate::function::{Alias, Deployed, Remote};
use crate::outcome::StepRecord;
use crate::plan::{Answer, Call, DeployedState, Reads};

/// A call that may simply be sent again, and its record among the steps.
///
/// # Errors
/// The fault that it ended with, or interrupted.
pub async fn ask(driver: &Driver<'_>, call: &Call, steps: &mut Vec<StepRecord>) -> Result<Result<Reply, Fault>> {
    let mut tally = Tally::default();
    let reply = driver.ask(call, &mut tally).await?;
    let request_id = match &reply {
        Ok(reply) => reply.request_id.clone(),
        Err(fault) => fault.request_id.clone(),
    };
    steps.push(tally.record(call.operation(), request_id));
    Ok(reply)
}

/// Reads the function; `None` where there is none.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn read(
    driver: &Driver<'_>,
    name: &str,
    reads: &Reads,
    steps: &mut Vec<StepRecord>,
) -> Result<Option<DeployedState>> {
    let Some(function) = function(driver, name, None, steps).await? else { return Ok(None) };
    let mut state = DeployedState { function, ..DeployedState::default() };
    for one in &reads.aliases {
        state.aliases.extend(alias(driver, name, one, steps).await?);
    }
    // To replace a failed function, it has to be known what goes with it.
    if reads.versions || state.function.configuration.state.as_deref() == Some("Failed") {
        state.versions = list(driver, Some(name), steps).await?;
    }
    // Container images have no code signing, and the call refuses them.
    if reads.code_signing && state.function.configuration.settings.package_type.as_deref() != Some("Image") {
        let call = Call::GetFunctionCodeSigningConfig { name: name.to_owned() };
        state.code_signing = match ask(driver, &call, steps).await? {
            Ok(reply) => match reply.answer {
                Answer::CodeSigning { arn } => arn,
                _ => return Err(other("GetFunctionCodeSigningConfig")),
            },
            Err(fault) if fault.class == Class::NotFound => None,
            Err(fault) => return Err(fault.into_error()),
        };
    }
    Ok(Some(state))
}

/// GetFunction; `None` where there is none.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn function(
    driver: &Driver<'_>,
    name: &str,
    qualifier: Option<&str>,
    steps: &mut Vec<StepRecord>,
) -> Result<Option<Deployed>> {
    let call = Call::GetFunction { name: name.to_owned(), qualifier: qualifier.map(str::to_owned) };
    match ask(driver, &call, steps).await? {
        Ok(reply) => match reply.answer {
            Answer::Function(deployed) => Ok(Some(*deployed)),
            _ => Err(other("GetFunction")),
        },
        Err(fault) if fault.class == Class::NotFound => Ok(None),
        Err(fault) => Err(fault.into_error()),
    }
}

/// One alias; `None` where there is none.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn alias(driver: &Driver<'_>, name: &str, alias: &str, steps: &mut Vec<StepRecord>) -> Result<Option<Alias>> {
    let call = Call::GetAlias { name: name.to_owned(), alias: alias.to_owned() };
    match ask(driver, &call, steps).await? {
        Ok(reply) => match reply.answer {
            Answer::Alias(alias) => Ok(Some(alias)),
            _ => Err(other("GetAlias")),
        },
        Err(fault) if fault.class == Class::NotFound => Ok(None),
        Err(fault) => Err(fault.into_error()),
    }
}

/// All aliases of a function.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn aliases(driver: &Driver<'_>, name: &str, steps: &mut Vec<StepRecord>) -> Result<Vec<Alias>> {
    let mut all = Vec::new();
    let mut marker = None;
    loop {
        let call = Call::ListAliases { name: name.to_owned(), marker: marker.clone() };
        let (items, next) = match ask(driver, &call, steps).await? {
            Ok(reply) => match reply.answer {
                Answer::Aliases { items, next } => (items, next),
                _ => return Err(other("ListAliases")),
            },
            Err(fault) => return Err(fault.into_error()),
        };
        all.extend(items);
        if next.is_none() || next == marker {
            return Ok(all);
        }
        marker = next;
    }
}

/// All versions of a function, or (without a name) all functions.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn list(driver: &Driver<'_>, versions_of: Option<&str>, steps: &mut Vec<StepRecord>) -> Result<Vec<Remote>> {
    let mut all = Vec::new();
    let mut marker = None;
    loop {
        let call = match versions_of {
            Some(name) => Call::ListVersionsByFunction { name: name.to_owned(), marker: marker.clone() },
            None => Call::ListFunctions { marker: marker.clone() },
        };
        let (items, next) = match ask(driver, &call, steps).await? {
            Ok(reply) => match reply.answer {
                Answer::Configurations { items, next } => (items, next),
                _ => return Err(other("the list")),
            },
            Err(fault) => return Err(fault.into_error()),
        };
        all.extend(items);
        // The same marker again would go round in a circle.
        if next.is_none() || next == marker {
            return Ok(all);
        }
        marker = next;
    }
}

/// The account and the principal that the credentials belong to.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn identity(driver: &Driver<'_>, steps: &mut Vec<StepRecord>) -> Result<(String, String)> {
    match ask(driver, &Call::GetCallerIdentity, steps).await? {
        Ok(reply) => match reply.answer {
            Answer::Identity { account, arn } => Ok((account, arn)),
            _ => Err(other("GetCallerIdentity")),
        },
        Err(fault) => Err(fault.into_error()),
    }
}

fn other(operation: &str) -> Error {
    Error::new(Kind::Internal, format!("{operation} gave another answer than its own"))
}
