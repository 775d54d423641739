//! Rules that rewrite a query: synonyms, and the officers' references to a code or a publication. They come from the
//! database and may be exchanged at any time; no document is indexed anew for them.

use std::collections::HashMap;

use vocabulary::{HsCode, Language};

use crate::{
    analysis::{ANALYSERS, Analyser, BuildFnv, Stems, hash},
    order::sort,
    query::QueryWord,
};

/// All rules, ready to be applied.
#[derive(Clone, Debug, Default)]
pub struct RewriteRules {
    languages: Vec<LanguageRules>,
}

#[derive(Clone, Debug, Default)]
struct LanguageRules {
    synonyms: HashMap<u32, Vec<Rewriting>, BuildFnv>,
    references: HashMap<u32, Vec<Leading>, BuildFnv>,
}

#[derive(Clone, Debug)]
struct Rewriting {
    rule: SynonymId,
    from: Vec<u32>,
    to: Vec<Vec<(String, u32)>>,
}

#[derive(Clone, Debug)]
struct Leading {
    stems: Vec<u32>,
    target: Target,
}

/// Names a synonym to whoever keeps it, so that its use can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SynonymId(pub i64);

/// Words that mean the same, or one that includes another.
#[derive(Clone, Debug, PartialEq)]
pub struct Synonym {
    /// Which one it is.
    pub id: SynonymId,
    /// The language of all of them.
    pub language: Language,
    /// What is typed.
    pub from: String,
    /// What is looked for as well.
    pub to: Vec<String>,
    /// Whether it holds the other way round.
    pub kind: SynonymKind,
}

/// Which way a synonym works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SynonymKind {
    /// Each finds all others.
    Equivalent,
    /// What is typed finds the others; they do not find it.
    OneWay,
}

/// An officer's term that leads to a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The language of the term.
    pub language: Language,
    /// The term.
    pub term: String,
    /// Where it leads.
    pub target: Target,
}

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// To a place in the nomenclature.
    Code(HsCode),
    /// To a subject of the index.
    Subject(String),
}

impl RewriteRules {
    /// Prepares rules.
    pub fn new(synonyms: Vec<Synonym>, references: Vec<Reference>) -> RewriteRules {
        let mut rules = RewriteRules { languages: vec![LanguageRules::default(); ANALYSERS] };
        for synonym in &synonyms {
            rules.add_synonym(synonym);
        }
        for Reference { language, term, target } in references {
            let analyser = Analyser::of(language);
            let mut stems: Vec<u32> = analysed(&analyser, &term).into_iter().map(|(_, hash)| hash).collect();
            sort(&mut stems);
            if let Some(first) = stems.first().copied() {
                rules.languages[analyser.slot()].references.entry(first).or_default().push(Leading { stems, target });
            }
        }
        rules
    }

    fn add_synonym(&mut self, synonym: &Synonym) {
        let analyser = Analyser::of(synonym.language);
        let all: Vec<Vec<(String, u32)>> =
            [&synonym.from].into_iter().chain(&synonym.to).map(|text| analysed(&analyser, text)).collect();
        let typed = if synonym.kind == SynonymKind::Equivalent { all.len() } else { 1 };
        for at in 0..typed {
            let Some((_, first)) = all[at].first() else { continue };
            let to = all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, words)| words.clone()).collect();
            let from = all[at].iter().map(|(_, hash)| *hash).collect();
            self.languages[analyser.slot()].synonyms.entry(*first).or_default().push(Rewriting { rule: synonym.id, from, to });
        }
    }

    /// Calls `each` for every synonym of a run of words: where the run begins, which rule it is, and the stem and hash of each word
    /// to add.
    pub fn synonyms(&self, analyser: &Analyser, words: &[QueryWord], mut each: impl FnMut(usize, SynonymId, &[(String, u32)])) {
        let Some(rules) = self.languages.get(analyser.slot()) else { return };
        for (at, word) in words.iter().enumerate() {
            for rewriting in rules.synonyms.get(&word.hash).into_iter().flatten() {
                let run = words[at..].iter().map(|word| word.hash).take(rewriting.from.len());
                if run.eq(rewriting.from.iter().copied()) {
                    rewriting.to.iter().for_each(|to| each(at, rewriting.rule, to));
                }
            }
        }
    }

    /// Returns where the references lead whose words are exactly those of the query, in any order.
    pub fn targets(&self, analyser: &Analyser, words: &[QueryWord]) -> Vec<&Target> {
        let Some(rules) = self.languages.get(analyser.slot()) else { return Vec::new() };
        let mut stems: Vec<u32> = words.iter().map(|word| word.hash).collect();
        sort(&mut stems);
        let Some(first) = stems.first() else { return Vec::new() };
        let leading = rules.references.get(first).into_iter().flatten();
        leading.filter(|leading| leading.stems == stems).map(|leading| &leading.target).collect()
    }
}

fn analysed(analyser: &Analyser, text: &str) -> Vec<(String, u32)> {
    let (mut stems, mut tokens) = (Stems::default(), Vec::new());
    analyser.tokens(text, false, &mut stems, &mut tokens);
    let mut words: Vec<(String, u32)> = Vec::new();
    for token in tokens {
        let text = stems.text(token.stem);
        if !words.iter().any(|(known, _)| known == text) {
            words.push((text.to_owned(), hash(text)));
        }
    }
    words
}
