//! One-time codes by SMS: how a person proves that a phone is theirs, for one purpose, with nothing but the phone.
//!
//! A code is six digits, holds five minutes and for one try too many, and is bound to number, purpose, amount and device. Nobody
//! is looked up here: whether a number belongs to somebody we know is asked after the proof, so a stranger learns nothing by
//! asking. What the proof opens is decided by who receives it ([`PhoneProven`]).

mod chance;
mod digits;
mod hash;
mod limits;
mod network;
mod purpose;
mod refusal;
mod service;
mod standing;
mod store;
mod telling;
mod wording;

pub use chance::{Chance, SystemChance};
pub use digits::{Digits, DigitsError};
pub use hash::Binding;
pub use limits::{Asking, Counts, Limits, NUMBER_DAY_MAX, Spending, Use};
pub use network::Network;
pub use purpose::{Amount, Purpose};
pub use refusal::Refusal;
pub use service::{CODE_LIFE, CodeRequest, CodeSent, Codes, PhoneProven, TRIES_MAX};
pub use standing::Standing;
pub use wording::AmountShown;

pub use super::hashing::HashCost;
