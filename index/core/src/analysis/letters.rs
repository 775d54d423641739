//! What a letter is without its marks and its size, in any script: compatibility forms as plain ones (NFKD), marks left out, small.
//!
//! The table is written by `examples/letters.rs` out of Unicode and kept here, so that it is the same in a server and in a phone whatever
//! libraries they were built with, and comes to a tenth of the library that it is written from.

use std::sync::LazyLock;

/// What a letter becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain<'a> {
    /// It is plain.
    Itself,
    /// It is a mark on another.
    Nothing,
    /// Another letter.
    Letter(char),
    /// Several.
    Letters(&'a str),
}

/// How many letters share a page, as a power of two.
const PAGE: u32 = 7;
const PAGES: usize = (char::MAX as usize >> PAGE) + 1;

/// What a cell says of its letter: a letter, or one of these.
const ITSELF: u32 = 0;
const NOTHING: u32 = 1;
const SEVERAL: u32 = 1 << 31;

static LETTERS: LazyLock<Letters> = LazyLock::new(|| Letters::read(include_bytes!("letters.bin")));

/// For each page of letters, where its cells are; the first page is of letters that are all plain.
struct Letters {
    pages: Box<[u16]>,
    cells: Vec<u32>,
    /// Where there are several, each has its place and length here.
    texts: String,
}

/// Returns what a letter becomes.
pub(super) fn plain(letter: char) -> Plain<'static> {
    LETTERS.plain(letter)
}

/// Says whether a letter is a mark on another, and no letter of its own.
pub(super) fn is_mark(letter: char) -> bool {
    plain(letter) == Plain::Nothing
}

impl Letters {
    fn plain(&self, letter: char) -> Plain<'_> {
        let place = u32::from(letter);
        let page = usize::from(self.pages[(place >> PAGE) as usize]);
        match self.cells[page << PAGE | (place as usize & ((1 << PAGE) - 1))] {
            ITSELF => Plain::Itself,
            NOTHING => Plain::Nothing,
            cell if cell & SEVERAL == 0 => char::from_u32(cell).map_or(Plain::Itself, Plain::Letter),
            cell => {
                let (start, len) = ((cell & !SEVERAL) as usize >> 8, cell as usize & 0xFF);
                self.texts.get(start..start + len).map_or(Plain::Itself, Plain::Letters)
            }
        }
    }

    fn set(&mut self, letter: u32, cell: u32) {
        let page = &mut self.pages[(letter >> PAGE) as usize];
        if *page == 0 {
            *page = (self.cells.len() >> PAGE) as u16;
            self.cells.resize(self.cells.len() + (1 << PAGE), ITSELF);
        }
        self.cells[usize::from(*page) << PAGE | (letter as usize & ((1 << PAGE) - 1))] = cell;
    }

    /// Reads the table: runs of letters, each with how far it is from the one before, how many there are and what becomes of them.
    fn read(bytes: &[u8]) -> Letters {
        let mut letters = Letters { pages: vec![0; PAGES].into(), cells: vec![ITSELF; 1 << PAGE], texts: String::new() };
        let mut rest = bytes.iter();
        let mut number = || {
            let (mut number, mut shift) = (0, 0);
            for byte in rest.by_ref() {
                number |= u32::from(byte & 0x7F) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    return Some(number);
                }
            }
            None
        };
        let far = |from: u32, way: u32| if way & 1 == 0 { from + way / 2 } else { from - way / 2 - 1 };
        let (mut next, mut last) = (0, 0);
        while let Some(gap) = number() {
            next += gap;
            let head = number().unwrap_or_default();
            let count = head >> 2;
            match head & 3 {
                0 => (next..next + count).for_each(|letter| letters.set(letter, NOTHING)),
                3 => {
                    for letter in next..next + count {
                        let (start, several) = (letters.texts.len(), number().unwrap_or_default());
                        for _ in 0..several {
                            last = far(last, number().unwrap_or_default());
                            letters.texts.extend(char::from_u32(last));
                        }
                        let len = letters.texts.len() - start;
                        if several == 1 {
                            letters.texts.truncate(start);
                            letters.set(letter, last);
                        } else {
                            letters.set(letter, SEVERAL | (start as u32) << 8 | len as u32);
                        }
                    }
                }
                step => {
                    let way = number().unwrap_or_default();
                    (0..count).for_each(|at| letters.set(next + at * step, far(next + at * step, way)));
                    next += count * (step - 1);
                }
            }
            next += count;
        }
        letters
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    use super::*;

    #[test]
    fn every_letter_is_what_unicode_makes_of_it() {
        for letter in '\0'..=char::MAX {
            let own = match plain(letter) {
                Plain::Itself if letter.is_ascii() => letter.to_ascii_lowercase().to_string(),
                Plain::Itself => letter.to_string(),
                Plain::Nothing => String::new(),
                Plain::Letter(other) => other.to_string(),
                Plain::Letters(text) => text.to_owned(),
            };
            let bare = letter.to_string().nfkd().filter(|part| !is_combining_mark(*part)).nfc().collect::<String>();
            let small: String = bare.chars().flat_map(char::to_lowercase).filter(|part| !is_combining_mark(*part)).collect();
            // й is a letter of its own.
            let wanted = if matches!(letter, 'й' | 'Й') { "й".to_owned() } else { small };
            assert_eq!(own, wanted, "U+{:04X}: cargo run -p fingertip-index-core --example letters", u32::from(letter));
        }
    }

    #[test]
    fn a_mark_is_what_unicode_calls_one() {
        for letter in '\0'..=char::MAX {
            let is_word = letter.is_alphanumeric();
            assert_eq!(is_word || is_mark(letter), is_word || is_combining_mark(letter), "U+{:04X}", u32::from(letter));
        }
    }
}
