//! The one integration binary: a module per subject.
#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod aws;
mod checks;
mod cli;
mod create;
mod inspect;
mod manifest;
mod package;
mod plan;
mod preflight;
mod preflight_fixtures;
mod readme;
mod real;
mod sandbox;
mod wire;
