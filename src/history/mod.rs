//! What happened to a code: its line and the measures on it, each change with the legal act and the public notice that announced
//! it. A slice of its own, because it joins the tariff and the notices (row PUB-M7). WTO TFA Articles 1.1 (b) and 2.1.

mod change;
mod graphql;
mod service;

pub use change::{CodeChange, What};
pub use graphql::HistoryQuery;
pub use service::changes_of;
