//! The reference of a trader's account: fourteen digits, so that a bank's line that names one is never taken for a notice's. Row AL-05.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::reference::{NoticeReferenceError, read, with_check};

/// How many numbers there are: twelve digits, before two for the check.
const NUMBERS: u64 = 1_000_000_000_000;
/// How many digits a reference has.
const DIGITS: usize = 14;

/// The reference of a trader's account. Its last two digits are check digits of ISO/IEC 7064, MOD 97-10, as those of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountReference(u64);

impl AccountReference {
    /// Makes the reference of a number; of a larger one its last twelve digits count.
    pub fn new(number: u64) -> AccountReference {
        AccountReference(with_check(number % NUMBERS))
    }

    /// Returns that number: twelve digits.
    pub fn number(self) -> u64 {
        self.0 / 100
    }

    /// Finds the references of accounts among the words that a bank tells of a payment, each once.
    pub fn among<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<AccountReference> {
        let mut found = Vec::new();
        for word in words {
            if let Ok(reference) = word.parse::<AccountReference>()
                && !found.contains(&reference)
            {
                found.push(reference);
            }
        }
        found
    }
}

impl FromStr for AccountReference {
    type Err = NoticeReferenceError;

    /// Reads fourteen digits as people type them.
    fn from_str(text: &str) -> Result<AccountReference, NoticeReferenceError> {
        read(text, DIGITS).map(AccountReference)
    }
}

impl fmt::Display for AccountReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:014}", self.0)
    }
}

impl TryFrom<String> for AccountReference {
    type Error = NoticeReferenceError;

    fn try_from(text: String) -> Result<AccountReference, NoticeReferenceError> {
        text.parse()
    }
}

impl From<AccountReference> for String {
    fn from(reference: AccountReference) -> String {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::NoticeReference;

    proptest! {
        #[test]
        fn every_wrong_digit_is_found_and_no_notice_is_an_account(number in 0..NUMBERS, at in 0usize..14, digit in b'0'..=b'9') {
            let good = AccountReference::new(number);
            let text = good.to_string();
            prop_assert_eq!((text.parse(), good.number()), (Ok(good), number));
            let mut wrong = text.clone().into_bytes();
            wrong[at] = digit;
            let wrong = String::from_utf8(wrong).expect("digits");
            prop_assert_eq!(wrong.parse::<AccountReference>().is_ok(), wrong == text);
            prop_assert_eq!(text.parse::<NoticeReference>(), Err(NoticeReferenceError::Length));
            prop_assert!(NoticeReference::new(number).to_string().parse::<AccountReference>().is_err());
        }
    }

    #[test]
    fn references_are_found_among_what_a_bank_tells() {
        let one = AccountReference::new(7);
        let (text, notice) = (one.to_string(), NoticeReference::new(7).to_string());
        assert_eq!(AccountReference::among(["TOP-UP", &text, &notice, "17", &text]), [one]);
    }
}
