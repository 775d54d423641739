//! What the administration publishes: procedures, rates, fees, rules, notices. WTO TFA Articles 1.1 and 1.2.
//!
//! A publication has a lasting id. In each language it is a sequence of [`Revision`]s, never edited, from which any day's text
//! can be read, as known at any instant. Others may use [`Publications`] (the use cases) and the values it returns; the search
//! over publications is the slice `search`.

mod coverage;
mod graphql;
pub mod import;
mod passage;
mod revision;
mod rows;
mod service;
mod store;

pub use coverage::{CoverageCell, LetterCoverage};
pub use graphql::{PublicationChange, PublicationQuery, PublicationSubscription, TradeDirection};
pub use passage::{Passage, passages};
pub use revision::{
    Authority, Content, Direction, NewRevision, PublicationRefusal, Revision, RevisionState, Source, TranslationOf,
};
pub use service::{CHANGED, ListRequest, Publications, Reading, Subject};
