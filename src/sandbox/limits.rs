//! The few numbers and texts of AWS that the sandbox answers by; it checks lamctl, so it has its own copy.
//! Recorded from AWS between 2022 and 2026, or taken from the service model of 2026-11-17.

/// Bytes of a whole request to CreateFunction (recorded 2022-09-30).
pub(crate) const REQUEST_BYTES: usize = 70_167_211;
/// Bytes of a zip that is sent directly (recorded 2022-09-30).
pub(crate) const ZIP_BYTES: usize = 52_428_800;
/// Bytes of the unzipped code (recorded 2022-09-30).
pub(crate) const UNZIPPED_BYTES: u64 = 262_144_000;
/// Bytes of an object put into the sandbox's S3; ours, to bound its memory.
pub(crate) const OBJECT_BYTES: usize = 1_073_741_824;
/// Bytes of the environment as compact JSON (AWS quotas page, 2026).
pub(crate) const ENVIRONMENT_BYTES: usize = 4_096;
/// Characters of a function's bare name (recorded 2025).
pub(crate) const NAME_CHARS: usize = 64;
/// Tags of one function (recorded 2024).
pub(crate) const TAGS: usize = 50;
/// Layers of one function (recorded 2025-11-25).
pub(crate) const LAYERS: usize = 5;
/// Seconds, MB and MB without a capacity provider (AWS quotas page, 2026).
pub(crate) const TIMEOUT_SECONDS: i64 = 900;
pub(crate) const MEMORY_MB: i64 = 10_240;
pub(crate) const STORAGE_MB: i64 = 10_240;
/// Items of one page of a list (service model, 2026).
pub(crate) const PAGE_ITEMS: usize = 50;

/// The account that everything in the sandbox belongs to.
pub(crate) const ACCOUNT: &str = "000000000000";
/// The caller, as STS names it.
pub(crate) const CALLER: &str = "arn:aws:iam::000000000000:user/sandbox";
/// The region of a request that names none.
pub(crate) const REGION: &str = "us-east-1";

/// The runtimes that the refusal of an unknown one lists, in its order (recorded 2026-01-12).
pub(crate) const RUNTIMES: &[&str] = &[
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
];

/// Runtimes that came after that recording (service model, 2026-11-17).
pub(crate) const NEWER_RUNTIMES: &[&str] =
    &["ruby4.0", "nodejs26.x", "python3.15", "java8.al2023", "java11.al2023", "java17.al2023"];

/// Runtimes that can no longer be created (AWS runtimes page, 2026-08-22).
pub(crate) const BLOCKED_RUNTIMES: &[&str] = &[
    "nodejs",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "java8",
    "python2.7",
    "python3.6",
    "python3.7",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "ruby2.5",
    "ruby2.7",
    "provided",
];

/// Names that an environment may not set (AWS page, 2026).
pub(crate) const RESERVED_VARIABLES: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];

/// Whether SnapStart takes a runtime (AWS page, 2026).
pub(crate) fn snapstart(runtime: &str) -> bool {
    matches!(
        runtime,
        "java11"
            | "java17"
            | "java21"
            | "java25"
            | "java11.al2023"
            | "java17.al2023"
            | "python3.12"
            | "python3.13"
            | "python3.14"
            | "dotnet8"
            | "dotnet10"
    )
}

/// A fitting StateReason for a reason code. Only the role's text is recorded; the rest is ours, in its manner.
pub(crate) fn reason(code: &str) -> String {
    match code {
        "InsufficientRolePermissions" => {
            "The function's execution role doesn't have permission to perform this operation.".to_owned()
        }
        "EniLimitExceeded" => "The network interface quota of the VPC has been reached.".to_owned(),
        "SubnetOutOfIPAddresses" => "A subnet of the function has no free IP addresses.".to_owned(),
        "InvalidSubnet" => "A subnet of the function is invalid.".to_owned(),
        "InvalidSecurityGroup" => "A security group of the function is invalid.".to_owned(),
        "ImageAccessDenied" => "Lambda does not have permission to access the ECR image.".to_owned(),
        "ImageDeleted" => "The image of the function was deleted.".to_owned(),
        "InvalidImage" => "The image of the function is invalid.".to_owned(),
        "KMSKeyAccessDenied" => "Lambda was denied access to the KMS key.".to_owned(),
        "KMSKeyNotFound" => "The KMS key was not found.".to_owned(),
        "DisabledKMSKey" => "The KMS key is disabled.".to_owned(),
        "InvalidZipFileException" => "The deployment package cannot be read.".to_owned(),
        "InternalError" => "An internal error occurred.".to_owned(),
        other => format!("The function could not be prepared ({other})."),
    }
}
