//! What the phone libraries do, once, for every language: search, ask, pay, prove, and go on without a network.
//!
//! It opens no socket, reads no clock and draws no random number: the app lends all of that ([`HostServices`]), so that every test can lend
//! its own. It keeps what must survive in one encrypted journal, and tells what happened by events that survive as well.
//!
//! Start with [`create_client`], then [`Payments::resume_pending`] and [`Outbox::flush`]. What is on sale here is in this file; `client.rs` is
//! the front door, `wire/` sends, `journal/` keeps, and each other folder is one handle.

mod cancel;
mod client;
mod config;
mod content;
mod diagnostics;
mod enquiry;
mod error;
mod event;
mod files;
mod host;
mod id;
mod journal;
mod log;
mod money;
mod op;
mod outbox;
mod packs;
mod payment;
mod proof;
mod session;
mod tariff;
mod time;
mod wire;

pub use cancel::CancelToken;
pub use client::{Fingertip, create_client};
pub use config::{ClientConfig, MeteredPolicy, Timeouts};
pub use content::{Content, FetchPolicy, Freshness, Publication, SearchHit, SearchPage, SearchRequest, Source, Suggestion};
pub use diagnostics::Diagnostics;
pub use enquiry::{
    Answer, AnswerChoice, AnswerSentence, AnswerSource, AskRequest, Enquiries, Enquiry, EnquiryEntry, EnquiryList, EnquiryRef,
    EnquiryStatus, Escalation, NewEnquiry,
};
pub use error::{
    ConflictKind, FingertipError, Signed, SignedOutReason, error_code, is_retryable, retry_after_ms, user_message_key,
};
pub use event::{Event, EventKind, Events};
pub use files::Folder;
pub use host::{
    Clock, DeviceKey, Entropy, Files, HostFailure, HostServices, HttpHeader, HttpMethod, HttpRequest, HttpResponse, KeyAlgorithm,
    Later, LogLevel, LogLine, LogSink, NetworkMonitor, NetworkState, ProcessLock, TokenStore, Transport, TransportError,
};
pub use money::Money;
pub use outbox::{FlushReport, OpenedEnquiry, Outbox, OutboxEntry, OutboxKind, OutboxState};
pub use packs::{PackFetched, PackOffer, PackStatus, PackText, Packs};
pub use payment::{
    ActingFor, NewPayment, NextAction, OnlineReceiptCheck, PayNotice, Payment, PaymentNotice, PaymentOption, PaymentStanding,
    Payments, Rail,
};
pub use proof::{Certificate, CertificateFields, CertifiedSource, Receipt, ReceiptCheck, ReceiptFields, ReceiptLine};
pub use session::{CodeRequested, Session, SessionState, SignedOut};
pub use tariff::{
    Claim, Consignment, DutyCharge, DutyComputation, DutyLine, Goods, Measure, Quantity, SavedEstimate, Statement, Tariff,
    TariffSheet,
};
pub use wire::Usage;
