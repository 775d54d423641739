//! What other systems tell us by themselves: a slice takes it, the server receives it.

use futures_util::future::BoxFuture;
use vocabulary::Timestamp;

use super::fault::Fault;

/// Something that another system sent us.
#[derive(Clone, Copy, Debug)]
pub struct Hook<'a> {
    /// Who it says it is.
    pub sender: &'a str,
    /// The last part of the path, of senders that do not sign.
    pub token: Option<&'a str>,
    /// The headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, byte by byte.
    pub body: &'a [u8],
    /// When it arrived.
    pub received_at: Timestamp,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is stored: the sender need not send it again.
    Stored,
    /// It is not the sender's.
    Refused,
    /// There is no such sender.
    Unknown,
}

/// Takes what other systems send.
pub trait Hooks: Send + Sync + 'static {
    /// Stores it.
    ///
    /// # Errors
    /// Faults when it could not: the sender is to send it again.
    fn take<'a>(&'a self, hook: Hook<'a>) -> BoxFuture<'a, Result<Taken, Fault>>;
}
