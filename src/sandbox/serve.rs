//! Serving the sandbox on a socket. The accept loop is its own, because cutting, resetting and stalling need hold of
//! the connection.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::call::{Disconnected, Sandbox, most_bytes, too_large};
use super::faults::{Kind, Transport};
use super::wire::Reply;
use super::{Options, routes};

/// A sandbox that is being served.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    sandbox: Sandbox,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The endpoint itself: its state and its log.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Takes no more connections, gives the answers under way a second to leave, and ends.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.accepting.await;
    }
}

/// Starts serving on 127.0.0.1.
///
/// # Errors
/// The port cannot be had, or the options do not go together.
pub async fn start(options: Options) -> io::Result<Running> {
    if options.upstream.is_some()
        && let Some(fault) = options.faults.iter().find(|fault| !fault.is_transport())
    {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "the fault of {} is one of the sandbox's own: in front of another endpoint only transport faults are possible",
                fault.operation
            ),
        ));
    }
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    let reads =
        |fault: &super::Fault| matches!(fault.kind, Kind::Transport(Transport::SlowRead(_) | Transport::StallRead));
    if options.faults.iter().any(reads) {
        // A large buffer would take in whole packages, and no sender would notice that nobody reads.
        socket.set_recv_buffer_size(64 * 1024)?;
    }
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))?;
    let listener = socket.listen(1024)?;
    let addr = listener.local_addr()?;
    let sandbox = Sandbox::new(options);
    let (stop, mut stopped) = watch::channel(false);
    let served = sandbox.clone();
    let accepting = tokio::spawn(async move {
        let mut connections = JoinSet::new();
        let ending = stopped.clone();
        loop {
            let stream = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(_) => {
                        // Out of file descriptors, most likely: they come back.
                        tokio::time::sleep(Duration::from_millis(10)).await;
                        continue;
                    }
                },
                _ = stopped.changed() => break,
            };
            while connections.try_join_next().is_some() {}
            connections.spawn(connection(stream, served.clone(), ending.clone()));
        }
        drop(listener);
        let all = async { while connections.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(1), all).await;
    });
    Ok(Running { addr, sandbox, stop, accepting })
}

async fn connection(stream: TcpStream, sandbox: Sandbox, mut stopped: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let io = TokioIo::new(Line { stream, reset: reset.clone() });
    let service = service_fn(move |request| handle(request, sandbox.clone(), reset.clone()));
    let mut serving =
        std::pin::pin!(http1::Builder::new().timer(TokioTimer::new()).half_close(true).serve_connection(io, service));
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = stopped.changed() => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}

/// Ends a connection without an answer.
#[derive(Debug)]
struct Gone;

impl std::fmt::Display for Gone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is cut")
    }
}

impl std::error::Error for Gone {}

async fn handle(
    request: http::Request<Incoming>,
    sandbox: Sandbox,
    reset: Arc<AtomicBool>,
) -> Result<http::Response<Answer>, Gone> {
    let (parts, body) = request.into_parts();
    let mut call = routes::route(&parts);
    let fault = sandbox.strike(&call);
    let rate = match &fault {
        // Cut before the body is read: a sender of a large package notices while sending.
        Some(Kind::Transport(Transport::Refuse | Transport::Reset)) => Some(Reading::Not),
        Some(Kind::Transport(Transport::StallRead)) => Some(Reading::Stalls),
        Some(Kind::Transport(Transport::SlowRead(rate))) => Some(Reading::Slowly(*rate)),
        _ => None,
    };
    match read(body, most_bytes(&call), rate).await {
        Ok((bytes, total)) => {
            if let Some(refusal) = too_large(&call, total) {
                return Ok(answer(sandbox.refuse(&call, &refusal)));
            }
            call.body = bytes;
        }
        // The client went away in the middle of its request.
        Err(_) => return Err(Gone),
    }
    match sandbox.perform(&parts, call, fault).await {
        Ok(reply) => Ok(answer(reply)),
        Err(Disconnected::Hang) => std::future::pending().await,
        Err(Disconnected::Reset) => {
            reset.store(true, Ordering::Relaxed);
            Err(Gone)
        }
        Err(Disconnected::Refused | Disconnected::Cut) => Err(Gone),
    }
}

enum Reading {
    Not,
    Stalls,
    Slowly(u64),
}

/// Reads a body: what fits, and how long it was.
async fn read(mut body: Incoming, most: usize, reading: Option<Reading>) -> Result<(Bytes, usize), hyper::Error> {
    let mut bytes = BytesMut::new();
    let mut total = 0_usize;
    if matches!(reading, Some(Reading::Not)) {
        return Ok((Bytes::new(), 0));
    }
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        total = total.saturating_add(data.len());
        if total <= most {
            bytes.extend_from_slice(&data);
        }
        match reading {
            Some(Reading::Slowly(rate)) => {
                let seconds = data.len() as f64 / rate as f64;
                tokio::time::sleep(Duration::try_from_secs_f64(seconds).unwrap_or_default()).await;
            }
            Some(Reading::Stalls) => std::future::pending().await,
            _ => {}
        }
    }
    if matches!(reading, Some(Reading::Stalls)) {
        // No body to stall in: it is the answer then that never comes.
        return std::future::pending().await;
    }
    Ok((bytes.freeze(), total))
}

/// The body of an answer; one that is shorter than it says ends with a cut connection.
#[derive(Debug)]
struct Answer {
    data: Option<Bytes>,
    /// Whether the head says another length than this body has.
    short: bool,
}

fn answer(reply: Reply) -> http::Response<Answer> {
    let short = reply.headers().contains_key(http::header::CONTENT_LENGTH);
    reply.map(|bytes| Answer { data: Some(bytes).filter(|bytes| !bytes.is_empty()), short })
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.data.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && !self.short
    }

    fn size_hint(&self) -> SizeHint {
        if self.short {
            return SizeHint::default();
        }
        SizeHint::with_exact(self.data.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// A connection that can be reset instead of closed.
#[derive(Debug)]
struct Line {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            // Closing with nothing left to linger for sends RST.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
