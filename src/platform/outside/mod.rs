//! The way to addresses that others name: to domains of the settings alone, at public addresses alone, and nowhere else from there. Row OUT-06.

mod address;
mod client;

pub use address::{allowed, is_public};
pub use client::{Lookup, OutsideError, by_system, client};
