//! What varies: who carries a message.

use std::fmt;

use futures_util::future::BoxFuture;

use crate::identity::phone::PhoneNumber;

/// Carries messages to phones.
pub trait Sender: Send + Sync + 'static {
    /// Hands one message over. An answer comes within a time the carrier is known for, whatever happens on the way.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Delivery>;
}

/// One message to one phone. Its text may hold a code, so nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name, the same however often it is tried.
    pub id: String,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// What it says.
    pub text: String,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The carrier took it.
    Taken,
    /// The carrier's answer is unknown: it may be on its way, so it is not sent again and counts as sent.
    Unclear,
    /// It was certainly not sent.
    NotSent,
}

impl Delivery {
    /// Returns the name by which it is counted.
    pub fn as_str(self) -> &'static str {
        match self {
            Delivery::Taken => "taken",
            Delivery::Unclear => "unclear",
            Delivery::NotSent => "not-sent",
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Message {{ id: {:?}, to: {}, text: … }}", self.id, self.to)
    }
}
