//! Everything on a bank's line that may be a reference.

use crate::words::Reference;

/// How many words of a line are looked at.
const WORDS_MAX: usize = 32;
/// What banks write where there is no reference.
const NO_REFERENCE: [&str; 3] = ["NONREF", "NOTPROVIDED", "NOT PROVIDED"];

/// Collects references: whole fields, and the words of texts.
#[derive(Clone, Default)]
pub struct WordList(Vec<Reference>);

impl WordList {
    /// Adds a field that is a reference.
    pub fn add(&mut self, field: &str) {
        let field = field.trim();
        let is_known = NO_REFERENCE.iter().any(|none| field.eq_ignore_ascii_case(none));
        let Ok(reference) = field.parse::<Reference>() else { return };
        if !is_known && self.0.len() < WORDS_MAX && !self.0.contains(&reference) {
            self.0.push(reference);
        }
    }

    /// Adds the words of a text that have a digit: a reference without one is no reference.
    pub fn add_words(&mut self, text: &str) {
        let words =
            text.split(|sign: char| sign.is_whitespace() || matches!(sign, '/' | ',' | ';' | ':' | '+' | '?' | '(' | ')'));
        words.filter(|word| word.bytes().any(|byte| byte.is_ascii_digit())).for_each(|word| self.add(word));
    }

    /// Returns what was collected, in the order in which it came.
    pub fn end(self) -> Vec<Reference> {
        self.0
    }
}
