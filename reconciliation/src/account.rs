//! How banks and their files write accounts.

use crate::words::{Account, WordError};

/// Reads an account as people and files write it: blanks within are passed over, letters become capitals.
///
/// # Errors
/// Refuses what is left empty, and what is too long.
pub fn read(text: &str) -> Result<Account, WordError> {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| character.to_ascii_uppercase())
        .collect::<String>()
        .parse()
}
