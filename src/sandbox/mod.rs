//! A local Lambda endpoint in memory: rehearsals without an account, and the fault matrix of lamctl's own tests.
//!
//! It answers as AWS is recorded to answer, and shares no code with the client side, so that the two cannot agree on
//! a mistake. [`Sandbox`] is the endpoint without a socket (its time is tokio's, virtual in tests), [`start`] serves
//! it on 127.0.0.1, [`child`] runs a command against it. Nothing is kept on disk, no signature is verified.

mod call;
pub mod child;
mod faults;
mod lambda;
mod limits;
mod logs;
mod routes;
mod s3;
mod serve;
mod service;
mod state;
mod sts;
mod transport;
mod twist;
mod upstream;
mod wire;

use std::time::Duration;

pub use call::{Disconnected, Entry, Sandbox};
pub use child::{environment, export_lines, run};
pub use faults::{Fault, KINDS, parse};
pub use serve::{Running, start};

/// How the sandbox behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// How long a new function is Pending.
    pub active_after: Duration,
    /// How long an update is InProgress.
    pub update_after: Duration,
    /// Lambda calls a second before 429; `None` is no limit. Invocations do not count.
    pub rate: Option<u32>,
    pub faults: Vec<Fault>,
    /// `http://HOST:PORT`: calls are passed on to there, with transport faults in between.
    pub upstream: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            port: 0,
            active_after: Duration::from_millis(500),
            update_after: Duration::from_millis(300),
            rate: None,
            faults: Vec::new(),
            upstream: None,
        }
    }
}
