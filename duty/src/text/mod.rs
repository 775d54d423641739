//! Rates and conditions as text: read all of it or refuse it, and print it so that reading gives the same tree. Row DUTY-M1.
//!
//! Tariffs print the same things in different words. Each has its own file: [`united_states`], [`australia`], [`united_kingdom`]. [`hmrc`] reads rates of exchange.

pub mod australia;
mod condition;
mod dialect;
pub mod hmrc;
mod lexer;
mod print;
mod rate;
mod refusal;
mod unit_name;
pub mod united_kingdom;
pub mod united_states;

pub use condition::{ConditionTextError, parse_condition};
pub use lexer::TEXT_CHARACTERS_MAX;
pub use rate::parse_rate;
pub use refusal::{RateTextError, RefusedText};
