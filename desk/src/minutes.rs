//! How long something takes, in whole minutes.

use std::{fmt, ops::AddAssign};

use serde::{Deserialize, Serialize};

/// A number of whole minutes.
///
/// A minute counts for whoever had the enquiry when it ended: what is counted before and after any instant adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl Minutes {
    /// None at all.
    pub const ZERO: Minutes = Minutes(0);

    /// Returns the sum, or as many as can be held: eight thousand years.
    #[must_use]
    pub fn plus(self, other: Minutes) -> Minutes {
        Minutes(self.0.saturating_add(other.0))
    }

    /// Returns what is left when `other` is gone: nothing where that is more.
    #[must_use]
    pub fn less(self, other: Minutes) -> Minutes {
        Minutes(self.0.saturating_sub(other.0))
    }

    /// Returns so many hundredths of it, rounded up.
    #[must_use]
    pub fn percent(self, percent: u8) -> Minutes {
        let hundredths = u64::from(self.0) * u64::from(percent);
        Minutes(u32::try_from(hundredths.div_ceil(100)).unwrap_or(u32::MAX))
    }
}

impl AddAssign for Minutes {
    fn add_assign(&mut self, other: Minutes) {
        *self = self.plus(other);
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}
