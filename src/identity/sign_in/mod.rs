//! Signing in: the ways in which somebody proves who they are, each of which begins a session.

mod phone;
mod refusal;
mod rows;
mod store;

pub use phone::{PhoneAsk, Phones};
pub use refusal::SignInRefusal;
