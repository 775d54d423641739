//! Payment of duties, taxes and fees as rules (WTO TFA 7.2): notices and their charges, what a payment may become, what counts as evidence of
//! money, and what the ledger posts. Rows PAY-M3, ST-01 to ST-31, LED-01 to LED-26, MON-05, AL-01, AL-05.
//!
//! No input or output, no wall clock, no chance, no floating point. Whoever keeps payments asks [`Payment`] what may happen, stores the
//! [`Event`] that it is given beside the evidence and the journal entry, and makes the payment of its events again. [`edge::EDGES`] is the
//! one table of states: the trigger of the database and `docs/payment-states.md` are made of it.

pub mod attempt;
pub mod booking;
pub mod decision;
pub mod edge;
pub mod event;
pub mod evidence;
pub mod hearing;
pub mod key;
pub mod ledger;
pub mod notice;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
pub mod payment;
pub mod reference;
pub mod state;

pub use attempt::{Attempt, CaptureMode, Ending, Rail};
pub use booking::{Booked, Paid, book};
pub use decision::Refusal;
pub use edge::{EDGES, Edge, Effect, Verb};
pub use event::{By, Event, FourEyes, Share, Unsure};
pub use evidence::{Conflict, DeclineReason, Evidence, Expected, Standing};
pub use hearing::Heard;
pub use key::{IdempotencyKey, Operation, ProviderKey};
pub use notice::{Allocation, Charge, ChargeKind, NoticeRefusal, NoticeState, PaymentNotice};
pub use payment::{Broken, Payment};
pub use reference::{NoticeReference, NoticeReferenceError};
pub use state::{PublicState, State};
