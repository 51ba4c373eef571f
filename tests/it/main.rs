//! The one integration binary: a module per subject.
#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod aws;
mod checks;
mod cli;
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
mod sandbox;
mod staging;
mod wire;
