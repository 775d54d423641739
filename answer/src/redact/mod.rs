//! What is personal in a question is taken out before it is kept or passed on, and the asker is told (CHAT-M6, SEC-CHAT-04).
//!
//! What belongs to the trade is looked for first and never taken: HS codes, numbers of declarations, dates and amounts. What could be
//! either is personal only where a word says so ("call me on …", "passport …").

mod announced;
mod form;
mod number;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use form::{Form, FormError, Forms};

use announced::{Announced, Sort as Said};
use number::Number;

/// What sort of personal thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// An address for e-mail.
    Email,
    /// A telephone number.
    Phone,
    /// The number of a payment card; its check digit is right.
    Card,
    /// An account number (ISO 13616); its check digits are right.
    Iban,
    /// The number of a passport or an identity card.
    Passport,
    /// The number a tax office knows somebody by.
    TaxNumber,
}

impl Personal {
    /// All sorts.
    pub const ALL: [Personal; 6] = [Self::Email, Self::Phone, Self::Card, Self::Iban, Self::Passport, Self::TaxNumber];

    /// Returns what stands in the text instead.
    pub fn placeholder(self) -> &'static str {
        ["[email]", "[phone]", "[card]", "[iban]", "[passport]", "[tax number]"][self as usize]
    }
}

/// A text without what is personal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// The text with placeholders.
    pub text: String,
    /// What was taken, in the order it stood in.
    pub found: Vec<Found>,
}

/// One personal thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What sort of thing it was.
    pub sort: Personal,
    /// Where it stood in the text as it was, in bytes.
    pub place: Range<usize>,
}

/// Takes out of a text what is personal.
pub fn redact(text: &str, forms: &Forms) -> Redacted {
    let announced = Announced::of(text);
    let numbers = number::numbers(text);
    let kept = kept(text, &numbers, &announced, forms);
    let mut found = emails(text);
    // An account has letters, so only the number of a declaration can hold the whole of it.
    let holds = |place: &Range<usize>| kept.iter().any(|kept| kept.start <= place.start && place.end <= kept.end);
    found.extend(ibans(text).into_iter().filter(|found| !holds(&found.place)));
    for number in &numbers {
        found.extend(number.card().filter(|_| announced.nearest(number.place.start) != Some(Said::Declaration)));
        found.extend(phone(number, &announced).filter(|found| !overlaps(&kept, &found.place)));
    }
    found.extend(form::written(text, forms, &announced).into_iter().filter(|found| !overlaps(&kept, &found.place)));
    replaced(text, found)
}

/// Returns a text without the placeholders of [`redact`]: they are our words and not the asker's, so nothing is looked for by them.
pub fn without_placeholders(text: &str) -> String {
    let mut rest = text.to_owned();
    for sort in Personal::ALL {
        rest = rest.replace(sort.placeholder(), " ");
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What belongs to the trade: codes, numbers of declarations, dates and amounts.
fn kept(text: &str, numbers: &[Number], announced: &Announced, forms: &Forms) -> Vec<Range<usize>> {
    let of_trade = |number: &&Number| {
        let said = announced.nearest(number.place.start);
        let personal = matches!(said, Some(Said::Phone | Said::Passport | Said::TaxNumber));
        number.is_date()
            || number.is_dotted_code()
            || (number.is_code() && !personal)
            || number.is_amount_of(text)
            || (number.is_amount() && !personal)
            || matches!(said, Some(Said::Declaration | Said::Code)) && !number.is_international()
    };
    let mut kept: Vec<Range<usize>> = numbers.iter().filter(of_trade).map(|number| number.place.clone()).collect();
    kept.extend(form::declarations(text, forms));
    kept
}

fn overlaps(kept: &[Range<usize>], place: &Range<usize>) -> bool {
    kept.iter().any(|kept| kept.start < place.end && place.start < kept.end)
}

fn phone(number: &Number, announced: &Announced) -> Option<Found> {
    let digits = number.digits.len();
    let said = announced.is_about(number.place.start, number.place.end, Said::Phone);
    let is_phone = (number.is_international() && (8..=17).contains(&digits))
        || (said && (7..=15).contains(&digits))
        || ((9..=11).contains(&digits) && number.is_local_phone());
    is_phone.then(|| Found { sort: Personal::Phone, place: number.place.clone() })
}

fn emails(text: &str) -> Vec<Found> {
    let of_name = |character: char| character.is_alphanumeric() || "._%+-".contains(character);
    let of_host = |character: char| character.is_alphanumeric() || ".-".contains(character);
    let mut found: Vec<Found> = Vec::new();
    for (at, _) in text.match_indices(['@', '＠']) {
        let sign = text[at..].chars().next().map_or(1, char::len_utf8);
        let start = text[..at]
            .rfind(|character| !of_name(character))
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let behind = &text[at + sign..];
        let host = &behind[..behind.find(|character| !of_host(character)).unwrap_or(behind.len())];
        let host = host.trim_end_matches(['.', '-']);
        let has_domain = host.rsplit_once('.').is_some_and(|(name, domain)| !name.is_empty() && domain.chars().count() >= 2);
        if start < at && has_domain {
            found.push(Found { sort: Personal::Email, place: start..at + sign + host.len() });
        }
    }
    found
}

/// How many characters an IBAN has.
const IBAN_CHARACTERS: std::ops::RangeInclusive<usize> = 15..=34;

/// Finds account numbers: two letters, two digits, then letters and digits in groups, whose remainder by 97 is 1.
fn ibans(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        match begins.then(|| iban_end(&bytes[at..])).flatten() {
            Some(len) => {
                found.push(Found { sort: Personal::Iban, place: at..at + len });
                at += len;
            }
            None => at += 1,
        }
    }
    found
}

/// Returns the length of the longest account number that bytes begin with. It ends where a group does.
fn iban_end(bytes: &[u8]) -> Option<usize> {
    let [a, b, c, d, ..] = bytes else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
        return None;
    }
    let (mut characters, mut longest) = (Vec::new(), None);
    for (at, byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        if byte.is_ascii_alphanumeric() {
            characters.push(byte.to_ascii_uppercase());
        } else if !(matches!(byte, b' ' | b'-') && next.is_some_and(u8::is_ascii_alphanumeric)) {
            break;
        }
        if characters.len() > *IBAN_CHARACTERS.end() {
            break;
        }
        let ends = byte.is_ascii_alphanumeric() && !next.is_some_and(u8::is_ascii_alphanumeric);
        if ends && IBAN_CHARACTERS.contains(&characters.len()) && remainder_by_97(&characters) == 1 {
            longest = Some(at + 1);
        }
    }
    longest
}

/// ISO 7064: the first four characters go to the end, letters count from 10.
fn remainder_by_97(characters: &[u8]) -> u32 {
    let turned = characters[4..].iter().chain(&characters[..4]);
    turned.fold(0, |remainder, character| match character {
        b'0'..=b'9' => (remainder * 10 + u32::from(character - b'0')) % 97,
        _ => (remainder * 100 + u32::from(character - b'A') + 10) % 97,
    })
}

/// Puts a placeholder for each thing that was found; of two that overlap, for the one that begins first, or is longer.
fn replaced(text: &str, mut found: Vec<Found>) -> Redacted {
    found.sort_by_key(|found| (found.place.start, std::cmp::Reverse(found.place.end)));
    let mut redacted = Redacted::default();
    let mut behind = 0;
    for found in found {
        if found.place.start < behind {
            continue;
        }
        redacted.text.push_str(&text[behind..found.place.start]);
        redacted.text.push_str(found.sort.placeholder());
        behind = found.place.end;
        redacted.found.push(found);
    }
    redacted.text.push_str(&text[behind..]);
    redacted
}

#[cfg(test)]
mod tests;
