//! Duties, taxes and fees on goods: what is due, exactly, with every step shown; or what has to be known first. Never a guess.
//!
//! One set of rules for the server and the phone: no input or output, no clock, no framework, no floating point.
//!
//! [`compute()`] takes what is published ([`Book`]) and what a trader declares ([`goods::Declaration`]).

pub mod area;
pub mod book;
mod choose;
pub mod compare;
pub mod compute;
pub mod condition;
pub mod exact;
pub mod exchange;
pub mod fact;
pub mod goods;
mod line;
pub mod measure;
pub mod name;
pub mod option;
pub mod origin;
pub mod quota;
pub mod rate;
pub mod review;
mod share;
pub mod staging;
pub mod tax;
pub mod text;
pub mod trace;
pub mod unit;

pub use book::Book;
pub use choose::Law;
pub use compute::{Computation, compute};
pub use line::{Valued, facts};
