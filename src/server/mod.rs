//! The server's front door: everything between a socket and the schema, and nothing of the trade.
//!
//! `command/` starts it; `schema.rs` makes the schema it serves. It reads requests strictly, weighs documents before they run,
//! executes within limits, hides what must stay inside, and leaves in good order. What it refuses, it refuses with a code
//! ([`Refusal`]), and every ceiling has a name ([`Limits`]).
//!
//! A request passes `edge` → `route` → `http` (`body`, `incoming`) → `execution` (`document`) → `reply` (`fault`) → `answer`
//! (`compression`). Subscriptions leave that way at `http`, for `socket` or `event_stream`.

mod accept;
mod answer;
mod api;
mod app_links;
mod body;
mod chat;
mod compression;
mod cors;
mod document;
mod download;
mod edge;
mod event_stream;
mod execution;
mod explorer;
mod fault;
mod file;
mod header;
mod hook;
mod http;
mod inbound;
mod incoming;
mod keys;
mod list;
mod offer;
mod page;
mod print;
mod refusal;
mod reply;
mod route;
mod serve;
mod settings;
mod site;
mod socket;
mod status;
mod stop;
mod token;
mod unread;

pub use api::{Api, Classify, Translate};
pub use document::{DocumentHash, DocumentLimits, Excess, Library, Limit};
pub use refusal::Refusal;
pub use route::{Route, table};
pub use serve::{Running, Server, serve};
pub use settings::{Limits, Settings, StreamLimits};
pub use site::MetricsText;
pub use stop::Stop;
