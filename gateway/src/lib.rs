//! What is said to payment providers, and what is believed of their answers: cards and mobile money behind one trait, [`Gateway`].
//! Rows PAY-G5, IDM-12, IDM-13, WHK-01, WHK-05, WHK-07, WHK-08, WHK-12, MOM-01 to MOM-14, MON-02, SEC-PAY-01.
//!
//! Whoever calls stores an order and its key before ([`payment::ProviderKey`]), and what was answered after. Nothing is stored here, no clock
//! is read, no chance is drawn: how long to wait between two tries is varied by what the caller draws ([`Pace`]). What a provider says is
//! [`payment::Evidence`]; what it does not say is [`Answer::Unsure`], and never a failure.

mod answer;
mod book;
pub mod card_number;
mod gateway;
mod holder;
mod json;
pub mod mobile_money;
mod notice;
mod order;
mod pace;
pub mod poll;
#[cfg(feature = "stripe")]
pub mod stripe;
mod transport;

pub use answer::{Answer, Handover, Refused, RepaymentAnswer, RepaymentEvidence, RepaymentStanding};
pub use book::{Book, BookEntry, BookPage, BookReason};
pub use gateway::Gateway;
pub use holder::{HolderAnswer, HolderName};
pub use notice::{
    DisputeEvidence, DisputeStanding, Envelope, Movement, NOTICE_BYTES_MAX, Notice, NoticeRefused, PayoutEvidence,
    PayoutStanding, Told, Trust,
};
pub use order::{Description, DescriptionError, Order, PayerNumber, PayerNumberError, Repayment};
pub use pace::Pace;
pub use transport::GatewayError;
