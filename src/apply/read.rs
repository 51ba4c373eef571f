//! What `deploy`, `diff`, `status` and `import` read: one GetFunction, and more only where it is managed.

use super::driver::{Driver, Tally};
use crate::aws::Class;
use crate::error::{Error, Kind, Result};
use crate::function::{Alias, Remote};
use crate::plan::{Answer, Call, DeployedState, Reads};

/// Reads the function; `None` where there is none.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn read(driver: &Driver<'_>, name: &str, reads: &Reads) -> Result<Option<DeployedState>> {
    let name = name.to_owned();
    let call = Call::GetFunction { name: name.clone(), qualifier: None };
    let function = match driver.ask(&call, &mut Tally::default()).await? {
        Ok(reply) => match reply.answer {
            Answer::Function(deployed) => *deployed,
            _ => return Err(other("GetFunction")),
        },
        Err(fault) if fault.class == Class::NotFound => return Ok(None),
        Err(fault) => return Err(fault.into_error()),
    };
    let mut state = DeployedState { function, ..DeployedState::default() };
    for alias in &reads.aliases {
        let call = Call::GetAlias { name: name.clone(), alias: alias.clone() };
        match driver.ask(&call, &mut Tally::default()).await? {
            Ok(reply) => match reply.answer {
                Answer::Alias(alias) => state.aliases.push(alias),
                _ => return Err(other("GetAlias")),
            },
            Err(fault) if fault.class == Class::NotFound => {}
            Err(fault) => return Err(fault.into_error()),
        }
    }
    if reads.versions {
        state.versions = list(driver, Some(&name)).await?;
    }
    // Container images have no code signing, and the call refuses them.
    if reads.code_signing && state.function.configuration.settings.package_type.as_deref() != Some("Image") {
        let call = Call::GetFunctionCodeSigningConfig { name };
        state.code_signing = match driver.ask(&call, &mut Tally::default()).await? {
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

/// All aliases of a function.
///
/// # Errors
/// Whatever a read ends with after its retries; interrupted.
pub async fn aliases(driver: &Driver<'_>, name: &str) -> Result<Vec<Alias>> {
    let mut all = Vec::new();
    let mut marker = None;
    loop {
        let call = Call::ListAliases { name: name.to_owned(), marker: marker.clone() };
        let (items, next) = match driver.ask(&call, &mut Tally::default()).await? {
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
pub async fn list(driver: &Driver<'_>, versions_of: Option<&str>) -> Result<Vec<Remote>> {
    let mut all = Vec::new();
    let mut marker = None;
    loop {
        let call = match versions_of {
            Some(name) => Call::ListVersionsByFunction { name: name.to_owned(), marker: marker.clone() },
            None => Call::ListFunctions { marker: marker.clone() },
        };
        let (items, next) = match driver.ask(&call, &mut Tally::default()).await? {
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
pub async fn identity(driver: &Driver<'_>) -> Result<(String, String)> {
    match driver.ask(&Call::GetCallerIdentity, &mut Tally::default()).await? {
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
