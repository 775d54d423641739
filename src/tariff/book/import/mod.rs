//! The tariff book from files: our own format, and groups, quotas and rates of exchange as they are published.

mod files;
mod hmrc;
mod target;
mod uk_areas;
mod uk_quotas;

pub use files::BookFiles;
pub use hmrc::HmrcExchangeRates;
pub use uk_areas::UkAreas;
pub use uk_quotas::UkQuotas;
