//! The other settings, and what excludes or needs what.

use std::collections::BTreeMap;

use super::{fires, found, image, managed, passes, strings, variables, with};
use crate::diagnostic::Level::{Deny, Warn};
use crate::diagnostic::Levels;
use crate::function::Desired;
use crate::function::settings::{
    CapacityProviderConfig, DeadLetterConfig, DurableConfig, EphemeralStorage, FileSystemConfig, LoggingConfig,
    S3FilesConfig, SnapStart, TenancyConfig, TracingConfig, VpcConfig,
};
use crate::preflight::support::{named, subject};
use crate::preflight::{Pass, Subject, run};

#[test]
fn environment_and_tags() {
    let env = |key: &'static str, value: &'static str| {
        move |d: &mut Desired| d.settings.environment = variables(&[(key, value)])
    };
    fires("environment-key", Deny, "needs two", env("A", "x"));
    fires("environment-key", Deny, "begin with a letter", env("1A", "x"));
    fires("environment-key", Deny, "`A-B`", env("A-B", "x"));
    passes(env("A_", "x"));
    fires("environment-reserved", Deny, "AWS_REGION", env("AWS_REGION", "x"));
    fires("environment-reserved", Deny, "_HANDLER", env("_HANDLER", "x"));
    fires("environment-reserved", Warn, "newest", env("AWS_LAMBDA_MAX_CONCURRENCY", "1"));
    passes(env("PATH", "/opt/bin"));
    // {"AB":"…"} is nine bytes and the value.
    let sized = |n: usize| move |d: &mut Desired| d.settings.environment = variables(&[("AB", &"x".repeat(n))]);
    passes(sized(4096 - 9));
    fires("environment-size", Deny, "4,097 bytes as compact JSON, 1 over", sized(4096 - 8));
    fires("environment-secret", Warn, "private key", env("PEM", "-----BEGIN PRIVATE KEY-----\nMIIE"));
    passes(env("PEM", "-----BEGIN CERTIFICATE-----"));
    let secret = with(|d| {
        d.settings.environment = variables(&[
            ("A", "hunter2hunter2"),
            ("URL", "postgres://u:hunter2@db/x"),
            ("BIG", &"hunter2".repeat(900)),
        ]);
    });
    let text = format!("{:?}", found(&secret));
    assert!(text.contains("environment-size") && !text.contains("hunter2"), "{text}");

    let tag =
        |key: String, value: String| move |d: &mut Desired| d.settings.tags = Some(BTreeMap::from([(key, value)]));
    fires("tags", Deny, "129", tag("k".repeat(129), String::new()));
    passes(tag("k".repeat(128), "é".repeat(256)));
    fires("tags", Deny, "257", tag("k".into(), "v".repeat(257)));
    fires("tags", Deny, "aws:", tag("aws:x".into(), String::new()));
    fires("tags", Warn, "another case", tag("AWS:x".into(), String::new()));
    fires("tags", Deny, "character", tag("a#".into(), String::new()));
    let many = |n: usize| {
        move |d: &mut Desired| d.settings.tags = Some((0..n).map(|i| (format!("k{i}"), String::new())).collect())
    };
    fires("tags", Deny, "51 tags, 1 over", many(51));
    passes(many(50));
}

#[test]
fn layers_and_network() {
    let layer = |n: usize, v: usize| format!("arn:aws:lambda:eu-west-1:123456789012:layer:l{n}:{v}");
    fires("layers", Deny, "6 layers", |d| d.settings.layers = Some((0..6).map(|i| layer(i, 1)).collect()));
    passes(|d| d.settings.layers = Some((0..5).map(|i| layer(i, 1)).collect()));
    fires("layers", Deny, "versions 1 and 2", |d| d.settings.layers = Some(vec![layer(0, 1), layer(0, 2)]));
    fires("layers", Deny, "twice", |d| d.settings.layers = Some(vec![layer(0, 1), layer(0, 1)]));
    fires("layers", Deny, "no version", |d| {
        d.settings.layers = strings(&["arn:aws:lambda:eu-west-1:123456789012:layer:base"])
    });
    passes(|d| {
        d.settings.layers = strings(&["arn:aws:lambda:::awslayer:AmazonLinux1803", "arn:aws:lambda:::awslayer:Other"])
    });
    let vpc = |subnets: &'static [&'static str], groups: &'static [&'static str]| {
        move |d: &mut Desired| {
            d.settings.vpc_config = Some(VpcConfig {
                subnet_ids: strings(subnets),
                security_group_ids: strings(groups),
                ..VpcConfig::default()
            });
        }
    };
    fires("vpc-config", Deny, "no security_group_ids", vpc(&["subnet-1"], &[]));
    fires("vpc-config", Deny, "no subnet_ids", vpc(&[], &["sg-1"]));
    fires("vpc-config", Deny, "not of the form", vpc(&["my-subnet"], &["sg-1"]));
    fires("vpc-config", Deny, "17 entries", vpc(&["subnet-1"; 17], &["sg-1"]));
    fires("vpc-config", Deny, "6 entries", vpc(&["subnet-1"], &["sg-1"; 6]));
    passes(vpc(&["subnet-1"; 16], &["sg-1"; 5]));
    passes(vpc(&[], &[]));
    let efs = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0123456789abcdef0";
    let s3 =
        "arn:aws:s3files:eu-west-1:123456789012:file-system/fs-0123456789abcdef0/access-point/fsap-0123456789abcdef0";
    let system = |arn: &str, path: &str| FileSystemConfig {
        arn: Some(arn.into()),
        local_mount_path: Some(path.into()),
        s3_files_config: None,
    };
    fires("file-system", Deny, "needs a VPC", |d| d.settings.file_system_configs = Some(vec![system(efs, "/mnt/x")]));
    fires("file-system", Deny, "local_mount_path", |d| {
        d.settings.file_system_configs = Some(vec![system(s3, "/data")])
    });
    fires("file-system", Deny, "access point", |d| {
        d.settings.file_system_configs = Some(vec![system("fs-1", "/mnt/x")])
    });
    fires("file-system", Deny, "2 file systems", |d| {
        d.settings.file_system_configs = Some(vec![system(s3, "/mnt/x"), system(s3, "/mnt/y")])
    });
    let direct = |read: &str| Some(S3FilesConfig { direct_s3_read: Some(read.into()) });
    passes(|d| {
        d.settings.file_system_configs =
            Some(vec![FileSystemConfig { s3_files_config: direct("AUTO"), ..system(s3, "/mnt/x") }])
    });
    passes(|d| {
        vpc(&["subnet-1"], &["sg-1"])(d);
        d.settings.file_system_configs = Some(vec![system(efs, "/mnt/x")]);
    });
    fires("file-system", Deny, "S3 Files", |d| {
        vpc(&["subnet-1"], &["sg-1"])(d);
        d.settings.file_system_configs =
            Some(vec![FileSystemConfig { s3_files_config: direct("AUTO"), ..system(efs, "/mnt/x") }]);
    });
    let queue = |arn: &'static str| {
        move |d: &mut Desired| d.settings.dead_letter_config = Some(DeadLetterConfig { target_arn: Some(arn.into()) })
    };
    fires("dead-letter-queue", Deny, "FIFO queue", queue("arn:aws:sqs:eu-west-1:123456789012:q.fifo"));
    fires("dead-letter-queue", Deny, "`kinesis`", queue("arn:aws:kinesis:eu-west-1:123456789012:stream/x"));
    fires("dead-letter-queue", Deny, "URL", queue("https://sqs.eu-west-1.amazonaws.com/123456789012/q"));
    passes(queue("arn:aws:sns:eu-west-1:123456789012:topic"));
    passes(queue(""));
}

#[test]
fn keys_and_features() {
    let key = |arn: &'static str| move |d: &mut Desired| d.settings.kms_key_arn = Some(arn.into());
    fires("kms-key", Deny, "not an ARN", key("alias/x"));
    fires("kms-key", Warn, "alias", key("arn:aws:kms:eu-west-1:123456789012:alias/x"));
    fires("kms-key", Deny, "alias", |d| {
        key("arn:aws:kms:eu-west-1:123456789012:alias/x")(d);
        d.settings.environment = variables(&[("STAGE", "dev")]);
    });
    passes(key("arn:aws:kms:eu-west-1:123456789012:key/1"));
    passes(key(""));
    let signing =
        |account: &str| Some(format!("arn:aws:lambda:eu-west-1:{account}:code-signing-config:csc-0123456789abcdef0"));
    fires("code-signing", Deny, "not the ARN", |d| d.settings.code_signing_config_arn = Some("csc-1".into()));
    fires("code-signing", Deny, "account 210987654321", |d| {
        d.settings.code_signing_config_arn = signing("210987654321")
    });
    passes(|d| d.settings.code_signing_config_arn = signing("123456789012"));
    let snap = |apply: &'static str| {
        move |d: &mut Desired| {
            d.settings.snap_start = Some(SnapStart { apply_on: Some(apply.into()) });
            d.settings.publish = Some(true);
        }
    };
    fires("snap-start", Deny, "none of", snap("invalidOption"));
    fires("snap-start", Warn, "not known", snap("EveryVersion"));
    fires("snap-start", Deny, "`provided.al2023`", |d| {
        snap("PublishedVersions")(d);
        d.settings.runtime = Some("provided.al2023".into());
    });
    fires("snap-start", Deny, "513 MB", |d| {
        snap("PublishedVersions")(d);
        d.settings.ephemeral_storage = Some(EphemeralStorage { size: Some(513) });
    });
    fires("snap-start", Deny, "container image", |d| {
        image(d);
        snap("PublishedVersions")(d);
    });
    fires("snap-start", Warn, "publishes none", |d| {
        snap("PublishedVersions")(d);
        d.settings.publish = None;
    });
    passes(snap("PublishedVersions"));
    let logging = |format: Option<&str>, level: Option<&str>, group: Option<&str>| LoggingConfig {
        log_format: format.map(Into::into),
        application_log_level: level.map(Into::into),
        system_log_level: None,
        log_group: group.map(Into::into),
    };
    fires("logging", Deny, "needs log_format JSON", |d| {
        d.settings.logging_config = Some(logging(Some("Text"), Some("INFO"), None))
    });
    fires("logging", Deny, "default", |d| d.settings.logging_config = Some(logging(None, Some("INFO"), None)));
    fires("logging", Deny, "wrong case", |d| d.settings.logging_config = Some(logging(Some("json"), None, None)));
    fires("logging", Deny, "aws/", |d| d.settings.logging_config = Some(logging(None, None, Some("AWS/x"))));
    fires("logging", Deny, "513", |d| d.settings.logging_config = Some(logging(None, None, Some(&"g".repeat(513)))));
    passes(|d| d.settings.logging_config = Some(logging(Some("JSON"), Some("INFO"), Some("/aws/lambda/x"))));
    let trace = |mode: &'static str| {
        move |d: &mut Desired| d.settings.tracing_config = Some(TracingConfig { mode: Some(mode.into()) })
    };
    fires("tracing", Deny, "`Active`", trace("active"));
    passes(trace("PassThrough"));
    let arch = |list: &'static [&'static str]| move |d: &mut Desired| d.settings.architectures = strings(list);
    fires("architectures", Deny, "2 entries", arch(&["x86_64", "arm64"]));
    fires("architectures", Deny, "0 entries", arch(&[]));
    fires("architectures", Deny, "wrong case", arch(&["X86_64"]));
    fires("architectures", Deny, "`arm64`", arch(&["aarch64"]));
    passes(arch(&["arm64"]));
}

#[test]
fn managed_durable_tenant() {
    fires("capacity-provider", Deny, "vpc_config", |d| {
        managed(d);
        d.settings.vpc_config = Some(VpcConfig {
            subnet_ids: strings(&["subnet-1"]),
            security_group_ids: strings(&["sg-1"]),
            ..VpcConfig::default()
        });
    });
    fires("capacity-provider", Deny, "Text", |d| {
        managed(d);
        d.settings.logging_config = Some(LoggingConfig { log_format: Some("Text".into()), ..LoggingConfig::default() });
    });
    fires("capacity-provider", Deny, "`python3.12`", |d| {
        managed(d);
        d.settings.runtime = Some("python3.12".into());
    });
    fires("capacity-provider", Warn, "2048", |d| {
        managed(d);
        d.settings.memory_size = Some(1024);
    });
    fires("capacity-provider", Deny, "1601", |d| managed(d).per_execution_environment_max_concurrency = Some(1601));
    fires("capacity-provider", Deny, "8.5", |d| managed(d).execution_environment_memory_gib_per_v_cpu = Some(8.5));
    fires("capacity-provider", Warn, "documented", |d| {
        managed(d).execution_environment_memory_gib_per_v_cpu = Some(3.0)
    });
    fires("capacity-provider", Deny, "has no", |d| {
        d.settings.capacity_provider_config = Some(CapacityProviderConfig::default())
    });
    fires("capacity-provider", Deny, "not the ARN", |d| managed(d).capacity_provider_arn = Some("main".into()));
    passes(|d| managed(d).per_execution_environment_max_concurrency = Some(1600));
    fires("memory-range", Deny, "32768", |d| {
        managed(d);
        d.settings.memory_size = Some(32_832);
    });
    let durable = |days: i64, seconds: i64| DurableConfig {
        retention_period_in_days: Some(days),
        execution_timeout: Some(seconds),
        kms_key_arn: None,
    };
    fires("durable", Deny, "91", |d| d.settings.durable_config = Some(durable(91, 1)));
    fires("durable", Deny, "31622401", |d| d.settings.durable_config = Some(durable(90, 31_622_401)));
    fires("durable", Warn, "documented", |d| {
        d.settings.durable_config = Some(durable(1, 1));
        d.settings.runtime = Some("python3.12".into());
    });
    passes(|d| d.settings.durable_config = Some(durable(90, 31_622_400)));
    let tenancy = |mode: Option<&str>| Some(TenancyConfig { tenant_isolation_mode: mode.map(Into::into) });
    fires("tenancy", Deny, "no tenant_isolation_mode", |d| d.settings.tenancy_config = tenancy(None));
    fires("tenancy", Deny, "wrong case", |d| d.settings.tenancy_config = tenancy(Some("per_tenant")));
    fires("tenancy", Deny, "SnapStart", |d| {
        d.settings.tenancy_config = tenancy(Some("PER_TENANT"));
        d.settings.snap_start = Some(SnapStart { apply_on: Some("PublishedVersions".into()) });
        d.settings.publish = Some(true);
    });
    passes(|d| d.settings.tenancy_config = tenancy(Some("PER_TENANT")));
}

#[test]
fn regions() {
    let elsewhere =
        |d: &mut Desired| d.settings.layers = strings(&["arn:aws:lambda:us-east-1:123456789012:layer:base:1"]);
    fires("region-mismatch", Deny, "`us-east-1`", elsewhere);
    fires("region-mismatch", Deny, "function_name", |d| {
        d.name = "arn:aws:lambda:us-east-1:123456789012:function:hello".into()
    });
    fires("region-mismatch", Deny, "the image", |d| {
        image(d);
        d.code.image_uri = Some("123456789012.dkr.ecr.us-east-1.amazonaws.com/app".into());
    });
    fires("region-mismatch", Warn, "the KMS key", |d| {
        d.settings.kms_key_arn = Some("arn:aws:kms:us-east-1:123456789012:key/1".into())
    });
    fires("region-mismatch", Deny, "dead-letter", |d| {
        d.settings.dead_letter_config =
            Some(DeadLetterConfig { target_arn: Some("arn:aws:sqs:us-east-1:123456789012:q".into()) });
    });
    let d = with(elsewhere);
    let found = run(&Subject { region: None, ..subject(&d) }, Pass::Manifest, &Levels::default());
    assert_eq!(named(&found), [], "no region is known");
}
