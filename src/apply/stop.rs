//! Ctrl-C and SIGTERM: the first lets the call in flight end, the second ends at once.

use std::sync::Arc;

use tokio::sync::watch;

/// Which signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
}

impl Signal {
    pub fn name(self) -> &'static str {
        match self {
            Signal::Interrupt => "SIGINT",
            Signal::Terminate => "SIGTERM",
        }
    }
}

/// Tells the work to end. Cheap to clone; one for all functions of a run.
#[derive(Clone, Debug)]
pub struct Stop {
    state: Arc<watch::Sender<(u32, Option<Signal>)>>,
}

impl Default for Stop {
    fn default() -> Self {
        Stop::new()
    }
}

impl Stop {
    pub fn new() -> Self {
        Stop { state: Arc::new(watch::Sender::new((0, None))) }
    }

    /// A signal came.
    pub fn signal(&self, signal: Signal) {
        self.state.send_modify(|(count, first)| {
            *count = count.saturating_add(1);
            first.get_or_insert(signal);
        });
    }

    /// The first signal, where one came.
    pub fn asked(&self) -> Option<Signal> {
        self.state.borrow().1
    }

    /// Ends when the first signal comes.
    pub async fn first(&self) -> Signal {
        self.nth(1).await
    }

    /// Ends when the second signal comes.
    pub async fn second(&self) -> Signal {
        self.nth(2).await
    }

    async fn nth(&self, n: u32) -> Signal {
        let mut watch = self.state.subscribe();
        let came =
            watch.wait_for(|(count, _)| *count >= n).await.map(|state| state.1.unwrap_or(Signal::Interrupt)).ok();
        match came {
            Some(signal) => signal,
            // The sender lives in `self`: this is never reached.
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Signal, Stop};

    #[tokio::test]
    async fn the_first_signal_names_the_end_and_the_second_hurries_it() {
        let stop = Stop::new();
        assert_eq!(stop.asked(), None);
        stop.signal(Signal::Terminate);
        assert_eq!(stop.first().await, Signal::Terminate);
        let hurried = stop.clone();
        let waiting = tokio::spawn(async move { hurried.second().await });
        stop.signal(Signal::Interrupt);
        assert_eq!(waiting.await.ok(), Some(Signal::Terminate));
    }
}
