//! The makers' own normalisation: which characters become which, from the table inside the model.
//!
//! The table is a double array (darts-clone) of the texts that are replaced, and the texts they become, each ended by a zero.
//! Source: SentencePiece, `Normalizer::NormalizePrefix`.

use super::BLANK;
use crate::Fault;

/// A table of replacements.
pub(crate) struct Charsmap {
    units: Vec<u32>,
    replacements: Vec<u8>,
}

impl Charsmap {
    /// Reads the table: how many bytes the array has, the array, the replacements.
    pub(crate) fn read(bytes: &[u8]) -> Result<Charsmap, Fault> {
        let malformed = || Fault::malformed("table of characters");
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(malformed)?;
        let (units, replacements) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(malformed)?;
        if replacements.last() != Some(&0) || std::str::from_utf8(replacements).is_err() {
            return Err(malformed());
        }
        let units = units.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit)).collect();
        Ok(Charsmap { units, replacements: replacements.to_owned() })
    }

    /// Replaces characters, and blanks by [`BLANK`]: one between words, one before the first.
    pub(crate) fn normalise(&self, text: &str) -> String {
        let mut normalised = String::with_capacity(text.len() + text.len() / 4 + BLANK.len());
        let mut after_blank = true;
        let mut rest = text;
        while !rest.is_empty() {
            let (mut becomes, length) = self.replace(rest);
            rest = &rest[length..];
            if after_blank {
                becomes = becomes.trim_start_matches(' ');
            }
            if becomes.is_empty() {
                continue;
            }
            if normalised.is_empty() {
                normalised.push_str(BLANK);
            }
            for character in becomes.chars() {
                if character == ' ' { normalised.push_str(BLANK) } else { normalised.push(character) }
            }
            after_blank = becomes.ends_with(' ');
        }
        let kept = normalised.trim_end_matches(BLANK).len();
        normalised.truncate(kept);
        normalised
    }

    /// Returns what the text's beginning becomes, and how long that beginning is: the longest that the table has, or a character.
    fn replace<'a>(&'a self, text: &'a str) -> (&'a str, usize) {
        let longest = self.longest(text.as_bytes());
        let replaced = longest.and_then(|(length, at)| Some((self.replacement(at)?, length)));
        replaced.filter(|(_, length)| text.is_char_boundary(*length)).unwrap_or_else(|| {
            let length = text.chars().next().map_or(0, char::len_utf8);
            (&text[..length], length)
        })
    }

    fn replacement(&self, at: usize) -> Option<&str> {
        let rest = self.replacements.get(at..)?;
        let length = rest.iter().position(|byte| *byte == 0)?;
        std::str::from_utf8(&rest[..length]).ok()
    }

    /// Walks the double array as far as the text leads.
    fn longest(&self, text: &[u8]) -> Option<(usize, usize)> {
        let mut found = None;
        let mut node = offset(*self.units.first()?);
        for (at, byte) in text.iter().enumerate() {
            node ^= u32::from(*byte);
            let Some(&unit) = self.units.get(node as usize) else { break };
            if unit & 0x8000_00ff != u32::from(*byte) {
                break;
            }
            node ^= offset(unit);
            if unit & 0x100 != 0
                && let Some(leaf) = self.units.get(node as usize)
            {
                found = Some((at + 1, (leaf & 0x7fff_ffff) as usize));
            }
        }
        found
    }
}

/// How far a unit's children are.
fn offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & 0x200) >> 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table that replaces nothing: the root has no children.
    const NOTHING: [u8; 9] = [4, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn blanks_are_joined_and_stand_before_each_word() {
        let charsmap = Charsmap::read(&NOTHING).expect("a table");
        assert_eq!(charsmap.normalise("  import  duty "), "\u{2581}import\u{2581}duty");
        assert_eq!(charsmap.normalise("   "), "");
        assert_eq!(charsmap.normalise(""), "");
        assert_eq!(charsmap.normalise("关税"), "\u{2581}关税");
    }

    #[test]
    fn a_table_that_is_cut_short_is_refused() {
        assert!(matches!(Charsmap::read(&NOTHING[..8]), Err(Fault::Malformed { .. })));
        assert!(matches!(Charsmap::read(&[9, 0, 0, 0, 0]), Err(Fault::Malformed { .. })));
        assert!(matches!(Charsmap::read(&[]), Err(Fault::Malformed { .. })));
    }
}
