//! What varies: who carries e-mail.

use std::fmt;

use futures_util::future::{BoxFuture, FutureExt, ready};
use vocabulary::Timestamp;

use crate::identity::{sms::Delivery, staff::Email};

/// Carries e-mail.
pub trait Mailer: Send + Sync + 'static {
    /// Hands one message over. An answer comes within a time the carrier is known for, whatever happens on the way.
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Delivery>;
}

/// One message to one address. Nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its name, the same however often it is tried: mail systems keep one of those that have the same.
    pub id: String,
    /// Whom it is for.
    pub to: Email,
    /// What it is about, in one line.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub written_at: Timestamp,
}

impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Mail {{ id: {:?}, to: {}, text: … }}", self.id, self.to)
    }
}

/// Sends nothing.
pub struct NoMail;

impl Mailer for NoMail {
    fn send<'a>(&'a self, _: &'a Mail) -> BoxFuture<'a, Delivery> {
        ready(Delivery::NotSent).boxed()
    }
}
