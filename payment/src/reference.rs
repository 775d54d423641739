//! The reference of a payment notice: twelve digits that a phone, a bank teller and an agent can type. Rows AL-05, PAY-M10, PAY-N1.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How many numbers there are: ten digits, before two for the check.
const NUMBERS: u64 = 10_000_000_000;
/// How many digits a reference has.
const DIGITS: usize = 12;

/// The reference of a payment notice, written `4821 0093 7564`.
///
/// The last two digits are check digits of ISO/IEC 7064, MOD 97-10: every single wrong digit and every swap of neighbours is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NoticeReference(u64);

/// A text that is no such reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeReferenceError {
    /// It is not twelve digits.
    #[error("is not twelve digits")]
    Length,
    /// The check digits do not fit: something was mistyped.
    #[error("has a digit that is wrong or two that are swapped")]
    Check,
}

impl NoticeReference {
    /// Makes the reference of a number; of a larger one its last ten digits count.
    pub fn new(number: u64) -> NoticeReference {
        NoticeReference(with_check(number % NUMBERS))
    }
}

/// Adds two check digits to a number.
pub(crate) fn with_check(number: u64) -> u64 {
    let payload = number * 100;
    payload + (98 - payload % 97)
}

/// Reads a reference of so many digits, two of which are check digits; spaces, hyphens and digits of other scripts are taken as people type
/// them.
pub(crate) fn read(text: &str, length: usize) -> Result<u64, NoticeReferenceError> {
    let mut number = 0u64;
    let mut digits = 0;
    for letter in text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}')) {
        let digit = vocabulary::western_digit(letter).map(u64::from);
        digits += 1;
        let digit = digit.filter(|_| digits <= length).ok_or(NoticeReferenceError::Length)?;
        number = number * 10 + digit;
    }
    if digits != length {
        return Err(NoticeReferenceError::Length);
    }
    // 97 divides what remains; the two digits are 02 to 98, so 00, 01 and 99 would say the same twice.
    let is_good = number % 97 == 1 && (2..=98).contains(&(number % 100));
    if is_good { Ok(number) } else { Err(NoticeReferenceError::Check) }
}

impl FromStr for NoticeReference {
    type Err = NoticeReferenceError;

    /// Reads twelve digits; spaces, hyphens and digits of other scripts are taken as people type them.
    fn from_str(text: &str) -> Result<NoticeReference, NoticeReferenceError> {
        read(text, DIGITS).map(NoticeReference)
    }
}

impl fmt::Display for NoticeReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:012}", self.0)
    }
}

impl TryFrom<String> for NoticeReference {
    type Error = NoticeReferenceError;

    fn try_from(text: String) -> Result<NoticeReference, NoticeReferenceError> {
        text.parse()
    }
}

impl From<NoticeReference> for String {
    fn from(reference: NoticeReference) -> String {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_wrong_digit_and_every_swap_is_found(number in 0..NUMBERS) {
            let good = NoticeReference::new(number).to_string();
            prop_assert_eq!(good.parse::<NoticeReference>(), Ok(NoticeReference::new(number)));
            let digits = good.as_bytes();
            for at in 0..12 {
                for digit in b'0'..=b'9' {
                    let mut wrong = digits.to_vec();
                    wrong[at] = digit;
                    let is_same = wrong == digits;
                    prop_assert_eq!(String::from_utf8(wrong).expect("digits").parse::<NoticeReference>().is_ok(), is_same);
                }
                if at < 11 && digits[at] != digits[at + 1] {
                    let mut swapped = digits.to_vec();
                    swapped.swap(at, at + 1);
                    prop_assert!(String::from_utf8(swapped).expect("digits").parse::<NoticeReference>().is_err());
                }
            }
        }
    }

    #[test]
    fn it_is_read_as_people_type_it() {
        let reference = NoticeReference::new(4_821_009_375);
        let text = reference.to_string();
        let spaced = format!("{} {}-{}", &text[..4], &text[4..8], &text[8..]);
        assert_eq!(spaced.parse(), Ok(reference));
        let arabic: String =
            text.bytes().map(|digit| char::from_u32(0x660 + u32::from(digit - b'0')).expect("a digit")).collect();
        assert_eq!(arabic.parse(), Ok(reference));
        for (wrong, why) in [
            ("", NoticeReferenceError::Length),
            ("48210093756", NoticeReferenceError::Length),
            ("x", NoticeReferenceError::Length),
        ] {
            assert_eq!(wrong.parse::<NoticeReference>(), Err(why), "{wrong}");
        }
    }
}
