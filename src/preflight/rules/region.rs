//! What must be of the function's own region.

use crate::facts::arn::Arn;
use crate::facts::patterns;
use crate::preflight::words::quote;
use crate::preflight::{Finding, Findings, Pass, Subject};

pub fn region_mismatch(subject: &Subject<'_>, _: Pass, out: &mut Findings) {
    let Some(region) = subject.region else { return };
    let desired = subject.desired;
    let settings = &desired.settings;
    let mut look = |path: &[&str], what: &str, found: Option<&str>, sure: bool| {
        let Some(found) = found.filter(|found| !found.is_empty() && *found != region) else { return };
        let message = format!("{what} is of region {}, and the function goes to {}", quote(found), quote(region));
        let help = format!("use one of {region}, or send the function to {found}");
        out.push(Finding::new(message, desired.places.at(path)).help(help).sure(sure));
    };
    let of = |arn: Option<&str>| arn.and_then(Arn::parse).map(|arn| arn.region.to_owned());

    if patterns::FUNCTION_NAME.matches(&desired.name) {
        look(&["function_name"], "function_name", name_region(&desired.name), true);
    }
    if !desired.is_image() {
        for (i, layer) in settings.layers.iter().flatten().enumerate() {
            look(&["layers", &i.to_string()], "the layer", of(Some(layer)).as_deref(), true);
        }
        let config = of(settings.code_signing_config_arn.as_deref());
        look(&["code_signing_config_arn"], "the code signing configuration", config.as_deref(), true);
    }
    let queue = settings.dead_letter_config.as_ref().and_then(|d| d.target_arn.as_deref());
    look(&["dead_letter_config", "target_arn"], "the dead-letter target", of(queue).as_deref(), true);
    for (i, system) in settings.file_system_configs.iter().flatten().enumerate() {
        let arn = system.arn.as_deref();
        let efs = arn.is_some_and(|a| patterns::EFS_ACCESS_POINT.matches(a));
        look(&["file_system_configs", &i.to_string(), "arn"], "the file system", of(arn).as_deref(), efs);
    }
    let provider = settings.capacity_provider_config.as_ref();
    let provider = provider.and_then(|c| c.lambda_managed_instances_capacity_provider_config.as_ref());
    let provider = of(provider.and_then(|p| p.capacity_provider_arn.as_deref()));
    let path =
        ["capacity_provider_config", "lambda_managed_instances_capacity_provider_config", "capacity_provider_arn"];
    look(&path, "the capacity provider", provider.as_deref(), true);
    // AWS has said so of the durable key; of the others it is inferred from that.
    look(&["kms_key_arn"], "the KMS key", of(settings.kms_key_arn.as_deref()).as_deref(), false);
    let source_key = of(desired.code.source_kms_key_arn.as_deref());
    look(&["code", "source_kms_key_arn"], "the KMS key of the code", source_key.as_deref(), false);
    let durable_key = of(settings.durable_config.as_ref().and_then(|d| d.kms_key_arn.as_deref()));
    look(&["durable_config", "kms_key_arn"], "the KMS key of durable_config", durable_key.as_deref(), true);
    if let Some(uri) = desired.code.image_uri.as_deref().filter(|uri| patterns::IMAGE_URI.matches(uri)) {
        look(&["code", "image_uri"], "the image", uri.split('.').nth(3), !subject.custom_endpoint);
    }
}

/// The region in an ARN or partial ARN of a function.
fn name_region(name: &str) -> Option<&str> {
    let parts: Vec<&str> = name.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "lambda", region, ..] if region.contains('-') => Some(region),
        // `region:account:name`; anything shorter is a name with a qualifier.
        [region, account, _, ..] if region.contains('-') && crate::facts::arn::is_account(account) => Some(region),
        _ => None,
    }
}
