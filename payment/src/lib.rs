//! Payment of duties, taxes and fees as rules (WTO TFA 7.2): notices and their charges, what a payment may become, what counts as evidence of
//! money, and what the ledger posts. Rows PAY-M3, PAY-M13, PAY-N4, ST-01 to ST-31, LED-01 to LED-26, MON-05, AL-01, AL-05.
//!
//! No input or output, no wall clock, no chance, no floating point. Whoever keeps payments asks [`Payment`] what may happen, stores the
//! [`Event`] that it is given beside the evidence and the journal entry, and makes the payment of its events again. [`edge::EDGES`] is the
//! one table of states: the trigger of the database and `docs/payment-states.md` ([`page::states`]) are made of it. `tests/model` goes through
//! every order in which payers, servers and providers can get into each other's way.

pub mod account;
mod amendment;
pub mod attempt;
pub mod booking;
pub mod bound;
pub mod child;
pub mod claim;
pub mod deadline;
pub mod decision;
pub mod dispute;
pub mod edge;
pub mod event;
pub mod evidence;
pub mod hearing;
pub mod key;
pub mod ledger;
pub mod masked;
pub mod notice;
pub mod page;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
pub mod payment;
pub mod payout;
pub mod plan;
pub mod portion;
pub mod reference;
pub mod repayment;
pub mod request;
pub mod state;
pub mod voucher;

pub use attempt::{Attempt, CaptureMode, Ending, Rail, Taken};
pub use booking::{Booked, Paid, book};
pub use bound::{Bound, BoundRefusal, Bounds};
pub use child::{CHILD_EDGES, Child, ChildHeard};
pub use decision::Refusal;
pub use dispute::{Dispute, DisputeEvent, DisputeState, TakesMore};
pub use edge::{EDGES, Edge, Effect, Verb};
pub use event::{By, Event, FourEyes, Share, Unsure};
pub use evidence::{Conflict, DeclineReason, Evidence, Expected, Standing};
pub use hearing::Heard;
pub use key::{IdempotencyKey, Operation, ProviderKey};
pub use notice::{Allocation, Charge, ChargeKind, NoticeRefusal, NoticeState, PaymentNotice};
pub use payment::{Broken, Payment};
pub use payout::{Payout, PayoutState};
pub use plan::{PartsPlan, PlanOutcome, PlanRefusal, PlannedPart};
pub use portion::Portion;
pub use reference::{NoticeReference, NoticeReferenceError};
pub use repayment::{
    Asker, Givable, OrderedBy, RejectionReason, Repayment, RepaymentEvent, RepaymentRefusal, RepaymentStanding, RepaymentState,
    Source, Way,
};
pub use request::{PaymentRequest, RequestState};
pub use state::{PublicState, State};
pub use voucher::VoucherPayee;
