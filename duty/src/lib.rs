//! Duties, taxes and fees on goods: what is due, exactly, with every step shown; or what has to be known first. Never a guess.
//!
//! One set of rules for the server and the phone: no input or output, no clock, no framework, no floating point.

pub mod condition;
pub mod exact;
pub mod fact;
pub mod name;
pub mod origin;
pub mod rate;
pub mod unit;
