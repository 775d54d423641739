//! The part of a text that answers best, cut by the core; the words of each thread and their stems are remembered here.

use std::cell::RefCell;

use index_core::{
    analysis::{ANALYSERS, Stems},
    request::Snippet,
    snippet,
};

use crate::{search::Understood, stored::Stored};

/// How many words each thread remembers the stem of: the words of a tariff, in about two megabytes.
const WORDS_MAX: usize = 20_000;

thread_local! {
    static STEMS: RefCell<[Stems; ANALYSERS]> = RefCell::new(std::array::from_fn(|_| Stems::default()));
}

/// Cuts the best part of at most so many characters out of the body, or of the notes where the body says nothing.
pub(crate) fn cut(stored: &Stored, understood: &Understood, characters: usize) -> Snippet {
    STEMS.with_borrow_mut(|stems| {
        let stems = &mut stems[understood.slot];
        stems.relieve(WORDS_MAX);
        let texts = (stored.body.as_str(), stored.notes.as_str());
        snippet::cut(texts, &understood.analyser, stems, |hash| understood.lights(hash), characters)
    })
}
