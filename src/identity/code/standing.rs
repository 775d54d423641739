//! What is known of the device that asks.

/// Whether a device has signed in with this number before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known of it.
    New,
    /// It has, so whatever strangers do from the same network or country does not stop it.
    Known,
}
