//! What goods cost until they are through: duties and taxes, and beside them what every agency on the way asks for its services. A slice
//! of its own, because it joins the tariff and the fees. Rows DUTY-G3 and PUB-M3, WTO TFA Article 6.1.
//!
//! Fees are never mixed into duties: each stands with its own law, and a fee that the tariff has as a tax counts there alone.

mod cost;
mod graphql;
mod refusal;
mod service;

pub use graphql::LandedQuery;
