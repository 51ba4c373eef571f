//! The one integration binary: a module per subject.
#[path = "../support/mod.rs"]
mod support;

mod aws;
mod inspect;
mod manifest;
mod package;
mod plan;
mod preflight;
mod sandbox;
