//! The clocks of what is published: what has to be confirmed again, and how early rules were announced. Both are public, so that
//! anybody can see whether an authority keeps its word. WTO TFA Article 2.1; rows PUB-M4, PUB-N5.
//!
//! A slice of its own, because it looks over publications and facts alike. Others may use [`Reviews`] and the values it returns.

mod graphql;
mod lead_time;
mod service;
mod staleness;

pub use graphql::ReviewQuery;
pub use lead_time::{LeadTimes, LeadTimesOf};
pub use service::{Reviews, StalenessRequest};
pub use staleness::{Overdue, Place};
