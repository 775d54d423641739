//! Who gets in without an account, and how they are reached: contacts, PINs, the keys of clients. All of it personal, all of it erasable.

pub(super) mod contact;
pub(super) mod store;
