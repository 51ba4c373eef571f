//! The sandbox, asked by a plain HTTP client that knows nothing of it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use lamctl::sandbox::{Options, Sandbox, parse};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

mod faults;
mod recorded;
mod socket;

const AUTHORIZATION: &str =
    "AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0";
const FUNCTIONS: &str = "/2015-03-31/functions";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A request as a client sends it.
fn request(method: &str, uri: &str, body: impl Into<Bytes>) -> http::Request<Bytes> {
    http::Request::builder()
        .method(method)
        .uri(uri)
        .header("host", "127.0.0.1")
        .header("authorization", AUTHORIZATION)
        .body(body.into())
        .unwrap()
}

/// An answer with its body as JSON; `null` where it is none.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: http::HeaderMap,
    json: Value,
    bytes: Bytes,
}

impl Answer {
    fn new(reply: http::Response<Bytes>) -> Self {
        let (parts, bytes) = reply.into_parts();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        Answer { status: parts.status.as_u16(), headers: parts.headers, json, bytes }
    }

    fn code(&self) -> &str {
        self.headers.get("x-amzn-errortype").map_or("", |code| code.to_str().unwrap())
    }

    fn message(&self) -> &str {
        self.json.get("message").or(self.json.get("Message")).and_then(Value::as_str).unwrap_or("")
    }
}

/// Without a socket.
async fn call(sandbox: &Sandbox, method: &str, uri: &str, body: Value) -> Answer {
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    Answer::new(sandbox.call(request(method, uri, body)).await.expect("an answer"))
}

fn zip(content: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("app.py", zip::write::SimpleFileOptions::DEFAULT).unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A request to create `hello`, with members of another value.
fn hello(changes: Value) -> Value {
    let mut body = json!({
        "FunctionName": "hello",
        "Runtime": "python3.13",
        "Handler": "app.handler",
        "Role": "arn:aws:iam::000000000000:role/hello",
        "Code": { "ZipFile": STANDARD.encode(zip("one")) },
    });
    for (name, value) in changes.as_object().unwrap() {
        body.as_object_mut().unwrap().insert(name.clone(), value.clone());
    }
    body
}

/// A runtime whose clock stands still, and jumps to the next timer.
fn virtual_time() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

/// One where everything is at rest at once.
fn instant(faults: &[&str]) -> Sandbox {
    let faults = faults.iter().map(|fault| parse(fault).unwrap()).collect();
    Sandbox::new(Options { active_after: Duration::ZERO, update_after: Duration::ZERO, faults, ..Options::default() })
}

const HELLO: &str = "/2015-03-31/functions/hello";
const CONFIGURATION: &str = "/2015-03-31/functions/hello/configuration";
const CODE: &str = "/2015-03-31/functions/hello/code";
const VERSIONS: &str = "/2015-03-31/functions/hello/versions";
const ALIASES: &str = "/2015-03-31/functions/hello/aliases";
const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:hello";

#[test]
fn what_is_under_way_is_refused_until_it_is_done() {
    virtual_time().block_on(async {
        let sandbox = Sandbox::new(Options::default());
        let made = call(&sandbox, "POST", FUNCTIONS, hello(json!({}))).await;
        let r1 = made.json["RevisionId"].clone();
        let two = || json!({ "ZipFile": STANDARD.encode(zip("two")) });
        for (method, uri, body) in
            [("PUT", CODE, two()), ("PUT", CONFIGURATION, json!({ "Timeout": 4 })), ("POST", VERSIONS, json!({}))]
        {
            let busy = call(&sandbox, method, uri, body).await;
            assert_eq!((busy.status, busy.code()), (409, "ResourceConflictException"), "{uri}");
            assert!(busy.message().ends_with("The function is currently in the following state: Pending"));
        }
        tokio::time::sleep(Duration::from_millis(499)).await;
        assert_eq!(call(&sandbox, "GET", CONFIGURATION, Value::Null).await.json["State"], "Pending");
        tokio::time::sleep(Duration::from_millis(1)).await;
        let settled = call(&sandbox, "GET", CONFIGURATION, Value::Null).await;
        assert_eq!(settled.json["State"], "Active");
        let r2 = settled.json["RevisionId"].clone();
        assert_ne!(r1, r2);

        let body = json!({ "ZipFile": STANDARD.encode(zip("two")), "RevisionId": r2 });
        let updating = call(&sandbox, "PUT", CODE, body).await;
        assert_eq!((updating.status, &updating.json["State"]), (200, &json!("Active")));
        assert_eq!(updating.json["LastUpdateStatus"], "InProgress");
        assert_eq!(updating.json["LastUpdateStatusReasonCode"], "Creating");
        assert_eq!(updating.json["LastUpdateStatusReason"], "The function is being created.");
        assert_eq!(updating.json["CodeSha256"], STANDARD.encode(Sha256::digest(zip("two"))));
        let r3 = updating.json["RevisionId"].clone();
        let busy = call(&sandbox, "PUT", CONFIGURATION, json!({ "Timeout": 4 })).await;
        assert_eq!(
            busy.message(),
            format!("The operation cannot be performed at this time. An update is in progress for resource: {ARN}")
        );
        assert_eq!(call(&sandbox, "POST", &format!("{HELLO}/invocations"), json!({ "a": 1 })).await.status, 200);
        tokio::time::sleep(Duration::from_millis(300)).await;
        let done = call(&sandbox, "GET", CONFIGURATION, Value::Null).await;
        assert_eq!(done.json["LastUpdateStatus"], "Successful");
        assert_eq!(done.json.get("LastUpdateStatusReasonCode"), None);
        assert!(done.json["RevisionId"] != r3 && done.json["RevisionId"] != r2);

        // The same configuration again is an update, too.
        let again = call(&sandbox, "PUT", CONFIGURATION, json!({ "Timeout": 3 })).await;
        assert_eq!(again.json["LastUpdateStatus"], "InProgress");
    });
}

#[test]
fn empties_clear_and_absence_keeps() {
    runtime().block_on(async {
        let sandbox = instant(&[]);
        let full = hello(json!({
            "Environment": { "Variables": { "STAGE": "dev" } },
            "KMSKeyArn": "arn:aws:kms:us-east-1:000000000000:key/k",
            "DeadLetterConfig": { "TargetArn": "arn:aws:sqs:us-east-1:000000000000:q" },
            "Layers": ["arn:aws:lambda:us-east-1:000000000000:layer:a:1"],
            "VpcConfig": { "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"] },
            "LoggingConfig": { "LogFormat": "JSON", "ApplicationLogLevel": "DEBUG" },
        }));
        let made = call(&sandbox, "POST", FUNCTIONS, full).await;
        assert_eq!(made.status, 201, "{}", made.json);
        assert_eq!(made.json["Layers"][0]["Arn"], "arn:aws:lambda:us-east-1:000000000000:layer:a:1");
        assert_eq!(made.json["LoggingConfig"]["SystemLogLevel"], "INFO");
        let kept = call(&sandbox, "PUT", CONFIGURATION, json!({ "MemorySize": 256, "Environment": null })).await;
        assert_eq!(kept.json["Environment"]["Variables"]["STAGE"], "dev");
        assert_eq!(kept.json["KMSKeyArn"], "arn:aws:kms:us-east-1:000000000000:key/k");
        let cleared = json!({
            "Environment": { "Variables": {} }, "DeadLetterConfig": { "TargetArn": "" }, "Layers": [],
            "VpcConfig": { "SubnetIds": [], "SecurityGroupIds": [] }, "KMSKeyArn": "",
        });
        let cleared = call(&sandbox, "PUT", CONFIGURATION, cleared).await;
        assert_eq!(cleared.status, 200, "{}", cleared.json);
        for member in ["Environment", "DeadLetterConfig", "Layers", "KMSKeyArn"] {
            assert_eq!(cleared.json.get(member), None, "{member}");
        }
        assert_eq!(cleared.json["VpcConfig"]["SubnetIds"], json!([]));
        assert_eq!(cleared.json["MemorySize"], 256);
        let shot = sandbox.snapshot();
        assert_eq!(shot["functions"][ARN]["versions"]["$LATEST"].get("VpcConfig"), None);
    });
}

#[test]
fn versions_are_numbered_and_unchanged_ones_are_the_same() {
    runtime().block_on(async {
        let sandbox = instant(&[]);
        let made = call(&sandbox, "POST", FUNCTIONS, hello(json!({}))).await;
        let publish = |body: Value| call(&sandbox, "POST", VERSIONS, body);
        let sha = made.json["CodeSha256"].clone();
        let first = publish(json!({ "CodeSha256": sha, "Description": "first" })).await;
        assert_eq!((first.status, &first.json["Version"]), (201, &json!("1")));
        assert_eq!(first.json["FunctionArn"], format!("{ARN}:1"));
        assert_eq!((&first.json["State"], &first.json["LastUpdateStatus"]), (&json!("Active"), &json!("Successful")));
        assert_eq!(publish(json!({})).await.json["Version"], "1");
        call(&sandbox, "PUT", CONFIGURATION, json!({ "Timeout": 3 })).await;
        assert_eq!(publish(json!({})).await.json["Version"], "1", "a redundant update changes nothing");
        call(&sandbox, "PUT", CONFIGURATION, json!({ "Timeout": 9 })).await;
        assert_eq!(publish(json!({})).await.json["Version"], "2");
        let listed = call(&sandbox, "GET", &format!("{VERSIONS}?MaxItems=2"), Value::Null).await;
        let versions: Vec<_> =
            listed.json["Versions"].as_array().unwrap().iter().map(|version| version["Version"].clone()).collect();
        assert_eq!(versions, ["$LATEST", "1"]);
        assert_eq!(listed.json["Versions"][1]["Description"], "first");
        assert_eq!(listed.json["Versions"][0].get("State"), None);
        let marker = listed.json["NextMarker"].as_str().unwrap();
        let rest = call(&sandbox, "GET", &format!("{VERSIONS}?Marker={marker}"), Value::Null).await;
        assert_eq!(rest.json["Versions"][0]["Version"], "2");
        assert_eq!(rest.json.get("NextMarker"), None);
        let dry = json!({ "ZipFile": STANDARD.encode(zip("two")), "DryRun": true });
        let dry = call(&sandbox, "PUT", CODE, dry).await;
        assert_eq!((dry.status, &dry.json["LastUpdateStatus"]), (200, &json!("Successful")));
        assert_eq!(call(&sandbox, "GET", CONFIGURATION, Value::Null).await.json["CodeSha256"], sha);
        assert_eq!(call(&sandbox, "DELETE", &format!("{HELLO}?Qualifier=2"), Value::Null).await.status, 204);
        assert_eq!(call(&sandbox, "GET", &format!("{HELLO}?Qualifier=2"), Value::Null).await.status, 404);
    });
}

#[test]
fn unsigned_requests_and_unknown_operations_are_refused() {
    runtime().block_on(async {
        let sandbox = instant(&[]);
        let mut unsigned = request("GET", HELLO, "");
        unsigned.headers_mut().remove("authorization");
        let answer = Answer::new(sandbox.call(unsigned).await.unwrap());
        assert_eq!((answer.status, answer.code()), (403, "MissingAuthenticationTokenException"));
        assert_eq!(call(&sandbox, "PATCH", HELLO, Value::Null).await.status, 404);
        for body in ["[]", "{", "\"\"", "{\"FunctionName\": 5}", "\u{1F600}", "{\"Code\": null}"] {
            let answer = Answer::new(sandbox.call(request("POST", FUNCTIONS, body)).await.unwrap());
            assert_eq!(answer.status, 400, "{body}");
        }
    });
}

#[test]
fn the_rate_holds_and_does_not_count_invocations() {
    virtual_time().block_on(async {
        let sandbox = Sandbox::new(Options { rate: Some(2), active_after: Duration::ZERO, ..Options::default() });
        assert_eq!(call(&sandbox, "POST", FUNCTIONS, hello(json!({}))).await.status, 201);
        assert_eq!(call(&sandbox, "GET", HELLO, Value::Null).await.status, 200);
        let refused = call(&sandbox, "GET", HELLO, Value::Null).await;
        assert_eq!((refused.status, refused.code()), (429, "TooManyRequestsException"));
        assert_eq!(refused.headers.get("retry-after"), None);
        assert_eq!(call(&sandbox, "POST", &format!("{HELLO}/invocations"), json!({})).await.status, 200);
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(call(&sandbox, "GET", HELLO, Value::Null).await.status, 200);
    });
}

#[test]
fn what_is_seeded_is_at_rest_and_not_logged() {
    runtime().block_on(async {
        let sandbox = Sandbox::new(Options { faults: vec![parse("*:cut").unwrap()], ..Options::default() });
        let post = |path: &str, body: Value| sandbox.seed(http::Method::POST, path, body.to_string());
        assert_eq!(post(FUNCTIONS, hello(json!({}))).0, 201);
        assert_eq!(post(VERSIONS, json!({})).1["Version"], "1");
        assert_eq!(post("/2021-10-31/functions/hello/url", json!({ "AuthType": "NONE" })).0, 201);
        let queue = json!({ "FunctionName": "hello", "EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:q" });
        let (status, mapping) = post("/2015-03-31/event-source-mappings", queue.clone());
        assert_eq!(status, 202);
        let (status, again) = post("/2015-03-31/event-source-mappings", queue);
        assert_eq!(status, 409);
        assert!(again["message"].as_str().unwrap().ends_with(mapping["UUID"].as_str().unwrap()));
        let permission =
            json!({ "StatementId": "s", "Principal": "s3.amazonaws.com", "Action": "lambda:InvokeFunction" });
        assert_eq!(post("/2015-03-31/functions/hello/policy", permission.clone()).0, 201);
        assert_eq!(post("/2015-03-31/functions/hello/policy", permission).0, 409);
        assert_eq!(sandbox.log(), []);
        sandbox.set_faults(Vec::new());
        assert_eq!(call(&sandbox, "GET", CONFIGURATION, Value::Null).await.json["State"], "Active");
        let listed = call(&sandbox, "GET", "/2015-03-31/event-source-mappings?FunctionName=hello", Value::Null).await;
        assert_eq!(listed.json["EventSourceMappings"][0]["UUID"], mapping["UUID"]);
        assert_eq!(call(&sandbox, "GET", "/2015-03-31/functions/hello/policy", Value::Null).await.status, 200);
        assert_eq!(sandbox.log().len(), 3);
        let other = Sandbox::new(Options::default());
        assert_ne!(other.snapshot(), sandbox.snapshot());
    });
}
