//! The sandbox, asked by a plain HTTP client that knows nothing of it.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use lamctl::sandbox::{Options, Sandbox, parse, start};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

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

/// Over a socket, one connection each.
async fn send(addr: SocketAddr, request: http::Request<Bytes>) -> Result<Answer, String> {
    let stream = tokio::net::TcpStream::connect(addr).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let reply = sender.send_request(request.map(Full::new)).await.map_err(|error| format!("{error:?}"))?;
    let (parts, body) = reply.into_parts();
    let bytes = body.collect().await.map_err(|error| format!("{error:?}"))?.to_bytes();
    Ok(Answer::new(http::Response::from_parts(parts, bytes)))
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

#[test]
fn a_function_is_made_over_a_socket_and_comes_to_rest() {
    runtime().block_on(async {
        let running = start(Options { active_after: Duration::from_millis(50), ..Options::default() }).await.unwrap();
        let send = |method, uri: &str, body: Value| {
            let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
            send(running.addr(), request(method, uri, body))
        };
        let made = send("POST", FUNCTIONS, hello(json!({}))).await.unwrap();
        assert_eq!(made.status, 201);
        assert_eq!(made.json["State"], "Pending");
        assert_eq!(made.json["StateReason"], "The function is being created.");
        assert_eq!(made.json["StateReasonCode"], "Creating");
        assert_eq!(made.json.get("LastUpdateStatus"), None);
        assert_eq!(made.json.get("Environment"), None);
        assert_eq!(made.json["FunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:hello");
        assert_eq!(made.json["CodeSha256"], STANDARD.encode(Sha256::digest(zip("one"))));
        assert_eq!(made.json["CodeSize"], zip("one").len());
        assert_eq!(made.json["EphemeralStorage"]["Size"], 512);
        assert_eq!(made.json["LoggingConfig"], json!({ "LogFormat": "Text", "LogGroup": "/aws/lambda/hello" }));
        assert!(made.headers.contains_key("x-amzn-requestid"));

        tokio::time::sleep(Duration::from_millis(80)).await;
        let settled = send("GET", "/2015-03-31/functions/hello/configuration", Value::Null).await.unwrap();
        assert_eq!((settled.status, &settled.json["State"]), (200, &json!("Active")));
        assert_eq!(settled.json["LastUpdateStatus"], "Successful");
        assert_eq!(settled.json.get("StateReasonCode"), None);
        assert_ne!(settled.json["RevisionId"], made.json["RevisionId"]);

        let read = send("GET", "/2015-03-31/functions/hello", Value::Null).await.unwrap();
        assert_eq!(read.json["Code"]["RepositoryType"], "S3");
        let location = read.json["Code"]["Location"].as_str().unwrap().replace("http://127.0.0.1", "");
        let code = send("GET", &location, Value::Null).await.unwrap();
        assert_eq!(code.bytes, zip("one"));

        let again = send("POST", FUNCTIONS, hello(json!({}))).await.unwrap();
        assert_eq!(
            (again.status, again.code(), again.message()),
            (409, "ResourceConflictException", "Function already exist: hello")
        );

        assert_eq!(send("DELETE", "/2015-03-31/functions/hello", Value::Null).await.unwrap().status, 204);
        let gone = send("GET", "/2015-03-31/functions/hello", Value::Null).await.unwrap();
        assert_eq!((gone.status, gone.code()), (404, "ResourceNotFoundException"));
        assert_eq!(gone.message(), "Function not found: arn:aws:lambda:us-east-1:000000000000:function:hello");
        running.stop().await;
    });
}
