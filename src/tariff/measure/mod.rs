//! Measures on tariff lines: what is due, reduced, limited or forbidden, from which day, for goods of which origin. Their rates
//! are kept as printed; nothing here calculates. WTO TFA Article 1.1 (b), (f), (j).
//!
//! Others may use [`Measures`] (the use cases) and the values it returns.

mod graphql;
pub mod import;
mod lines;
mod rows;
mod rule;
mod service;
mod store;

pub use graphql::{GoodsMeasure, GoodsMeasureType};
pub use lines::LinesKnown;
pub use rule::{Measure, MeasureError, MeasureKey, MeasureType, usual_tax};
pub use service::{CHANGED, MEASURES_MAX, Measures};
