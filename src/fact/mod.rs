//! What the administration publishes as data: fees, forms, offices, procedures, notices and rulings, each with its source in the
//! law, who confirmed it and until when, and how early it was announced. WTO TFA Articles 1.2, 2.1, 3 and 6.1.
//!
//! A fact has a lasting id within its kind, and is a sequence of revisions, never edited, from which any day's fact can be read as
//! known at any instant. Others may use [`Facts`] (the use cases) and the values it returns.

mod announcement;
mod attested;
mod body;
mod contradiction;
#[allow(clippy::module_inception, reason = "the slice is called after its main value")]
mod fact;
mod fee;
mod form;
mod graphql;
pub mod import;
mod kind;
mod notice;
mod office;
mod phrase;
mod procedure;
mod rows;
mod ruling;
mod service;
mod store;

pub use announcement::{Announcement, Exception, ExceptionKind, LeadDaysMin, LeadTooShort};
pub use body::Body;
pub use contradiction::Contradiction;
pub use fact::{Content, Fact, FactKey, NewFact, Provenance, Texts};
pub use fee::{Amount, Each, Fee, Fixed, Needed, Parameters, Share, Undetermined, Unit as FeeCountedBy};
pub use graphql::{FactQuery, FeeQuantity, LeadTimeExceptionKind, PublishedFee, Reading, TransportMode, needed, published_fee};
pub use kind::FactKind;
pub use notice::{Change as NoticeChange, Changed, Notice};
pub use office::{Office, OfficeKind};
pub use phrase::Phrase;
pub use procedure::{Mode, Procedure};
pub use service::{Announced, CHANGED, FactFilter, Facts, FactsRequest, OverdueRequest, key_of};
