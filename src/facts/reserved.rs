//! Names that the service keeps for itself.

/// Environment variables that the service refuses. cfn-lint 1.58.0 (2026-10-20) and AWS's page agree.
pub const VARIABLES: &[&str] = &[
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

/// Named as reserved on AWS's newest page only (2026): no refusal has been seen.
pub const VARIABLES_NEWER: &[&str] =
    &["AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN"];

/// Tags of AWS's own begin so.
pub const TAG_PREFIX: &str = "aws:";

/// Log groups of AWS's own begin so, in any case. A real deployment of 2026-09-07.
pub const LOG_GROUP_PREFIX: &str = "aws/";
