//! The reference by which a guarantee is named to other offices and other countries. Rows PAY-M15, SEED-7.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use vocabulary::CountryCode;

use super::reference::AccountReference;

/// How many characters it has.
const LENGTH: usize = 17;

/// A guarantee reference number (GRN) in the form of transit: the last two digits of the year, the country, twelve digits and a check digit.
///
/// The check digit is that of ISO 6346, as on containers. The twelve digits are the number of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GuaranteeReference([u8; LENGTH]);

/// A text that is no such reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GuaranteeReferenceError {
    /// It is not two digits, two letters and thirteen digits.
    #[error("is not two digits, two letters and thirteen digits")]
    Form,
    /// The check digit does not fit: something was mistyped.
    #[error("has a character that is wrong")]
    Check,
}

impl GuaranteeReference {
    /// Makes the one of an account that is opened in a year.
    pub fn new(year: i16, country: CountryCode, account: AccountReference) -> GuaranteeReference {
        let body = format!("{:02}{}{:012}", year.rem_euclid(100), country.as_str(), account.number());
        let mut text = [b'0'; LENGTH];
        text[..LENGTH - 1].copy_from_slice(body.as_bytes());
        text[LENGTH - 1] = b'0' + check(&text[..LENGTH - 1]);
        GuaranteeReference(text)
    }

    /// Returns its text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits and capitals are ASCII")
    }
}

/// Works out the check digit (ISO 6346): letters count from 10 and leave out the multiples of 11, each place counts twice the one before.
fn check(text: &[u8]) -> u8 {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        letter => {
            let plain = 10 + u32::from(letter - b'A');
            plain + (plain - 1) / 10
        }
    };
    let sum: u32 = text.iter().enumerate().map(|(place, byte)| value(*byte) << place).sum();
    u8::try_from(sum % 11 % 10).expect("below ten")
}

impl FromStr for GuaranteeReference {
    type Err = GuaranteeReferenceError;

    /// Reads one as people type it: spaces and hyphens do not count, small letters are capitals.
    fn from_str(text: &str) -> Result<GuaranteeReference, GuaranteeReferenceError> {
        let mut read = [0; LENGTH];
        let mut length = 0;
        for letter in text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}')) {
            let byte = u8::try_from(letter.to_ascii_uppercase()).map_err(|_| GuaranteeReferenceError::Form)?;
            let is_good = if matches!(length, 2 | 3) { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() };
            let place = read.get_mut(length).filter(|_| is_good).ok_or(GuaranteeReferenceError::Form)?;
            *place = byte;
            length += 1;
        }
        if length != LENGTH {
            return Err(GuaranteeReferenceError::Form);
        }
        let is_whole = read[LENGTH - 1] == b'0' + check(&read[..LENGTH - 1]);
        if is_whole { Ok(GuaranteeReference(read)) } else { Err(GuaranteeReferenceError::Check) }
    }
}

impl fmt::Display for GuaranteeReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl TryFrom<String> for GuaranteeReference {
    type Error = GuaranteeReferenceError;

    fn try_from(text: String) -> Result<GuaranteeReference, GuaranteeReferenceError> {
        text.parse()
    }
}

impl From<GuaranteeReference> for String {
    fn from(reference: GuaranteeReference) -> String {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_that_of_containers() {
        // The example that the standard and the register of containers give: CSQU 305438 3.
        assert_eq!(check(b"CSQU305438"), 3);
    }

    #[test]
    fn it_is_read_as_people_type_it_and_a_wrong_digit_is_found() {
        let made = GuaranteeReference::new(2026, "ZZ".parse().expect("a country"), AccountReference::new(123_456_789_012));
        let text = made.to_string();
        assert!(text.starts_with("26ZZ123456789012") && text.len() == 17, "{text}");
        assert_eq!(format!("{} {}-{}", &text[..4], &text[4..10], &text[10..]).to_lowercase().parse(), Ok(made));
        let mut wrong = text.clone().into_bytes();
        wrong[5] = if wrong[5] == b'9' { b'8' } else { wrong[5] + 1 };
        let wrong = String::from_utf8(wrong).expect("digits");
        assert_eq!(wrong.parse::<GuaranteeReference>(), Err(GuaranteeReferenceError::Check));
        for text in ["", "26ZZ", "26Z1123456789012", &format!("{text}0"), "26zz12345678901é"] {
            assert_eq!(text.parse::<GuaranteeReference>(), Err(GuaranteeReferenceError::Form), "{text}");
        }
    }
}
