//! What a written sentence is held to, beside its quotes.

use std::collections::BTreeSet;

use index_core::analysis::{Analyser, Stems, Token, fold};
use thiserror::Error;
use vocabulary::Language;

use super::{
    SENTENCE_CHARACTERS_MAX,
    number::{Number, counted},
};
use crate::{intent::instructs, lexicon::Lexicon, word::words};

/// Which share of the words that tell something has to stand in the quotes.
const COVERED_MIN: f32 = 0.7;

/// The same for scripts without capitals, where names are not told from other words.
const COVERED_MIN_UNCASED: f32 = 0.8;

/// Why a sentence fell.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fell {
    /// It has no quote, or too many.
    #[error("rests on nothing")]
    NoQuote,
    /// It cites a passage that was not given.
    #[error("cites passage {passage}, which there is not")]
    UnknownPassage {
        /// The number it cites.
        passage: usize,
    },
    /// Its quote does not stand in the passage it cites.
    #[error("quotes what does not stand in the passage")]
    QuoteNotFound,
    /// It has a number that its quotes do not have, or that counts something else there.
    #[error("has the number {0}, which its quotes do not have so")]
    Number(String),
    /// It spells a number that its quotes do not.
    #[error("has the number “{0}”, which its quotes do not have")]
    Numeral(String),
    /// It names a month that its quotes do not.
    #[error("names a month that its quotes do not")]
    Month,
    /// It has a name that its quotes do not have.
    #[error("has the name {0}, which its quotes do not have")]
    Name(String),
    /// It negates what its quotes do not, or does not where they do.
    #[error("negates otherwise than its quotes")]
    Negation,
    /// It leaves out or adds an exception.
    #[error("excepts otherwise than its quotes")]
    Exception,
    /// It obliges or permits where its quotes do not.
    #[error("obliges or permits otherwise than its quotes")]
    Modality,
    /// Too few of its words stand in its quotes.
    #[error("has words that its quotes do not have")]
    Uncovered,
    /// Its quotes are in a language that words cannot be compared with.
    #[error("is in another language than its quotes")]
    OtherLanguage,
    /// It has an address, markup or control characters: answers are plain text.
    #[error("is not plain text")]
    NotPlain,
    /// It tells an assistant what to say.
    #[error("is an instruction to an assistant")]
    Instructs,
    /// It says nothing.
    #[error("says nothing")]
    Empty,
    /// It is too long.
    #[error("is too long")]
    TooLong,
    /// There were too many sentences before it.
    #[error("comes after too many others")]
    TooMany,
}

/// What a sentence rests on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoted<'a> {
    pub text: &'a str,
    pub language: Language,
}

/// Says whether a quote can be shown as it stands: it is a published text, but may be long.
pub(super) fn is_shown_as_it_is(text: &str) -> Result<(), Fell> {
    match text.chars().count() {
        _ if text.trim().is_empty() => Err(Fell::Empty),
        characters if characters > 4 * SENTENCE_CHARACTERS_MAX => Err(Fell::TooLong),
        _ if instructs(text) => Err(Fell::Instructs),
        _ => Ok(()),
    }
}

/// Says whether a text is one that may be shown: not empty, not too long, without addresses, markup or what cannot be seen.
pub(super) fn is_presentable(text: &str) -> Result<(), Fell> {
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Fell::Empty);
    }
    if text.chars().count() > SENTENCE_CHARACTERS_MAX {
        return Err(Fell::TooLong);
    }
    let small = text.to_lowercase();
    let is_address = ["://", "www.", "mailto:", "javascript:", "data:", "](", "tel:"].iter().any(|mark| small.contains(mark));
    let is_markup = text.contains(['<', '>', '`', '{', '}', '|', '\\']) || text.contains("![") || text.contains("**");
    let is_unseen = text.chars().any(|character| {
        character.is_control()
            || matches!(u32::from(character), 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xE0000..=0xE0FFF)
    });
    if is_address || is_markup || is_unseen || has_host(&small) { Err(Fell::NotPlain) } else { Ok(()) }
}

/// Says whether a text has what looks like the name of a host: `pay.example`, `evil.com/x`.
fn has_host(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let word = word.trim_matches(|character: char| !character.is_alphanumeric());
        let Some((before, behind)) = word.split_once('.') else { return false };
        let label = |part: &str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let domain = behind.split(['/', '?', '#', ':']).next().unwrap_or(behind);
        let last = domain.rsplit('.').next().unwrap_or(domain);
        label(before)
            && before.bytes().any(|byte| byte.is_ascii_alphabetic())
            && last.len() >= 2
            && last.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// Says whether quotes bear a written sentence out.
pub(super) fn is_borne_out(text: &str, language: Language, quoted: &[Quoted<'_>]) -> Result<(), Fell> {
    is_presentable(text)?;
    if quoted.is_empty() {
        return Err(Fell::NoQuote);
    }
    if instructs(text) || quoted.iter().any(|quote| instructs(quote.text)) {
        return Err(Fell::Instructs);
    }
    if quoted.iter().any(|quote| quote.language != language) {
        // Words of two languages cannot be compared: there, only the quotes themselves are shown.
        return Err(Fell::OtherLanguage);
    }
    let lexicon = Lexicon::of(language);
    has_their_numbers(text, quoted, lexicon)?;
    has_their_names(text, language, quoted)?;
    has_their_sense(text, quoted, lexicon)?;
    is_covered(text, language, quoted)
}

/// Says whether a written sentence denies, excepts and obliges as the whole sentences do that its quotes are parts of.
pub(super) fn keeps_their_sense(text: &str, language: Language, whole: &[Quoted<'_>]) -> Result<(), Fell> {
    has_their_sense(text, whole, Lexicon::of(language))
}

fn has_their_numbers(text: &str, quoted: &[Quoted<'_>], lexicon: &Lexicon) -> Result<(), Fell> {
    let theirs: Vec<(Number, Option<String>)> = quoted.iter().flat_map(|quote| counted(quote.text, lexicon)).collect();
    for (number, unit) in counted(text, lexicon) {
        if !theirs.iter().any(|(other, other_unit)| *other == number && *other_unit == unit) {
            return Err(Fell::Number(number.value));
        }
    }
    let own = words(text);
    let other: Vec<Vec<crate::word::Word>> = quoted.iter().map(|quote| words(quote.text)).collect();
    for numeral in lexicon.list("numerals") {
        if let Some(place) = numeral.find(&own)
            && !other.iter().any(|words| numeral.find(words).is_some())
        {
            let numeral = own[place].iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
            return Err(Fell::Numeral(numeral));
        }
    }
    // A month is one beside a number: "may" is a word of its own.
    let names_month = |words: &[crate::word::Word]| -> BTreeSet<usize> {
        let counts = |at: Option<usize>| {
            at.and_then(|at| words.get(at)).is_some_and(|word| word.folded.starts_with(|letter: char| letter.is_ascii_digit()))
        };
        let dated = |month: &crate::phrase::Phrase| {
            (0..words.len()).any(|at| month.at(words, at).is_some_and(|end| counts(at.checked_sub(1)) || counts(Some(end))))
        };
        let months = lexicon.list("months").iter().enumerate();
        months.filter(|(_, month)| dated(month)).map(|(at, _)| at).collect()
    };
    let theirs: BTreeSet<usize> = other.iter().flat_map(|words| names_month(words)).collect();
    if names_month(&own).is_subset(&theirs) { Ok(()) } else { Err(Fell::Month) }
}

/// A word with a capital within the sentence is a name, as is one of capitals and digits anywhere.
fn has_their_names(text: &str, language: Language, quoted: &[Quoted<'_>]) -> Result<(), Fell> {
    let theirs: BTreeSet<String> =
        quoted.iter().flat_map(|quote| words(quote.text)).map(|word| Analyser::of(language).stem_word(&word.folded)).collect();
    for (at, word) in words(text).into_iter().enumerate() {
        let Some(written) = text.get(word.place.clone()) else { continue };
        let capitals = written.chars().filter(|letter| letter.is_uppercase()).count();
        let opens = at == 0 || text[..word.place.start].trim_end().ends_with(['.', '!', '?', ':', '“', '"', '«', '¿', '¡']);
        let is_name = capitals > 1 || (capitals == 1 && !opens && written.chars().count() > 1);
        if is_name && !theirs.contains(&Analyser::of(language).stem_word(&fold(written))) {
            return Err(Fell::Name(written.to_owned()));
        }
    }
    Ok(())
}

/// Negation and exception agree both ways; what obliges or permits is not added.
fn has_their_sense(text: &str, quoted: &[Quoted<'_>], lexicon: &Lexicon) -> Result<(), Fell> {
    let own = words(text);
    let other: Vec<Vec<crate::word::Word>> = quoted.iter().map(|quote| words(quote.text)).collect();
    let count = |list: &str, words: &[crate::word::Word]| {
        (0..words.len()).filter(|at| lexicon.list(list).iter().any(|phrase| phrase.at(words, *at).is_some())).count()
    };
    let has = |list: &str| (count(list, &own) > 0, other.iter().any(|words| count(list, words) > 0));
    let (negates, theirs) = has("negation");
    // A double negation says the opposite of a single one.
    let parity = count("negation", &own) % 2 == other.iter().map(|words| count("negation", words)).sum::<usize>() % 2;
    if negates != theirs || (other.len() == 1 && !parity) {
        return Err(Fell::Negation);
    }
    let (excepts, theirs) = has("exception");
    if excepts != theirs {
        return Err(Fell::Exception);
    }
    for list in ["obligation", "permission"] {
        let (own, theirs) = has(list);
        if own && !theirs {
            return Err(Fell::Modality);
        }
    }
    Ok(())
}

fn is_covered(text: &str, language: Language, quoted: &[Quoted<'_>]) -> Result<(), Fell> {
    let analyser = Analyser::of(language);
    let mut stems = Stems::default();
    let mut told = |text: &str| -> BTreeSet<String> {
        let mut tokens: Vec<Token> = Vec::new();
        analyser.tokens(text, false, &mut stems, &mut tokens);
        tokens.iter().map(|token| stems.text(token.stem).to_owned()).collect()
    };
    let own = told(text);
    let theirs: BTreeSet<String> = quoted.iter().flat_map(|quote| told(quote.text)).collect();
    let covered = own.iter().filter(|word| theirs.contains(*word)).count() as f32;
    let uncased = matches!(language, Language::AR | Language::ZH);
    let least = if uncased { COVERED_MIN_UNCASED } else { COVERED_MIN };
    if own.is_empty() || covered >= least * own.len() as f32 { Ok(()) } else { Err(Fell::Uncovered) }
}
