//! What a deploy has to come to, said once more in the plainest way: the settings as they are to be reported,
//! and the calls that write.

use std::collections::BTreeSet;

use lamctl::function::settings::*;
use lamctl::function::{Settings, Unmanaged};

use super::cases::Case;
use super::model::{Aws, image, logging, variables, vpc};

pub struct Expected {
    pub settings: Settings,
    pub operations: Vec<&'static str>,
}

/// `None`: variables that the manifest does not know are refused.
pub fn expect(case: &Case, aws: &Aws) -> Option<Expected> {
    let said = &case.desired.settings;
    let state = aws.read().unwrap();
    let has = state.function.configuration.settings.clone();
    let mut to = has.clone();
    overlay(&mut to, said);
    if let Some(environment) = &said.environment {
        let mut wanted = environment.variables.clone().unwrap_or_default();
        let others: Vec<_> = variables(&has).into_iter().filter(|(name, _)| !wanted.contains_key(name)).collect();
        match case.desired.environment_unmanaged {
            Some(Unmanaged::Keep) => wanted.extend(others),
            Some(Unmanaged::Remove) => {}
            None if wanted.is_empty() => {}
            _ if !others.is_empty() => return None,
            _ => {}
        }
        to.environment = Some(Environment { variables: Some(wanted) });
    }
    let function = aws.function.as_ref().unwrap();
    let had = !variables(&has).is_empty();
    let key = match &said.kms_key_arn {
        Some(key) if had || !variables(&to).is_empty() => key.clone(),
        _ => function.key.clone(),
    };
    to.kms_key_arn = Some(key).filter(|key| !key.is_empty() && !variables(&to).is_empty());

    let mut operations = Vec::new();
    match said.code_signing_config_arn.as_deref() {
        Some("") if function.signing.is_some() => operations.push("DeleteFunctionCodeSigningConfig"),
        Some(arn) if !arn.is_empty() && function.signing.as_deref() != Some(arn) => {
            operations.push("PutFunctionCodeSigningConfig");
        }
        _ => {}
    }
    let (mut old, mut new) = (has.clone(), to.clone());
    old.architectures = None;
    new.architectures = None;
    if !had && variables(&to).is_empty() || variables(&to).is_empty() && said.kms_key_arn.is_none() {
        // The key is not seen, or is left alone.
        old.kms_key_arn = None;
        new.kms_key_arn = None;
    }
    let configures = old != new;
    if configures {
        operations.push("UpdateFunctionConfiguration");
    }
    let code = case.desired.code.image_uri.clone().unwrap_or_else(|| case.package.sha256.clone());
    let sends = code != function.code || has.architectures != to.architectures;
    if sends {
        operations.push("UpdateFunctionCode");
    }
    if let Some(tags) = &said.tags {
        if tags.iter().any(|(key, value)| function.tags.get(key) != Some(value)) {
            operations.push("TagResource");
        }
        let removes = match case.desired.tags_unmanaged {
            None => tags.is_empty(),
            policy => policy == Some(Unmanaged::Remove),
        };
        if removes && function.tags.keys().any(|key| !tags.contains_key(key)) {
            operations.push("UntagResource");
        }
    }
    if said.publish == Some(true) {
        let newest = function.versions.last();
        let published = newest.is_some_and(|v| (&v.settings, &v.code) == (&function.settings, &function.code));
        let publishes = configures || sends || !published;
        if publishes {
            operations.push("PublishVersion");
        }
        let names: BTreeSet<&String> = case.desired.aliases.iter().collect();
        for name in names {
            match function.aliases.get(name) {
                None => operations.push("CreateAlias"),
                Some(alias) if publishes || alias.version != function.versions.len().to_string() => {
                    operations.push("UpdateAlias");
                }
                Some(_) => {}
            }
        }
    }
    Some(Expected { settings: to, operations })
}

/// Members that are said, over those that are there.
fn overlay(to: &mut Settings, said: &Settings) {
    let or = |said: &Option<String>, has: &Option<String>| said.clone().or_else(|| has.clone());
    to.role = or(&said.role, &to.role);
    to.runtime = or(&said.runtime, &to.runtime);
    to.handler = or(&said.handler, &to.handler);
    to.description = or(&said.description, &to.description);
    to.timeout = said.timeout.or(to.timeout);
    to.memory_size = said.memory_size.or(to.memory_size);
    to.layers = said.layers.clone().or(to.layers.take());
    to.file_system_configs = said.file_system_configs.clone().or(to.file_system_configs.take());
    to.architectures = said.architectures.clone().or(to.architectures.take());
    if let Some(said) = &said.dead_letter_config {
        to.dead_letter_config =
            Some(DeadLetterConfig { target_arn: said.target_arn.clone().filter(|a| !a.is_empty()) });
    }
    if let Some(said) = &said.tracing_config {
        to.tracing_config = Some(TracingConfig { mode: or(&said.mode, &Some("PassThrough".into())) });
    }
    if let Some(said) = &said.ephemeral_storage {
        to.ephemeral_storage = Some(EphemeralStorage { size: said.size.or(Some(512)) });
    }
    if let Some(said) = &said.snap_start {
        to.snap_start = Some(SnapStart { apply_on: or(&said.apply_on, &Some("None".into())) });
    }
    if let Some(said) = &said.vpc_config {
        let has = to.vpc_config.take().unwrap();
        let none = |list: &Option<Vec<String>>| list.as_ref().is_some_and(Vec::is_empty);
        let leaves = none(&said.subnet_ids) || none(&said.security_group_ids) || *said == VpcConfig::default();
        to.vpc_config = Some(vpc(if leaves {
            VpcConfig { ipv6_allowed_for_dual_stack: said.ipv6_allowed_for_dual_stack, ..vpc(VpcConfig::default()) }
        } else {
            VpcConfig {
                subnet_ids: said.subnet_ids.clone().or(has.subnet_ids),
                security_group_ids: said.security_group_ids.clone().or(has.security_group_ids),
                ipv6_allowed_for_dual_stack: said.ipv6_allowed_for_dual_stack.or(has.ipv6_allowed_for_dual_stack),
            }
        }));
    }
    if let Some(said) = &said.image_config {
        let has = to.image_config.take().unwrap();
        to.image_config = Some(if *said == ImageConfig::default() {
            ImageConfig::default()
        } else {
            image(ImageConfig {
                entry_point: said.entry_point.clone().or(has.entry_point),
                command: said.command.clone().or(has.command),
                working_directory: said.working_directory.clone().or(has.working_directory),
            })
        });
    }
    if let Some(said) = &said.logging_config {
        let has = to.logging_config.take().unwrap();
        let format = or(&said.log_format, &has.log_format);
        let json = format.as_deref() == Some("JSON");
        let wanted = if *said == LoggingConfig::default() {
            LoggingConfig::default()
        } else {
            LoggingConfig {
                log_format: format,
                application_log_level: or(&said.application_log_level, &has.application_log_level).filter(|_| json),
                system_log_level: or(&said.system_log_level, &has.system_log_level).filter(|_| json),
                log_group: or(&said.log_group, &has.log_group),
            }
        };
        to.logging_config = Some(logging(wanted, to.capacity_provider_config.is_some()));
    }
    if let (Some(said), Some(has)) = (&said.durable_config, &mut to.durable_config) {
        has.retention_period_in_days = said.retention_period_in_days.or(has.retention_period_in_days);
        has.execution_timeout = said.execution_timeout.or(has.execution_timeout);
    }
    if let (Some(said), Some(has)) = (&said.capacity_provider_config, &mut to.capacity_provider_config) {
        let said = said.lambda_managed_instances_capacity_provider_config.clone().unwrap_or_default();
        let has = has.lambda_managed_instances_capacity_provider_config.get_or_insert_default();
        has.capacity_provider_arn = or(&said.capacity_provider_arn, &has.capacity_provider_arn);
        has.per_execution_environment_max_concurrency =
            said.per_execution_environment_max_concurrency.or(has.per_execution_environment_max_concurrency);
        has.execution_environment_memory_gib_per_v_cpu =
            said.execution_environment_memory_gib_per_v_cpu.or(has.execution_environment_memory_gib_per_v_cpu);
    }
}
