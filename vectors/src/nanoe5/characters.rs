//! Which characters become which, from the table inside the package.

use std::collections::HashMap;

use crate::{Fault, text::BLANK};

/// A table of replacements.
pub(super) struct Characters(HashMap<char, String>);

impl Characters {
    /// Reads the table: a character, how many it becomes, and those.
    pub(super) fn read(mut bytes: &[u8]) -> Result<Characters, Fault> {
        let mut characters = HashMap::new();
        while !bytes.is_empty() {
            let (character, becomes) = entry(&mut bytes).ok_or_else(|| Fault::malformed("table of characters"))?;
            characters.insert(character, becomes);
        }
        Ok(Characters(characters))
    }

    /// Replaces characters, and blanks by [`BLANK`]: one between words, one before the first.
    pub(super) fn normalise(&self, text: &str) -> String {
        let mut normalised = String::with_capacity(text.len() + text.len() / 4 + BLANK.len());
        let mut after_blank = false;
        let mut push = |character: char| {
            if normalised.is_empty() && character != ' ' {
                normalised.push_str(BLANK);
            }
            match character {
                ' ' if after_blank => {}
                ' ' => normalised.push_str(BLANK),
                _ => normalised.push(character),
            }
            after_blank = character == ' ';
        };
        for character in text.chars() {
            match self.0.get(&character) {
                Some(becomes) => becomes.chars().for_each(&mut push),
                None => push(character),
            }
        }
        normalised
    }
}

fn entry(bytes: &mut &[u8]) -> Option<(char, String)> {
    let character = character(bytes)?;
    let (count, rest) = bytes.split_first()?;
    *bytes = rest;
    let becomes = (0..*count).map(|_| self::character(bytes)).collect::<Option<String>>()?;
    Some((character, becomes))
}

fn character(bytes: &mut &[u8]) -> Option<char> {
    let (four, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    char::from_u32(u32::from_le_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_become_others_and_blanks_are_joined() {
        let table = [&[0xbd, 0, 0, 0, 3, 49, 0, 0, 0, 0x44, 0x20, 0, 0, 50, 0, 0, 0][..], &[9, 0, 0, 0, 1, 32, 0, 0, 0]].concat();
        let characters = Characters::read(&table).expect("a table");
        assert_eq!(characters.normalise("a ½\t b"), "\u{2581}a\u{2581}1\u{2044}2\u{2581}b");
        assert_eq!(characters.normalise(""), "");
        assert!(matches!(Characters::read(&table[..10]), Err(Fault::Malformed { .. })));
    }
}
