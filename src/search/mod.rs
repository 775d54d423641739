//! One search over everything: publications by passage, and the tariff by line. WTO TFA Articles 1.1 and 1.2.
//!
//! The database is the only truth; the index is derived from it and may be deleted at any time. [`Follower`] keeps the index in
//! step with the outbox, [`Search`] answers from it. Others may use [`Search`] and what it returns.

mod consulting;
mod diagnostics;
mod documents;
pub mod effect;
mod follower;
mod generations;
mod graphql;
pub mod judged;
mod lessons;
mod nearby;
mod reader;
mod rebuild;
mod service;
pub mod teaching;
pub mod usage;

pub use follower::{Follower, Sources};
pub use generations::Generations;
pub use graphql::SearchQuery;
pub use reader::Reader;
pub use rebuild::{Rebuilt, rebuild};
pub use service::{Mode, Search, SearchFailure, SearchRefusal};
pub use teaching::Teaching;
pub use usage::Usage;
