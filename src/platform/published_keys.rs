//! The keys by which others verify our tokens: a slice keeps them, the server shows them.

/// Holds the public keys of this server.
pub trait PublishedKeys: Send + Sync + 'static {
    /// Returns them as a JSON Web Key Set.
    ///
    /// Source: RFC 7517, section 5.
    fn key_set(&self) -> String;
}
