//! What is sent: every member, with its type.

use base64::Engine;
use lamctl::event::Events;
use lamctl::function::Settings;
use lamctl::plan::{Call, CodeRef};
use serde_json::{Value, json};

use super::{artifact, client, json as answer};

fn everything() -> Settings {
    serde_json::from_value(json!({
        "role": "arn:aws:iam::123456789012:role/r", "runtime": "python3.13", "handler": "a.b", "description": "d",
        "timeout": 30, "memory_size": 256, "publish": true, "publish_to": "LATEST_PUBLISHED", "package_type": "Zip",
        "architectures": ["arm64"], "environment": { "variables": { "A": "x", "ZipFile": "y" } }, "tags": { "t": "v" },
        "layers": ["l1", "l2"],
        "vpc_config": { "subnet_ids": ["s"], "security_group_ids": ["g"], "ipv6_allowed_for_dual_stack": true },
        "dead_letter_config": { "target_arn": "dlq" }, "kms_key_arn": "k", "tracing_config": { "mode": "Active" },
        "file_system_configs": [{ "arn": "fs", "local_mount_path": "/mnt/x", "s3_files_config": { "direct_s3_read": "Enabled" } }],
        "code_signing_config_arn": "csc",
        "image_config": { "entry_point": ["e"], "command": ["c"], "working_directory": "/w" },
        "ephemeral_storage": { "size": 1024 }, "snap_start": { "apply_on": "PublishedVersions" },
        "logging_config": { "log_format": "JSON", "application_log_level": "DEBUG", "system_log_level": "WARN", "log_group": "g" },
        "tenancy_config": { "tenant_isolation_mode": "PER_TENANT" },
        "capacity_provider_config": { "lambda_managed_instances_capacity_provider_config": {
            "capacity_provider_arn": "cp", "per_execution_environment_max_concurrency": 5,
            "execution_environment_memory_gib_per_v_cpu": 2.5 } },
        "durable_config": { "kms_key_arn": "dk", "retention_period_in_days": 7, "execution_timeout": 3600 }
    }))
    .expect("the settings of the vocabulary")
}

/// Every member, as the API spells it.
fn expected() -> Value {
    json!({
        "FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/r", "Runtime": "python3.13", "Handler": "a.b",
        "Description": "d", "Timeout": 30, "MemorySize": 256, "Publish": true, "PublishTo": "LATEST_PUBLISHED",
        "PackageType": "Zip", "Architectures": ["arm64"], "Environment": { "Variables": { "A": "x", "ZipFile": "y" } },
        "Tags": { "t": "v" }, "Layers": ["l1", "l2"],
        "VpcConfig": { "SubnetIds": ["s"], "SecurityGroupIds": ["g"], "Ipv6AllowedForDualStack": true },
        "DeadLetterConfig": { "TargetArn": "dlq" }, "KMSKeyArn": "k", "TracingConfig": { "Mode": "Active" },
        "FileSystemConfigs": [{ "Arn": "fs", "LocalMountPath": "/mnt/x", "S3FilesConfig": { "DirectS3Read": "Enabled" } }],
        "CodeSigningConfigArn": "csc", "ImageConfig": { "EntryPoint": ["e"], "Command": ["c"], "WorkingDirectory": "/w" },
        "EphemeralStorage": { "Size": 1024 }, "SnapStart": { "ApplyOn": "PublishedVersions" },
        "LoggingConfig": { "LogFormat": "JSON", "ApplicationLogLevel": "DEBUG", "SystemLogLevel": "WARN", "LogGroup": "g" },
        "TenancyConfig": { "TenantIsolationMode": "PER_TENANT" },
        "CapacityProviderConfig": { "LambdaManagedInstancesCapacityProviderConfig": {
            "CapacityProviderArn": "cp", "PerExecutionEnvironmentMaxConcurrency": 5,
            "ExecutionEnvironmentMemoryGiBPerVCpu": 2.5 } },
        "DurableConfig": { "KMSKeyArn": "dk", "RetentionPeriodInDays": 7, "ExecutionTimeout": 3600 }
    })
}

/// Sends one call and gives the body that arrived.
async fn sent(call: Call) -> (super::Asked, Value) {
    let (client, log) = client(|_| answer(200, &json!({ "FunctionArn": "a", "Version": "1" }))).await;
    client.send(&call, &Events::none()).await.expect("answered");
    let asked = log.lock().expect("log").last().cloned().expect("a request");
    let body = asked.json();
    (asked, body)
}

#[tokio::test(start_paused = true)]
async fn create_carries_every_member_and_the_zip() {
    let zip: Vec<u8> = (0..200_001_u32).map(|i| (i % 251) as u8).collect();
    let code = CodeRef::Zip { artifact: artifact(&zip), kms_key: Some("ck".into()) };
    let (asked, body) = sent(Call::CreateFunction { name: "f".into(), settings: Box::new(everything()), code }).await;
    let mut wanted = expected();
    let encoded = base64::engine::general_purpose::STANDARD.encode(&zip);
    wanted["Code"] = json!({ "ZipFile": encoded, "SourceKMSKeyArn": "ck" });
    assert_eq!(body, wanted);
    assert_eq!(asked.headers["content-length"], asked.body.len().to_string());
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/2015-03-31/functions"));
}

#[tokio::test(start_paused = true)]
async fn a_zip_in_a_file_is_sent_as_one_in_memory() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    for size in [0_usize, 1, 2, 3, 49_151, 49_152, 49_153, 147_456] {
        let zip = vec![7_u8; size];
        std::fs::write(file.path(), &zip).expect("written");
        let mut artifact = artifact(&zip);
        artifact.body = lamctl::package::Body::File(file.path().to_owned());
        let code = CodeRef::Zip { artifact, kms_key: None };
        let (_, body) =
            sent(Call::UpdateFunctionCode { name: "f".into(), code, architectures: None, revision_id: None }).await;
        assert_eq!(body, json!({ "ZipFile": base64::engine::general_purpose::STANDARD.encode(&zip) }), "{size} bytes");
    }
}

#[tokio::test(start_paused = true)]
async fn other_code_is_passed_on() {
    let create = |code| Call::CreateFunction { name: "f".into(), settings: Box::default(), code };
    let s3 = CodeRef::S3 {
        bucket: "b".into(),
        key: "k".into(),
        version: Some("v".into()),
        storage_mode: Some("COPY".into()),
        kms_key: None,
    };
    let (_, body) = sent(create(s3)).await;
    let code = json!({ "S3Bucket": "b", "S3Key": "k", "S3ObjectVersion": "v", "S3ObjectStorageMode": "COPY" });
    assert_eq!(body, json!({ "FunctionName": "f", "Code": code }));
    let (_, body) = sent(create(CodeRef::Image { uri: "u".into(), kms_key: None })).await;
    assert_eq!(body["Code"], json!({ "ImageUri": "u" }));
}

#[tokio::test(start_paused = true)]
async fn update_carries_every_member_that_it_can_change() {
    let settings = Box::new(everything());
    let revision_id = Some("r1".to_owned());
    let (asked, body) = sent(Call::UpdateFunctionConfiguration { name: "f".into(), settings, revision_id }).await;
    let mut wanted = expected();
    let object = wanted.as_object_mut().expect("an object");
    for name in [
        "FunctionName",
        "Publish",
        "PublishTo",
        "PackageType",
        "Architectures",
        "Tags",
        "CodeSigningConfigArn",
        "TenancyConfig",
    ] {
        object.remove(name);
    }
    wanted["RevisionId"] = json!("r1");
    assert_eq!(body, wanted);
    assert_eq!(asked.path, "/2015-03-31/functions/f/configuration");
}

#[tokio::test(start_paused = true)]
async fn explicit_empties_clear() {
    let settings: Settings = serde_json::from_value(json!({
        "description": "", "environment": {}, "layers": [], "vpc_config": {}, "dead_letter_config": {}, "kms_key_arn": "",
        "tracing_config": {}, "file_system_configs": [], "image_config": {}, "snap_start": {}
    }))
    .expect("settings");
    let (_, body) =
        sent(Call::UpdateFunctionConfiguration { name: "f".into(), settings: Box::new(settings), revision_id: None })
            .await;
    let wanted = json!({
        "Description": "", "Environment": { "Variables": {} }, "Layers": [],
        "VpcConfig": { "SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": false },
        "DeadLetterConfig": { "TargetArn": "" }, "KMSKeyArn": "", "TracingConfig": { "Mode": "PassThrough" },
        "FileSystemConfigs": [], "ImageConfig": {}, "SnapStart": { "ApplyOn": "None" }
    });
    assert_eq!(body, wanted);
}

#[tokio::test(start_paused = true)]
async fn what_create_sends_comes_back_from_the_answer() {
    let mut configuration = expected();
    let object = configuration.as_object_mut().expect("an object");
    for name in ["Publish", "PublishTo", "Tags", "CodeSigningConfigArn"] {
        object.remove(name);
    }
    let image = object.remove("ImageConfig").expect("there");
    object.insert("ImageConfigResponse".into(), json!({ "ImageConfig": image }));
    object.insert("Layers".into(), json!([{ "Arn": "l1" }, { "Arn": "l2" }]));
    object.insert("FunctionArn".into(), json!("arn"));
    object.insert("State".into(), json!("SomethingNew"));
    let (client, _) = client(move |_| answer(200, &configuration)).await;
    let call = Call::GetFunctionConfiguration { name: "f".into(), qualifier: None };
    let reply = client.send(&call, &Events::none()).await.expect("answered");
    let lamctl::plan::Answer::Configuration(remote) = reply.answer else { panic!("another answer") };
    let mut wanted = everything();
    (wanted.publish, wanted.publish_to, wanted.tags, wanted.code_signing_config_arn) = (None, None, None, None);
    assert_eq!(remote.settings, wanted);
    assert_eq!(remote.state.as_deref(), Some("SomethingNew"));
}

#[tokio::test(start_paused = true)]
async fn the_signature_covers_the_streamed_body() {
    // Signed as the SDK would sign the same bytes in memory: the payload's hash is in the signature, and
    // the request's own header, where there is one, must match what was sent.
    let code = CodeRef::Zip { artifact: artifact(b"zip"), kms_key: None };
    let (asked, _) = sent(Call::CreateFunction { name: "f".into(), settings: Box::default(), code }).await;
    assert!(asked.headers["authorization"].starts_with("AWS4-HMAC-SHA256 Credential=AKIDTEST/"));
    assert!(asked.headers["authorization"].contains("/eu-west-1/lambda/aws4_request"));
}
