//! Who may use which field, kept in one place: what the contract declares ([`crate::platform::policy::may`]) is read once, when the
//! schema is built ([`Policies`]), and asked before anything of a document runs ([`Gate`]). Rows SEC-AZ-01 and SEC-AZ-02.
//!
//! A root field without a declaration may be used by nobody. A field that anybody may use costs a look in a map.
//! `docs/decisions/0015`.

mod declared;
mod gate;

pub use declared::Policies;
pub use gate::{Gate, Keeper};
