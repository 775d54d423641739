//! What is asked of a provider: an order for money, or for giving it back.

use std::fmt;

use payment::CaptureMode;
use thiserror::Error;
use vocabulary::{AttemptId, Money, RepaymentId, Timestamp, western_digit};

use crate::card_number;

/// How long a description may be, in characters. Source: the mobile-money interfaces take 160.
const DESCRIPTION_CHARACTERS_MAX: usize = 160;
/// How long a number is without its plus: ITU-T E.164 allows 15 digits; none in use is shorter than 8.
const PAYER_NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// An order for money: one attempt of one payment at one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Our id: it goes to the provider as metadata, and comes back.
    pub attempt: AttemptId,
    /// The sum. It never comes from a client.
    pub amount: Money,
    /// Whether the money is taken at once or held first.
    pub capture: CaptureMode,
    /// Whose phone is prompted; none for cards.
    pub payer: Option<PayerNumber>,
    /// What is paid for, as the payer reads it.
    pub description: Description,
    /// When the attempt began: nothing of it is older at the provider.
    pub started_at: Timestamp,
}

/// An order to give money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repayment {
    /// Our id: it goes to the provider as metadata, and comes back.
    pub id: RepaymentId,
    /// What is given back.
    pub amount: Money,
    /// What the provider calls the attempt that the money came with.
    pub of: String,
    /// Whose phone gets it, where the provider sends it there.
    pub to: Option<PayerNumber>,
    /// What it is for.
    pub description: Description,
    /// When it was begun.
    pub started_at: Timestamp,
}

/// A phone number of a payer (E.164). It is written masked.
#[derive(Clone, PartialEq, Eq)]
pub struct PayerNumber(String);

/// A text that is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a plus and 8 to 15 digits")]
pub struct PayerNumberError;

impl PayerNumber {
    /// Reads `+254700000001`.
    ///
    /// # Errors
    /// Refuses anything else: numbers are brought into this form where they are entered.
    pub fn new(text: &str) -> Result<PayerNumber, PayerNumberError> {
        let digits = text.strip_prefix('+').ok_or(PayerNumberError)?;
        let is_number = PAYER_NUMBER_DIGITS.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if is_number { Ok(PayerNumber(digits.to_owned())) } else { Err(PayerNumberError) }
    }

    /// Returns its digits, without the plus.
    pub(crate) fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PayerNumber {
    /// Writes the last two digits only (row MOM-11).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PayerNumber(…{})", &self.0[self.0.len() - 2..])
    }
}

/// What is paid for: one line that the payer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

/// Why a text does not go to a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DescriptionError {
    /// It is empty, too long or has more than one line.
    #[error("is not one line of 1 to 160 characters")]
    Length,
    /// It holds what may be the number of a card.
    #[error("holds what may be the number of a card")]
    CardNumber,
}

impl Description {
    /// Takes a text.
    ///
    /// # Errors
    /// Refuses what is not one line of 160 characters, and what may hold the number of a card (row SEC-PAY-01).
    pub fn new(text: &str) -> Result<Description, DescriptionError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > DESCRIPTION_CHARACTERS_MAX || text.chars().any(char::is_control) {
            return Err(DescriptionError::Length);
        }
        if card_number::is_in(text) { Err(DescriptionError::CardNumber) } else { Ok(Description(text.to_owned())) }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text as mobile money takes it: without apostrophes, in western digits (row MOM-12).
    pub(crate) fn note(&self, characters_max: usize) -> String {
        let plain = |character: char| match character {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '"' | '<' | '>' | '&' => ' ',
            other => western_digit(other).map_or(other, |digit| char::from(b'0' + digit)),
        };
        self.0.chars().map(plain).take(characters_max).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_written_whole() {
        let number = PayerNumber::new("+254700123456").expect("a number");
        assert_eq!(format!("{number:?}"), "PayerNumber(…56)");
        for wrong in ["254700123456", "+0700123456", "+2547", "+25470012345678901", "+2547 00123456", "+٢٥٤٧٠٠١٢٣٤"] {
            assert_eq!(PayerNumber::new(wrong), Err(PayerNumberError), "{wrong}");
        }
    }

    #[test]
    fn a_note_has_no_apostrophe_and_a_bounded_length() {
        let description = Description::new("Importer’s duties, l'année ٢٠٢٦").expect("a description");
        assert_eq!(description.note(160), "Importer s duties, l année 2026");
        assert_eq!(description.note(8), "Importer");
        assert_eq!(Description::new("two\nlines"), Err(DescriptionError::Length));
        assert_eq!(Description::new(&"n".repeat(161)), Err(DescriptionError::Length));
    }
}
