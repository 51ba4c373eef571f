//! The text a finding points into, and the places in it.

use std::fmt;
use std::sync::Arc;

/// A text that findings point into: a manifest, or an argument of the command line.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file, relative to the current folder (`<stdin>` for standard input), or the argument as typed (`--set`).
    pub name: String,
    /// Whether `name` is a file (or standard input), not an argument.
    pub is_file: bool,
    /// The text, with every value under `variables` replaced by as many `*`: safe to show. Lines and
    /// columns are those of the real text.
    pub shown: String,
}

/// A stretch of a [`Source`], in bytes of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A node of a parsed manifest, by its number in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub u32);

/// Which part of a mapping's entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Key,
    Value,
}

/// Finds the span of a node; implemented by the manifest's tree, which looks places up only when asked,
/// because a lookup reads the text again.
pub trait Locate: fmt::Debug + Send + Sync {
    fn source(&self) -> &Arc<Source>;
    fn span(&self, node: Node) -> Span;
}

/// A stretch of one source.
#[derive(Clone, Debug)]
pub struct Place {
    pub source: Arc<Source>,
    pub span: Span,
}

/// A position for people: line and column count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Source {
    /// The position of a byte offset (clamped to the text, and to a character's start).
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.shown.len());
        while !self.shown.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.shown[..offset];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Position {
            line: before.bytes().filter(|b| *b == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl Place {
    pub fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }
}
