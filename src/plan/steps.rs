//! Building a plan's list of steps, numbered from 1.

use super::step::{Change, Do, Plan, Settle, Step, VersionRef};
use crate::outcome::Action;

#[derive(Debug, Default)]
pub(super) struct Steps {
    steps: Vec<Step>,
    pub notes: Vec<String>,
}

impl Steps {
    /// Adds a step and says its number.
    pub fn push(&mut self, what: Do, changes: Vec<Change>) -> u32 {
        let id = u32::try_from(self.steps.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.steps.push(Step { id, what, changes });
        id
    }

    pub fn settle(&mut self, qualifier: Option<VersionRef>, goal: Settle) {
        self.push(Do::Settle { qualifier, goal }, Vec::new());
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Adds steps that were built apart, numbered on.
    pub fn append(&mut self, other: Steps) {
        for step in other.steps {
            self.push(step.what, step.changes);
        }
        self.notes.extend(other.notes);
    }

    /// The plan. `no_wait` leaves out a wait that stands last: the others are needed by what follows them.
    pub fn plan(mut self, name: &str, action: Action, no_wait: bool) -> Plan {
        if no_wait && matches!(self.steps.last(), Some(Step { what: Do::Settle { .. }, .. })) {
            self.steps.pop();
        }
        Plan { name: name.to_owned(), action, steps: self.steps, notes: self.notes }
    }
}
