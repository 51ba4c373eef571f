//! What is known about the service: limits, runtimes, regions, reserved names, forms of identifiers.
//!
//! Everything here is dated data. [`AS_OF`] is the day it was collected; each table names its source.

pub mod arn;
pub mod limits;
pub mod members;
pub mod patterns;
pub mod regions;
pub mod reserved;
pub mod runtimes;

use jiff::civil::{Date, date};

/// The day these facts were collected. A date of the service's that lies after it may have been moved since.
pub const AS_OF: Date = date(2026, 11, 22);
