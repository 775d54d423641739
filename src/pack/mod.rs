//! Content packs: what is published, in one signed file that a phone searches and works out duties from without a network. Rows MOB-N1,
//! MOB-N2, SRCH-N5.
//!
//! The format, the reader and the writer are the crate `pack` (docs/packs.md); here is what goes in, read from the database as of a
//! day, the keys it is signed with, and the folder that the server gives them out of.

mod content;
mod giving;
mod key;
mod tariff;

pub use content::{Scope, Sources};
pub use giving::PackOffers;
pub use key::{PackSigner, named_key};
