//! The scripts that fonts are kept for.

use std::fmt;

/// A script, as far as fonts are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// Latin, with the digits and signs that all share, and what fonts of it have besides (Greek, Cyrillic).
    Latin,
    /// Arabic.
    Arabic,
    /// Chinese characters, and the signs that stand between them.
    Han,
}

impl Writing {
    /// All of them.
    pub const ALL: [Writing; 3] = [Writing::Latin, Writing::Arabic, Writing::Han];

    /// Returns the script of a character. Source: the blocks of Unicode 16.
    pub(crate) fn of(character: char) -> Writing {
        match character as u32 {
            0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFE => Writing::Arabic,
            0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF => Writing::Han,
            _ => Writing::Latin,
        }
    }
}

impl fmt::Display for Writing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Writing::Latin => "Latin",
            Writing::Arabic => "Arabic",
            Writing::Han => "Han",
        })
    }
}
