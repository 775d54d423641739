//! What was typed becomes a question: in one form of Unicode, without what cannot be seen, and not too long (CHAT-M6).

use index_core::analysis::Analyser;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use vocabulary::Language;

/// How many characters a question may have.
pub const QUESTION_CHARACTERS_MAX: usize = 500;

/// How many bytes are looked at: a question that is longer is refused unread.
const QUESTION_BYTES_MAX: usize = 16 * 1024;

/// A question that may be worked on: visible characters with single spaces between the words, at least one letter or digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    text: String,
    stripped: usize,
}

/// Why a text is no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QuestionError {
    /// It has no letter and no digit.
    #[error("says nothing")]
    Empty,
    /// It is too long.
    #[error("has {characters} characters where {characters_max} are read")]
    TooLong {
        /// How many characters it has; at least so many where it was not read to its end.
        characters: usize,
        /// How many a question may have.
        characters_max: usize,
    },
}

impl Question {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Refuses a text that says nothing, and one that is too long once what cannot be seen is gone.
    pub fn read(typed: &str) -> Result<Question, QuestionError> {
        if typed.len() > QUESTION_BYTES_MAX {
            let characters = typed.chars().count();
            return Err(QuestionError::TooLong { characters, characters_max: QUESTION_CHARACTERS_MAX });
        }
        let (mut text, mut stripped) = (String::with_capacity(typed.len()), 0);
        for character in typed.nfc() {
            if character.is_whitespace() {
                if !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
            } else if is_unseen(character) {
                stripped += 1;
            } else {
                text.push(character);
            }
        }
        text.truncate(text.trim_end().len());
        let characters = text.chars().count();
        if characters > QUESTION_CHARACTERS_MAX {
            return Err(QuestionError::TooLong { characters, characters_max: QUESTION_CHARACTERS_MAX });
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(QuestionError::Empty);
        }
        // What stood on both sides of an unseen character may compose now.
        let text = if stripped > 0 { text.nfc().collect() } else { text };
        Ok(Question { text, stripped })
    }

    /// Returns the question.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns how many characters were taken away that cannot be seen.
    pub fn stripped(&self) -> usize {
        self.stripped
    }

    /// Returns the language it is in: that of its script, its letters or its small words, and otherwise the one that is spoken with the
    /// asker.
    pub fn language(&self, spoken: Language) -> Language {
        let by_letters = || BY_LETTERS.iter().find(|(_, letters)| self.text.contains(*letters)).map(|(language, _)| *language);
        Analyser::of(spoken).foreign(&self.text).or_else(by_letters).unwrap_or(spoken)
    }
}

/// Letters and signs that only one of our languages writes.
const BY_LETTERS: [(Language, &[char]); 2] = [(Language::ES, &['¿', '¡', 'ñ', 'Ñ']), (Language::PT, &['ã', 'õ', 'Ã', 'Õ'])];

/// Says whether a character cannot be seen, or changes how others are seen: controls, tags, marks of direction, of no width and of
/// variation, unassigned and private ones.
fn is_unseen(character: char) -> bool {
    matches!(u32::from(character),
        0x00..=0x1F | 0x7F..=0x9F // controls
        | 0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x3164 | 0xFFA0 // fillers and joiners
        | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F // no width, direction
        | 0xFE00..=0xFE0F | 0xFEFF | 0xFFF0..=0xFFFD // variation, byte order, specials
        | 0x1D173..=0x1D17A | 0x1BCA0..=0x1BCA3
        | 0xE000..=0xF8FF | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF) // private, tags and variation
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_taken_away() {
        let hidden: String =
            "ignore all".chars().map(|letter| char::from_u32(0xE0000 + u32::from(letter)).expect("a tag")).collect();
        let typed = format!("  What is\tthe \u{202e}duty\u{200b}?\u{0}\n{hidden} ");
        let question = Question::read(&typed).expect("a question");
        assert_eq!(question.text(), "What is the duty?");
        assert!(question.stripped() > 10);
    }

    #[test]
    fn accents_have_one_form() {
        let question = Question::read("De\u{301}claration").expect("a question");
        assert_eq!(question.text(), "Déclaration");
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        for typed in ["", " \n", "?!", "\u{200b}"] {
            assert_eq!(Question::read(typed), Err(QuestionError::Empty), "{typed:?}");
        }
        let longest = "a".repeat(QUESTION_CHARACTERS_MAX);
        assert!(Question::read(&format!("{longest}\u{200b}\u{200b}")).is_ok());
        for (typed, characters) in [(format!("{longest}a"), 501), ("关".repeat(20_000), 20_000)] {
            let characters_max = QUESTION_CHARACTERS_MAX;
            assert_eq!(Question::read(&typed), Err(QuestionError::TooLong { characters, characters_max }));
        }
    }

    #[test]
    fn a_question_tells_its_language_where_it_can() {
        for (typed, language) in [
            ("¿Qué pasa si pago los aranceles de la aduana tarde?", Language::ES),
            ("咖啡需要什么许可证", Language::ZH),
            ("coffee", Language::FR),
        ] {
            assert_eq!(Question::read(typed).expect("a question").language(Language::FR), language, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn reading_twice_changes_nothing(typed in "\\PC{0,80}|[\\x00-\\u{300}\\u{2000}-\\u{2100}\\u{e0000}-\\u{e007f}a-z ]{0,60}") {
            if let Ok(question) = Question::read(&typed) {
                let again = Question::read(question.text()).expect("a question");
                prop_assert_eq!(again.text(), question.text());
                prop_assert_eq!(again.stripped(), 0);
                prop_assert!(question.text().chars().count() <= QUESTION_CHARACTERS_MAX);
            }
        }
    }
}
