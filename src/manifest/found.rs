//! The findings of one manifest, up to a bound: a file of a hundred thousand mistakes needs no hundred
//! thousand lookups.

use crate::diagnostic::Diagnostic;

const MOST: usize = 100;

#[derive(Debug, Default)]
pub struct Found {
    list: Vec<Diagnostic>,
    dropped: usize,
}

impl Found {
    /// Adds a finding; it is made only where there is room for it.
    pub fn push(&mut self, make: impl FnOnce() -> Diagnostic) {
        if self.list.len() < MOST {
            self.list.push(make());
        } else {
            self.dropped += 1;
        }
    }

    pub fn len(&self) -> usize {
        self.list.len() + self.dropped
    }

    /// All, each once: what is inherited by several functions is found in each.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut list: Vec<Diagnostic> = Vec::with_capacity(self.list.len() + 1);
        for diagnostic in self.list {
            let span = |d: &Diagnostic| d.place.as_ref().map(|p| (p.span.start, p.span.end, p.source.name.clone()));
            if !list.iter().any(|d| d.message == diagnostic.message && span(d) == span(&diagnostic)) {
                list.push(diagnostic);
            }
        }
        if self.dropped > 0 {
            list.push(Diagnostic::fault(format!("{} more findings are not shown", self.dropped), None));
        }
        list
    }
}
