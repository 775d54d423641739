//! Content packs in a browser: what a page of `mobile-sdk/typescript` (`packs.ts`) has WebAssembly do. A pack is verified, searched, read, and
//! duties are worked out from it, by the rules of the server and of the phones: this crate only carries questions there and answers back.
//!
//! One [`Offline`] holds one pack. A page makes an instance of the module for each pack, so that the memory of one that is closed is given back,
//! and a mistake of ours that ends an instance ends no other. No input or output, no clock: the page says what time it is. No bytes make it
//! panic.

mod abi;
mod asked;
mod fault;
mod finding;
mod offline;
mod told;

pub use fault::Fault;
pub use offline::{FILE_BYTES_MAX, Offline};
