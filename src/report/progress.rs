//! Bars and spinners, on a terminal alone: a bar over the bytes packaged, one over the bytes uploaded once
//! the body is over 1 MB, a spinner with the state and the elapsed time while waiting.

use std::collections::HashMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::text::escape;
use crate::event::{Event, What};

/// Uploads of a package below 1 MB are over before a bar is read; in the body it is base64.
const UPLOAD_BAR: u64 = 1_000_000 * 4 / 3;

pub struct Progress {
    multi: MultiProgress,
    /// One bar or spinner for each function under way.
    bars: HashMap<usize, ProgressBar>,
}

impl Progress {
    pub fn new() -> Self {
        Progress { multi: MultiProgress::new(), bars: HashMap::new() }
    }

    pub fn event(&mut self, event: &Event, about: &str) {
        let at = event.function;
        match &event.what {
            What::Packaging { bytes, .. } => self.bar(at, *bytes, format!("{about}packaging")),
            What::Packaged { bytes } => self.advance(at, *bytes),
            What::Started { operation, .. } => self.spinner(at, format!("{about}{operation}")),
            What::Sent { operation, bytes, total } if *total > UPLOAD_BAR => {
                if self.bars.get(&at).is_none_or(|bar| bar.length() != Some(*total)) {
                    self.bar(at, *total, format!("{about}{operation}"));
                }
                self.advance(at, *bytes);
                if bytes == total {
                    self.spinner(at, format!("{about}{operation}: sent, waiting for the answer"));
                }
            }
            What::State { goal, state, .. } => {
                let message = format!("{about}waiting for {goal}, now {}", escape(state));
                match self.bars.get(&at) {
                    Some(bar) if bar.length().is_none() && bar.message().contains("waiting for") => {
                        bar.set_message(message);
                    }
                    _ => self.spinner(at, message),
                }
            }
            What::Package { .. } | What::Done { .. } | What::Settled { .. } => self.remove(at),
            _ => {}
        }
    }

    pub fn around(&self, write: impl FnOnce()) {
        self.multi.suspend(write);
    }

    pub fn clear(&mut self) {
        for (_, bar) in self.bars.drain() {
            bar.finish_and_clear();
        }
    }

    fn bar(&mut self, at: usize, length: u64, message: String) {
        self.remove(at);
        let bar = self.multi.add(ProgressBar::new(length));
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {decimal_bytes}/{decimal_total_bytes}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(message);
        self.bars.insert(at, bar);
    }

    fn spinner(&mut self, at: usize, message: String) {
        self.remove(at);
        let bar = self.multi.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(message);
        bar.enable_steady_tick(Duration::from_millis(100));
        self.bars.insert(at, bar);
    }

    fn advance(&mut self, at: usize, bytes: u64) {
        if let Some(bar) = self.bars.get(&at) {
            bar.set_position(bytes);
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(bar) = self.bars.remove(&at) {
            bar.finish_and_clear();
            self.multi.remove(&bar);
        }
    }
}
