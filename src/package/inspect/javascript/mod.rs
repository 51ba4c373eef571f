//! What a JavaScript source exports, as far as that is certain.
//!
//! A careful scan, not a parser: it tells comments, strings, templates and regular expressions from code,
//! and then looks at every use of `export`, `exports` and `module`. As soon as one of them could bring in
//! names that are not written there, the exports are [`Exports::open`], and nothing is said of them.

mod exports;
mod tokens;

pub use exports::{Exports, exports};

/// Sources longer than this are not scanned, in bytes: bundles of that size are minified anyway.
pub const SCAN_LIMIT: usize = 2 << 20;
