//! Accounts that traders have with customs (WTO TFA 7.3): money paid in advance, which notices are paid from, and guarantees, which stand for what
//! may become due. Opened and changed by two officers, filled by what banks list, drawn by whoever holds them or has a mandate, looked at by
//! whoever has the reference of a guarantee and its code. Rows PAY-M14, PAY-M15, PAY-G8, INV-16, LED-21, LED-23.
//!
//! Others may use [`Accounts`] (the use cases), [`Purses`], by which payments take money out of them, and [`verify`]. The rules are the module
//! `account` of the crate `payment`, without input or output.

mod code;
mod filling;
mod graphql;
mod guaranteeing;
mod held;
mod opening;
mod purse;
mod reading;
mod refusal;
mod rows;
mod service;
mod store;
mod verifying;

pub use self::{
    filling::TopUp,
    graphql::{AccountMutation, AccountQuery},
    guaranteeing::{Secured, Securing, Taking},
    held::Holdings,
    opening::NewAccount,
    purse::Purses,
    refusal::Refusal,
    service::{Accounts, CHANGED},
    store::{Kept, KeptProposal, KeptReservation, Line},
    verifying::verify,
};
