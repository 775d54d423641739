//! Requests to pay: somebody who has the reference of a notice asks another phone to pay it. Row PAY-M11.
//!
//! Whoever is asked gets one message, which names purpose, sum, a mask of the debtor's name and the reference, and pays as anybody does who has
//! that. A request reserves nothing: it ends when its notice is paid, changed or over, or when whoever asked takes it back. The message is
//! paid out of the budgets of all messages, and never sent twice.

mod courier;
mod held;
mod quota;
mod rows;
mod service;
mod store;
mod wording;

pub use self::{
    courier::RequestCourier,
    held::RequestHoldings,
    quota::{ASKER_DAY_MAX, NOTICE_DAY_MAX, NUMBER_DAY_MAX},
    service::{Asked, NewRequest, PaymentRequests},
    store::{KeptRequest, MessageOutcome},
};
