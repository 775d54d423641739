//! One search over everything: publications by passage, and the tariff by line. WTO TFA Articles 1.1 and 1.2.

pub mod teaching;

pub use teaching::Teaching;
