//! The carriers of a machine that has none.

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::{Delivery, Message, Sender};

/// Writes messages, codes included, to the log. The settings allow it on a developer's machine alone.
pub struct Log;

/// Sends nothing.
pub struct Nobody;

impl Sender for Log {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Delivery> {
        tracing::info!(to = %message.to, text = message.text, "an SMS would be sent");
        ready(Delivery::Taken).boxed()
    }
}

impl Sender for Nobody {
    fn send<'a>(&'a self, _: &'a Message) -> BoxFuture<'a, Delivery> {
        ready(Delivery::NotSent).boxed()
    }
}
