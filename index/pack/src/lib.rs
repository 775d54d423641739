//! Content packs: what an administration publishes, in one signed file that a phone searches, reads and works out duties from
//! without a network (rows MOB-N1, MOB-N2, SRCH-N5). One set of rules with the server: [`index_core`] analyses and ranks, [`duty`]
//! computes.
//!
//! No input or output, no clock, no randomness: the host maps the file and says what time it is. A pack that was not signed by a key
//! of the administration is refused, however it came: by network, by cable or from another phone. No bytes make it panic.
//!
//! - [`KeyList::open`]: which keys sign packs, as two of three roots say.
//! - [`Pack::receive`]: takes in a file that just arrived; [`Pack::open`]: opens one that was taken in before.
//! - [`Pack::apply`]: adds a [delta] on top.
//! - [`Pack::search`], [`Pack::suggest`], [`Pack::document`], [`Pack::rules`]: what it is for.
//!
//! Without the feature `duty` the parts with duties are verified and passed over, for pages that only search.
//!
//! The format is described for other implementers in `docs/packs.md`; the feature `build` writes it.

// What is written is written by the server alone, beside what reads it.
#![cfg_attr(not(feature = "build"), allow(dead_code, unused_imports))]

#[cfg(feature = "build")]
pub mod build;
mod bytes;
pub mod delta;
mod documents;
#[cfg(feature = "duty")]
mod duties;
mod envelope;
mod fault;
mod indexing;
mod key_list;
mod lexicon;
mod manifest;
mod order;
mod pack;
mod places;
mod postings;
mod records;
mod search;
mod segment;
mod slot;
mod squeeze;
mod standing;
mod suggest;
mod taught;
mod texts;

#[cfg(feature = "duty")]
pub use duties::{
    DutyRefusal, LINES_MAX, Rules, Sentences, Territory, WrittenExchange, WrittenGroup, WrittenLine, WrittenMeasure,
    WrittenMember, WrittenQuota, WrittenTax,
};
pub use envelope::Head;
pub use fault::PackError;
pub use index_core::{
    document::{Document, DocumentId, Kind},
    request::{Collapse, Filter, Hit, SearchPage, SearchRequest, SuggestRequest, Suggestion},
};
pub use key_list::{KeyList, PackKey, TrustRoot};
pub use manifest::{FileKind, Manifest, PackId};
pub use pack::{Pack, SEGMENTS_MAX, Text};
pub use search::{Found, SearchFailure};
pub use standing::Standing;
