//! Passkeys: signing in with a key that a phone or a security key keeps, bound to our address so that no other page can ask for it.
//! Row SEC-PK-01; `docs/decisions/0014` says why the few rules of a relying party are ours.
//!
//! What comes from outside passes `credential.rs` (JSON), `client_data.rs`, `authenticator_data.rs` and `cose.rs` (CBOR), and is believed
//! by `ceremony.rs` alone.

mod app_links;
mod authenticator_data;
mod ceremony;
mod challenge;
mod client_data;
mod cose;
mod credential;
mod distrust;
mod held;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
mod passkey;
mod refusal;
mod relying_party;
mod rows;
mod service;
mod store;

pub use app_links::app_links;
pub(in crate::identity) use challenge::Purpose;
pub use challenge::UserVerification;
pub use distrust::Distrust;
pub use passkey::{PASSKEYS_MAX, Passkey};
pub use refusal::PasskeyRefusal;
pub use relying_party::{RelyingParty, RelyingPartyError};
pub use service::{Options, Passkeys, SignInAsk};
