//! Signing staff in by the identity provider of their office (OpenID Connect): we learn an address that it verified, and nothing else is
//! taken from it. Who is staff, we know ourselves. Row ID-M7.
//!
//! Authorization Code with PKCE, state and nonce, each attempt bound to the device that began it. Sources: OpenID Connect Core 1.0,
//! RFC 7636, RFC 9700.

mod id_token;
mod provider;
mod service;
mod store;

pub use provider::{Provider, ProviderSettings};
pub use service::{Begun, Oidc, OidcAsk};
