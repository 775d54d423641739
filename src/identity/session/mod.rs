//! Sessions: what a sign-in begins, refresh tokens keep going, and the person, the clock or a theft ends.

mod decision;
mod hold;
mod means;
mod revocation;
mod rows;
mod service;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
mod session;
mod store;
mod within;

pub use decision::RefreshRefusal;
pub use means::{Means, MeansError};
pub use revocation::{Revocations, Standing};
pub use service::{ENDED, NewDevice, Sessions, THEFT_SUSPECTED, TokenPair};
pub use session::{DeviceName, Ending, HOURS_MAX, IDLE_HOURS_MAX, SESSIONS_MAX, Session};
