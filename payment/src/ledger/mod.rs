//! The double-entry ledger as rules: what each event posts (rows LED-01 to LED-26), and what the accounts come to (rows INV-05 to INV-08).

pub mod account;
pub mod demand;
pub mod entry;
pub mod giving_back;
pub mod receiving;
pub mod treasury;
pub mod trial;

pub use account::{Account, Phase};
pub use entry::{Entry, Layer, POSTINGS_MAX, Posting, Rule, Side, Unbalanced};
pub use receiving::Collected;
pub use trial::{Balance, Trial};
