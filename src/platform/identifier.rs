//! The only place that makes random names; everywhere else they are arguments.

use uuid::Uuid;

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
