//! The documented exit codes.

use crate::error::{Error, Kind};

/// A row of the table that `lamctl help exit-codes` prints.
pub const TABLE: &[(&str, &str)] = &[
    ("0", "done"),
    (
        "1",
        "it ran, and the answer is no: a difference with --exit-code, a function that ended Failed, a function error",
    ),
    ("2", "the arguments are wrong"),
    ("3", "the manifest cannot be read or is invalid"),
    (
        "4",
        "stopped before any change: a rule at deny, or a guard (account, unmanaged variables, immutable setting, missing --yes)",
    ),
    ("124", "a wait ran out of time (what was done, and how to go on, is said)"),
    ("130, 143", "interrupted, terminated (the same is said)"),
    ("253", "no region, no credentials, expired login, endpoint unreachable"),
    ("254", "AWS refused, or a retry budget ended on its refusal"),
    ("255", "a bug in lamctl"),
];

/// The exit code of an error.
pub fn code(error: &Error) -> u8 {
    match error.kind {
        Kind::Failed | Kind::FunctionError => 1,
        Kind::Usage => 2,
        Kind::Manifest => 3,
        Kind::Checks | Kind::Guard => 4,
        Kind::Timeout => 124,
        Kind::Interrupted if error.code.as_deref() == Some("SIGTERM") => 143,
        Kind::Interrupted => 130,
        Kind::Environment => 253,
        Kind::Service | Kind::Conflict => 254,
        Kind::Internal => 255,
    }
}

/// Of several functions, the code that stands first in this order counts.
const ORDER: [u8; 11] = [255, 143, 130, 254, 253, 124, 3, 4, 1, 2, 0];

/// The one exit code of several.
pub fn worst(codes: impl IntoIterator<Item = u8>) -> u8 {
    let rank = |code: &u8| ORDER.iter().position(|o| o == code).unwrap_or(0);
    codes.into_iter().min_by_key(rank).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::worst;

    #[test]
    fn of_several_the_gravest_counts() {
        assert_eq!(worst([]), 0);
        assert_eq!(worst([0, 1, 4]), 4);
        assert_eq!(worst([3, 124, 1]), 124);
        assert_eq!(worst([253, 254, 0]), 254);
        assert_eq!(worst([130, 143]), 143);
    }
}
