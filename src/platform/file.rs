//! Files of people, brought and fetched by plain HTTP with a ticket: a slice gives tickets and keeps files, the server moves the bytes.

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};

use super::fault::Fault;

/// What came of bringing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It is kept.
    Kept,
    /// The ticket is none, or is over.
    NoTicket,
    /// It is not kept.
    Refused {
        /// The stable code of `docs/errors.md`.
        code: &'static str,
    },
}

/// A file to be sent to whoever has a ticket, to be saved and never shown in its place.
pub struct Fetched {
    /// What it is called where it is saved.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// How many bytes it has.
    pub bytes: u64,
    /// The bytes, piece by piece.
    pub pieces: BoxStream<'static, Result<Bytes, Fault>>,
}

/// Keeps files, and gives tickets elsewhere.
pub trait Files: Send + Sync + 'static {
    /// Returns how many bytes may come with a ticket; nothing for one that is none, or is over.
    fn expected<'a>(&'a self, ticket: &'a str) -> BoxFuture<'a, Result<Option<u64>, Fault>>;

    /// Takes the bytes of the file that a ticket was given for.
    fn bring<'a>(&'a self, ticket: &'a str, content: Bytes) -> BoxFuture<'a, Result<Brought, Fault>>;

    /// Finds the file that a ticket was given for; nothing where the ticket is none, or is over.
    fn fetch<'a>(&'a self, ticket: &'a str) -> BoxFuture<'a, Result<Option<Fetched>, Fault>>;
}
