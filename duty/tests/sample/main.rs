//! The tariff of the sample territory holds together: every rate and condition can be read, every line has one duty on every day,
//! and the examples that its authorities print come out to the cent.

mod example;
mod goods;
mod read;
#[path = "../territory/mod.rs"]
mod territory;
mod told;
mod whole;

/// The day that the publications speak of.
const TODAY: &str = "2026-11-26";
