//! Origin: which goods were made in the countries of an agreement, so that its lower duty may be claimed, and how that is proven. The
//! rules are data; the check itself is `duty::origin`, which the phone runs too. WTO TFA Article 1.1 (e); row DUTY-M8.
//!
//! Others may use [`Origins`] (the use cases) and the values it returns.

mod entry;
mod graphql;
pub mod import;
mod refusal;
mod rows;
mod service;
mod store;

pub use entry::{NewOrigin, OriginBody};
pub use graphql::{OriginQuery, OriginScheme};
pub use refusal::OriginRefusal;
pub use service::{Known, Origins};
