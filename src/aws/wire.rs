//! The connector under one attempt of one call.
//!
//! It wraps whatever client carries the requests. The body leaves in frames of 64 KiB, so that there is
//! progress to show and a stall to notice; the wait for the answer begins with the last frame, not with
//! the first; the answer is read whole and kept raw, so that `fault` can judge it whatever the SDK makes
//! of it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::{Buf, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::fault::Raw;
use crate::event::{Events, What};

/// Bytes in a frame.
const FRAME: usize = 64 * 1024;
/// The largest answer that is read: Invoke gives up to 6 MB, and 20 MB when base64 of it is counted.
const ANSWER_LIMIT: usize = 64 * 1024 * 1024;
/// Progress is worth an event from so many bytes on.
const PROGRESS_FROM: u64 = 256 * 1024;

/// How long what may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// An upload that moves nothing for so long has stalled.
    pub stall: Duration,
    /// From the last frame of the request to the first byte of the answer, and between its frames.
    pub answer: Duration,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection: nothing was sent. The root cause.
    NoConnection(String),
    /// The upload moved nothing for so long.
    Stalled { sent: u64, total: u64, after: Duration },
    /// All is sent, and no answer came.
    NoAnswer { after: Duration },
    /// The connection ended. The root cause.
    Cut(String),
    /// The answer is larger than any that the service gives.
    TooLarge,
}

/// What one attempt went through.
#[derive(Debug)]
pub struct Exchange {
    operation: &'static str,
    limits: Limits,
    events: Events,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    host: Option<String>,
    total: u64,
    sent: u64,
    reported: u64,
    began: bool,
    finished: bool,
    /// Of the last frame.
    moved: Instant,
    raw: Option<Raw>,
    failure: Option<Failure>,
}

impl Exchange {
    pub fn new(operation: &'static str, limits: Limits, events: Events) -> Arc<Self> {
        let state = State {
            host: None,
            total: 0,
            sent: 0,
            reported: 0,
            began: false,
            finished: false,
            moved: Instant::now(),
            raw: None,
            failure: None,
        };
        Arc::new(Exchange { operation, limits, events, state: Mutex::new(state), changed: Notify::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The raw answer, where one came.
    pub fn raw(&self) -> Option<Raw> {
        self.state().raw.clone()
    }

    pub fn failure(&self) -> Option<Failure> {
        self.state().failure.clone()
    }

    /// The host that was asked.
    pub fn host(&self) -> Option<String> {
        self.state().host.clone()
    }

    fn start(&self, host: Option<String>, total: u64) {
        let mut state = self.state();
        state.host = host;
        state.total = total;
        state.moved = Instant::now();
        state.finished = total == 0;
    }

    fn moved(&self, bytes: usize) {
        let mut state = self.state();
        state.began = true;
        state.sent += bytes as u64;
        state.moved = Instant::now();
        let (sent, total) = (state.sent, state.total);
        let report = total >= PROGRESS_FROM && (sent - state.reported >= PROGRESS_FROM || sent >= total);
        if report {
            state.reported = sent;
        }
        drop(state);
        if report {
            self.events.emit(What::Sent { operation: self.operation, bytes: sent, total });
        }
    }

    fn finish(&self) {
        let mut state = self.state();
        if !state.finished {
            state.finished = true;
            state.moved = Instant::now();
            drop(state);
            self.changed.notify_one();
        }
    }

    fn deadline(&self) -> Instant {
        let state = self.state();
        state.moved + if state.finished { self.limits.answer } else { self.limits.stall }
    }

    fn late(&self) -> Failure {
        let state = self.state();
        if state.finished {
            Failure::NoAnswer { after: self.limits.answer }
        } else {
            Failure::Stalled { sent: state.sent, total: state.total, after: self.limits.stall }
        }
    }

    fn fail(&self, failure: Failure) -> ConnectorError {
        let text = format!("{failure:?}");
        self.state().failure = Some(failure);
        ConnectorError::io(text.into())
    }

    /// Runs the request under the limits, and reads its answer whole.
    async fn carry(self: Arc<Self>, call: HttpConnectorFuture) -> Result<HttpResponse, ConnectorError> {
        let mut call = std::pin::pin!(call);
        let response = loop {
            let deadline = self.deadline();
            tokio::select! {
                biased;
                response = &mut call => break response,
                () = self.changed.notified() => {}
                () = tokio::time::sleep_until(deadline) => {
                    if Instant::now() >= self.deadline() {
                        return Err(self.fail(self.late()));
                    }
                }
            }
        };
        let mut response = match response {
            Ok(response) => response,
            Err(error) => {
                let has_body = self.state().total > 0;
                let nothing_sent = (has_body && !self.state().began) || never_connected(&error);
                let cause = root_cause(&error);
                let failure = if nothing_sent { Failure::NoConnection(cause) } else { Failure::Cut(cause) };
                return Err(self.fail(failure));
            }
        };
        let body = self.read(response.take_body()).await.map_err(|failure| self.fail(failure))?;
        let headers = response
            .headers()
            .iter_bytes()
            .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(value).into_owned()))
            .collect();
        self.state().raw = Some(Raw { status: response.status().as_u16(), headers, body: body.clone() });
        *response.body_mut() = SdkBody::from(body);
        Ok(response)
    }

    async fn read(&self, body: SdkBody) -> Result<Bytes, Failure> {
        if let Some(bytes) = body.bytes() {
            return Ok(Bytes::copy_from_slice(bytes));
        }
        let mut body = Box::pin(body);
        let mut read = BytesMut::new();
        loop {
            let frame = std::future::poll_fn(|cx| Body::poll_frame(body.as_mut(), cx));
            match tokio::time::timeout(self.limits.answer, frame).await {
                Err(_) => return Err(Failure::NoAnswer { after: self.limits.answer }),
                Ok(None) => return Ok(read.freeze()),
                Ok(Some(Err(error))) => return Err(Failure::Cut(root_cause(error.as_ref()))),
                Ok(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        if read.len() + data.len() > ANSWER_LIMIT {
                            return Err(Failure::TooLarge);
                        }
                        read.extend_from_slice(&data);
                    }
                }
            }
        }
    }
}

/// Whether no connection came about: DNS, TCP, TLS, a proxy that refused.
fn never_connected(error: &ConnectorError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(client) = error.downcast_ref::<hyper_util::client::legacy::Error>()
            && client.is_connect()
        {
            return true;
        }
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && matches!(
                io.kind(),
                std::io::ErrorKind::ConnectionRefused
                    | std::io::ErrorKind::HostUnreachable
                    | std::io::ErrorKind::NetworkUnreachable
            )
        {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The innermost text of an error: "Connection refused (os error 111)" and not "dispatch failure".
pub fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        texts.push(error.to_string());
        cause = error.source();
    }
    let last = texts.pop().unwrap_or_default();
    // "failed to lookup address information" says more with "dns error" before it.
    let text = match texts.pop() {
        Some(before)
            if before.len() < 80 && !last.contains(&before) && !before.contains(&last) && !before.is_empty() =>
        {
            format!("{before}: {last}")
        }
        _ => last,
    };
    super::scrub::shown(&text)
}

/// The client of one attempt.
#[derive(Debug)]
pub struct Wire {
    pub inner: SharedHttpClient,
    pub exchange: Arc<Exchange>,
}

impl HttpClient for Wire {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Line { inner, exchange: Arc::clone(&self.exchange) })
    }
}

#[derive(Debug)]
struct Line {
    inner: SharedHttpConnector,
    exchange: Arc<Exchange>,
}

impl HttpConnector for Line {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let exchange = Arc::clone(&self.exchange);
        let host = request.uri().parse::<http::Uri>().ok();
        let host =
            host.and_then(|uri| uri.authority().map(|a| format!("{}://{a}", uri.scheme_str().unwrap_or("https"))));
        let body = request.take_body();
        let total = body.content_length().unwrap_or(0);
        exchange.start(host, total);
        *request.body_mut() = if total == 0 {
            body
        } else {
            SdkBody::from_body_1_x(Metered {
                inner: Box::pin(body),
                pending: Bytes::new(),
                left: total,
                exchange: Arc::clone(&exchange),
            })
        };
        let call = self.inner.call(request);
        HttpConnectorFuture::new(exchange.carry(call))
    }
}

/// A body that leaves in small frames and is counted.
struct Metered {
    inner: Pin<Box<SdkBody>>,
    pending: Bytes,
    left: u64,
    exchange: Arc<Exchange>,
}

impl Body for Metered {
    type Data = Bytes;
    type Error = aws_smithy_types::body::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        loop {
            if this.pending.has_remaining() {
                let size = this.pending.len().min(FRAME);
                let frame = this.pending.split_to(size);
                this.left = this.left.saturating_sub(size as u64);
                this.exchange.moved(size);
                if this.left == 0 {
                    this.exchange.finish();
                }
                return Poll::Ready(Some(Ok(Frame::data(frame))));
            }
            match std::task::ready!(Body::poll_frame(this.inner.as_mut(), cx)) {
                None => {
                    this.exchange.finish();
                    return Poll::Ready(None);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.pending = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0 && self.pending.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
