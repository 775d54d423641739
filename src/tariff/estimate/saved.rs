//! An estimate that was kept: what was declared, what came of it, and which published rules it stands on. Row DUTY-N2.

use duty::{goods::Declaration, trace::Trace};
use serde::{Deserialize, Serialize};
use vocabulary::{Money, Timestamp};

use crate::platform::short_code::ShortCode;

/// An estimate that was kept.
#[derive(Clone, Debug)]
pub struct SavedEstimate {
    /// What it is found by.
    pub code: ShortCode,
    /// When it was kept.
    pub created_at: Timestamp,
    /// When it is taken away.
    pub expires_at: Timestamp,
    /// What was declared; its day is the day whose rules it stands on.
    pub declaration: Declaration,
    /// The instant: what was published of that day by then.
    pub known_at: Timestamp,
    /// What came of it.
    pub result: Result,
}

/// What came of an estimate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Result {
    /// All that is due.
    pub total: Money,
    /// Every step, with the rules it stands on, as they were.
    pub trace: Trace,
}
