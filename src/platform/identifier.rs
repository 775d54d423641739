//! The only place that makes random names; everywhere else they are arguments.

use uuid::Uuid;

use super::random;

/// Makes bytes by chance, of which nobody can guess any.
///
/// # Panics
/// When the system has no randomness to give: then nothing that has to be secret can be made.
pub fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    random::bytes().expect("a system that serves has randomness")
}

/// Makes a name for one request or one fault: unique, in the order of time, without meaning.
#[expect(clippy::disallowed_methods, reason = "this is where ids come from")]
pub fn new_reference() -> String {
    Uuid::now_v7().simple().to_string()
}

/// Makes a number for one person, device or session: unique, in the order of time, without meaning.
#[expect(clippy::disallowed_methods, reason = "this is where ids come from")]
pub fn new_number() -> u128 {
    Uuid::now_v7().as_u128()
}
