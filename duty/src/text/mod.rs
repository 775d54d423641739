//! Rates and conditions as text: read all of it or refuse it, and print it so that reading gives the same tree. Row DUTY-M1.
//!
//! Tariffs print the same things in different words. Each has its own file: [`united_states`], [`australia`], [`united_kingdom`].
//! [`hmrc`] reads rates of exchange.

mod amount;
pub mod australia;
mod bands;
mod condition;
mod dialect;
pub mod hmrc;
mod lexer;
mod parser;
mod print;
mod print_condition;
mod rate;
mod refusal;
mod taric_unit;
mod unit_name;
pub mod united_kingdom;
pub mod united_states;

pub use condition::{ConditionTextError, parse_condition};
pub use lexer::TEXT_CHARACTERS_MAX;
pub use rate::{is_unit, parse_rate};
pub use refusal::{RateTextError, RefusedText};
