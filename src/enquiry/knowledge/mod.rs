//! From a reply to what everybody knows: a public text of it, redacted and translated, that a second person lets be published, and of which
//! all who asked the same are told (rows DESK-M9, N4); the ledger of what could not be answered because it is not published (DESK-N9); and
//! the figures of WTO TFA 1.3 (DESK-M12, N5).
//!
//! Others may use [`Knowledge`]. Beside it, a slice that could not answer notes a gap with [`Knowledge::note_gap`].

pub(super) mod gap;
mod personal;
mod public_reply;
mod publishing;
mod rows;
pub(super) mod service;
mod statistics;
pub(super) mod store;

pub use gap::{Closing, GAPS_DAY_MAX, Gap, GapMonth, GapOutcome, NewGap, burn_down};
pub use public_reply::{DraftedReply, PublicReply, PublicState, PublicText, Translation, WANTED_MAX};
pub use service::Knowledge;
pub use statistics::{CASES_MAX, Span, Statistics};
