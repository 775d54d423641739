//! Files that belong to enquiries: what an asker or an officer adds. A file is looked at by its bytes, made anew where it is a picture,
//! kept under a name that nobody can guess, and served to nobody before a scanner called it clean. Rows DESK-M8, SEC-UP-01.
//!
//! A file is announced first ([`Attachments::announce`]): who may add one, and how much, is settled there and gives a ticket. Bytes go by
//! plain HTTP to whoever has a ticket, in and out ([`crate::platform::file`]).

mod clamd;
mod content;
mod file;
mod rows;
mod scanner;
mod scanning;
mod service;
mod shelf;
pub(super) mod store;

pub use clamd::Clamd;
pub use content::{PIXELS_MAX, prepare};
pub use file::{
    EnquiryFile, FILE_BYTES_MAX, FILES_DAY_MAX, FILES_MAX, FileKind, FileName, FileNameError, NewFile, ScanState, TICKET_LIFE,
};
pub use scanner::{Scanner, Verdict};
pub use service::{Attachments, FileSettings, Link, Ticket};
pub use shelf::{Bucket, Shelf, ShelfError};
