//! What is happening, as data. Work emits events; renderers are siblings.

use std::sync::Arc;
use std::time::Duration;

/// Something that happens to one function of the run.
#[derive(Clone, Debug)]
pub struct Event {
    /// The function's index in the run.
    pub function: usize,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    /// Packaging begins; `bytes` is what will be read.
    Packaging { files: u64, bytes: u64 },
    /// So many bytes have been packaged so far.
    Packaged { bytes: u64 },
    /// The package is done.
    Package { files: u64, zipped_bytes: u64, unzipped_bytes: u64, took: Duration },
    /// A call begins: the operation's name and what it is about, for people.
    Started { operation: &'static str, what: String },
    /// Bytes of the call's body sent so far.
    Sent { operation: &'static str, bytes: u64, total: u64 },
    /// A call ended well.
    Done { operation: &'static str, took: Duration, attempts: u32 },
    /// The call will be made again: why, after how long, and until when at most.
    Retry { operation: &'static str, reason: String, attempt: u32, after: Duration, limit: Option<Duration> },
    /// A look at the function's state. `goal` is what is waited for (`Active`).
    State { goal: &'static str, state: String, reason: Option<String>, elapsed: Duration, limit: Duration },
    /// The wait for a state ended well.
    Settled { state: String, took: Duration, polls: u32 },
    /// A difference that is about to be mended: field, from, to.
    Changing(String),
    /// A line of the function's own log.
    Log(String),
    /// Something worth saying, not wrong.
    Note(String),
    /// Something worth minding.
    Warning(String),
    /// Detail for `-v` (1), `-vv` (2), `-vvv` (3).
    Detail { verbosity: u8, text: String },
}

/// Where events go.
pub type Sink = Arc<dyn Fn(Event) + Send + Sync>;

/// The events of one function.
#[derive(Clone)]
pub struct Events {
    sink: Sink,
    function: usize,
}

impl Events {
    pub fn new(sink: Sink, function: usize) -> Self {
        Events { sink, function }
    }

    /// Events that nobody sees.
    pub fn none() -> Self {
        Events { sink: Arc::new(|_| ()), function: 0 }
    }

    /// The same place, by way of a change: parts of an upload become progress of the whole.
    #[must_use]
    pub fn through(&self, change: impl Fn(What) -> What + Send + Sync + 'static) -> Self {
        let sink = Arc::clone(&self.sink);
        let changed = move |event: Event| sink(Event { function: event.function, what: change(event.what) });
        Events { sink: Arc::new(changed), function: self.function }
    }

    pub fn emit(&self, what: What) {
        (self.sink)(Event { function: self.function, what });
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("function", &self.function).finish_non_exhaustive()
    }
}
