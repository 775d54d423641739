//! The words of a text as phrases are compared with: folded, each in its place; of scripts that write no spaces, each letter.

use std::ops::Range;

use index_core::analysis::{fold, is_unspaced};

/// One word, or one letter of a script that writes no spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it is compared.
    pub folded: String,
    /// Where it stands, in bytes.
    pub place: Range<usize>,
}

/// Cuts a text into its words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open: Option<usize> = None;
    let mut close = |open: &mut Option<usize>, at: usize| {
        if let Some(start) = open.take() {
            words.push(Word { folded: fold(&text[start..at]), place: start..at });
        }
    };
    let mut letters = Vec::new();
    for (at, character) in text.char_indices() {
        if is_unspaced(character) {
            close(&mut open, at);
            let place = at..at + character.len_utf8();
            letters.push(Word { folded: fold(&text[place.clone()]), place });
        } else if is_of_word(character) {
            open.get_or_insert(at);
        } else {
            close(&mut open, at);
        }
    }
    close(&mut open, text.len());
    words.extend(letters);
    words.sort_by_key(|word| word.place.start);
    words.retain(|word| !word.folded.is_empty());
    words
}

/// Says whether a character can stand within a word: a letter, a digit, or a mark upon one.
pub(crate) fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || (!character.is_ascii() && unicode_normalization::char::is_combining_mark(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_keep_their_places() {
        let text = "L'Été, 3月3日!";
        let found = words(text);
        let folded: Vec<&str> = found.iter().map(|word| word.folded.as_str()).collect();
        assert_eq!(folded, ["l", "ete", "3", "月", "3", "日"]);
        assert_eq!(&text[found[1].place.clone()], "Été");
    }
}
