//! lamctl puts a function on AWS Lambda from a YAML manifest.
//!
//! Everything it does is a stretch of one pipeline; what stands further down is a value when it gets
//! there, and nothing calls back up:
//!
//! ```text
//! argv ── cli ──► what was asked (typed, then resolved; no network, no file but the manifest)
//!                   │
//! manifest ────────► Desired functions, each value with its place in the text, + located diagnostics
//!                   │
//! package ─────────► FileSet (sorted; mode and link policy applied) ─► Artifact (bytes or temp file, sha256, sizes)
//!                   │
//! preflight ───────► findings; one at level deny stops here, before anything is sent
//!                   │
//! plan ────────────► Plan: steps as data; what --dry-run and diff print is what apply runs
//!                   │
//! apply ───────────► the only code that changes anything; asks `retry` and `wait` what to do next
//!                   │
//! outcome ─────────► what happened, as values
//!                   │
//! report ──────────► human lines, one JSON document, CI annotations: siblings over the same events and outcome
//! ```
//!
//! The vocabulary (`diagnostic`, `error`, `exit`, `facts`, `function`, `event`, `outcome`) is for
//! everyone and uses only itself. The stages use only those before them. `report` uses the vocabulary
//! and `plan`; `sandbox` uses `facts` alone; `cli` uses everything and nobody uses `cli`.
#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod error;
pub mod event;
pub mod exit;
pub mod facts;
pub mod function;
pub mod outcome;

pub mod manifest;
pub mod package;
pub mod preflight;

pub mod plan;

pub mod aws;
pub mod retry;
pub mod wait;

pub mod apply;

pub mod report;
pub mod sandbox;

pub mod cli;
