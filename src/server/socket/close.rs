//! Why we close a socket. The code tells the client whether to come back: 44xx means not like this, 1012 and 1013 mean later.

use actix_ws::{CloseCode, CloseReason};

use crate::platform::request::Denied;

/// Why we close a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// A message was not one of the protocol's.
    BadMessage,
    /// An operation was sent before the client said who it is, or its token is no longer good.
    Unauthorized,
    /// The client may not come in.
    Forbidden,
    /// The client did not offer the protocol we speak.
    ProtocolNotAcceptable,
    /// The client did not say who it is in time.
    InitTimeout,
    /// An operation has the id of one that is still running.
    DuplicateOperation,
    /// The client said twice who it is.
    TooManyInits,
    /// A message was longer than we read.
    TooLarge,
    /// The client does not read what it asked for, or does not answer.
    TooSlow,
    /// We cannot tell who is calling at the moment.
    TryLater,
    /// This process is about to end; another one serves.
    Restarting,
}

impl Close {
    /// Returns the code and the words for it.
    ///
    /// Source: `graphql-ws`, PROTOCOL.md, for 44xx; RFC 6455, section 7.4, and its registry for the others.
    pub fn code(self) -> (u16, &'static str) {
        match self {
            Close::BadMessage => (4400, "Invalid message"),
            Close::Unauthorized => (4401, "Unauthorized"),
            Close::Forbidden => (4403, "Forbidden"),
            Close::ProtocolNotAcceptable => (4406, "Subprotocol not acceptable"),
            Close::InitTimeout => (4408, "Connection initialisation timeout"),
            Close::DuplicateOperation => (4409, "Subscriber already exists"),
            Close::TooManyInits => (4429, "Too many initialisation requests"),
            Close::TooLarge => (1009, "Message too large"),
            Close::TooSlow => (1013, "Too slow, try again later"),
            Close::TryLater => (1013, "Try again later"),
            Close::Restarting => (1012, "Service restart"),
        }
    }
}

impl From<Close> for CloseReason {
    fn from(close: Close) -> CloseReason {
        let (code, words) = close.code();
        CloseReason { code: CloseCode::Other(code), description: Some(words.to_owned()) }
    }
}

impl From<Denied> for Close {
    fn from(denied: Denied) -> Close {
        match denied {
            Denied::Unauthenticated => Close::Unauthorized,
            Denied::Forbidden => Close::Forbidden,
            Denied::Unavailable => Close::TryLater,
        }
    }
}
