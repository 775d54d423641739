//! How much each caller may ask for. Row SEC-RL-01, `docs/decisions/0016`.
//!
//! Whoever signed in is counted by who they are and by the key of their device, never by where they are: ten thousand people of one
//! office or one carrier share an address. Whoever shows nothing is counted by network, generously, and nothing that they say of
//! themselves makes it more. Rules only: time and counts come in, a verdict goes out; `graphql/gate.rs` is who asks.

mod ceilings;
mod origin;
mod rate;
mod service;
mod tally;

pub use ceilings::{Allowance, Ceilings};
pub use origin::Origin;
pub use service::{Asker, KEYS_MAX, RateLimits};
