//! What customs is told: that money arrived for its notices, and when goods need wait no longer. Rows OUT-01 to OUT-09, PAY-M8, PAY-N6,
//! AL-02, INV-11.
//!
//! The slice that changes a notice calls [`Feed::append`] in the unit of work of the change. The feed is the truth: whoever issued a notice
//! reads its events in order, without a gap, and acknowledges them. What is sent by itself ([`Courier`]) only saves asking, and what
//! it could not bring stands in the feed all the same. It knows no payment, only notices: it is told what they were and are.

mod event;
mod graphql;
mod refusal;
mod rows;
mod service;
mod store;
mod webhook;

pub use self::{
    event::{Change, Event, Kind, ToldCharge, ToldReceipt, signed_bytes},
    graphql::{FeedMutation, FeedQuery},
    refusal::Refusal,
    service::{Acknowledged, Feed, Settings, UNSEEN_MAX, Unseen},
    store::{KeptEvent, Waiting},
    webhook::{Courier, Endpoint},
};
