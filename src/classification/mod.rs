//! Guided classification: from a description of goods to a subheading, by a few questions. Nothing is kept: answers travel with each
//! request, so that the same request is answered the same. Row SRCH-M9.
//!
//! Others may use [`Classification`] (the use case). What a turn is made of is `index_core::classification`, which the phone has too.

mod graphql;
mod refusal;
mod service;

pub use graphql::ClassificationQuery;
pub use refusal::ClassificationRefusal;
pub use service::{Classification, ClassificationFailure, Classified, Description};
