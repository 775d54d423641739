//! Whether what a pack says is still to be relied on.

use vocabulary::Timestamp;

/// How old a pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Current,
    /// It is past its last day: texts are found and told to be old, and no duty is worked out.
    Stale {
        /// Since when.
        since: Timestamp,
    },
}

impl Standing {
    /// Says how a pack stands that holds until `expires`.
    pub fn at(now: Timestamp, expires: Timestamp) -> Standing {
        if now < expires { Standing::Current } else { Standing::Stale { since: expires } }
    }

    /// Says whether it is past its last day.
    pub fn is_stale(self) -> bool {
        matches!(self, Standing::Stale { .. })
    }
}
