//! Calls, faults and waits, in this process and in virtual time: a closure answers the requests.
#![expect(clippy::expect_used, clippy::panic, reason = "a fake that is asked for nonsense ends its test")]

mod faults;
mod fuzz;
mod plans;
mod requests;
#[cfg(feature = "s3")]
mod staging;
mod wire;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt;
use lamctl::aws::config::Vars;
use lamctl::aws::{Client, Connect, connect};
use lamctl::event::{Event, Events};
use lamctl::package::{Artifact, Body};

/// A request, whole.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Bytes,
}

impl Asked {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the request's body is JSON")
    }
}

/// What a fake service does with a request.
pub enum Does {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
    },
    /// No connection.
    Refuse,
    /// The connection ends before the answer.
    Cut,
    /// No answer, ever.
    Hang,
}

pub fn json(status: u16, body: &serde_json::Value) -> Does {
    let headers = vec![("x-amzn-requestid", "test-request".to_owned())];
    Does::Answer { status, headers, body: Bytes::from(body.to_string()) }
}

pub fn error(status: u16, code: &str, message: &str) -> Does {
    let headers = vec![("x-amzn-errortype", code.to_owned()), ("x-amzn-requestid", "test-request".to_owned())];
    Does::Answer {
        status,
        headers,
        body: Bytes::from(serde_json::json!({ "Type": "User", "message": message }).to_string()),
    }
}

type Service = Arc<dyn Fn(Asked) -> Does + Send + Sync>;

/// The requests that came, in order.
pub type Log = Arc<Mutex<Vec<Asked>>>;

struct Fake {
    service: Service,
    log: Log,
}

impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fake")
    }
}

impl HttpConnector for Fake {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let (service, log) = (Arc::clone(&self.service), Arc::clone(&self.log));
        HttpConnectorFuture::new(async move {
            let uri: http::Uri = request.uri().parse().expect("a URI");
            let path = uri.path_and_query().map_or(String::new(), ToString::to_string);
            let mut asked = Asked {
                method: request.method().to_owned(),
                path,
                headers: request.headers().iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
                body: Bytes::new(),
            };
            // Whether it connects is known before the body is sent.
            let has_body = request.body().content_length() != Some(0);
            if has_body && matches!(service(asked.clone()), Does::Refuse) {
                return Err(refuse());
            }
            asked.body = request.take_body().collect().await.map_err(ConnectorError::io)?.to_bytes();
            log.lock().expect("log").push(asked.clone());
            match service(asked) {
                Does::Answer { status, headers, body } => {
                    let mut response = HttpResponse::new(status.try_into().expect("a status"), SdkBody::from(body));
                    for (name, value) in headers {
                        let _ = response.headers_mut().try_insert(name, value);
                    }
                    Ok(response)
                }
                Does::Refuse => Err(refuse()),
                Does::Cut => Err(ConnectorError::io("connection closed before message completed".into())),
                Does::Hang => std::future::pending().await,
            }
        })
    }
}

fn refuse() -> ConnectorError {
    ConnectorError::io(std::io::Error::from(std::io::ErrorKind::ConnectionRefused).into())
}

/// An environment value that nothing may show.
pub const CANARY: &str = "canary-s3cr3t-value";

pub fn http(service: impl Fn(Asked) -> Does + Send + Sync + 'static) -> (SharedHttpClient, Log) {
    let log = Log::default();
    let fake = SharedHttpConnector::new(Fake { service: Arc::new(service), log: Arc::clone(&log) });
    (http_client_fn(move |_, _| fake.clone()), log)
}

/// A client of a fake service.
pub async fn client(service: impl Fn(Asked) -> Does + Send + Sync + 'static) -> (Client, Log) {
    let (http, log) = http(service);
    let vars = [
        ("AWS_ACCESS_KEY_ID", "AKIDTEST"),
        ("AWS_SECRET_ACCESS_KEY", "canary-s3cr3t-key"),
        ("AWS_SESSION_TOKEN", "canary-s3cr3t-token"),
    ];
    let vars = Vars(vars.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect());
    let region = Some("eu-west-1".to_owned());
    let client = connect(&Connect { region, vars, http: Some(http), ..Connect::default() }).await.expect("connects");
    (client, log)
}

/// Events, kept.
pub fn events() -> (Events, Arc<Mutex<Vec<Event>>>) {
    let kept: Arc<Mutex<Vec<Event>>> = Arc::default();
    let sink = Arc::clone(&kept);
    (Events::new(Arc::new(move |event| sink.lock().expect("events").push(event)), 0), kept)
}

/// Base64 of the SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    use base64::Engine;
    use sha2::Digest;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(bytes))
}

pub fn artifact(bytes: &[u8]) -> Artifact {
    Artifact {
        body: Body::Memory(Bytes::copy_from_slice(bytes)),
        sha256: sha256(bytes),
        zipped_bytes: bytes.len() as u64,
        unzipped_bytes: bytes.len() as u64,
        files: 1,
        compressed: Vec::new(),
    }
}
