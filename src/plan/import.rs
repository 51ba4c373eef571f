//! A deployed function as a manifest would say it: without what AWS takes anyway, and without what changes
//! by itself. Comparing it with the function it came from finds nothing.

use serde_json::Map;

use super::canonical::CONFIGURATION;
use super::compare::{defaults, reserved};
use super::fields;
use crate::error::Result;
use crate::function::{Code, Deployed, Settings};

/// What a manifest says of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub name: String,
    /// Values of environment variables are in it.
    pub settings: Settings,
    /// The image, where the function is one; a zip's place is for the caller to say.
    pub code: Code,
    /// What could not be taken over.
    pub notes: Vec<String>,
}

/// # Errors
/// None but a bug's.
pub fn import(deployed: &Deployed, code_signing: Option<&str>) -> Result<Imported> {
    let remote = &deployed.configuration;
    let defaults = defaults(&remote.name, &remote.settings);
    let has = fields::of(&remote.settings)?;
    let mut says = Map::new();
    let mut notes = Vec::new();
    for field in CONFIGURATION.iter().chain(&["architectures", "tenancy_config"]) {
        let Some(value) = has.get(*field) else { continue };
        if let Some(value) = defaults.without_defaults(field, value) {
            says.insert((*field).to_owned(), value);
        }
    }
    // Its presence is a setting, even where all its members are defaults: one member has to stand in it.
    if let Some(durable) = &remote.settings.durable_config
        && !says.contains_key("durable_config")
    {
        let days = durable.retention_period_in_days.unwrap_or(14);
        says.insert("durable_config".into(), serde_json::json!({ "retention_period_in_days": days }));
    }
    let mut settings = fields::settings(says)?;
    let image = remote.settings.package_type.as_deref() == Some("Image");
    if image {
        settings.package_type = Some("Image".into());
    }
    match &remote.environment_error {
        Some(_) => notes.push("AWS could not decrypt the environment variables: they are left out".into()),
        None => {
            settings.environment = remote
                .settings
                .environment
                .clone()
                .filter(|e| e.variables.as_ref().is_some_and(|variables| !variables.is_empty()));
        }
    }
    settings.code_signing_config_arn = code_signing.map(str::to_owned);
    let tags = deployed.tags.clone().unwrap_or_default();
    settings.tags = Some(tags.into_iter().filter(|(key, _)| !reserved(key)).collect())
        .filter(|tags: &std::collections::BTreeMap<_, _>| !tags.is_empty());
    let mut code = Code::default();
    if image {
        // The digest is what runs; the tag may have moved on.
        code.image_uri = deployed.code.resolved_image_uri.clone().or_else(|| deployed.code.image_uri.clone());
    }
    Ok(Imported { name: remote.name.clone(), settings, code, notes })
}
