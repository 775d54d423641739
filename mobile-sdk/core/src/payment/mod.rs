//! Paying. The server is the only truth: whatever goes wrong after "pay" was tapped, a payment is unknown until the server says what became of
//! it, and "paid" is said by a signed receipt alone. Rows MOB-M2, IDM-01, CR-19.

mod attempt;
mod confirming;
mod model;
mod sending;
mod service;
mod wording;

pub use attempt::{Attempt, Seen};
pub use model::{ActingFor, NewPayment, NextAction, PayNotice, Payment, PaymentNotice, PaymentOption, PaymentStanding, Rail};
pub use service::{OnlineReceiptCheck, Payments};
