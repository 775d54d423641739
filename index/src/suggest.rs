//! What somebody who types may be after: codes, officers' references, titles, words.

use index_core::analysis::{Analyser, fold};
use index_core::plan::Dictionary;
use tantivy::{DocAddress, DocSet, TERMINATED, schema::IndexRecordOption};
use vocabulary::HsCode;

use crate::{
    SearchIndex, completion,
    facts::FactFilter,
    fault::{IndexFault, SearchError},
    request::{Collapse, Filter, SearchRequest, SuggestRequest, Suggestion, SuggestionKind},
    search::Search,
};

/// How many terms of one kind are looked through for documents in force.
const TERMS_MAX: usize = 200;

impl SearchIndex {
    /// Suggests how to go on typing.
    ///
    /// # Errors
    /// Refuses what is too long or too large a page; fails where the index does.
    pub fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Suggestion>, SearchError> {
        request.check()?;
        let folded = fold(request.prefix.trim_start());
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let digits: String = folded.chars().filter(|character| !matches!(character, '.' | ' ' | '-')).collect();
        let mut suggestions = Vec::new();
        if digits.chars().all(|character| character.is_ascii_digit()) {
            self.add_kind(request, SuggestionKind::Code, &digits, &mut suggestions)?;
        }
        for kind in [SuggestionKind::Reference, SuggestionKind::Title] {
            self.add_kind(request, kind, &folded, &mut suggestions)?;
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
    ) -> Result<(), IndexFault> {
        let (snapshot, fields) = (self.snapshot(), self.fields());
        let filter = FactFilter::new(Some(request.language), request.as_of, &Filter::default());
        let beginning = format!("{}{folded}", completion::beginning(request.language, kind));
        let search_request = plain_request(request);
        let search = Search::prepare(&snapshot, &fields, &self.rules(), &search_request);
        for (ord, (reader, segment)) in (0u32..).zip(snapshot.searcher.segment_readers().iter().zip(&snapshot.segments)) {
            let inverted = reader.inverted_index(fields.completion)?;
            let mut terms = inverted.terms().range().ge(beginning.as_bytes()).into_stream()?;
            let mut looked = 0;
            while let Some((term, info)) = terms.next() {
                if looked == TERMS_MAX || suggestions.len() >= request.first || !term.starts_with(beginning.as_bytes()) {
                    break;
                }
                looked += 1;
                let Ok(term) = std::str::from_utf8(term) else { continue };
                let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                let alive = reader.alive_bitset();
                while postings.doc() != TERMINATED {
                    let doc = postings.doc();
                    if alive.is_none_or(|alive| alive.is_alive(doc)) && filter.passes(segment.facts(doc), segment.validity(doc)) {
                        break;
                    }
                    postings.advance();
                }
                let shown = completion::shown(term);
                if postings.doc() == TERMINATED || suggestions.iter().any(|known| known.text.eq_ignore_ascii_case(shown)) {
                    continue;
                }
                let Ok(search) = &search else { continue };
                let stored = search.snapshot.stored(DocAddress::new(ord, postings.doc()))?;
                let code: Option<HsCode> = stored.code;
                suggestions.push(Suggestion { text: shown.to_owned(), kind, target: Some(crate::DocumentId(stored.id)), code });
            }
        }
        Ok(())
    }

    /// Completes the last word from the words of the index.
    fn add_words(&self, request: &SuggestRequest, folded: &str, suggestions: &mut Vec<Suggestion>) {
        let (before, last) = folded.rsplit_once(' ').map_or(("", folded), |(before, last)| (before, last));
        if last.is_empty() || suggestions.len() >= request.first {
            return;
        }
        let snapshot = self.snapshot();
        let slot = &snapshot.slots[Analyser::of(request.language).slot()];
        for near in slot.vocabulary().completions(last, request.first - suggestions.len()) {
            let text = if before.is_empty() { near.word.to_owned() } else { format!("{before} {}", near.word) };
            if !suggestions.iter().any(|known| known.text.eq_ignore_ascii_case(&text)) {
                suggestions.push(Suggestion { text, kind: SuggestionKind::Term, target: None, code: None });
            }
        }
    }
}

fn plain_request(request: &SuggestRequest) -> SearchRequest {
    SearchRequest {
        text: String::new(),
        meant: None,
        language: Some(request.language),
        reader: None,
        as_of: request.as_of,
        filter: Filter::default(),
        first: 1,
        after: None,
        snippet_characters: 0,
        collapse: Collapse::None,
    }
}
