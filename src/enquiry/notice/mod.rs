//! What an asker is told outside of the app: that their enquiry is stored, that they are asked something, that there is a reply. Rows
//! DESK-M16, DESK-G8.
//!
//! A notice is stored in the unit of work of the event it tells of, so that there is none of what did not happen and nothing happens
//! without. The courier claims it, commits, hands it over and notes what became of it. It tells nothing of what was asked: phones and
//! mailboxes are shared.

mod courier;
mod kind;
mod mail;
mod rows;
mod smtp;
pub(super) mod store;

pub use courier::Courier;
pub use kind::{ADDRESS_DAY_MAX, Notice, TRIES_MAX, Way, retry_after};
pub use mail::{Mail, Mailer, NoMail};
pub use smtp::{Security, Smtp, SmtpError, SmtpSettings};
