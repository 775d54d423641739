//! What the words of the nomenclature say of each place: it is of cotton, it is not roasted, or nothing.

use std::collections::HashMap;

use vocabulary::Language;

use super::{extract::Extract, lexicon};
use crate::analysis::{Analyser, BuildFnv, Stem, Stems, Token};

/// A set of values of one property, one bit each.
pub(super) type Values = u64;

/// What a place says of one property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Trait {
    /// It has one of these.
    pub has: Values,
    /// It has none of these.
    pub lacks: Values,
}

/// A reader for each language that is met.
#[derive(Default)]
pub(super) struct Readers(Vec<(Language, Reader)>);

impl Readers {
    /// Reads a text in a language: a trait for each property.
    pub fn read(&mut self, language: Language, text: &str) -> Vec<Trait> {
        let place = self.0.iter().position(|(own, _)| *own == language).unwrap_or_else(|| {
            self.0.push((language, Reader::of(language)));
            self.0.len() - 1
        });
        self.0[place].1.read(text)
    }
}

/// What texts in one language say of the properties.
struct Reader {
    analyser: Analyser,
    stems: Stems,
    /// What to look for, by the first stem of it.
    terms: HashMap<Stem, Vec<Term>, BuildFnv>,
    properties: usize,
}

/// Words for a value.
struct Term {
    /// The stems after the first.
    rest: Vec<Stem>,
    property: usize,
    value: Values,
    /// Whether they must stand in an exclusion.
    excluded: bool,
}

impl Reader {
    /// Learns the words of a language.
    fn of(language: Language) -> Reader {
        let (analyser, mut stems) = (Analyser::of(language), Stems::default());
        let mut terms: HashMap<Stem, Vec<Term>, BuildFnv> = HashMap::default();
        let mut tokens = Vec::new();
        for (property, attribute) in lexicon::attributes().enumerate() {
            for (place, value) in attribute.values.iter().enumerate() {
                for words in value.words(language) {
                    tokens.clear();
                    analyser.tokens(words, false, &mut stems, &mut tokens);
                    let Some((first, rest)) = tokens.split_first() else { continue };
                    let rest = rest.iter().map(|token| token.stem).collect();
                    let term = Term { rest, property, value: 1 << place, excluded: value.excluded };
                    terms.entry(first.stem).or_default().push(term);
                }
            }
        }
        Reader { analyser, stems, terms, properties: lexicon::attributes().count() }
    }

    /// Reads a text: a trait for each property.
    fn read(&mut self, text: &str) -> Vec<Trait> {
        let mut tokens = Vec::new();
        self.analyser.tokens(text, true, &mut self.stems, &mut tokens);
        let mut found = vec![Trait::default(); self.properties];
        for (at, token) in tokens.iter().enumerate() {
            for term in self.terms.get(&token.stem).into_iter().flatten() {
                let Some(excluded) = stands(term, &tokens[at..]) else { continue };
                let said = &mut found[term.property];
                let side = if excluded == term.excluded { &mut said.has } else { &mut said.lacks };
                *side |= term.value;
            }
        }
        found.iter_mut().for_each(|said| said.lacks &= !said.has);
        found
    }
}

/// Says whether a term stands where the tokens begin, and then whether in an exclusion.
fn stands(term: &Term, tokens: &[Token]) -> Option<bool> {
    let window = tokens.get(..=term.rest.len())?;
    let is = window[1..].iter().zip(&term.rest).all(|(token, stem)| token.stem == *stem);
    is.then(|| window.iter().any(|token| token.excluded))
}

/// Returns what each target of an extract says of each property: what its own words say, else the words above it; and where it is one
/// of several under one place and says nothing, it lacks what the others have ("other").
pub(super) fn of_targets(extract: &Extract, readers: &mut Readers) -> Vec<Vec<Trait>> {
    let own: Vec<Vec<Trait>> = extract.places().iter().map(|place| readers.read(place.language, &place.text)).collect();
    let properties = lexicon::attributes().count();
    // What the places directly below one place have between them.
    let mut below = vec![vec![0 as Values; properties]; extract.places().len()];
    for (at, traits) in own.iter().enumerate() {
        let Some(parent) = extract.parent(at) else { continue };
        for (sum, own) in below[parent].iter_mut().zip(traits) {
            *sum |= own.has;
        }
    }
    let of_target = |target: &usize| {
        let mut found = vec![Trait::default(); properties];
        for at in extract.path(*target) {
            for (property, found) in found.iter_mut().enumerate() {
                if found.has != 0 {
                    continue;
                }
                let said = own[at][property];
                found.has = said.has & !found.lacks;
                found.lacks |= said.lacks;
                if said.has == 0 {
                    let others = extract.parent(at).map_or(0, |parent| below[parent][property]);
                    found.lacks |= others;
                }
                found.lacks &= !found.has;
            }
        }
        found
    };
    extract.targets().iter().map(of_target).collect()
}

/// Returns the values of a property that a target has by the words of the nomenclature, by name: what somebody who knows the goods would
/// answer.
pub fn holds(extract: &Extract, target: usize, attribute: &str) -> Vec<&'static str> {
    let Some(property) = lexicon::attributes().position(|own| own.name == attribute) else { return Vec::new() };
    let Some(place) = extract.targets().iter().position(|own| *own == target) else { return Vec::new() };
    let traits = of_targets(extract, &mut Readers::default());
    let has = traits[place][property].has;
    let values = lexicon::attributes().nth(property).map(|attribute| &attribute.values);
    let values = values.into_iter().flatten().enumerate();
    values.filter(|(place, _)| has >> place & 1 == 1).map(|(_, value)| value.name).collect()
}
