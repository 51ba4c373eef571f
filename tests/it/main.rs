//! The one integration binary: a module per subject.
#![expect(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
#![allow(clippy::disallowed_methods, reason = "tests are an edge of their own")]

#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod aws;
mod bodies;
mod checks;
mod cli;
mod clones;
mod create;
mod inspect;
mod life;
mod manifest;
mod matrix;
mod package;
mod plan;
mod preflight;
mod preflight_fixtures;
mod readme;
mod real;
mod sandbox;
mod staging;
mod wire;
