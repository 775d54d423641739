//! Numbers of cards in free text: what may be one never goes to a provider, to a log or to us (row SEC-PAY-01).

use vocabulary::western_digit;

/// How long the number of a card is.
const DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// How many characters may lie between two groups of digits of one number.
const GAP_CHARACTERS_MAX: usize = 2;

/// Whether a text holds what may be the number of a card: 13 to 19 digits in any script, parted or not, whose last one checks, beginning
/// as cards begin.
pub fn is_in(text: &str) -> bool {
    runs(text).iter().any(|run| run_has_one(run))
}

/// A group of digits, and where it begins in its run.
type Run = Vec<(u32, bool)>;

/// Joins groups of digits that stand close together; each digit says whether it begins a group.
fn runs(text: &str) -> Vec<Run> {
    let (mut runs, mut run, mut gap) = (Vec::new(), Run::new(), 0_usize);
    for character in text.chars() {
        match western_digit(character) {
            Some(digit) => {
                run.push((u32::from(digit), gap > 0 || run.is_empty()));
                gap = 0;
            }
            None if character.is_alphabetic() || gap >= GAP_CHARACTERS_MAX => {
                runs.push(std::mem::take(&mut run));
                gap = 0;
            }
            None => gap += usize::from(!run.is_empty()),
        }
    }
    runs.push(run);
    runs
}

/// Looks at whatever begins and ends with a group, so that a longer number that happens to check inside is none.
fn run_has_one(run: &[(u32, bool)]) -> bool {
    let begins = |at: usize| run.get(at).is_none_or(|(_, begins)| *begins);
    (0..run.len()).filter(|from| begins(*from)).any(|from| {
        DIGITS.map(|length| from + length).filter(|to| *to <= run.len() && begins(*to)).any(|to| {
            let digits = run.iter().skip(from).take(to - from).map(|(digit, _)| *digit);
            run.get(from).is_some_and(|(first, _)| (2..=6).contains(first)) && checks(digits)
        })
    })
}

/// Whether the last digit checks. Source: ISO/IEC 7812-1, annex B (Luhn).
fn checks(digits: impl DoubleEndedIterator<Item = u32>) -> bool {
    let weighed = digits.rev().enumerate().map(|(place, digit)| match (place % 2, digit * 2) {
        (0, _) => digit,
        (_, doubled) => doubled / 10 + doubled % 10,
    });
    weighed.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Description, DescriptionError};

    /// Numbers made for tests: none is of a card.
    fn made(count: u64) -> impl Iterator<Item = String> {
        (0..count).map(|number| {
            let length = 13 + usize::try_from(number % 7).expect("small");
            let first = 2 + number % 5;
            let body = format!("{first}{:0>width$}", number * 7_919 + 31, width = length - 2);
            let with = |last: u32| format!("{body}{last}");
            (0..10).map(with).find(|text| checks(text.chars().filter_map(|digit| digit.to_digit(10)))).expect("one checks")
        })
    }

    #[test]
    fn two_hundred_numbers_are_found_however_they_are_written() {
        for (at, number) in made(200).enumerate() {
            let grouped: String = number
                .chars()
                .enumerate()
                .map(|(place, digit)| match (place, place % 4, at % 3) {
                    (1.., 0, 1) => format!(" {digit}"),
                    (1.., 0, 2) => format!("-{digit}"),
                    _ => digit.to_string(),
                })
                .collect();
            let arabic: String = number.chars().filter_map(|digit| char::from_u32(0x660 + digit.to_digit(10)?)).collect();
            for text in [number.clone(), format!("card {grouped}, thanks"), format!("رقم {arabic}")] {
                assert!(is_in(&text), "{text}");
                assert_eq!(Description::new(&text), Err(DescriptionError::CardNumber), "{text}");
            }
        }
    }

    #[test]
    fn references_and_amounts_are_no_cards() {
        for text in [
            "Declaration 2026-000123456 of 12 March",
            "4111 1111 1111 1112",
            "KES 15,000.00",
            "+254 700 123 456",
            "",
            "Notice 7Q4K-91HW-2200",
            "100000000000000000000000000000",
            "0000 0000 0000 0000",
            "9111111111111111",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }
}
