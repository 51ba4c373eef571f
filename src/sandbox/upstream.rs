//! Another endpoint behind the sandbox's transport faults: calls are passed on over plain HTTP.

use bytes::Bytes;
use http::request::Parts;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::wire::{Call, Reply, answer};

/// Where calls are passed on to.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    authority: String,
}

impl Upstream {
    /// `http://HOST:PORT`, with or without the scheme.
    pub fn new(url: impl AsRef<str>) -> Self {
        let url = url.as_ref();
        let authority = url.strip_prefix("http://").unwrap_or(url).trim_end_matches('/');
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Upstream { authority }
    }

    /// Its answer, or a 502 that says why there is none.
    pub async fn pass(&self, parts: &Parts, call: &Call) -> Reply {
        match self.exchange(parts, call).await {
            Ok(reply) => reply,
            Err(error) => {
                answer(502, "text/plain", format!("the upstream endpoint {} did not answer: {error}", self.authority))
            }
        }
    }

    async fn exchange(&self, parts: &Parts, call: &Call) -> Result<Reply, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(&self.authority).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(connection);
        let mut request = http::Request::new(Full::new(call.body.clone()));
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).parse()?;
        // The signature covers the host that the client called: it stays, and nobody up there verifies it.
        *request.headers_mut() = parts.headers.clone();
        for hop in ["connection", "transfer-encoding", "content-length", "expect", "keep-alive"] {
            request.headers_mut().remove(hop);
        }
        request.headers_mut().insert(http::header::CONNECTION, http::HeaderValue::from_static("close"));
        let answered = sender.send_request(request).await?;
        let (mut head, body) = answered.into_parts();
        let body: Bytes = body.collect().await?.to_bytes();
        for hop in ["connection", "transfer-encoding", "content-length", "keep-alive"] {
            head.headers.remove(hop);
        }
        driver.abort();
        Ok(http::Response::from_parts(head, body))
    }
}
