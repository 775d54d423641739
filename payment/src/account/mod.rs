//! Accounts that traders have with customs: money paid in advance that notices are paid from, securities that stand for what may become
//! due, and duties that are paid once a month.
//! Rules only. Rows PAY-M14, PAY-M15, INV-16, LED-21, LED-23; WTO TFA 7.3.
//!
//! Whoever keeps accounts asks [`TraderAccount`] what may happen, stores the [`AccountEvent`] that it is given beside its journal entry, and
//! makes the account of its events again. [`ACCOUNT_EDGES`] is the one table of states: the trigger of the database has a copy of it.

mod decision;
mod deferment;
mod edge;
mod event;
mod guarantee;
mod reference;
mod reservation;
mod trader;

pub use decision::{AccountRefusal, Change};
pub use edge::{ACCOUNT_EDGES, AccountEdge, AccountState, AccountVerb};
pub use event::AccountEvent;
pub use guarantee::{GuaranteeReference, GuaranteeReferenceError};
pub use reference::AccountReference;
pub use reservation::Reservation;
pub use trader::{AccountKind, Sums, Terms, TraderAccount};
