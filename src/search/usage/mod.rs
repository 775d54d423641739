//! What the search learns from being used: how often each synonym rewrote a query, which phrases many people search for, and
//! which of those nobody finds. Rows SRCH-M5, SRCH-M11 and SRCH-N6.
//!
//! Nothing here knows who searched. What looks like a number or an address of a person is never kept, and nothing is shown that was
//! searched fewer than five times. Counting happens in memory and waits for nobody; the database hears of it every half minute.

mod phrase;
mod rows;
mod service;
mod store;
mod tally;

pub use phrase::{ASKED_MIN, Counts, KEPT_DAYS, Phrase};
pub use service::{AskedPhrase, PhraseCursor, PhraseList, PhrasesRequest, Usage, UsageLimits};
