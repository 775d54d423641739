//! How numbers of people and of declarations are written in a country, as its office sets it.

use std::{ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Found, Personal,
    announced::{Announced, Sort as Said},
};

/// How a number is written: `A` for a letter, `0` for a digit, `X` for either, any other character for itself.
///
/// `A000000000A` is one letter, nine digits and a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Form(String);

/// Why a text is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the form of a number: 5 to 30 of A, 0, X, - and /, with at least three places for letters and digits")]
pub struct FormError;

/// How the numbers of a country are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Forms {
    /// Passports and identity cards that are told by their form alone. Others need a word that announces them.
    pub passports: Vec<Form>,
    /// Taxpayers, likewise.
    pub tax_numbers: Vec<Form>,
    /// Declarations: never personal.
    pub declarations: Vec<Form>,
}

impl Default for Forms {
    /// No form of a country, and the movement reference number that most customs systems give (two digits of the year, two letters of
    /// the country, fourteen letters and digits).
    fn default() -> Forms {
        let movement_reference = Form("00AAXXXXXXXXXXXXXX".to_owned());
        Forms { passports: Vec::new(), tax_numbers: Vec::new(), declarations: vec![movement_reference] }
    }
}

impl FromStr for Form {
    type Err = FormError;

    fn from_str(text: &str) -> Result<Form, FormError> {
        let places = text.chars().filter(|place| matches!(place, 'A' | '0' | 'X')).count();
        let known = text.chars().all(|place| matches!(place, 'A' | '0' | 'X' | '-' | '/'));
        if known && places >= 3 && (5..=30).contains(&text.len()) { Ok(Form(text.to_owned())) } else { Err(FormError) }
    }
}

impl TryFrom<String> for Form {
    type Error = FormError;

    fn try_from(text: String) -> Result<Form, FormError> {
        text.parse()
    }
}

impl From<Form> for String {
    fn from(form: Form) -> String {
        form.0
    }
}

impl Form {
    fn fits(&self, token: &str) -> bool {
        token.len() == self.0.len()
            && self.0.bytes().zip(token.bytes()).all(|(place, byte)| match place {
                b'A' => byte.is_ascii_alphabetic(),
                b'0' => byte.is_ascii_digit(),
                b'X' => byte.is_ascii_alphanumeric(),
                _ => byte == place,
            })
    }
}

/// Finds what is written as a number of a person: by its form, or by the word before it.
pub(super) fn written(text: &str, forms: &Forms, announced: &Announced) -> Vec<Found> {
    let mut found = Vec::new();
    for place in tokens(text) {
        let token = &text[place.clone()];
        let by_form = [(Personal::Passport, &forms.passports), (Personal::TaxNumber, &forms.tax_numbers)]
            .into_iter()
            .find(|(_, forms)| forms.iter().any(|form| form.fits(token)))
            .map(|(sort, _)| sort);
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        let by_word = match announced.nearest(place.start) {
            Some(Said::Passport) if (6..=14).contains(&token.len()) && digits >= 5 => Some(Personal::Passport),
            Some(Said::TaxNumber) if (6..=16).contains(&token.len()) && digits >= 5 => Some(Personal::TaxNumber),
            _ => None,
        };
        found.extend(by_form.or(by_word).map(|sort| Found { sort, place }));
    }
    found
}

/// Finds what is written as the number of a declaration.
pub(super) fn declarations(text: &str, forms: &Forms) -> Vec<Range<usize>> {
    tokens(text).filter(|place| forms.declarations.iter().any(|form| form.fits(&text[place.clone()]))).collect()
}

/// The runs of Western letters, digits, hyphens and strokes that have a digit.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/');
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        loop {
            let start = at + bytes[at..].iter().position(|byte| byte.is_ascii_alphanumeric())?;
            let end = start + bytes[start..].iter().position(|byte| !of_token(*byte)).unwrap_or(bytes.len() - start);
            at = end;
            let end = start + text[start..end].trim_end_matches(['-', '/']).len();
            if bytes[start..end].iter().any(u8::is_ascii_digit) {
                return Some(start..end);
            }
        }
    })
}
