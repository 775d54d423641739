//! A mobile number that can be sent an SMS.

use std::{fmt, str::FromStr, sync::Arc};

use phonenumber::{Mode, Type, metadata::DATABASE};

use super::CallingPrefix;
use crate::platform::refusal::Refusal;

/// How many characters of a text are looked at; a number with all its spaces and brackets has fewer.
const CHARACTERS_MAX: usize = 32;
/// The fewest and the most digits of a number with its calling code (E.164 allows fifteen).
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A mobile number in the form of ITU-T E.164 (`+999555010012`). It shows itself masked: `+999 •••• 12`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    text: Arc<str>,
    prefix: CallingPrefix,
}

/// A text that is no number we could send an SMS to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a mobile number with its country code")]
pub struct PhoneError;

impl Refusal for PhoneError {
    fn code(&self) -> &'static str {
        "PHONE_INVALID"
    }
}

impl PhoneNumber {
    /// Returns the whole number, plus sign first, to hand it to whoever sends to it or counts by it.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Returns the calling code of its country.
    pub fn prefix(&self) -> CallingPrefix {
        self.prefix
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneError;

    /// Reads a number as people write it: a plus sign and the country's code first, then digits with spaces, dashes, dots or
    /// brackets between them. The numbering plans are those of libphonenumber; a line that takes no SMS, or costs its owner's
    /// callers more than others (a premium number), is refused.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let digits = digits(text).ok_or(PhoneError)?;
        if let Some(number) = of_the_sample(&digits) {
            return Ok(number);
        }
        let number = phonenumber::parse(None, format!("+{digits}")).map_err(|_| PhoneError)?;
        let prefix = CallingPrefix::new(number.code().value()).ok_or(PhoneError)?;
        let takes_sms = matches!(number.number_type(&DATABASE), Type::Mobile | Type::FixedLineOrMobile);
        if !takes_sms || !phonenumber::is_valid(&number) {
            return Err(PhoneError);
        }
        Ok(PhoneNumber { text: number.format().mode(Mode::E164).to_string().into(), prefix })
    }
}

/// Returns the digits after the plus sign, where there is nothing but digits and what people put between them.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.strip_prefix('+').filter(|_| text.chars().count() <= CHARACTERS_MAX)?;
    let mut digits = String::new();
    for letter in rest.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            ' ' | '\u{a0}' | '-' | '.' | '(' | ')' => {}
            _ => return None,
        }
    }
    (DIGITS.contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

/// Reads a number of the made-up territory, which is in no numbering plan: any digits after its code.
fn of_the_sample(digits: &str) -> Option<PhoneNumber> {
    let prefix = CallingPrefix::SAMPLE;
    digits.starts_with(&prefix.to_string()).then(|| PhoneNumber { text: format!("+{digits}").into(), prefix })
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = &self.text[self.text.len() - 2..];
        write!(formatter, "+{} •••• {last}", self.prefix)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        // Numbers that the regulators of Australia and North America keep free for stories.
        for (text, number, prefix) in [
            ("+999 555 0100 12", "+999555010012", "999"),
            ("+61 491 570 006", "+61491570006", "61"),
            (" +61 (491) 570-006 ", "+61491570006", "61"),
            ("+61-491.570.158", "+61491570158", "61"),
            ("+1 202-555-0143", "+12025550143", "1"),
        ] {
            let read: PhoneNumber = text.parse().expect(text);
            assert_eq!((read.reveal(), read.prefix().to_string().as_str()), (number, prefix));
        }
    }

    #[test]
    fn what_takes_no_sms_is_refused() {
        for text in [
            "",
            "+",
            "0712 345 678",
            "61491570006",
            "+61 491 570 00",
            "+61 491 570 006 78",
            "+44 20 7946 0958",
            "+44 909 879 0123",
            "+44 808 157 0192",
            "+0 491 570 006",
            "+999",
            "+999 555 0100 12 34 56",
            "+61 491 570 006;ext=1",
            "+٦١٤٩١٥٧٠٠٠٦",
            &format!("+61{}491570006", " ".repeat(30)),
        ] {
            assert_eq!(text.parse::<PhoneNumber>(), Err(PhoneError), "{text}");
        }
    }

    #[test]
    fn a_number_shows_no_more_than_its_country_and_two_digits() {
        let number: PhoneNumber = "+999555010012".parse().expect("a number");
        assert_eq!(number.to_string(), "+999 •••• 12");
        assert_eq!(format!("{number:?}"), "+999 •••• 12");
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader_and_what_is_read_reads_again(text in "\\+?[0-9 ().-]{0,24}|\\PC{0,40}") {
            if let Ok(number) = text.parse::<PhoneNumber>() {
                prop_assert_eq!(number.reveal().parse::<PhoneNumber>(), Ok(number.clone()));
            }
        }
    }
}
