//! Settings into requests. A value that the SDK's type cannot hold is sent as near as it goes, so that
//! the service, not a silent default, answers for it: numbers are clamped to 32 bits, absent required
//! text is sent empty.

use std::collections::BTreeMap;

use aws_sdk_lambda::operation::create_function::builders::CreateFunctionFluentBuilder as Create;
use aws_sdk_lambda::operation::update_function_code::builders::UpdateFunctionCodeFluentBuilder as UpdateCode;
use aws_sdk_lambda::operation::update_function_configuration::builders::UpdateFunctionConfigurationFluentBuilder as Update;
use aws_sdk_lambda::types as sdk;

use crate::aws::body::ZipInPlace;
use crate::function::Settings;
use crate::function::settings as own;
use crate::plan::CodeRef;

fn number(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

fn text(value: &Option<String>) -> Option<&str> {
    value.as_deref()
}

/// Every member of CreateFunction but name and code, as the manifest says it.
pub fn create(builder: Create, s: &Settings) -> Create {
    builder
        .set_role(s.role.clone())
        .set_runtime(text(&s.runtime).map(Into::into))
        .set_handler(s.handler.clone())
        .set_description(s.description.clone())
        .set_timeout(s.timeout.map(number))
        .set_memory_size(s.memory_size.map(number))
        .set_publish(s.publish)
        .set_publish_to(text(&s.publish_to).map(Into::into))
        .set_package_type(text(&s.package_type).map(Into::into))
        .set_architectures(s.architectures.as_ref().map(|list| architectures(list)))
        .set_environment(s.environment.as_ref().map(environment))
        .set_tags(s.tags.as_ref().map(|tags| tags.clone().into_iter().collect()))
        .set_layers(s.layers.clone())
        .set_vpc_config(s.vpc_config.as_ref().map(vpc))
        .set_dead_letter_config(s.dead_letter_config.as_ref().map(dead_letter))
        .set_kms_key_arn(s.kms_key_arn.clone())
        .set_tracing_config(s.tracing_config.as_ref().map(tracing))
        .set_file_system_configs(s.file_system_configs.as_ref().map(|list| file_systems(list)))
        .set_code_signing_config_arn(s.code_signing_config_arn.clone())
        .set_image_config(s.image_config.as_ref().map(image))
        .set_ephemeral_storage(s.ephemeral_storage.as_ref().and_then(ephemeral))
        .set_snap_start(s.snap_start.as_ref().map(snap_start))
        .set_logging_config(s.logging_config.as_ref().map(logging))
        .set_tenancy_config(s.tenancy_config.as_ref().and_then(tenancy))
        .set_capacity_provider_config(s.capacity_provider_config.as_ref().map(capacity))
        .set_durable_config(s.durable_config.as_ref().map(durable))
}

/// Every member of UpdateFunctionConfiguration. Only what is said is sent; an explicit empty becomes the
/// empty value that this API clears by (facts: behaviour.md, section 3).
pub fn update(builder: Update, s: &Settings) -> Update {
    builder
        .set_role(s.role.clone())
        .set_runtime(text(&s.runtime).map(Into::into))
        .set_handler(s.handler.clone())
        .set_description(s.description.clone())
        .set_timeout(s.timeout.map(number))
        .set_memory_size(s.memory_size.map(number))
        .set_environment(s.environment.as_ref().map(|value| {
            let mut value = value.clone();
            value.variables.get_or_insert_default();
            environment(&value)
        }))
        .set_layers(s.layers.clone())
        .set_vpc_config(s.vpc_config.as_ref().map(|value| {
            let mut value = value.clone();
            if value == own::VpcConfig::default() {
                value = own::VpcConfig {
                    subnet_ids: Some(Vec::new()),
                    security_group_ids: Some(Vec::new()),
                    ipv6_allowed_for_dual_stack: Some(false),
                };
            } else if value.subnet_ids.as_ref().is_some_and(Vec::is_empty)
                && value.security_group_ids.as_ref().is_some_and(Vec::is_empty)
            {
                value.ipv6_allowed_for_dual_stack.get_or_insert(false);
            }
            vpc(&value)
        }))
        .set_dead_letter_config(s.dead_letter_config.as_ref().map(|value| {
            let mut value = value.clone();
            value.target_arn.get_or_insert_default();
            dead_letter(&value)
        }))
        .set_kms_key_arn(s.kms_key_arn.clone())
        .set_tracing_config(s.tracing_config.as_ref().map(|value| {
            let mut value = value.clone();
            value.mode.get_or_insert_with(|| "PassThrough".to_owned());
            tracing(&value)
        }))
        .set_file_system_configs(s.file_system_configs.as_ref().map(|list| file_systems(list)))
        .set_image_config(s.image_config.as_ref().map(image))
        .set_ephemeral_storage(s.ephemeral_storage.as_ref().and_then(ephemeral))
        .set_snap_start(s.snap_start.as_ref().map(|value| {
            let mut value = value.clone();
            value.apply_on.get_or_insert_with(|| "None".to_owned());
            snap_start(&value)
        }))
        .set_logging_config(s.logging_config.as_ref().map(logging))
        .set_capacity_provider_config(s.capacity_provider_config.as_ref().map(capacity))
        .set_durable_config(s.durable_config.as_ref().map(durable))
}

/// The code of a new function. A zip in the request is a placeholder here; see [`crate::aws::body`].
pub fn code(code: &CodeRef, zip: Option<&ZipInPlace>) -> sdk::FunctionCode {
    let builder = sdk::FunctionCode::builder();
    match code {
        CodeRef::Zip { kms_key, .. } => {
            builder.set_zip_file(zip.map(ZipInPlace::placeholder)).set_source_kms_key_arn(kms_key.clone())
        }
        CodeRef::Staged { bucket, key, version, kms_key, .. } => builder
            .s3_bucket(bucket)
            .s3_key(key)
            .set_s3_object_version(version.clone())
            .set_source_kms_key_arn(kms_key.clone()),
        CodeRef::S3 { bucket, key, version, storage_mode, kms_key } => builder
            .s3_bucket(bucket)
            .s3_key(key)
            .set_s3_object_version(version.clone())
            .set_s3_object_storage_mode(text(storage_mode).map(Into::into))
            .set_source_kms_key_arn(kms_key.clone()),
        CodeRef::Image { uri, kms_key } => builder.image_uri(uri).set_source_kms_key_arn(kms_key.clone()),
    }
    .build()
}

/// The code of a function that exists.
pub fn update_code(builder: UpdateCode, code: &CodeRef, zip: Option<&ZipInPlace>) -> UpdateCode {
    let code = self::code(code, zip);
    builder
        .set_zip_file(code.zip_file)
        .set_s3_bucket(code.s3_bucket)
        .set_s3_key(code.s3_key)
        .set_s3_object_version(code.s3_object_version)
        .set_s3_object_storage_mode(code.s3_object_storage_mode)
        .set_image_uri(code.image_uri)
        .set_source_kms_key_arn(code.source_kms_key_arn)
}

pub fn architectures(list: &[String]) -> Vec<sdk::Architecture> {
    list.iter().map(|name| name.as_str().into()).collect()
}

pub fn weights(weights: &BTreeMap<String, f64>) -> sdk::AliasRoutingConfiguration {
    let weights = weights.iter().map(|(version, weight)| (version.clone(), *weight)).collect();
    sdk::AliasRoutingConfiguration::builder().set_additional_version_weights(Some(weights)).build()
}

fn environment(value: &own::Environment) -> sdk::Environment {
    let variables = value.variables.as_ref();
    let variables = variables.map(|map| map.iter().map(|(k, v)| (k.clone(), v.expose().to_owned())).collect());
    sdk::Environment::builder().set_variables(variables).build()
}

fn vpc(value: &own::VpcConfig) -> sdk::VpcConfig {
    sdk::VpcConfig::builder()
        .set_subnet_ids(value.subnet_ids.clone())
        .set_security_group_ids(value.security_group_ids.clone())
        .set_ipv6_allowed_for_dual_stack(value.ipv6_allowed_for_dual_stack)
        .build()
}

fn dead_letter(value: &own::DeadLetterConfig) -> sdk::DeadLetterConfig {
    sdk::DeadLetterConfig::builder().set_target_arn(value.target_arn.clone()).build()
}

fn tracing(value: &own::TracingConfig) -> sdk::TracingConfig {
    sdk::TracingConfig::builder().set_mode(text(&value.mode).map(Into::into)).build()
}

fn file_systems(list: &[own::FileSystemConfig]) -> Vec<sdk::FileSystemConfig> {
    let one = |value: &own::FileSystemConfig| {
        let s3 = value.s3_files_config.as_ref().map(|s3| {
            sdk::S3FilesConfig::builder().set_direct_s3_read(text(&s3.direct_s3_read).map(Into::into)).build()
        });
        sdk::FileSystemConfig::builder()
            .arn(value.arn.clone().unwrap_or_default())
            .local_mount_path(value.local_mount_path.clone().unwrap_or_default())
            .set_s3_files_config(s3)
            .build()
            .ok()
    };
    list.iter().filter_map(one).collect()
}

fn image(value: &own::ImageConfig) -> sdk::ImageConfig {
    sdk::ImageConfig::builder()
        .set_entry_point(value.entry_point.clone())
        .set_command(value.command.clone())
        .set_working_directory(value.working_directory.clone())
        .build()
}

fn ephemeral(value: &own::EphemeralStorage) -> Option<sdk::EphemeralStorage> {
    sdk::EphemeralStorage::builder().set_size(value.size.map(number)).build().ok()
}

fn snap_start(value: &own::SnapStart) -> sdk::SnapStart {
    sdk::SnapStart::builder().set_apply_on(text(&value.apply_on).map(Into::into)).build()
}

fn logging(value: &own::LoggingConfig) -> sdk::LoggingConfig {
    sdk::LoggingConfig::builder()
        .set_log_format(text(&value.log_format).map(Into::into))
        .set_application_log_level(text(&value.application_log_level).map(Into::into))
        .set_system_log_level(text(&value.system_log_level).map(Into::into))
        .set_log_group(value.log_group.clone())
        .build()
}

fn tenancy(value: &own::TenancyConfig) -> Option<sdk::TenancyConfig> {
    sdk::TenancyConfig::builder()
        .set_tenant_isolation_mode(text(&value.tenant_isolation_mode).map(Into::into))
        .build()
        .ok()
}

fn capacity(value: &own::CapacityProviderConfig) -> sdk::CapacityProviderConfig {
    let instances = value.lambda_managed_instances_capacity_provider_config.as_ref().and_then(|m| {
        sdk::LambdaManagedInstancesCapacityProviderConfig::builder()
            .capacity_provider_arn(m.capacity_provider_arn.clone().unwrap_or_default())
            .set_per_execution_environment_max_concurrency(m.per_execution_environment_max_concurrency.map(number))
            .set_execution_environment_memory_gib_per_v_cpu(m.execution_environment_memory_gib_per_v_cpu)
            .build()
            .ok()
    });
    sdk::CapacityProviderConfig::builder().set_lambda_managed_instances_capacity_provider_config(instances).build()
}

fn durable(value: &own::DurableConfig) -> sdk::DurableConfig {
    sdk::DurableConfig::builder()
        .set_kms_key_arn(value.kms_key_arn.clone())
        .set_retention_period_in_days(value.retention_period_in_days.map(number))
        .set_execution_timeout(value.execution_timeout.map(number))
        .build()
}
