//! What somebody who types may be after: codes, officers' references, titles, words. As the server suggests.

use index_core::{
    analysis::{Analyser, fold},
    completion::{self, Names},
    document::DocumentId,
    facts::FactFilter,
    plan::Dictionary,
    request::{Filter, SuggestRequest, Suggestion, SuggestionKind},
};
use vocabulary::HsCode;

use crate::{
    fault::Torn,
    pack::{Pack, Work},
    places::Completion,
    search::SearchFailure,
    segment::Segment,
    texts::entry,
};

/// How many terms of one kind are looked through for documents in force.
const TERMS_MAX: usize = 200;

/// What a document is suggested by, read from its text.
struct Term {
    text: String,
    id: String,
    code: Option<HsCode>,
}

impl<B: AsRef<[u8]>> Pack<B> {
    /// Suggests how to go on typing.
    ///
    /// # Errors
    /// Refuses what is too long or too large a page; says that the file is damaged.
    pub fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Suggestion>, SearchFailure> {
        request.check()?;
        let folded = fold(request.prefix.trim_start());
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let digits: String = folded.chars().filter(|character| !matches!(character, '.' | ' ' | '-')).collect();
        let mut suggestions = Vec::new();
        let mut work = self.work();
        if digits.chars().all(|character| character.is_ascii_digit()) {
            self.add_kind(request, SuggestionKind::Code, &digits, &mut suggestions, &mut work)?;
        }
        for kind in [SuggestionKind::Reference, SuggestionKind::Title] {
            self.add_kind(request, kind, &folded, &mut suggestions, &mut work)?;
        }
        self.add_words(request, &folded, &mut suggestions);
        suggestions.truncate(request.first);
        Ok(suggestions)
    }

    fn add_kind(
        &self,
        request: &SuggestRequest,
        kind: SuggestionKind,
        folded: &str,
        suggestions: &mut Vec<Suggestion>,
        work: &mut Work,
    ) -> Result<(), Torn> {
        let filter = FactFilter::new(Some(request.language), request.as_of, &Filter::default());
        let beginning = format!("{}{folded}", completion::beginning(request.language, kind));
        for (number, segment) in (0u32..).zip(&self.segments) {
            let wanted = segment.documents.wanted(&Filter::default());
            let (mut low, mut high) = (0, segment.places.completions.len());
            while low < high {
                let middle = low.midpoint(high);
                let term = self.term(number, segment, segment.places.completions[middle], work)?;
                if term.text < beginning { low = middle + 1 } else { high = middle }
            }
            let mut looked = 0;
            let mut before = String::new();
            for completion in &segment.places.completions[low..] {
                if looked == TERMS_MAX || suggestions.len() >= request.first {
                    break;
                }
                let term = self.term(number, segment, *completion, work)?;
                if !term.text.starts_with(&beginning) {
                    break;
                }
                looked += usize::from(term.text != before);
                let shown = completion::shown(&term.text);
                let passes = segment.has(completion.document) && segment.documents.passes(completion.document, &filter, &wanted);
                if passes && !suggestions.iter().any(|known| known.text.eq_ignore_ascii_case(shown)) {
                    let target = Some(DocumentId(term.id));
                    suggestions.push(Suggestion { text: shown.to_owned(), kind, target, code: term.code });
                }
                before = term.text;
            }
        }
        Ok(())
    }

    fn term(&self, number: u32, segment: &Segment, completion: Completion, work: &mut Work) -> Result<Term, Torn> {
        let (block, within) = work.reader.block(number, &segment.texts, completion.document, self.file.as_ref())?;
        let entry = entry(&block, within)?;
        let facts = segment.documents.facts(completion.document);
        let names = Names {
            language: facts.language().ok_or(Torn)?,
            nomenclature: facts.kind().is_some_and(|kind| kind.is_nomenclature()),
            title: entry.title,
            path: &entry.path,
            references: &entry.references,
            code: entry.digits(),
        };
        let text = completion::terms(&names).into_iter().nth(completion.which as usize).ok_or(Torn)?;
        Ok(Term { text, id: entry.id.to_owned(), code: entry.code })
    }

    /// Completes the last word from the words of the pack.
    fn add_words(&self, request: &SuggestRequest, folded: &str, suggestions: &mut Vec<Suggestion>) {
        let (before, last) = folded.rsplit_once(' ').unwrap_or(("", folded));
        if last.is_empty() || suggestions.len() >= request.first {
            return;
        }
        let view = self.view(Analyser::of(request.language).slot());
        for near in view.vocabulary().completions(last, request.first - suggestions.len()) {
            let text = if before.is_empty() { near.word.to_owned() } else { format!("{before} {}", near.word) };
            if !suggestions.iter().any(|known| known.text.eq_ignore_ascii_case(&text)) {
                suggestions.push(Suggestion { text, kind: SuggestionKind::Term, target: None, code: None });
            }
        }
    }
}
