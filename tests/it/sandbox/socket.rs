//! What only a socket, or a command beside it, can show.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use lamctl::sandbox::{Options, parse, start};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{ARN, AUTHORIZATION, Answer, CONFIGURATION, FUNCTIONS, HELLO, hello, request, runtime, zip};

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

#[test]
fn a_socket_shows_the_faults_of_the_way() {
    runtime().block_on(async {
        for (fault, there, sign) in [
            ("refuse", false, "IncompleteMessage"),
            ("cut", false, "IncompleteMessage"),
            ("lost", true, "IncompleteMessage"),
            ("reset", false, "ConnectionReset"),
            ("truncate", true, "IncompleteMessage"),
            ("hang", false, "elapsed"),
            ("stall-read", false, "elapsed"),
        ] {
            let running = start(Options {
                faults: vec![parse(&format!("CreateFunction:{fault}")).unwrap()],
                ..Options::default()
            })
            .await
            .unwrap();
            let body = hello(json!({})).to_string();
            let sent = send(running.addr(), request("POST", FUNCTIONS, body));
            let answer = tokio::time::timeout(Duration::from_millis(300), sent).await;
            let error =
                answer.map_err(|error| format!("{error:?}").to_lowercase()).and_then(|answer| answer).unwrap_err();
            assert!(error.to_lowercase().contains(&sign.to_lowercase()), "{fault}: {error}");
            assert_eq!(running.sandbox().snapshot()["functions"].get(ARN).is_some(), there, "{fault}");
            let next = send(running.addr(), request("GET", "/2015-03-31/functions", "")).await.unwrap();
            assert_eq!(next.status, 200, "{fault}: the endpoint lives on");
            running.stop().await;
        }
    });
}

#[test]
fn a_sender_notices_that_nobody_reads() {
    runtime().block_on(async {
        use tokio::io::AsyncWriteExt as _;
        let running = start(Options { faults: vec![parse("PutObject:stall-read").unwrap()], ..Options::default() })
            .await
            .unwrap();
        let mut stream = tokio::net::TcpStream::connect(running.addr()).await.unwrap();
        let length = 64 << 20;
        let head = format!(
            "PUT /bucket/key HTTP/1.1\r\nhost: x\r\nauthorization: {}\r\ncontent-length: {length}\r\n\r\n",
            AUTHORIZATION.replace("lambda", "s3")
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let body = vec![0; length];
        let sent = tokio::time::timeout(Duration::from_millis(500), stream.write_all(&body)).await;
        assert!(sent.is_err(), "64 MiB were taken in");
        running.stop().await;
    });
}

#[test]
fn transport_faults_stand_in_front_of_another_endpoint() {
    runtime().block_on(async {
        let behind = start(Options { active_after: Duration::ZERO, ..Options::default() }).await.unwrap();
        let options = |faults: &[&str]| Options {
            upstream: Some(format!("http://{}", behind.addr())),
            faults: faults.iter().map(|fault| parse(fault).unwrap()).collect(),
            ..Options::default()
        };
        assert!(start(options(&["CreateFunction:exists"])).await.is_err(), "only transport faults are possible");
        let front = start(options(&["CreateFunction#1:lost", "GetFunction:html"])).await.unwrap();
        let body = || hello(json!({})).to_string();
        assert!(send(front.addr(), request("POST", FUNCTIONS, body())).await.is_err());
        let again = send(front.addr(), request("POST", FUNCTIONS, body())).await.unwrap();
        assert_eq!((again.status, again.code()), (409, "ResourceConflictException"));
        assert_eq!(send(front.addr(), request("GET", HELLO, "")).await.unwrap().status, 502);
        assert_eq!(send(front.addr(), request("GET", CONFIGURATION, "")).await.unwrap().json["State"], "Active");
        assert_eq!(behind.sandbox().log().len(), 3);
        front.stop().await;
        behind.stop().await;
    });
}

#[test]
fn a_command_runs_in_an_environment_of_its_own() {
    use std::collections::BTreeMap;
    use std::ffi::OsString;
    runtime().block_on(async {
        let run = |script: &str| {
            let command: Vec<OsString> = ["/bin/sh", "-c", script].map(OsString::from).to_vec();
            async move { lamctl::sandbox::child::run(&command, &BTreeMap::new()).await.unwrap() }
        };
        assert_eq!(run("exit 7").await, 7);
        assert_eq!(run("kill -9 $$").await, 137);
        assert_eq!(run("kill -INT $PPID; exit 3").await, 3, "an interrupt is waited through");
        assert_eq!(run("trap 'exit 5' TERM; kill -TERM $PPID; sleep 1 & wait $!").await, 5, "SIGTERM is passed on");
        assert_eq!(run("test -z \"$HOME\"").await, 0);
        let none = [OsString::from("/nonexistent/command")];
        let error = lamctl::sandbox::child::run(&none, &BTreeMap::new()).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "the shell's 127");
        let folder = [OsString::from("/")];
        assert!(lamctl::sandbox::child::run(&folder, &BTreeMap::new()).await.is_err(), "the shell's 126");
    });
}
