//! What a content pack promises: it is taken in only as it was signed, it finds what the server finds, it computes as the server does,
//! and no bytes make it panic.

mod delta;
mod duty;
mod fuzz;
mod given;
mod keys;
mod search;
mod tampering;
