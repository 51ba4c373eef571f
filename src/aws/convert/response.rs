//! Answers into the vocabulary. Values that this SDK does not know pass as text.

use aws_sdk_lambda::types as sdk;

use crate::function::settings::{
    CapacityProviderConfig, DeadLetterConfig, DurableConfig, Environment, EphemeralStorage, FileSystemConfig,
    ImageConfig, LoggingConfig, ManagedInstances, S3FilesConfig, Secret, SnapStart, TenancyConfig, TracingConfig,
    VpcConfig,
};
use crate::function::{Remote, Settings};

/// The same members stand in six output types and one data type of the SDK.
macro_rules! remote {
    ($output:expr) => {{
        let o = $output;
        $crate::aws::convert::response::from_parts($crate::aws::convert::response::Parts {
            function_name: o.function_name,
            function_arn: o.function_arn,
            runtime: o.runtime,
            role: o.role,
            handler: o.handler,
            code_size: o.code_size,
            description: o.description,
            timeout: o.timeout,
            memory_size: o.memory_size,
            last_modified: o.last_modified,
            code_sha256: o.code_sha256,
            version: o.version,
            vpc_config: o.vpc_config,
            dead_letter_config: o.dead_letter_config,
            environment: o.environment,
            kms_key_arn: o.kms_key_arn,
            tracing_config: o.tracing_config,
            revision_id: o.revision_id,
            layers: o.layers,
            state: o.state,
            state_reason: o.state_reason,
            state_reason_code: o.state_reason_code,
            last_update_status: o.last_update_status,
            last_update_status_reason: o.last_update_status_reason,
            last_update_status_reason_code: o.last_update_status_reason_code,
            file_system_configs: o.file_system_configs,
            package_type: o.package_type,
            image_config_response: o.image_config_response,
            architectures: o.architectures,
            ephemeral_storage: o.ephemeral_storage,
            snap_start: o.snap_start,
            logging_config: o.logging_config,
            tenancy_config: o.tenancy_config,
            capacity_provider_config: o.capacity_provider_config,
            durable_config: o.durable_config,
        })
    }};
}
pub(crate) use remote;

/// Likewise for aliases.
macro_rules! alias {
    ($output:expr) => {{
        let o = $output;
        $crate::function::Alias {
            name: o.name.unwrap_or_default(),
            arn: o.alias_arn,
            version: o.function_version.unwrap_or_default(),
            description: o.description,
            weights: o
                .routing_config
                .and_then(|r| r.additional_version_weights)
                .unwrap_or_default()
                .into_iter()
                .collect(),
            revision_id: o.revision_id,
        }
    }};
}
pub(crate) use alias;

/// The members that the outputs have in common.
pub(crate) struct Parts {
    pub function_name: Option<String>,
    pub function_arn: Option<String>,
    pub runtime: Option<sdk::Runtime>,
    pub role: Option<String>,
    pub handler: Option<String>,
    pub code_size: i64,
    pub description: Option<String>,
    pub timeout: Option<i32>,
    pub memory_size: Option<i32>,
    pub last_modified: Option<String>,
    pub code_sha256: Option<String>,
    pub version: Option<String>,
    pub vpc_config: Option<sdk::VpcConfigResponse>,
    pub dead_letter_config: Option<sdk::DeadLetterConfig>,
    pub environment: Option<sdk::EnvironmentResponse>,
    pub kms_key_arn: Option<String>,
    pub tracing_config: Option<sdk::TracingConfigResponse>,
    pub revision_id: Option<String>,
    pub layers: Option<Vec<sdk::Layer>>,
    pub state: Option<sdk::State>,
    pub state_reason: Option<String>,
    pub state_reason_code: Option<sdk::StateReasonCode>,
    pub last_update_status: Option<sdk::LastUpdateStatus>,
    pub last_update_status_reason: Option<String>,
    pub last_update_status_reason_code: Option<sdk::LastUpdateStatusReasonCode>,
    pub file_system_configs: Option<Vec<sdk::FileSystemConfig>>,
    pub package_type: Option<sdk::PackageType>,
    pub image_config_response: Option<sdk::ImageConfigResponse>,
    pub architectures: Option<Vec<sdk::Architecture>>,
    pub ephemeral_storage: Option<sdk::EphemeralStorage>,
    pub snap_start: Option<sdk::SnapStartResponse>,
    pub logging_config: Option<sdk::LoggingConfig>,
    pub tenancy_config: Option<sdk::TenancyConfig>,
    pub capacity_provider_config: Option<sdk::CapacityProviderConfig>,
    pub durable_config: Option<sdk::DurableConfig>,
}

/// An item of a list, or GetFunction's configuration.
pub fn configuration(configuration: sdk::FunctionConfiguration) -> Remote {
    remote!(configuration)
}

/// Members in, vocabulary out.
pub(crate) fn from_parts(p: Parts) -> Remote {
    let text = |value: &str| value.to_owned();
    let environment_error = p.environment.as_ref().and_then(|e| e.error.as_ref()).map(|error| {
        let code = error.error_code.as_deref().unwrap_or("error");
        format!("{code}: {}", error.message.as_deref().unwrap_or("no message"))
    });
    let settings = Settings {
        role: p.role,
        runtime: p.runtime.map(|r| text(r.as_str())),
        handler: p.handler,
        description: p.description,
        timeout: p.timeout.map(i64::from),
        memory_size: p.memory_size.map(i64::from),
        publish: None,
        publish_to: None,
        package_type: p.package_type.map(|t| text(t.as_str())),
        architectures: p.architectures.map(|list| list.iter().map(|a| text(a.as_str())).collect()),
        environment: p.environment.map(|e| Environment {
            variables: e.variables.map(|v| v.into_iter().map(|(k, v)| (k, Secret::new(v))).collect()),
        }),
        tags: None,
        layers: p.layers.map(|list| list.into_iter().filter_map(|layer| layer.arn).collect()),
        vpc_config: p.vpc_config.map(|v| VpcConfig {
            subnet_ids: v.subnet_ids,
            security_group_ids: v.security_group_ids,
            ipv6_allowed_for_dual_stack: v.ipv6_allowed_for_dual_stack,
        }),
        dead_letter_config: p.dead_letter_config.map(|d| DeadLetterConfig { target_arn: d.target_arn }),
        kms_key_arn: p.kms_key_arn,
        tracing_config: p.tracing_config.map(|t| TracingConfig { mode: t.mode.map(|m| text(m.as_str())) }),
        file_system_configs: p.file_system_configs.map(|list| {
            let one = |f: sdk::FileSystemConfig| FileSystemConfig {
                arn: Some(f.arn),
                local_mount_path: Some(f.local_mount_path),
                s3_files_config: f
                    .s3_files_config
                    .map(|s| S3FilesConfig { direct_s3_read: s.direct_s3_read.map(|d| text(d.as_str())) }),
            };
            list.into_iter().map(one).collect()
        }),
        code_signing_config_arn: None,
        image_config: p.image_config_response.and_then(|r| r.image_config).map(|i| ImageConfig {
            entry_point: i.entry_point,
            command: i.command,
            working_directory: i.working_directory,
        }),
        ephemeral_storage: p.ephemeral_storage.map(|e| EphemeralStorage { size: Some(i64::from(e.size)) }),
        snap_start: p.snap_start.map(|s| SnapStart { apply_on: s.apply_on.map(|a| text(a.as_str())) }),
        logging_config: p.logging_config.map(|l| LoggingConfig {
            log_format: l.log_format.map(|v| text(v.as_str())),
            application_log_level: l.application_log_level.map(|v| text(v.as_str())),
            system_log_level: l.system_log_level.map(|v| text(v.as_str())),
            log_group: l.log_group,
        }),
        tenancy_config: p
            .tenancy_config
            .map(|t| TenancyConfig { tenant_isolation_mode: Some(text(t.tenant_isolation_mode.as_str())) }),
        capacity_provider_config: p.capacity_provider_config.map(|c| CapacityProviderConfig {
            lambda_managed_instances_capacity_provider_config: c.lambda_managed_instances_capacity_provider_config.map(
                |m| ManagedInstances {
                    capacity_provider_arn: Some(m.capacity_provider_arn),
                    per_execution_environment_max_concurrency: m
                        .per_execution_environment_max_concurrency
                        .map(i64::from),
                    execution_environment_memory_gib_per_v_cpu: m.execution_environment_memory_gib_per_v_cpu,
                },
            ),
        }),
        durable_config: p.durable_config.map(|d| DurableConfig {
            kms_key_arn: d.kms_key_arn,
            retention_period_in_days: d.retention_period_in_days.map(i64::from),
            execution_timeout: d.execution_timeout.map(i64::from),
        }),
    };
    // Emulators answer empty text where AWS answers nothing.
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    Remote {
        name: p.function_name.unwrap_or_default(),
        arn: p.function_arn,
        version: p.version,
        settings,
        environment_error,
        state: said(p.state.map(|s| text(s.as_str()))),
        state_reason: said(p.state_reason),
        state_reason_code: said(p.state_reason_code.map(|s| text(s.as_str()))),
        last_update_status: said(p.last_update_status.map(|s| text(s.as_str()))),
        last_update_status_reason: said(p.last_update_status_reason),
        last_update_status_reason_code: said(p.last_update_status_reason_code.map(|s| text(s.as_str()))),
        code_sha256: said(p.code_sha256),
        code_size: Some(p.code_size),
        revision_id: said(p.revision_id),
        last_modified: p.last_modified,
    }
}
