//! Payment of duties, taxes and fees (WTO TFA 7.2): notices that customs and other agencies issue, payments of them on any rail, once and
//! only once, the ledger, and what providers say.
//!
//! Others may use [`Payments`] (the use cases), [`PaymentNotices`] (issuing and reading notices), [`Books`] (the ledger) and
//! [`Janitor`], which asks providers what became of payments. The rules are the crate `payment`, without input or output; the providers
//! are the crate `gateway`. Every state, every posting and every event is one unit of work; no provider is called within one.

mod child;
mod deciding;
mod dispute;
mod graphql;
mod inbox;
mod issuing;
mod janitor;
mod ledger;
mod notice;
mod paying;
mod payout;
mod provider;
mod receipt;
mod refusal;
mod repaying;
mod rows;
mod service;
mod settling;
mod store;

pub use self::{
    deciding::{DeadNotice, Decision, InDoubt, Proposal},
    dispute::KeptDispute,
    graphql::{PaymentMutation, PaymentQuery},
    inbox::{Inbox, Received},
    issuing::{NOTICES_AT_ONCE_MAX, NewCharge, NewNotice},
    janitor::Janitor,
    ledger::{AccountBalance, Books, Verified, differences},
    notice::{IssuedNotice, PaymentNotices},
    paying::{NewPayment, Paying, Portion, Retry},
    payout::KeptPayout,
    provider::{Providers, ProvidersError},
    receipt::{KeptCreditNote, KeptReceipt, Receipts, Verified as VerifiedReceipt},
    refusal::Refusal,
    repaying::{Approval, Asked, KeptRepayment, NewRepayment, Waiting},
    service::{Payments, Settings, Shown},
    store::Handover,
};
