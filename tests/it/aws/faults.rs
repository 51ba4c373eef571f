//! Faults, each with its end.

/// The SDK's own list: a code that it gains needs a hint.
#[test]
fn every_reason_code_of_the_sdk_has_a_hint() {
    use aws_sdk_lambda::types::{LastUpdateStatusReasonCode, StateReasonCode};
    for code in StateReasonCode::values().iter().chain(LastUpdateStatusReasonCode::values()) {
        assert!(lamctl::wait::reason_hint(code).is_some(), "no hint for {code}");
    }
}
