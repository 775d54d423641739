//! What the rules of the customs feed say no to.

use crate::platform::refusal;

/// Why something is not done with a feed or an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The place in the feed is none.
    CursorInvalid,
    /// Nothing stands there yet.
    Beyond {
        /// The last place of the feed.
        current: i64,
    },
    /// There is no such endpoint.
    EndpointUnknown,
    /// Nothing may be sent to that address.
    Address,
    /// The feed is that of nobody who could have issued anything.
    FeedInvalid,
    /// There are as many endpoints as there may be.
    TooMany {
        /// How many that is.
        limit: usize,
    },
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::CursorInvalid => "CURSOR_INVALID",
            Self::Beyond { .. } => "CUSTOMS_CURSOR_BEYOND",
            Self::EndpointUnknown => "CUSTOMS_ENDPOINT_UNKNOWN",
            Self::Address => "CUSTOMS_ENDPOINT_ADDRESS",
            Self::FeedInvalid => "CUSTOMS_FEED_INVALID",
            Self::TooMany { .. } => "CUSTOMS_ENDPOINT_TOO_MANY",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Beyond { current } => vec![("current", current.to_string())],
            Self::TooMany { limit } => vec![("limit", limit.to_string())],
            _ => Vec::new(),
        }
    }
}
