//! The only folder that names an `aws_*` crate: calls in, answers or faults out.
//!
//! [`config`] finds region, credentials and endpoint; [`client`] makes one attempt of one call; [`wire`]
//! is the connector under it, which meters the body, keeps the time limits and keeps the raw answer;
//! [`convert`] translates between the vocabulary and the SDK; [`fault`] and [`catalogue`] say what a
//! refusal means.

pub mod body;
pub mod catalogue;
pub mod client;
pub mod config;
pub mod convert;
pub mod credentials;
mod download;
pub mod fault;
pub mod http;
#[cfg(feature = "logs")]
pub mod logs;
pub mod policy;
#[cfg(feature = "s3")]
pub mod s3;
pub mod scrub;
pub mod send;
pub mod wire;

pub use client::{Client, Reply};
pub use config::{Connect, connect};
pub use fault::{Class, Fault, Outcome};

/// A network: the real one, or a test's.
pub type Http = aws_smithy_runtime_api::client::http::SharedHttpClient;
