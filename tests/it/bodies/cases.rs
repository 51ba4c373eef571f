//! The functions that are compared.

use super::Case;

/// A function of a folder's code.
pub fn zip(name: &'static str, settings: &str, cli: &str) -> Case {
    let role = "arn:aws:iam::000000000000:role/service/of-a.function";
    Case {
        name,
        manifest: format!(
            "function_name: {name}\nruntime: python3.13\nhandler: app.handler\nrole: {role}\ncode: {{dir: src}}\n{settings}"
        ),
        args: &[],
        cli: format!(
            "--function-name {name} --runtime python3.13 --handler app.handler --role {role} --zip-file fileb://code.zip {cli}"
        ),
    }
}

/// A function of which everything is said in both.
fn own(name: &'static str, manifest: &str, cli: &str) -> Case {
    Case { name, manifest: manifest.to_owned(), args: &[], cli: cli.to_owned() }
}

pub fn all() -> Vec<Case> {
    [simple(), nested(), code(), texts(), ways()].into_iter().flatten().collect()
}

/// Members that are one value.
fn simple() -> Vec<Case> {
    vec![
        zip("plain", "", ""),
        zip("sizes", "memory_size: 1769\ntimeout: 900\n", "--memory-size 1769 --timeout 900"),
        zip("arm", "architectures: [arm64]\n", "--architectures arm64"),
        zip("storage", "ephemeral_storage: {size: 10240}\n", "--ephemeral-storage Size=10240"),
        zip("tracing", "tracing_config: {mode: Active}\n", "--tracing-config Mode=Active"),
        zip(
            "dlq",
            "dead_letter_config: {target_arn: 'arn:aws:sqs:us-east-1:000000000000:dead'}\n",
            "--dead-letter-config TargetArn=arn:aws:sqs:us-east-1:000000000000:dead",
        ),
        zip(
            "kms",
            "kms_key_arn: arn:aws:kms:us-east-1:000000000000:key/1234abcd\n",
            "--kms-key-arn arn:aws:kms:us-east-1:000000000000:key/1234abcd",
        ),
        zip("published", "publish: true\n", "--publish"),
        zip("not-published", "publish: false\n", "--no-publish"),
        zip(
            "signed",
            "code_signing_config_arn: arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0\n",
            "--code-signing-config-arn arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0",
        ),
        zip(
            "tenants",
            "tenancy_config: {tenant_isolation_mode: PER_TENANT}\n",
            "--tenancy-config TenantIsolationMode=PER_TENANT",
        ),
        zip("no-description", "description: ''\n", "--description ''"),
        zip("a-name-of-64-characters-which-is-as-long-as-a-name-alone-may-be-x", "", ""),
    ]
}

/// Structures and lists.
fn nested() -> Vec<Case> {
    vec![
        zip(
            "network",
            "vpc_config:\n  subnet_ids: [subnet-0b, subnet-0a]\n  security_group_ids: [sg-02, sg-01]\n  ipv6_allowed_for_dual_stack: true\n",
            "--vpc-config SubnetIds=subnet-0b,subnet-0a,SecurityGroupIds=sg-02,sg-01,Ipv6AllowedForDualStack=true",
        ),
        zip(
            "efs",
            "vpc_config: {subnet_ids: [subnet-1], security_group_ids: [sg-1]}\nfile_system_configs:\n  - arn: arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0\n    local_mount_path: /mnt/models\n",
            "--vpc-config SubnetIds=subnet-1,SecurityGroupIds=sg-1 --file-system-configs Arn=arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0,LocalMountPath=/mnt/models",
        ),
        zip(
            "layers",
            "layers:\n- arn:aws:lambda:us-east-1:000000000000:layer:second:2\n- arn:aws:lambda:us-east-1:000000000000:layer:first:1\n",
            "--layers arn:aws:lambda:us-east-1:000000000000:layer:second:2 arn:aws:lambda:us-east-1:000000000000:layer:first:1",
        ),
        zip(
            "snapshots",
            "snap_start: {apply_on: PublishedVersions}\npublish: true\n",
            "--snap-start ApplyOn=PublishedVersions --publish",
        ),
        zip(
            "durable",
            "durable_config: {retention_period_in_days: 30, execution_timeout: 31622400}\n",
            "--durable-config RetentionPeriodInDays=30,ExecutionTimeout=31622400",
        ),
        zip(
            "instances",
            "publish_to: LATEST_PUBLISHED\npublish: true\ncapacity_provider_config:\n  lambda_managed_instances_capacity_provider_config:\n    capacity_provider_arn: arn:aws:lambda:us-east-1:000000000000:capacity-provider:shop\n    per_execution_environment_max_concurrency: 16\n    execution_environment_memory_gib_per_v_cpu: 4\n",
            "--publish --publish-to LATEST_PUBLISHED --capacity-provider-config '{\"LambdaManagedInstancesCapacityProviderConfig\":\
             {\"CapacityProviderArn\":\"arn:aws:lambda:us-east-1:000000000000:capacity-provider:shop\",\
             \"PerExecutionEnvironmentMaxConcurrency\":16,\"ExecutionEnvironmentMemoryGiBPerVCpu\":4.0}}'",
        ),
        zip(
            "json-logs",
            "logging_config: {log_format: JSON, application_log_level: TRACE, system_log_level: WARN, log_group: /shop/orders}\n",
            "--logging-config LogFormat=JSON,ApplicationLogLevel=TRACE,SystemLogLevel=WARN,LogGroup=/shop/orders",
        ),
        zip("text-logs", "logging_config: {log_group: shared}\n", "--logging-config LogGroup=shared"),
        zip(
            "empties",
            "environment: {variables: {}}\nlayers: []\ntags: {}\nfile_system_configs: []\nvpc_config: {subnet_ids: [], security_group_ids: []}\ndead_letter_config: {target_arn: ''}\nkms_key_arn: ''\n",
            "--environment '{\"Variables\":{}}' --layers '[]' --tags '{}' --file-system-configs '[]' --vpc-config '{\"SubnetIds\":[],\"SecurityGroupIds\":[]}' --dead-letter-config '{\"TargetArn\":\"\"}' --kms-key-arn ''",
        ),
    ]
}

/// Where the code is.
fn code() -> Vec<Case> {
    let role = "arn:aws:iam::000000000000:role/r";
    let s3 = format!("runtime: java21\nhandler: shop.Orders::handle\nrole: {role}\n");
    let s3_cli = format!("--runtime java21 --handler shop.Orders::handle --role {role}");
    vec![
        own(
            "s3",
            &format!("function_name: s3\n{s3}code: {{s3_bucket: code-of-the-shop, s3_key: a b/ö.zip}}\n"),
            &format!(
                "--function-name s3 {s3_cli} --code '{{\"S3Bucket\":\"code-of-the-shop\",\"S3Key\":\"a b/ö.zip\"}}'"
            ),
        ),
        own(
            "s3-version",
            &format!(
                "function_name: s3-version\n{s3}code: {{s3_bucket: code, s3_key: k.zip, s3_object_version: L4kqtJlcpXroDTDmpUMLUo, s3_object_storage_mode: REFERENCE, source_kms_key_arn: 'arn:aws:kms:us-east-1:000000000000:key/k'}}\nsnap_start: {{apply_on: None}}\n"
            ),
            &format!(
                "--function-name s3-version {s3_cli} --code S3Bucket=code,S3Key=k.zip,S3ObjectVersion=L4kqtJlcpXroDTDmpUMLUo,S3ObjectStorageMode=REFERENCE,SourceKMSKeyArn=arn:aws:kms:us-east-1:000000000000:key/k --snap-start ApplyOn=None"
            ),
        ),
        own(
            "image",
            &format!(
                "function_name: image\nrole: {role}\npackage_type: Image\ncode: {{image_uri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/shop:v1'}}\nimage_config:\n  entry_point: [/lambda-entrypoint.sh, -x]\n  command: [app.handler, 'two words']\n  working_directory: /var/task\n"
            ),
            &format!(
                "--function-name image --role {role} --package-type Image --code ImageUri=000000000000.dkr.ecr.us-east-1.amazonaws.com/shop:v1 --image-config '{{\"EntryPoint\":[\"/lambda-entrypoint.sh\",\"-x\"],\"Command\":[\"app.handler\",\"two words\"],\"WorkingDirectory\":\"/var/task\"}}'"
            ),
        ),
        own(
            "image-by-digest",
            &format!(
                "function_name: image-by-digest\nrole: {role}\ncode: {{image_uri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}}\nimage_config: {{command: []}}\n"
            ),
            &format!(
                "--function-name image-by-digest --role {role} --package-type Image --code ImageUri=000000000000.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 --image-config Command=[]"
            ),
        ),
        own(
            "ready-zip",
            &format!(
                "function_name: ready-zip\nruntime: provided.al2023\nhandler: bootstrap\nrole: {role}\ncode: {{zip_file: code.zip}}\n"
            ),
            &format!(
                "--function-name ready-zip --runtime provided.al2023 --handler bootstrap --role {role} --zip-file fileb://code.zip"
            ),
        ),
    ]
}

/// Text as people write it.
fn texts() -> Vec<Case> {
    vec![
        zip(
            "described",
            "description: \"Größe: 50% of \\\"all\\\" \\\\ 日本 🦀\"\n",
            r#"--description 'Größe: 50% of "all" \ 日本 🦀'"#,
        ),
        zip(
            "variables",
            "environment:\n  variables:\n    QUOTES: \"it's \\\"so\\\"\"\n    EMPTY: ''\n    LINES: \"one\\ntwo\\t\\r\\n\"\n    PATH_: 'C:\\dir\\'\n    UNICODE: ä日🦀\n    JSON: '{\"a\": [1, null]}'\n    LITERAL: a$b $${c}\n    SPACES: ' x '\n    CONTROL: \"\\u0001\\u007f\\u2028\"\n",
            "--environment file://variables.json",
        ),
        zip(
            "scalars",
            "environment:\n  variables: {PORT: 8080, RATE: 1.10, FLAG: yes, ACCOUNT: 012345678901, BIG: 1e3, HEX: 0x1F, NONE: 'null', DATE: 2026-11-22}\n",
            r#"--environment '{"Variables":{"PORT":"8080","RATE":"1.10","FLAG":"yes","ACCOUNT":"012345678901","BIG":"1e3","HEX":"0x1F","NONE":"null","DATE":"2026-11-22"}}'"#,
        ),
        zip(
            "tags",
            "tags: {team: web, 'größe/ß': 'ein Wert', a:b=c+d@e: '', version: 1.10}\n",
            r#"--tags '{"team":"web","größe/ß":"ein Wert","a:b=c+d@e":"","version":"1.10"}'"#,
        ),
    ]
}

/// The ways a manifest can say the same.
fn ways() -> Vec<Case> {
    let api = r#"{"FunctionName": "spelled-by-the-api", "Runtime": "nodejs22.x", "Handler": "index.handler",
        "Role": "arn:aws:iam::000000000000:role/r", "Code": {"S3Bucket": "bucket", "S3Key": "key"}, "Timeout": 3,
        "Environment": {"Variables": {"Key_of_mine": "v"}}, "VpcConfig": {"SubnetIds": ["subnet-1"],
        "SecurityGroupIds": ["sg-1"], "Ipv6AllowedForDualStack": false}, "Tags": {"CostCenter": "1"}, "Publish": true}"#;
    vec![
        // The same file: JSON is YAML.
        own("spelled-by-the-api", api, "--cli-input-json file://spelled-by-the-api.yaml"),
        own(
            "by-arn",
            "function_name: arn:aws:lambda:us-east-1:000000000000:function:by-arn\nruntime: ruby3.4\nhandler: app.handler\nrole: arn:aws:iam::000000000000:role/r\ncode: {dir: src}\n",
            "--function-name arn:aws:lambda:us-east-1:000000000000:function:by-arn --runtime ruby3.4 --handler app.handler --role arn:aws:iam::000000000000:role/r --zip-file fileb://code.zip",
        ),
        own(
            "with-defaults",
            "defaults:\n  role: arn:aws:iam::000000000000:role/r\n  runtime: python3.13\n  timeout: 10\n  tags: {team: web, gone: '1'}\n  code: {dir: src}\nfunctions:\n  with-defaults:\n    handler: app.handler\n    timeout: 20\n    tags: {gone: null, more: '2'}\n",
            "--function-name with-defaults --runtime python3.13 --role arn:aws:iam::000000000000:role/r --handler app.handler --timeout 20 --tags team=web,more=2 --zip-file fileb://code.zip",
        ),
        zip(
            "from-a-file",
            "environment: {file: vars.env, variables: {MODE: of the manifest}}\n",
            "--environment 'Variables={FROM_FILE=a b,MODE=of the manifest}'",
        ),
        Case {
            args: &["--set", "memory_size=512", "--set", "tags.stage=prod", "--code", "code.zip"],
            ..zip("set", "memory_size: ${MEMORY:-128}\n", "--memory-size 512 --tags stage=prod")
        },
    ]
}

/// What the AWS CLI reads for the case `variables`: no shell could quote it.
pub const VARIABLES: &str = r#"{"Variables": {"QUOTES": "it's \"so\"", "EMPTY": "", "LINES": "one\ntwo\t\r\n",
    "PATH_": "C:\\dir\\", "UNICODE": "ä日🦀", "JSON": "{\"a\": [1, null]}", "LITERAL": "a$b ${c}", "SPACES": " x ",
    "CONTROL": "\u0001\u007f\u2028"}}"#;
