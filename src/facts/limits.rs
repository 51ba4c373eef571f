//! The service's limits. Sizes are in bytes, times in seconds, memory in MB, lengths in characters.
//!
//! Sources, unless a line says otherwise: the model of botocore 1.44.5 (2026-11-17). "Recorded" is an
//! answer of the service itself.

/// A zip sent directly, decoded. Recorded 2025-11-25.
pub const ZIP_DIRECT: u64 = 52_428_800;
/// The HTTP body of CreateFunction. Recorded 2025-11-25.
pub const REQUEST: u64 = 70_167_211;
/// The unzipped package, layers included. Recorded 2025-11-25.
pub const UNZIPPED: u64 = 262_144_000;
/// The variables as one compact JSON object in UTF-8. Recorded 2025-11-25: 4096 passes, 4097 does not.
pub const ENVIRONMENT: usize = 4096;

/// A bare function name. Recorded 2026-01-12.
pub const FUNCTION_NAME: usize = 64;
/// A function name given as an ARN. Recorded 2026-01-12.
pub const FUNCTION_ARN: usize = 140;
pub const HANDLER: usize = 128;
pub const DESCRIPTION: usize = 256;
/// ARNs of roles, keys and queues.
pub const ARN: usize = 10_000;

pub const MEMORY_MIN: i64 = 128;
/// For an ordinary function. A real deployment of 2026-09-03.
pub const MEMORY_MAX: i64 = 10_240;
/// With a capacity provider.
pub const MEMORY_MAX_MANAGED: i64 = 32_768;
/// The floor with a capacity provider: seen in a SAM document only, no answer of the service.
pub const MEMORY_MIN_MANAGED: i64 = 2048;
/// What accounts with the reduced quota get. AWS's documentation, many reports.
pub const MEMORY_QUOTA: i64 = 3008;
/// The step that the API page of 2020 asks for; the service has taken any whole number since December 2020.
pub const MEMORY_STEP: i64 = 64;

pub const TIMEOUT_MIN: i64 = 1;
/// For an ordinary function. A real deployment of 2026-09-03.
pub const TIMEOUT_MAX: i64 = 900;
/// With a capacity provider.
pub const TIMEOUT_MAX_MANAGED: i64 = 5400;

pub const EPHEMERAL_MIN: i64 = 512;
pub const EPHEMERAL_MAX: i64 = 10_240;
/// With an accelerator.
pub const EPHEMERAL_MAX_ACCELERATED: i64 = 32_768;

/// Recorded 2025-11-25.
pub const LAYERS: usize = 5;
pub const LAYER_ARN: usize = 2048;
/// Recorded 2025-11-25.
pub const TAGS: usize = 50;
pub const TAG_KEY: usize = 128;
pub const TAG_VALUE: usize = 256;
pub const SUBNETS: usize = 16;
pub const SECURITY_GROUPS: usize = 5;
/// A subnet's or security group's id.
pub const VPC_ID: usize = 1024;
pub const FILE_SYSTEMS: usize = 1;
pub const FILE_SYSTEM_ARN: usize = 256;
pub const MOUNT_PATH: usize = 160;
pub const CODE_SIGNING_ARN: usize = 200;
pub const CAPACITY_PROVIDER_ARN: usize = 140;
pub const LOG_GROUP: usize = 512;
pub const S3_KEY: usize = 1024;
pub const S3_VERSION: usize = 1024;
pub const S3_BUCKET_MIN: usize = 3;
pub const S3_BUCKET_MAX: usize = 63;
/// Entries of `entry_point` and of `command`.
pub const IMAGE_WORDS: usize = 1500;
pub const IMAGE_WORKING_DIRECTORY: usize = 1000;

/// Calls that one environment of a capacity provider serves at a time.
pub const MANAGED_CONCURRENCY_MAX: i64 = 1600;
/// GiB of memory for each vCPU of a capacity provider.
pub const MANAGED_RATIO: std::ops::RangeInclusive<f64> = 2.0..=8.0;
/// Days.
pub const DURABLE_RETENTION_MAX: i64 = 90;
/// Seconds: 366 days.
pub const DURABLE_TIMEOUT_MAX: i64 = 31_622_400;
