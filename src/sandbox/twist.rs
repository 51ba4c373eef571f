//! What a fault of the service's own does to a call that is carried out.

use std::time::Duration;

/// Changes to the effect of one call; the default changes nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Twist {
    /// The reason code that the creation or update fails with, once it is no longer under way.
    pub fails: Option<String>,
    /// The same for a version that the call publishes.
    pub version_fails: Option<String>,
    /// How long reads do not see the function that the call creates.
    pub hidden: Option<Duration>,
}
