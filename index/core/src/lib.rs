//! Analysis and scoring of text: one set of rules for the server and the phone.
//!
//! The server retrieves candidates with tantivy and the phone from a content pack; both analyse ([`analysis`], [`passage`]),
//! understand ([`query`], [`plan`]) and rank ([`bm25`], [`rank`]) with this crate, so that both order alike. It does no input
//! or output and names no search engine.

pub mod analysis;
pub mod bm25;
pub mod classification;
pub mod completion;
pub mod confidence;
pub mod cursor;
pub mod document;
pub mod facts;
pub mod order;
pub mod passage;
pub mod plan;
pub mod query;
pub mod rank;
pub mod record;
pub mod refusal;
pub mod request;
pub mod rules;
pub mod snippet;
pub mod spelling;
mod weights;
