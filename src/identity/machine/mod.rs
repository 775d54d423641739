//! Machines: the systems of companies and authorities that call by themselves. Row ID-M6.
//!
//! A machine belongs to whoever made it. It proves who it is by a key of its own (a signature, or a secret) and gets an access token that
//! is bound to the key of its host: there is no refresh token, because it can prove itself again at any time.

mod assertion;
mod grant;
mod held;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
mod machine;
mod refusal;
mod request;
mod rows;
mod secret;
mod service;
mod store;

pub use machine::{KeyKind, MACHINES_MAX, Machine, MachineKey, MachineName, Scopes};
pub use refusal::MachineRefusal;
pub use service::{AddedKey, Machines};
