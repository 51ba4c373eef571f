//! lamctl in the test process: its network is a function, its time is virtual. So a run that waits for
//! minutes takes milliseconds, and thousands of faults fit into a test.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::future::Future;
use std::io::Write;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use lamctl::apply::Stop;
use lamctl::cli::{self, World};
use lamctl::report::Stream;
use lamctl::sandbox::{Disconnected, Sandbox};

use super::{CANARY, Ran};

/// What becomes of a request.
pub type Answer = Result<http::Response<Bytes>, Disconnected>;

type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A network that asks a function.
#[derive(Clone)]
pub struct Network(Arc<dyn Fn(http::Request<Bytes>) -> Answering + Send + Sync>);

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Network")
    }
}

impl Network {
    pub fn new<F: Future<Output = Answer> + Send + 'static>(
        answer: impl Fn(http::Request<Bytes>) -> F + Send + Sync + 'static,
    ) -> Self {
        Network(Arc::new(move |request| Box::pin(answer(request))))
    }

    /// The sandbox, without a socket.
    pub fn to(sandbox: &Sandbox) -> Self {
        let sandbox = sandbox.clone();
        Network::new(move |request| {
            let sandbox = sandbox.clone();
            async move { sandbox.call(request).await }
        })
    }
}

impl HttpClient for Network {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|e| ConnectorError::user(e.into()))?;
            let (mut parts, body) = request.into_parts();
            // As a connection adds it.
            let host = parts.uri.authority().and_then(|host| http::HeaderValue::from_str(host.as_str()).ok());
            if let Some(host) = host {
                parts.headers.entry(http::header::HOST).or_insert(host);
            }
            let body = body.collect().await.map_err(ConnectorError::io)?.to_bytes();
            let head = parts.method == http::Method::HEAD;
            let failed = |kind: std::io::ErrorKind, text: &str| {
                ConnectorError::io(std::io::Error::new(kind, text.to_owned()).into())
            };
            match answer(http::Request::from_parts(parts, body)).await {
                Ok(reply) => {
                    let (mut parts, mut body) = reply.into_parts();
                    // As a server adds it; the answer to HEAD has the length alone.
                    parts.headers.entry(http::header::CONTENT_LENGTH).or_insert_with(|| body.len().into());
                    if head {
                        body.clear();
                    }
                    let promised = parts
                        .headers
                        .get(http::header::CONTENT_LENGTH)
                        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
                    let cut = !head && promised.is_some_and(|promised| promised > body.len());
                    let body = if cut { SdkBody::from_body_1_x(Cut(Some(body))) } else { SdkBody::from(body) };
                    HttpResponse::try_from(http::Response::from_parts(parts, body))
                        .map_err(|e| ConnectorError::other(e.into(), None))
                }
                Err(Disconnected::Refused) => Err(failed(std::io::ErrorKind::ConnectionRefused, "connection refused")),
                Err(Disconnected::Cut) => {
                    Err(failed(std::io::ErrorKind::UnexpectedEof, "connection closed before message completed"))
                }
                Err(Disconnected::Reset) => {
                    Err(failed(std::io::ErrorKind::ConnectionReset, "connection reset by peer"))
                }
                Err(Disconnected::Hang) => std::future::pending().await,
            }
        })
    }
}

/// A body that ends before the length that was promised.
struct Cut(Option<Bytes>);

impl Body for Cut {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(match self.0.take() {
            Some(body) if !body.is_empty() => Ok(Frame::data(body)),
            _ => {
                Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "end of file before message length reached"))
            }
        }))
    }
}

/// A stream that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn stream(&self) -> Stream {
        Arc::new(Mutex::new(Box::new(self.clone()) as Box<dyn Write + Send>))
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("nobody panicked").clone()
    }
}

/// A runtime whose clock runs ahead whenever nothing else is to be done.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime")
}

/// Runs a command line in this folder against this network. No stream carries the canary, or it panics.
pub async fn lamctl(place: &Path, network: &Network, args: &[&str]) -> Ran {
    lamctl_with(place, network, args, &[], Stop::new()).await
}

/// As [`lamctl`], with more of an environment, and with signals.
pub async fn lamctl_with(place: &Path, network: &Network, args: &[&str], more: &[(&str, &str)], stop: Stop) -> Ran {
    let (stdout, stderr) = (Kept::default(), Kept::default());
    let vars = [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", CANARY),
        ("AWS_SESSION_TOKEN", CANARY),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", "http://sandbox.test"),
    ];
    let code = cli::run(World {
        args: args.iter().map(OsString::from).collect(),
        vars: vars
            .iter()
            .chain(more)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        cwd: place.to_path_buf(),
        exe: "lamctl".into(),
        stdin: Box::new(std::io::empty()),
        stdin_terminal: false,
        stdout: stdout.stream(),
        stdout_terminal: false,
        stderr: stderr.stream(),
        stderr_terminal: false,
        today: jiff::civil::date(2026, 11, 1),
        http: Some(SharedHttpClient::new(network.clone())),
        stop,
    })
    .await;
    let stdout_bytes = stdout.bytes();
    let ran = Ran {
        code: i32::from(code),
        stdout: String::from_utf8_lossy(&stdout_bytes).into_owned(),
        stdout_bytes,
        stderr: String::from_utf8_lossy(&stderr.bytes()).into_owned(),
    };
    no_secret(&ran);
    ran
}

/// No stream carries the canary.
#[track_caller]
pub fn no_secret(ran: &Ran) {
    let shown = ran.stdout.contains(CANARY) || ran.stderr.contains(CANARY);
    assert!(!shown, "a secret was shown\nstdout: {}\nstderr: {}", ran.stdout, ran.stderr);
}
