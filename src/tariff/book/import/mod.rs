//! The tariff book from files: our own format, and rates of exchange as they are published.

mod files;
mod hmrc;
mod target;

pub use files::BookFiles;
pub use hmrc::HmrcExchangeRates;
