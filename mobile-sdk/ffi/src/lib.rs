//! The phone libraries' core as Kotlin, Swift and Python call it: the same names, the same types, no rules of its own.
//!
//! Called by the bindings that UniFFI generates (`mobile-sdk/kotlin`, `mobile-sdk/swift`, `mobile-sdk/python`). What the app lends
//! ([`Transport`], [`TokenStore`] …) is called from threads of ours, never from the main thread of an app.
//!
//! Four rules keep all languages compiling: no field is called `message` (Kotlin), no argument by a word of C (`signed`, for Swift), integers are
//! `i64`, and what is asynchronous is no constructor.

mod cancel;
mod client;
mod content;
mod enquiry;
mod error;
mod event;
mod host;
mod lent;
mod outbox;
mod packs;
mod payment;
mod proof;
mod record;
mod session;
mod tariff;

pub use cancel::CancelToken;
pub use client::{Fingertip, create_client};
pub use content::Content;
pub use enquiry::Enquiries;
pub use event::Events;
pub use host::{
    Clock, DeviceKey, HostError, HostServices, LogSink, NetworkMonitor, ProcessLock, TokenStore, Transport, TransportError,
};
pub use outbox::Outbox;
pub use packs::Packs;
pub use payment::{Payment, PaymentStanding, Payments};
pub use proof::{Certificate, Receipt, ReceiptCheck};
pub use session::Session;
pub use tariff::Tariff;

uniffi::setup_scaffolding!("fingertip_sdk");
