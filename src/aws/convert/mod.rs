//! The vocabulary's settings to the SDK's requests, and the SDK's answers back: the one place.

pub mod request;
pub mod response;
