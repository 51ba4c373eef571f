//! The members of the requests and their constraints (service model of 2026-11-17), as tables.

use super::shape::{Kind, Member, any, optional, required, text};

pub(crate) const NAME: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";
/// Reads take dots in names, too.
pub(crate) const NAME_READ: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
pub(crate) const TAGGED: &str = r"arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)";
const ROLE: &str = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+";
const ARN: &str = r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";
const LAYER: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)";
const SIGNING: &str = r"arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:code-signing-config:csc-[a-z0-9]{17}";
const ACCESS_POINT: &str = r"arn:aws[a-zA-Z-]*:elasticfilesystem:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}";
const PROVIDER: &str = r"arn:aws[a-zA-Z-]*:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:capacity-provider:[a-zA-Z0-9-_]+";
const TAG: &str = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)";
const BUCKET: &str = r"[0-9A-Za-z\.\-_]*(?<!\.)";

pub(crate) const ALIAS_NAME: Kind = text(1, 128, "(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
pub(crate) const QUALIFIER: Kind = text(1, 128, r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");
pub(crate) const URL_QUALIFIER: Kind = text(1, 128, r"((?!^\d+$)^[0-9a-zA-Z-_]+$)");
const KEY: Kind = text(1, 1024, ".*");
const NUMBER: Kind = text(1, 1024, r"(\$LATEST|[0-9]+)");
const STORAGE_MODE: Kind = Kind::Choice(&["COPY", "REFERENCE"]);
const ARCHITECTURES: Kind = Kind::List { min: 1, max: 1, never_null: true, item: &Kind::Choice(&["x86_64", "arm64"]) };

pub(crate) const TAGS: Kind = Kind::Map { key: &text(1, 128, TAG), value: &text(0, 256, TAG), secret: false };

const CODE: &[Member] = &[
    optional("ZipFile", any()),
    optional("S3Bucket", text(3, 63, BUCKET)),
    optional("S3Key", KEY),
    optional("S3ObjectVersion", KEY),
    optional("S3ObjectStorageMode", STORAGE_MODE),
    optional("ImageUri", any()),
    optional("SourceKMSKeyArn", text(0, 10_000, ARN)),
];

const VPC: Kind = Kind::Object(&[
    optional("SubnetIds", Kind::List { min: 0, max: 16, never_null: false, item: &text(0, 1024, "subnet-[0-9a-z]*") }),
    optional(
        "SecurityGroupIds",
        Kind::List { min: 0, max: 5, never_null: false, item: &text(0, 1024, "sg-[0-9a-zA-Z]*") },
    ),
    optional("Ipv6AllowedForDualStack", Kind::Flag),
]);
const DEAD_LETTER: Kind = Kind::Object(&[optional("TargetArn", text(0, 10_000, ARN))]);
const ENVIRONMENT: Kind = Kind::Object(&[optional(
    "Variables",
    Kind::Map { key: &text(0, usize::MAX, "[a-zA-Z]([a-zA-Z0-9_])+"), value: &any(), secret: true },
)]);
const TRACING: Kind = Kind::Object(&[optional("Mode", Kind::Choice(&["Active", "PassThrough"]))]);
const LAYERS: Kind = Kind::List { min: 0, max: usize::MAX, never_null: true, item: &text(1, 2048, LAYER) };
const FILE_SYSTEMS: Kind = Kind::List {
    min: 0,
    max: 1,
    never_null: false,
    item: &Kind::Object(&[
        required("Arn", text(0, 256, ACCESS_POINT)),
        required("LocalMountPath", text(0, 160, "/mnt/[a-zA-Z0-9-_.]+")),
        optional(
            "S3FilesConfig",
            Kind::Object(&[optional("DirectS3Read", Kind::Choice(&["ENABLED", "DISABLED", "AUTO"]))]),
        ),
    ]),
};
const ENTRIES: Kind = Kind::List { min: 0, max: 1500, never_null: false, item: &any() };
const IMAGE: Kind = Kind::Object(&[
    optional("EntryPoint", ENTRIES),
    optional("Command", ENTRIES),
    optional("WorkingDirectory", text(0, 1000, "")),
]);
const STORAGE: Kind = Kind::Object(&[required("Size", Kind::Int { min: 512, max: 32_768 })]);
const SNAPSTART: Kind = Kind::Object(&[optional("ApplyOn", Kind::Choice(&["PublishedVersions", "None"]))]);
const LOGGING: Kind = Kind::Object(&[
    optional("LogFormat", Kind::Choice(&["JSON", "Text"])),
    optional("ApplicationLogLevel", Kind::Choice(&["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])),
    optional("SystemLogLevel", Kind::Choice(&["DEBUG", "INFO", "WARN"])),
    optional("LogGroup", text(1, 512, r"[\.\-_/#A-Za-z0-9]+")),
]);
const CAPACITY: Kind = Kind::Object(&[required(
    "LambdaManagedInstancesCapacityProviderConfig",
    Kind::Object(&[
        required("CapacityProviderArn", text(1, 140, PROVIDER)),
        optional("PerExecutionEnvironmentMaxConcurrency", Kind::Int { min: 1, max: 1600 }),
        optional("ExecutionEnvironmentMemoryGiBPerVCpu", Kind::Real { min: 2.0, max: 8.0 }),
    ]),
)]);
const DURABLE: Kind = Kind::Object(&[
    optional("KMSKeyArn", text(0, 10_000, ARN)),
    optional("RetentionPeriodInDays", Kind::Int { min: 1, max: 90 }),
    optional("ExecutionTimeout", Kind::Int { min: 1, max: 31_622_400 }),
]);
const HANDLER: Kind = text(0, 128, r"[^\s]+");
const DESCRIPTION: Kind = text(0, 256, "");
const TIMEOUT: Kind = Kind::Int { min: 1, max: 5400 };
const MEMORY: Kind = Kind::Int { min: 128, max: 32_768 };

pub(crate) const CREATE: &[Member] = &[
    required("FunctionName", text(1, 140, NAME)),
    optional("Runtime", any()),
    required("Role", text(0, 10_000, ROLE)),
    optional("Handler", HANDLER),
    required("Code", Kind::Object(CODE)),
    optional("Description", DESCRIPTION),
    optional("Timeout", TIMEOUT),
    optional("MemorySize", MEMORY),
    optional("Publish", Kind::Flag),
    optional("PublishTo", Kind::Choice(&["LATEST_PUBLISHED"])),
    optional("VpcConfig", VPC),
    optional("PackageType", Kind::Choice(&["Zip", "Image"])),
    optional("DeadLetterConfig", DEAD_LETTER),
    optional("Environment", ENVIRONMENT),
    optional("KMSKeyArn", text(0, 10_000, ARN)),
    optional("TracingConfig", TRACING),
    optional("Tags", TAGS),
    optional("Layers", LAYERS),
    optional("FileSystemConfigs", FILE_SYSTEMS),
    optional("CodeSigningConfigArn", text(0, 200, SIGNING)),
    optional("ImageConfig", IMAGE),
    optional("Architectures", ARCHITECTURES),
    optional("EphemeralStorage", STORAGE),
    optional("SnapStart", SNAPSTART),
    optional("LoggingConfig", LOGGING),
    optional("TenancyConfig", Kind::Object(&[required("TenantIsolationMode", Kind::Choice(&["PER_TENANT"]))])),
    optional("CapacityProviderConfig", CAPACITY),
    optional("DurableConfig", DURABLE),
];

pub(crate) const UPDATE_CONFIGURATION: &[Member] = &[
    optional("Role", text(0, 10_000, ROLE)),
    optional("Handler", HANDLER),
    optional("Description", DESCRIPTION),
    optional("Timeout", TIMEOUT),
    optional("MemorySize", MEMORY),
    optional("VpcConfig", VPC),
    optional("Environment", ENVIRONMENT),
    optional("Runtime", any()),
    optional("DeadLetterConfig", DEAD_LETTER),
    optional("KMSKeyArn", text(0, 10_000, ARN)),
    optional("TracingConfig", TRACING),
    optional("RevisionId", any()),
    optional("Layers", LAYERS),
    optional("FileSystemConfigs", FILE_SYSTEMS),
    optional("ImageConfig", IMAGE),
    optional("EphemeralStorage", STORAGE),
    optional("SnapStart", SNAPSTART),
    optional("LoggingConfig", LOGGING),
    optional("CapacityProviderConfig", CAPACITY),
    optional("DurableConfig", DURABLE),
];

pub(crate) const UPDATE_CODE: &[Member] = &[
    optional("ZipFile", any()),
    optional("S3Bucket", text(3, 63, BUCKET)),
    optional("S3Key", KEY),
    optional("S3ObjectVersion", KEY),
    optional("S3ObjectStorageMode", STORAGE_MODE),
    optional("ImageUri", any()),
    optional("Architectures", ARCHITECTURES),
    optional("Publish", Kind::Flag),
    optional("PublishTo", Kind::Choice(&["LATEST_PUBLISHED"])),
    optional("DryRun", Kind::Flag),
    optional("RevisionId", any()),
    optional("SourceKMSKeyArn", text(0, 10_000, ARN)),
];

pub(crate) const PUBLISH: &[Member] = &[
    optional("CodeSha256", any()),
    optional("Description", DESCRIPTION),
    optional("RevisionId", any()),
    optional("PublishTo", Kind::Choice(&["LATEST_PUBLISHED"])),
];

const ROUTING: Kind = Kind::Object(&[optional(
    "AdditionalVersionWeights",
    Kind::Map { key: &text(1, 1024, "[0-9]+"), value: &Kind::Real { min: 0.0, max: 1.0 }, secret: false },
)]);

pub(crate) const CREATE_ALIAS: &[Member] = &[
    required("Name", ALIAS_NAME),
    required("FunctionVersion", NUMBER),
    optional("Description", DESCRIPTION),
    optional("RoutingConfig", ROUTING),
];

pub(crate) const UPDATE_ALIAS: &[Member] = &[
    optional("FunctionVersion", NUMBER),
    optional("Description", DESCRIPTION),
    optional("RoutingConfig", ROUTING),
    optional("RevisionId", any()),
];

pub(crate) const TAG_RESOURCE: &[Member] = &[required("Tags", TAGS)];
pub(crate) const SIGN: &[Member] = &[required("CodeSigningConfigArn", text(0, 200, SIGNING))];
pub(crate) const CONCURRENCY: &[Member] =
    &[required("ReservedConcurrentExecutions", Kind::Int { min: 0, max: i64::MAX })];
