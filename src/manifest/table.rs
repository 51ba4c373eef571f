//! The table of all keys. Members, types and limits of CreateFunction: botocore 1.44.5 (2026-11-17) and
//! aws-sdk-lambda 1.156.0 (2026-10-30).

use super::shape::{Field, Shape};

const TEXTS: Shape = Shape::List(&Shape::Text);
const TEXT_MAP: Shape = Shape::Map(&Shape::Text);

/// A whole manifest: one function, or several under `functions`.
pub const MANIFEST: Shape = Shape::Struct(&[
    Field::own("interpolate", Shape::Bool, "`false` turns the interpolation of `${NAME}` off"),
    Field::own("defaults", FUNCTION, "settings merged under each of `functions`: maps deeply, lists and `code` whole"),
    Field::own(
        "functions",
        Shape::Map(&FUNCTION),
        "several functions: name → settings; `null` removes an inherited value",
    ),
    // The rest is found in FUNCTION.
]);

/// One function's settings.
pub const FUNCTION: Shape = Shape::Struct(FIELDS);

/// The keys of a function.
pub const FIELDS: &[Field] = &[
    Field::api(
        "function_name",
        "FunctionName",
        Shape::Text,
        "name (at most 64 characters), partial ARN or ARN; required",
    ),
    Field::api("runtime", "Runtime", Shape::Text, "identifier such as `python3.13`; needed for zips"),
    Field::api("role", "Role", Shape::Text, "ARN of the execution role; needed to create"),
    Field::api("handler", "Handler", Shape::Text, "what the runtime calls, at most 128 characters; needed for zips"),
    Field::api("code", "Code", Shape::Struct(CODE), "where the code comes from; required unless `--code` names it"),
    Field::api("description", "Description", Shape::Text, "at most 256 characters"),
    Field::api(
        "timeout",
        "Timeout",
        Shape::Int,
        "seconds, 1 to 900 (5400 with a capacity provider); AWS's default is 3",
    ),
    Field::api(
        "memory_size",
        "MemorySize",
        Shape::Int,
        "MB, 128 to 10240 (32768 with a capacity provider), a multiple of 64; AWS's default is 128",
    ),
    Field::api("publish", "Publish", Shape::Bool, "whether to publish a version"),
    Field::api("publish_to", "PublishTo", Shape::Text, "`LATEST_PUBLISHED`, for capacity providers"),
    Field::api(
        "vpc_config",
        "VpcConfig",
        Shape::Struct(&[
            Field::api("subnet_ids", "SubnetIds", TEXTS, "at most 16 subnets of one VPC"),
            Field::api("security_group_ids", "SecurityGroupIds", TEXTS, "at most 5 security groups"),
            Field::api(
                "ipv6_allowed_for_dual_stack",
                "Ipv6AllowedForDualStack",
                Shape::Bool,
                "outbound IPv6 on dual-stack subnets",
            ),
        ]),
        "the VPC to attach to: subnets and security groups, both or neither",
    ),
    Field::api("package_type", "PackageType", Shape::Text, "`Zip` (default) or `Image`; cannot change"),
    Field::api(
        "dead_letter_config",
        "DeadLetterConfig",
        Shape::Struct(&[Field::api(
            "target_arn",
            "TargetArn",
            Shape::Text,
            "ARN of a standard SQS queue or SNS topic",
        )]),
        "where failed asynchronous events go",
    ),
    Field::api(
        "environment",
        "Environment",
        Shape::Struct(&[
            Field::api(
                "variables",
                "Variables",
                Shape::Map(&Shape::Secret),
                "name → value; 4096 bytes in all; never shown",
            ),
            Field::own(
                "file",
                Shape::Text,
                "path of a file of `KEY=VALUE` lines whose variables are added; `variables` wins",
            ),
            Field::own(
                "unmanaged",
                Shape::OneOf(&["refuse", "keep", "remove"]),
                "what `deploy` does with variables that only AWS has: `refuse` (default), `keep`, `remove`",
            ),
        ]),
        "environment variables",
    ),
    Field::api(
        "kms_key_arn",
        "KMSKeyArn",
        Shape::Text,
        "ARN of the key that encrypts the variables; `''` for AWS's own",
    ),
    Field::api(
        "tracing_config",
        "TracingConfig",
        Shape::Struct(&[Field::api("mode", "Mode", Shape::Text, "`Active` or `PassThrough` (default)")]),
        "X-Ray tracing",
    ),
    Field::api("tags", "Tags", TEXT_MAP, "at most 50; keys at most 128, values at most 256 characters"),
    Field::api("layers", "Layers", TEXTS, "ARNs of at most 5 layer versions, in order"),
    Field::api(
        "file_system_configs",
        "FileSystemConfigs",
        Shape::List(&Shape::Struct(&[
            Field::api("arn", "Arn", Shape::Text, "ARN of an EFS or S3 Files access point"),
            Field::api("local_mount_path", "LocalMountPath", Shape::Text, "`/mnt/` and one name"),
            Field::api(
                "s3_files_config",
                "S3FilesConfig",
                Shape::Struct(&[Field::api(
                    "direct_s3_read",
                    "DirectS3Read",
                    Shape::Text,
                    "`ENABLED`, `DISABLED` or `AUTO`",
                )]),
                "for an S3 Files access point",
            ),
        ])),
        "at most one file system",
    ),
    Field::api(
        "code_signing_config_arn",
        "CodeSigningConfigArn",
        Shape::Text,
        "ARN of a code signing configuration; zips only",
    ),
    Field::api(
        "image_config",
        "ImageConfig",
        Shape::Struct(&[
            Field::api("entry_point", "EntryPoint", TEXTS, "overrides the image's ENTRYPOINT"),
            Field::api("command", "Command", TEXTS, "overrides the image's CMD"),
            Field::api("working_directory", "WorkingDirectory", Shape::Text, "overrides the image's WORKDIR"),
        ]),
        "overrides for a container image",
    ),
    Field::api("architectures", "Architectures", TEXTS, "one of `x86_64` (default) and `arm64`, as a list"),
    Field::api(
        "ephemeral_storage",
        "EphemeralStorage",
        Shape::Struct(&[Field::api("size", "Size", Shape::Int, "MB, 512 (default) to 10240")]),
        "the size of `/tmp`",
    ),
    Field::api(
        "snap_start",
        "SnapStart",
        Shape::Struct(&[Field::api("apply_on", "ApplyOn", Shape::Text, "`PublishedVersions` or `None` (default)")]),
        "snapshots of initialized versions",
    ),
    Field::api(
        "logging_config",
        "LoggingConfig",
        Shape::Struct(&[
            Field::api("log_format", "LogFormat", Shape::Text, "`Text` (default) or `JSON`"),
            Field::api(
                "application_log_level",
                "ApplicationLogLevel",
                Shape::Text,
                "`TRACE` to `FATAL`; with `JSON` only",
            ),
            Field::api(
                "system_log_level",
                "SystemLogLevel",
                Shape::Text,
                "`DEBUG`, `INFO` or `WARN`; with `JSON` only",
            ),
            Field::api("log_group", "LogGroup", Shape::Text, "name of the log group; `/aws/lambda/NAME` by default"),
        ]),
        "how and where it logs",
    ),
    Field::api(
        "tenancy_config",
        "TenancyConfig",
        Shape::Struct(&[Field::api("tenant_isolation_mode", "TenantIsolationMode", Shape::Text, "`PER_TENANT`")]),
        "isolation of tenants; only at creation",
    ),
    Field::api(
        "capacity_provider_config",
        "CapacityProviderConfig",
        Shape::Struct(&[Field::api(
            "lambda_managed_instances_capacity_provider_config",
            "LambdaManagedInstancesCapacityProviderConfig",
            Shape::Struct(&[
                Field::api("capacity_provider_arn", "CapacityProviderArn", Shape::Text, "ARN of the capacity provider"),
                Field::api(
                    "per_execution_environment_max_concurrency",
                    "PerExecutionEnvironmentMaxConcurrency",
                    Shape::Int,
                    "concurrent invocations, 1 to 1600",
                ),
                Field::api(
                    "execution_environment_memory_gib_per_v_cpu",
                    "ExecutionEnvironmentMemoryGiBPerVCpu",
                    Shape::Float,
                    "GiB for each vCPU: 2, 4 or 8",
                ),
            ]),
            "the capacity provider",
        )]),
        "Lambda Managed Instances; cannot be added or removed later",
    ),
    Field::api(
        "durable_config",
        "DurableConfig",
        Shape::Struct(&[
            Field::api("kms_key_arn", "KMSKeyArn", Shape::Text, "ARN of the key that encrypts the executions' state"),
            Field::api(
                "retention_period_in_days",
                "RetentionPeriodInDays",
                Shape::Int,
                "days, 1 to 90; AWS's default is 14",
            ),
            Field::api("execution_timeout", "ExecutionTimeout", Shape::Int, "seconds, 1 to 31622400"),
        ]),
        "durable execution; only at creation",
    ),
    Field::unsendable(
        "runtime_config",
        "RuntimeConfig",
        Shape::Struct(&[
            Field::api("runtime_arn", "RuntimeArn", Shape::Text, "ARN of a customer-managed runtime"),
            Field::api("runtime_alias", "RuntimeAlias", Shape::Text, "its alias"),
        ]),
        "a customer-managed runtime; cannot be sent yet",
    ),
    Field::unsendable(
        "accelerator_config",
        "AcceleratorConfig",
        Shape::Struct(&[Field::api(
            "accelerator_memory_size",
            "AcceleratorMemorySize",
            Shape::Int,
            "the accelerator's memory",
        )]),
        "an accelerator; cannot be sent yet",
    ),
    Field::own(
        "tags_unmanaged",
        Shape::OneOf(&["keep", "remove"]),
        "tags that only AWS has: `keep` (default) or `remove`; `aws:*` is never touched",
    ),
    Field::own("aliases", TEXTS, "names of aliases to point at the version that is published; needs `publish: true`"),
    Field::own(
        "provenance",
        Shape::Bool,
        "`true` puts git commit, whether the tree was dirty, and the package's hash into the version's description",
    ),
    Field::own(
        "target",
        Shape::Struct(&[
            Field::own("region", Shape::Text, "the region; `--region` wins"),
            Field::own("profile", Shape::Text, "the profile, where nothing else names credentials"),
            Field::own("account", Shape::Text, "a guard: another account stops before any change"),
        ]),
        "where it goes",
    ),
    Field::own(
        "checks",
        Shape::Map(&Shape::OneOf(&["allow", "warn", "deny"])),
        "rule or group → `allow`, `warn` or `deny`",
    ),
];

const CODE: &[Field] = &[
    Field::own("dir", Shape::Text, "the folder to package"),
    Field::own("include", TEXTS, "gitignore patterns of what to package; without it, everything not excluded"),
    Field::own("exclude", TEXTS, "gitignore patterns of what to leave out; `.lambdaignore` in the folder is read too"),
    Field::own("symlinks", Shape::OneOf(&["follow", "keep", "error"]), "`follow` (default), `keep` or `error`"),
    Field::api("zip_file", "ZipFile", Shape::Text, "path of a ready zip; in the API's spelling its bytes in base64"),
    Field::own(
        "upload",
        Shape::Struct(&[
            Field::own("s3_bucket", Shape::Text, "the bucket"),
            Field::own("s3_prefix", Shape::Text, "what the object's key begins with"),
        ]),
        "where a package over 50 MiB is staged",
    ),
    Field::api("s3_bucket", "S3Bucket", Shape::Text, "bucket of a zip in S3, in the function's region"),
    Field::api("s3_key", "S3Key", Shape::Text, "its key"),
    Field::api("s3_object_version", "S3ObjectVersion", Shape::Text, "its version"),
    Field::api("s3_object_storage_mode", "S3ObjectStorageMode", Shape::Text, "`COPY` or `REFERENCE`"),
    Field::api("image_uri", "ImageUri", Shape::Text, "URI of a container image in a private ECR repository"),
    Field::api("source_kms_key_arn", "SourceKMSKeyArn", Shape::Text, "ARN of the key that encrypts the zip at rest"),
];

/// The keys of the manifest itself, which stand beside a single function's.
pub fn root(key: &str) -> Option<&'static Field> {
    MANIFEST.field(key)
}
