//! The zip on its way into a request: a placeholder stands in the JSON until signing, and the base64 of
//! the zip is made while it is sent. So a direct upload of 50 MiB needs no copy of it in memory.

use std::io::Read;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_sigv4::http_request::SignableBody;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use sha2::{Digest, Sha256};

use crate::package::Artifact;

/// Bytes of the zip in a piece: a multiple of 3, so that pieces of base64 join; 64 KiB when encoded.
const PIECE: usize = 48 * 1024;

/// A stand-in for the zip, and the interceptor that puts the zip in its place.
#[derive(Debug, Clone)]
pub struct ZipInPlace {
    placeholder: Vec<u8>,
    artifact: Artifact,
}

impl ZipInPlace {
    pub fn new(artifact: &Artifact) -> Self {
        ZipInPlace { placeholder: uuid::Uuid::new_v4().as_bytes().to_vec(), artifact: artifact.clone() }
    }

    /// What the SDK serializes as ZipFile.
    pub fn placeholder(&self) -> aws_smithy_types::Blob {
        aws_smithy_types::Blob::new(self.placeholder.clone())
    }

    fn split(&self, body: &[u8]) -> Option<(Bytes, Bytes)> {
        let needle = format!("\"ZipFile\":\"{}\"", STANDARD.encode(&self.placeholder));
        let at = body.windows(needle.len()).position(|window| window == needle.as_bytes())?;
        let before = at + "\"ZipFile\":\"".len();
        let after = at + needle.len() - 1;
        Some((Bytes::copy_from_slice(&body[..before]), Bytes::copy_from_slice(&body[after..])))
    }
}

impl Intercept for ZipInPlace {
    fn name(&self) -> &'static str {
        "ZipInPlace"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let Some((before, after)) = request.body().bytes().and_then(|body| self.split(body)) else {
            return Err("the request holds no place for the zip".into());
        };
        let zipped = self.artifact.zipped_bytes;
        let total = before.len() as u64 + zipped.div_ceil(3) * 4 + after.len() as u64;
        let hash = Pieces::open(&self.artifact, &before, &after)?.digest(total, &self.artifact)?;
        let Some(mut signing) = cfg.load::<SigV4OperationSigningConfig>().cloned() else {
            return Err("the request is not signed".into());
        };
        signing.signing_options.payload_override = Some(SignableBody::Precomputed(hash));
        cfg.interceptor_state().store_put::<SigV4OperationSigningConfig>(signing);
        request.headers_mut().insert("content-length", total.to_string());
        let artifact = Arc::new(self.artifact.clone());
        *request.body_mut() = SdkBody::retryable(move || {
            SdkBody::from_body_1_x(Streamed { pieces: Pieces::open(&artifact, &before, &after), left: total })
        });
        Ok(())
    }
}

/// Where the zip's bytes come from.
enum Source {
    Memory(Bytes),
    File(std::fs::File),
}

/// The request's body, piece by piece.
struct Pieces {
    before: Option<Bytes>,
    source: Source,
    after: Option<Bytes>,
    left: u64,
    /// What the last piece was before it was encoded, where it came from a file.
    raw: Option<Vec<u8>>,
}

impl Pieces {
    fn open(artifact: &Artifact, before: &Bytes, after: &Bytes) -> std::io::Result<Self> {
        use crate::package::Body as Zip;
        let source = match &artifact.body {
            Zip::Memory(bytes) => Source::Memory(bytes.clone()),
            Zip::Temp(path) => Source::File(std::fs::File::open(&***path)?),
            Zip::File(path) => Source::File(std::fs::File::open(path).map_err(|_| changed())?),
        };
        Ok(Pieces {
            before: Some(before.clone()),
            source,
            after: Some(after.clone()),
            left: artifact.zipped_bytes,
            raw: None,
        })
    }

    fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        if let Some(before) = self.before.take() {
            return Ok(Some(before));
        }
        if self.left == 0 {
            return Ok(self.after.take());
        }
        let size = usize::try_from(self.left).unwrap_or(PIECE).min(PIECE);
        self.left -= size as u64;
        let encoded = match &mut self.source {
            Source::Memory(bytes) if bytes.len() >= size => STANDARD.encode(bytes.split_to(size)),
            Source::Memory(_) => return Err(changed()),
            Source::File(file) => {
                let mut piece = vec![0; size];
                file.read_exact(&mut piece).map_err(|_| changed())?;
                let encoded = STANDARD.encode(&piece);
                self.raw = Some(piece);
                encoded
            }
        };
        Ok(Some(Bytes::from(encoded)))
    }

    /// The hash of the whole body. A zip of the user's own must still be the one that was checked.
    fn digest(mut self, total: u64, artifact: &Artifact) -> std::io::Result<String> {
        let mut hasher = Sha256::new();
        let mut zip = matches!(artifact.body, crate::package::Body::File(_)).then(Sha256::new);
        let mut length = 0;
        while let Some(piece) = self.next()? {
            length += piece.len() as u64;
            hasher.update(&piece);
            if let Some(zip) = zip.as_mut().filter(|_| self.raw.is_some()) {
                zip.update(self.raw.take().unwrap_or_default());
            }
        }
        if length != total || zip.is_some_and(|zip| STANDARD.encode(zip.finalize()) != artifact.sha256) {
            return Err(changed());
        }
        Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

fn changed() -> std::io::Error {
    std::io::Error::other("the package changed while it was sent")
}

/// The body that is sent.
struct Streamed {
    pieces: std::io::Result<Pieces>,
    left: u64,
}

impl Body for Streamed {
    type Data = Bytes;
    type Error = aws_smithy_types::body::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let piece = match &mut self.pieces {
            Ok(pieces) => pieces.next(),
            Err(error) => Err(std::io::Error::other(error.to_string())),
        };
        Poll::Ready(match piece {
            Ok(Some(bytes)) => {
                self.left = self.left.saturating_sub(bytes.len() as u64);
                Some(Ok(Frame::data(bytes)))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error.into())),
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
