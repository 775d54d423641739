//! Payment of duties, taxes and fees (WTO TFA 7.2): notices that customs and other agencies issue, payments of them on any rail, once and
//! only once, the ledger, and what providers say.
//!
//! Others may use [`Payments`] (the use cases), [`PaymentNotices`] (issuing and reading notices), [`PaymentRequests`] (asking others to pay),
//! [`Books`] (the ledger) and [`Janitor`], which asks providers what became of payments. The rules are the crate `payment`, without input or output; the providers
//! are the crate `gateway`. Every state, every posting and every event is one unit of work; no provider is called within one.

mod amending;
mod at_once;
mod child;
mod claiming;
mod confirming;
mod cooling;
mod deciding;
mod deferring;
mod dispute;
mod drawing;
mod following;
mod graphql;
mod inbox;
mod issuing;
mod janitor;
mod lawful;
mod ledger;
mod notice;
mod owing;
mod paying;
mod payout;
mod planning;
mod provider;
mod receipt;
mod refusal;
mod repaying;
mod requesting;
mod rows;
pub mod sad;
mod service;
mod settling;
mod store;
mod teller;

pub use self::{
    claiming::{
        ClaimHoldings, ClaimQueue, Draft, DraftLine, DraftOf, DraftTax, KeptClaim, Lodged, NewClaim, NewLine, NewQuestion,
        Question,
    },
    confirming::Withdrawal,
    deciding::{DeadNotice, Decision, InDoubt, Proposal},
    deferring::{KeptStatement, PutOff},
    dispute::KeptDispute,
    drawing::{Calling, Drawing, HeldAccount, TraderAccounts},
    graphql::{PaymentMutation, PaymentQuery, PaymentSubscription},
    inbox::{Inbox, Received},
    issuing::{Issuer, NOTICES_AT_ONCE_MAX, NewCharge, NewNotice},
    janitor::Janitor,
    ledger::{AccountBalance, Books, MovedPosting, Movement, Stands, Verified, Which, differences},
    notice::{IssuedNotice, KeptVersion, PaymentNotices},
    paying::{ActingFor, NewPayment, Paying, Portion, Retry, digest},
    payout::{KeptPayout, payout_name},
    planning::{KeptPlan, NewPlan, Planned},
    provider::{Providers, ProvidersError},
    receipt::{KeptCreditNote, KeptReceipt, KeyEnd, ReceiptLists, ReceiptPages, Receipts, Verified as VerifiedReceipt},
    refusal::Refusal,
    repaying::{Approval, Asked, KeptRepayment, NewRepayment, Waiting},
    requesting::{
        ASKER_DAY_MAX, Asked as AskedToPay, KeptRequest, MessageOutcome, NOTICE_DAY_MAX, NUMBER_DAY_MAX, NewRequest,
        PaymentRequests, RequestCourier, RequestHoldings,
    },
    service::{Ground, Payments, Settings, Shown},
    store::Handover,
    teller::Advice,
};
