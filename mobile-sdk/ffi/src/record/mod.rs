//! The values that cross: each is that of the core, written down once more so that UniFFI can describe it and say what may be left out.
//! The compiler compares the two.

mod config;
mod content;
mod diagnostics;
mod enquiry;
mod error;
mod event;
mod host;
mod money;
mod outbox;
mod packs;
mod payment;
mod proof;
mod session;
mod tariff;
