//! Messages that phones send us: a slice takes them, the server receives them from the gateway.

use futures_util::future::BoxFuture;

use super::fault::Fault;

/// A message from a phone.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMessage {
    /// The number it came from, as the gateway writes it.
    pub from: String,
    /// What it says.
    pub text: String,
}

/// Takes messages from phones.
pub trait Inbox: Send + Sync + 'static {
    /// Does what a message asks for; what it does not understand it leaves alone.
    ///
    /// # Errors
    /// Faults when it could not: the gateway is to bring the message again.
    fn receive(&self, message: InboundMessage) -> BoxFuture<'_, Result<(), Fault>>;
}
