//! Whether two published sentences say different things of one matter (CHAT-N5). Said only where nothing but a figure, or that it is denied,
//! tells them apart: what words cannot show is not claimed.

use std::collections::BTreeSet;

use index_core::analysis::{Analyser, Stems, Token};
use vocabulary::Language;

use crate::{
    lexicon::Lexicon,
    sentence::{self, Form, Span},
    verify::{Draft, Passage, Quote, counted},
    word::words,
};

/// How many words both have at least that tell what they are about: "It costs 45" could be about anything.
const MATTER_MIN: usize = 4;

/// How many sentences that disagree are shown at most.
pub const DISAGREEING_MAX: usize = 3;

/// What a sentence says, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Statement {
    /// What it is about: its words without the stop words, figures and what denies.
    matter: BTreeSet<String>,
    /// Its figures, each with what it counts.
    figures: Vec<(Option<String>, String)>,
    /// Its figures that are spelt.
    numerals: BTreeSet<usize>,
    /// Whether it denies.
    denies: bool,
}

impl Statement {
    fn of(text: &str, language: Language) -> Statement {
        let (lexicon, words) = (Lexicon::of(language), words(text));
        let mut bare = text.to_owned().into_bytes();
        let mut blank = |from: usize, until: usize| bare[from..until].fill(b' ');
        let (mut numerals, mut denials) = (BTreeSet::new(), 0_usize);
        for (at, word) in words.iter().enumerate() {
            if word.folded.chars().any(|letter| letter.is_ascii_digit()) {
                blank(word.place.start, word.place.end);
            }
            let ends = |list: &str| {
                let mut phrases = lexicon.list(list).iter().enumerate();
                phrases.find_map(|(which, phrase)| phrase.at(&words, at).filter(|end| *end > at).map(|end| (which, end)))
            };
            if let Some((which, end)) = ends("numerals") {
                numerals.insert(which);
                blank(word.place.start, words[end - 1].place.end);
            }
            if let Some((_, end)) = ends("negation") {
                denials += 1;
                blank(word.place.start, words[end - 1].place.end);
            }
        }
        // Whole words were blanked, so it is a text still.
        let bare = String::from_utf8_lossy(&bare).into_owned();
        let (mut stems, mut tokens) = (Stems::default(), Vec::<Token>::new());
        Analyser::of(language).tokens(&bare, false, &mut stems, &mut tokens);
        let matter = tokens.iter().map(|token| stems.text(token.stem).to_owned()).collect();
        let mut figures: Vec<(Option<String>, String)> = counted(text, lexicon)
            .into_iter()
            .map(|(number, unit)| (unit.or_else(|| number.sign.map(String::from)), number.value))
            .collect();
        figures.sort_unstable();
        Statement { matter, figures, numerals, denies: denials % 2 == 1 }
    }

    /// Says whether it cannot be so where another is.
    fn denies(&self, other: &Statement) -> bool {
        if self.matter.len() < MATTER_MIN || self.matter != other.matter {
            return false;
        }
        let counts = |statement: &Statement| statement.figures.iter().map(|(unit, _)| unit.clone()).collect::<Vec<_>>();
        let of_one_form = counts(self) == counts(other) && self.numerals.len() == other.numerals.len();
        of_one_form && (self.figures != other.figures || self.numerals != other.numerals || self.denies != other.denies)
    }
}

/// Says whether two sentences of a language cannot both be so, as far as their words show.
pub fn disagree(one: &str, other: &str, language: Language) -> bool {
    Statement::of(one, language).denies(&Statement::of(other, language))
}

/// Returns the sentences of other passages that disagree with those that are to be quoted; `is_apart` says of which passages it would count.
/// Sentences that are not understood alone are left out: what they are about stands elsewhere.
pub fn beside(drafts: &[Draft], passages: &[Passage<'_>], is_apart: impl Fn(usize, usize) -> bool) -> Vec<Draft> {
    let whole = |passage: &Passage<'_>| -> Vec<Span> {
        let sentences = sentence::cut(passage.text, passage.language).into_iter();
        sentences.filter(|sentence| sentence.form == Form::Whole).map(|sentence| sentence.span).collect()
    };
    let mut found: Vec<(usize, Span)> = Vec::new();
    for draft in drafts {
        let Draft::Quoted { quote } = draft else { continue };
        let Some((at, passage, span)) = quote.place(passages).filter(|(_, passage, span)| whole(passage).contains(span)) else {
            continue;
        };
        let Some(text) = span.of(passage.text) else { continue };
        let statement = Statement::of(text, passage.language);
        let others = passages.iter().enumerate();
        for (other, passage) in others.filter(|(other, beside)| is_apart(at, *other) && beside.language == passage.language) {
            let disagrees =
                |span: &Span| span.of(passage.text).is_some_and(|text| statement.denies(&Statement::of(text, passage.language)));
            found.extend(whole(passage).into_iter().filter(disagrees).map(|span| (other, span)).take(1));
        }
    }
    found.dedup();
    found.truncate(DISAGREEING_MAX);
    found.into_iter().map(|(passage, span)| Draft::Quoted { quote: Quote::at(passage, span) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_differ_in_a_figure_alone_disagree() {
        for (one, other, language) in [
            ("Storage in the port costs 45 XTS per day.", "Storage in the port costs 60 XTS per day.", Language::EN),
            ("Storage in the port costs 45 XTS per day.", "In the port, storage costs XTS 1,250 per day.", Language::EN),
            ("Coffee may lie in the port for five days.", "Coffee may lie in the port for seven days.", Language::EN),
            ("Samples of roasted coffee need a licence.", "Samples of roasted coffee need no licence.", Language::EN),
            (
                "Le stockage du café au port coûte 45 XTS par jour.",
                "Le stockage du café au port coûte 60 XTS par jour.",
                Language::FR,
            ),
        ] {
            assert!(disagree(one, other, language) && disagree(other, one, language), "{one} | {other}");
        }
    }

    #[test]
    fn what_words_do_not_show_is_not_claimed() {
        for (one, other) in [
            // The same, said twice, or with a figure written otherwise.
            ("Storage in the port costs 45 XTS per day.", "Storage in the port costs 45 XTS per day."),
            ("Storage in the port costs 1,250 XTS per day.", "Storage in the port costs XTS 1250.00 per day."),
            // Of other matters.
            ("Storage in the port costs 45 XTS per day.", "Storage at the airport costs 60 XTS per day."),
            ("Coffee may lie in the port for five days.", "Coffee may lie in the port for 7 days."),
            ("It costs 45 XTS.", "It costs 60 XTS."),
            ("Samples of coffee need a licence.", "Samples of tea need no licence."),
            ("Pay 45 XTS for storage within 5 days.", "Pay 45 XTS for storage within 5 kilograms."),
        ] {
            assert!(!disagree(one, other, Language::EN), "{one} | {other}");
        }
    }

    #[test]
    fn what_disagrees_is_quoted_from_where_it_stands() {
        let texts = [
            "This is about the port. Storage in the port costs 45 XTS per day.",
            "Storage in the port costs 60 XTS per day. It is paid at the gate.",
            "Storage in the port costs 70 XTS per day.",
        ];
        let passages = texts.map(|text| Passage { text, language: Language::EN });
        let quoted = sentence::cut(texts[0], Language::EN)[1].span;
        let drafts = [Draft::Quoted { quote: Quote::at(0, quoted) }];
        let found = beside(&drafts, &passages, |one, other| one != other && other != 2);
        let span = sentence::cut(texts[1], Language::EN)[0].span;
        assert_eq!(found, [Draft::Quoted { quote: Quote::at(1, span) }], "and not that of the same publication");
        assert_eq!(beside(&drafts, &passages, |_, _| false), []);
    }
}
