//! What varies: who wakes devices.

use futures_util::future::{BoxFuture, FutureExt, ready};
use vocabulary::Timestamp;

use super::address::PushAddress;
use crate::identity::sms::Delivery;

/// Wakes devices.
pub trait Pusher: Send + Sync + 'static {
    /// The key that devices subscribe with, in base64url; nothing where no device is woken.
    fn key(&self) -> Option<&str>;

    /// Says whether the address is one that may be sent to.
    fn takes(&self, address: &PushAddress) -> bool;

    /// Hands one message over. Of those of one `topic` (at most 32 letters of base64url) that wait for a device, it gets the last. An answer
    /// comes within a time the service is known for, whatever happens on the way.
    fn push<'a>(&'a self, address: &'a PushAddress, topic: &'a str, now: Timestamp) -> BoxFuture<'a, Pushed>;
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It was tried.
    Tried(Delivery),
    /// The device is not there any more, or nothing may be sent there: nothing ever will arrive.
    Gone,
}

/// Wakes nobody.
pub struct NoPush;

impl Pusher for NoPush {
    fn key(&self) -> Option<&str> {
        None
    }

    fn takes(&self, _: &PushAddress) -> bool {
        false
    }

    fn push<'a>(&'a self, _: &'a PushAddress, _: &'a str, _: Timestamp) -> BoxFuture<'a, Pushed> {
        ready(Pushed::Gone).boxed()
    }
}
