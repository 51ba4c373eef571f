//! What lamctl sends is what the AWS CLI sends for the same change.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::{Place, run, tools};

/// A request that changes something: its operation as method and path, and its body.
type Request = (String, Value);

/// An endpoint that writes down what it is sent, and has one function that never changes.
struct Recorder {
    url: String,
    kept: Arc<Mutex<Vec<Request>>>,
}

impl Recorder {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let kept: Arc<Mutex<Vec<Request>>> = Arc::default();
        let keep = Arc::clone(&kept);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keep = Arc::clone(&keep);
                std::thread::spawn(move || serve(stream, &keep));
            }
        });
        Recorder { url, kept }
    }

    /// What came in since the last time.
    fn taken(&self) -> Vec<Request> {
        std::mem::take(&mut *self.kept.lock().expect("nobody panicked"))
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Vec<Request>>) {
    let mut writer = stream.try_clone().expect("a stream");
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            head.push(line);
        }
        let field = |name: &str| {
            let found = head.iter().find_map(|l| l.split_once(':').filter(|(n, _)| n.eq_ignore_ascii_case(name)));
            found.map(|(_, value)| value.trim().to_owned())
        };
        if field("expect").is_some_and(|e| e.eq_ignore_ascii_case("100-continue")) {
            writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").expect("sent");
        }
        let length = field("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let mut words = head[0].split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let status = if method == "POST" { 201 } else { 200 };
        let mut answer = configuration();
        if method == "GET" && !path.ends_with("/configuration") {
            answer = json!({ "Configuration": answer, "Code": {}, "Tags": {} });
        }
        if method != "GET" {
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            if let Some(sha256) = sha256(&body) {
                answer["CodeSha256"] = sha256.into();
            }
            kept.lock().expect("nobody panicked").push((format!("{method} {path}"), body));
        }
        let answer = answer.to_string();
        let head = format!(
            "HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        if writer.write_all(&[head.as_bytes(), answer.as_bytes()].concat()).is_err() {
            return;
        }
    }
}

/// Of the zip in a body.
fn sha256(body: &Value) -> Option<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::Digest as _;
    let zip = body.get("ZipFile").or_else(|| body.pointer("/Code/ZipFile"))?.as_str()?;
    Some(STANDARD.encode(sha2::Sha256::digest(STANDARD.decode(zip).expect("base64"))))
}

/// The function, settled.
fn configuration() -> Value {
    json!({
        "FunctionName": "hello", "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:hello",
        "Runtime": "python3.12", "Handler": "old.handler", "Role": "arn:aws:iam::000000000000:role/old",
        "Timeout": 3, "MemorySize": 128, "Description": "old", "CodeSha256": "b2xk", "CodeSize": 1,
        "RevisionId": "r-1", "Version": "$LATEST", "PackageType": "Zip", "Architectures": ["x86_64"],
        "State": "Active", "LastUpdateStatus": "Successful", "LastModified": "2026-11-01T00:00:00.000+0000",
        "VpcConfig": {"SubnetIds": ["subnet-0"], "SecurityGroupIds": ["sg-0"], "VpcId": "vpc-1", "Ipv6AllowedForDualStack": false},
        "Environment": {"Variables": {"OLD": "1"}}, "TracingConfig": {"Mode": "PassThrough"},
        "EphemeralStorage": {"Size": 512}, "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/hello"},
        "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:000000000000:old"},
        "Layers": [{"Arn": "arn:aws:lambda:us-east-1:000000000000:layer:old:1", "CodeSize": 1}],
        "FileSystemConfigs": [],
    })
}

/// The AWS CLI, or `None`, said aloud.
fn aws(place: &Place, args: &[&str]) -> Option<()> {
    let mut command = place.command(tools::aws()?);
    // Its credentials and region are the place's own, as lamctl's are.
    command.env("AWS_DEFAULT_REGION", "us-east-1").arg("lambda").args(args);
    run(&mut command).expect(0);
    Some(())
}

fn sorted(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

/// One change by both; the bodies are the same.
#[track_caller]
fn same(manifest: &str, lamctl: &str, args: &[&str]) {
    let recorder = Recorder::start();
    let place = Place::new().at(&recorder.url);
    place.write("src/app.py", "def handler(event, context):\n    return 1\n").write("deploy.yaml", manifest);
    place.run(["package", "-o", "hello.zip"]);
    let Some(()) = aws(&place, args) else { return };
    let theirs = recorder.taken();
    place.run([lamctl, "--no-wait", "-A", "all"]).expect(if lamctl == "create" { 254 } else { 0 });
    let ours = recorder.taken();
    assert_eq!(theirs.len(), 1, "{theirs:?}");
    let about: Vec<&Request> = ours.iter().filter(|(call, _)| *call == theirs[0].0).collect();
    assert_eq!(about.len(), 1, "{ours:?} {theirs:?}");
    assert_eq!(sorted(about[0].1.clone()), sorted(theirs[0].1.clone()));
}

const SAME: &str =
    "function_name: hello\nruntime: python3.12\nhandler: old.handler\nrole: arn:aws:iam::000000000000:role/old\n";
const ZIP: &str = "code: {dir: src}\n";

#[test]
fn new_code() {
    let args =
        ["update-function-code", "--function-name", "hello", "--revision-id", "r-1", "--zip-file", "fileb://hello.zip"];
    same(&format!("{SAME}{ZIP}"), "deploy", &args);
}

#[test]
fn new_code_and_architecture() {
    let args = [
        "update-function-code",
        "--function-name",
        "hello",
        "--revision-id",
        "r-1",
        "--architectures",
        "arm64",
        "--s3-bucket",
        "bucket",
        "--s3-key",
        "key",
        "--s3-object-version",
        "v",
    ];
    let code = "code: {s3_bucket: bucket, s3_key: key, s3_object_version: v}\narchitectures: [arm64]\n";
    same(&format!("{SAME}{code}"), "deploy", &args);
}

/// Every setting that an update takes. The code is in S3 so that it has a call of its own.
#[test]
fn every_setting() {
    let manifest = r#"function_name: hello
runtime: python3.13
handler: new.handler
role: arn:aws:iam::000000000000:role/new
description: "new: é \"x\""
timeout: 30
memory_size: 256
environment: {variables: {NEW: "1", EMPTY: ""}, unmanaged: remove}
kms_key_arn: arn:aws:kms:us-east-1:000000000000:key/1
vpc_config: {subnet_ids: [subnet-2, subnet-1], security_group_ids: [sg-1], ipv6_allowed_for_dual_stack: true}
dead_letter_config: {target_arn: "arn:aws:sqs:us-east-1:000000000000:new"}
tracing_config: {mode: Active}
layers: ["arn:aws:lambda:us-east-1:000000000000:layer:b:2", "arn:aws:lambda:us-east-1:000000000000:layer:a:1"]
file_system_configs: [{arn: "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0", local_mount_path: /mnt/a}]
ephemeral_storage: {size: 1024}
snap_start: {apply_on: PublishedVersions}
logging_config: {log_format: JSON, application_log_level: WARN, system_log_level: DEBUG, log_group: /shop}
code: {dir: src}
"#;
    same(
        manifest,
        "deploy",
        &[
            "update-function-configuration",
            "--function-name",
            "hello",
            "--revision-id",
            "r-1",
            "--runtime",
            "python3.13",
            "--handler",
            "new.handler",
            "--role",
            "arn:aws:iam::000000000000:role/new",
            "--description",
            "new: é \"x\"",
            "--timeout",
            "30",
            "--memory-size",
            "256",
            "--environment",
            r#"{"Variables": {"NEW": "1", "EMPTY": ""}}"#,
            "--kms-key-arn",
            "arn:aws:kms:us-east-1:000000000000:key/1",
            "--vpc-config",
            r#"{"SubnetIds": ["subnet-2", "subnet-1"], "SecurityGroupIds": ["sg-1"], "Ipv6AllowedForDualStack": true}"#,
            "--dead-letter-config",
            "TargetArn=arn:aws:sqs:us-east-1:000000000000:new",
            "--tracing-config",
            "Mode=Active",
            "--layers",
            "arn:aws:lambda:us-east-1:000000000000:layer:b:2",
            "arn:aws:lambda:us-east-1:000000000000:layer:a:1",
            "--file-system-configs",
            "Arn=arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0,LocalMountPath=/mnt/a",
            "--ephemeral-storage",
            "Size=1024",
            "--snap-start",
            "ApplyOn=PublishedVersions",
            "--logging-config",
            "LogFormat=JSON,ApplicationLogLevel=WARN,SystemLogLevel=DEBUG,LogGroup=/shop",
        ],
    );
}

/// The empties that clear.
#[test]
fn clearing() {
    let manifest = format!(
        "{SAME}description: ''\nenvironment: {{}}\nvpc_config: {{}}\ndead_letter_config: {{}}\nlayers: []\ncode: {{dir: src}}\n"
    );
    same(
        &manifest,
        "deploy",
        &[
            "update-function-configuration",
            "--function-name",
            "hello",
            "--revision-id",
            "r-1",
            "--description",
            "",
            "--environment",
            r#"{"Variables": {}}"#,
            "--vpc-config",
            r#"{"SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": false}"#,
            "--dead-letter-config",
            r#"{"TargetArn": ""}"#,
            "--layers",
            "[]",
        ],
    );
}

#[test]
fn one_setting_is_sent_alone() {
    let args = ["update-function-configuration", "--function-name", "hello", "--revision-id", "r-1", "--timeout", "30"];
    same(&format!("{SAME}timeout: 30\n{ZIP}"), "deploy", &args);
}

/// A new key encrypts the variables anew, so they are sent with it.
#[test]
fn a_new_key_takes_the_variables_along() {
    let manifest = format!(
        "{SAME}kms_key_arn: arn:aws:kms:us-east-1:000000000000:key/1\nenvironment: {{variables: {{OLD: '1'}}}}\n{ZIP}"
    );
    same(
        &manifest,
        "deploy",
        &[
            "update-function-configuration",
            "--function-name",
            "hello",
            "--revision-id",
            "r-1",
            "--kms-key-arn",
            "arn:aws:kms:us-east-1:000000000000:key/1",
            "--environment",
            r#"{"Variables": {"OLD": "1"}}"#,
        ],
    );
}

#[test]
fn a_creation() {
    let manifest = format!(
        "{SAME}{ZIP}memory_size: 256\npublish: true\ntags: {{team: web}}\narchitectures: [arm64]\nenvironment: {{variables: {{A: b}}}}\n"
    );
    same(
        &manifest,
        "create",
        &[
            "create-function",
            "--function-name",
            "hello",
            "--runtime",
            "python3.12",
            "--handler",
            "old.handler",
            "--role",
            "arn:aws:iam::000000000000:role/old",
            "--memory-size",
            "256",
            "--publish",
            "--tags",
            "team=web",
            "--architectures",
            "arm64",
            "--environment",
            "Variables={A=b}",
            "--zip-file",
            "fileb://hello.zip",
        ],
    );
}
