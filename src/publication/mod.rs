//! What the administration publishes: procedures, rates, fees, rules, notices. WTO TFA Articles 1.1 and 1.2.
//!
//! A publication has a lasting id. In each language it is a sequence of [`Revision`]s, never edited, from which any day's text
//! can be read, as known at any instant. Each text says who confirmed it and until when ([`Attestation`]), and the audit log says so
//! too ([`Attested`]). Others may use
//! [`Publications`] (the use cases) and the values it returns; the search over publications is the slice `search`, what has to be
//! confirmed again is listed by the slice `review`.

mod addition;
mod attestation;
mod attested;
mod coverage;
mod graphql;
pub mod import;
mod passage;
mod revision;
mod rows;
mod service;
mod store;

pub use attestation::{Attestation, Confirmation, TextKey};
pub use attested::Attested;
pub use coverage::{CoverageCell, LetterCoverage};
pub use graphql::{PublicationChange, PublicationQuery, PublicationSubscription, ShownAttestation, TradeDirection};
pub use passage::{Passage, passages};
pub use revision::{
    Authority, Content, Direction, NewRevision, PublicationRefusal, Revision, RevisionState, Source, TranslationOf,
};
pub use service::{CHANGED, ListRequest, OverdueRequest, OverdueText, Publications, Reading, Subject};
