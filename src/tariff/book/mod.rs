//! What duties are worked out by, beside the measures on the lines: the territory's currency and valuation, its taxes and what each is
//! taken of, groups of countries, quotas with their balances, rates of exchange, and usual values per unit. Rows DUTY-M3, M5, M6, M10.
//!
//! Others may use [`Books`] (the use cases) and [`OwnedBook`], which lends the duty engine what it reads.

mod check;
mod entry;
mod graphql;
pub mod import;
mod owned;
mod rows;
mod service;
mod store;

pub use entry::{AreaBody, Body, Entry, EntryKey, EntryKind, UnitValue};
pub use graphql::QuotaBalance;
pub use owned::{OwnedBook, TaxNames, members};
pub use service::{Books, CHANGED, Groups};
