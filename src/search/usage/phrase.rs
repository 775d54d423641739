//! What may be kept of what people type, and how it is counted. Rules only.

use index::{Filter, SearchPage, SearchRequest};
use index_core::analysis::fold;
use vocabulary::{Date, HsCode, Language};

use crate::search::service::is_answer;

/// How often a phrase must have been searched before it is shown to anybody. Until officers can be told from callers it is the
/// only thing that keeps one person's words from the public.
pub const ASKED_MIN: u64 = 5;

/// How many days a count is kept.
pub const KEPT_DAYS: i64 = 90;

/// What is longer is a message rather than a search, and may tell who wrote it.
const CHARACTERS_MAX: usize = 80;

/// More digits with no letter between them may be the number of a telephone, a person or an account; so may more digits in all.
const RUN_DIGITS_MAX: usize = 6;
const DIGITS_MAX: usize = 9;

/// What was typed, in small letters without accents and with one space between words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phrase {
    /// The language it was searched in.
    pub language: Language,
    /// The words.
    pub text: String,
}

/// How often something was searched, and how often in vain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All searches.
    pub searches: u64,
    /// Those that found nothing at all.
    pub unanswered: u64,
    /// Those that found something in other languages alone.
    pub elsewhere: u64,
}

/// What came of one search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something in the language asked for.
    Answered,
    /// Something, but in other languages alone.
    Elsewhere,
    /// Nothing.
    Nothing,
}

impl Phrase {
    /// Returns what may be kept of a text, if anything may.
    pub fn of(text: &str, language: Language) -> Option<Phrase> {
        if text.trim().chars().count() > CHARACTERS_MAX || may_tell_who(text) {
            return None;
        }
        let folded = fold(&text.replace(char::is_control, " "));
        let tidied: Vec<&str> = folded
            .split_whitespace()
            .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .collect();
        let text = tidied.join(" ");
        let fits = !text.is_empty() && text.chars().count() <= CHARACTERS_MAX && !may_tell_who(&text);
        fits.then_some(Phrase { language, text })
    }
}

impl Counts {
    /// Counts one search.
    pub fn count(&mut self, outcome: Outcome) {
        self.searches += 1;
        match outcome {
            Outcome::Answered => {}
            Outcome::Elsewhere => self.elsewhere += 1,
            Outcome::Nothing => self.unanswered += 1,
        }
    }

    /// Adds what was counted apart.
    pub fn add(&mut self, other: Counts) {
        self.searches += other.searches;
        self.unanswered += other.unanswered;
        self.elsewhere += other.elsewhere;
    }
}

impl Outcome {
    /// Says what came of a search that was asked in `language`.
    pub fn of(page: &SearchPage, language: Language) -> Outcome {
        let mut answers = page.hits.iter().filter(|hit| is_answer(hit)).peekable();
        if answers.peek().is_none() {
            Outcome::Nothing
        } else if answers.all(|hit| hit.language != language) {
            Outcome::Elsewhere
        } else {
            Outcome::Answered
        }
    }
}

/// Says whether a request asks for all there is today: what a filter or another day leaves out was not missed.
pub fn is_whole(request: &SearchRequest, today: Date) -> bool {
    request.filter == Filter::default() && request.as_of == today
}

/// Says whether a text may hold an address or a number of a person.
fn may_tell_who(text: &str) -> bool {
    let (mut all, mut run, mut longest) = (0, 0, 0);
    for character in text.chars() {
        if character.is_numeric() {
            all += 1;
            run += 1;
            longest = longest.max(run);
        } else if character.is_alphabetic() {
            run = 0;
        }
    }
    let is_numbered = (longest > RUN_DIGITS_MAX || all > DIGITS_MAX) && !is_dotted_code(text);
    is_numbered || text.contains(['@', '＠']) || text.split_whitespace().any(is_address)
}

/// Says whether a word names a computer (`mail.example.org`).
fn is_address(word: &str) -> bool {
    let joins = |(at, dot): (usize, &str)| {
        let mut behind = word[at + dot.len()..].chars();
        let letters = behind.by_ref().take(2).filter(|character| character.is_alphabetic()).count();
        letters == 2 && word[..at].ends_with(char::is_alphanumeric)
    };
    word.contains("://") || word.match_indices('.').any(joins)
}

/// Says whether a text is a code and nothing else, with dots where only codes have them: `0901.21.0010`. Without dots the number of
/// a telephone may look the same.
fn is_dotted_code(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split('.').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.chars().count()).collect();
    matches!(lengths[..], [4, 2, 2] | [4, 2, 2, 2] | [4, 2, 4]) && parts.concat().parse::<HsCode>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(text: &str) -> Option<String> {
        Phrase::of(text, Language::EN).map(|phrase| phrase.text)
    }

    #[test]
    fn a_phrase_is_what_was_typed_without_its_accidents() {
        for text in ["Café torréfié", "  CAFE   torrefie ?", "café, torréfié!"] {
            assert_eq!(kept(text).as_deref(), Some("cafe torrefie"), "{text}");
        }
        assert_eq!(kept("second-hand t-shirts").as_deref(), Some("second-hand t-shirts"));
        assert_eq!(kept("0901.21").as_deref(), Some("0901.21"));
        assert_eq!(kept(" ?! "), None);
    }

    #[test]
    fn what_may_be_a_number_or_an_address_of_a_person_is_not_kept() {
        for text in [
            "call 0712345678",
            "0712345678",
            "+254 712 345 678",
            "07.12.34.56.78",
            "0712.345.678",
            "0712 34 56 78",
            "٠٧١٢٣٤٥٦٧٨",
            "phone 0712 or 345678",
            "passport AB1234567",
            "parcel of amina@example.org",
            "amina＠example.org",
            "see www.example.org",
            "http://example",
            "amina.example",
        ] {
            assert_eq!(kept(text), None, "{text}");
        }
        assert_eq!(kept(&"rice ".repeat(17)), None, "a message");
    }

    #[test]
    fn goods_and_codes_with_numbers_are_kept() {
        for text in
            ["0901", "090121", "iphone 15 128gb", "tyres 195/65 r15", "cement 42.5 n", "0901.21.00", "0901.21.0010", "no. 5"]
        {
            assert!(kept(text).is_some(), "{text}");
        }
        assert_eq!(kept("0001.21.00"), None, "there is no chapter 00");
    }

    proptest! {
        #[test]
        fn no_phrase_is_long_or_holds_a_long_number(text in any::<String>(), number in "[0-9][0-9 .()-]{0,12}") {
            for text in [text.clone(), format!("{text} {number}"), number] {
                let Some(text) = kept(&text) else { continue };
                prop_assert!(text.chars().count() <= CHARACTERS_MAX);
                let mut runs = text.split(char::is_alphabetic).map(|run| run.chars().filter(char::is_ascii_digit).count());
                prop_assert!(runs.all(|digits| digits <= RUN_DIGITS_MAX) || is_dotted_code(&text), "{text}");
            }
        }
    }
}
