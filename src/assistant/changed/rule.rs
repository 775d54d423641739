//! What an answer rests on, and whether two say the same. Rules only.

use std::collections::BTreeSet;

use crate::assistant::{
    answer::{Answer, By, Said, Source, SourceKey},
    composer::ComposedBy,
};

/// Returns the names of what an answer rests on, as the outbox names what changes: without versions and places.
pub fn rests_on(answer: &Answer) -> BTreeSet<String> {
    let used = answer.sources.iter().filter(|source| source.used);
    used.map(|source| match &source.key {
        SourceKey::Passage { publication, language, .. } => format!("publication/{publication}/{language}"),
        SourceKey::Fact { kind, id, .. } => format!("fact/{kind}/{id}"),
        SourceKey::Line { code } | SourceKey::Tariff { code } => format!("tariff/{code}"),
    })
    .collect()
}

/// Returns what an answer rests on, each source with the words that it quotes of it.
pub fn cited(answer: &Answer) -> Vec<(&Source, Vec<&str>)> {
    let used = answer.sources.iter().enumerate().filter(|(_, source)| source.used);
    used.map(|(place, source)| (source, answer.said.iter().flat_map(|said| quoted(said, place)).collect())).collect()
}

/// Returns the words that a sentence quotes of the source at a place.
fn quoted(said: &Said, place: usize) -> Vec<&str> {
    match &said.by {
        By::Quote { source, .. } if *source == place => vec![&said.text],
        By::Written { quotes } => quotes.iter().filter(|quote| quote.source == place).map(|quote| quote.text.as_str()).collect(),
        By::Quote { .. } | By::Data { .. } | By::Ours => Vec::new(),
    }
}

/// Says whether what is said now is what was said: the same sentences of sources, in whatever order. Words of ours say nothing of the matter.
/// What a model composed is composed by our rules now, and is another choice of sentences; so where what it rested on is gone it is another.
pub fn say_the_same(before: &Answer, now: &Answer) -> bool {
    let of_sources = |answer: &Answer| -> BTreeSet<String> {
        answer.said.iter().filter(|said| said.by != By::Ours).map(|said| said.text.clone()).collect()
    };
    before.composed_by == ComposedBy::Rules && of_sources(before) == of_sources(now)
}

#[cfg(test)]
mod tests {
    use answer::status::Status;
    use jiff::civil::date;
    use vocabulary::Language;

    use super::*;
    use crate::assistant::answer::Cited;

    fn source(key: SourceKey, used: bool) -> Source {
        Source {
            key,
            title: String::new(),
            headings: Vec::new(),
            sha256: String::new(),
            url: None,
            confirmed_on: None,
            is_overdue: false,
            valid_from: date(2026, 1, 1),
            valid_until: None,
            used,
        }
    }

    fn passage(version: i32, used: bool) -> Source {
        let publication = "storage".parse().expect("an id");
        source(SourceKey::Passage { publication, language: Language::EN, version, passage: 3 }, used)
    }

    fn said(text: &str, by: By) -> Said {
        Said { text: text.to_owned(), language: Language::EN, by }
    }

    fn answer(sources: Vec<Source>, said: Vec<Said>) -> Answer {
        Answer { sources, said, ..Answer::new(Status::Answered, Language::EN, date(2026, 6, 15)) }
    }

    #[test]
    fn an_answer_rests_on_what_it_quotes_whatever_the_version() {
        let quote = said("Five days are free.", By::Quote { source: 1, start: 0, end: 19 });
        let cited_of = Cited { source: 1, start: 0, end: 4, text: "Five".to_owned() };
        let written = said("They are five.", By::Written { quotes: vec![cited_of] });
        let fee = source(SourceKey::Fact { kind: "fee".into(), id: "storage".parse().expect("an id"), version: 2 }, true);
        let answer = answer(vec![passage(7, false), passage(2, true), fee], vec![quote, written, said("Ask.", By::Ours)]);
        let names: Vec<String> = rests_on(&answer).into_iter().collect();
        assert_eq!(names, ["fact/fee/storage", "publication/storage/en"]);
        let cited = cited(&answer);
        assert_eq!(cited.iter().map(|(_, words)| words.len()).collect::<Vec<_>>(), [2, 0], "a fact is not quoted");
    }

    #[test]
    fn the_same_sentences_are_the_same_answer_and_words_of_ours_make_no_difference() {
        let quote = |text: &str| said(text, By::Quote { source: 0, start: 0, end: text.len() });
        let (one, two, own) = (quote("One."), quote("Two."), said("Ask an officer.", By::Ours));
        let before = answer(Vec::new(), vec![one.clone(), two.clone()]);
        assert!(say_the_same(&before, &answer(Vec::new(), vec![own.clone(), two.clone(), one.clone()])));
        assert!(!say_the_same(&before, &answer(Vec::new(), vec![one, quote("Three.")])));
        assert!(!say_the_same(&before, &answer(Vec::new(), vec![own])), "nothing is another answer than something");
        let by_model = Answer { composed_by: ComposedBy::ModelSelecting, ..before.clone() };
        assert!(!say_the_same(&by_model, &before));
    }
}
