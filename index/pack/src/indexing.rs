//! Texts to postings, with the analysis of the server: on the server for a whole pack, on the phone for what a delta brings.

use std::collections::BTreeMap;

use index_core::{
    analysis::{ANALYSERS, Analyser},
    bm25::{Statistics, length_code},
    completion::{self, Names},
    order::{sort, sort_by},
    passage::Analysis,
    spelling::is_correctable,
};

use crate::{
    documents::Documents,
    fault::Torn,
    lexicon::Lexicon,
    places::{Completion, Places},
    postings,
    slot::{Run, Slot},
    texts,
};

/// What indexing makes of texts.
pub(crate) struct Indexed {
    pub slots: [Option<Slot>; ANALYSERS],
    pub places: Places,
}

/// What is gathered of the documents of one analyser.
struct Gathered {
    analysis: Analysis,
    stems: BTreeMap<String, Vec<(u32, u32)>>,
    words: BTreeMap<String, u32>,
    statistics: Statistics,
}

impl Gathered {
    fn of(slot: usize) -> Gathered {
        Gathered {
            analysis: Analysis::with(Analyser::in_slot(slot)),
            stems: BTreeMap::new(),
            words: BTreeMap::new(),
            statistics: Statistics::default(),
        }
    }

    fn add(&mut self, document: u32, entry: &texts::Entry<'_>, nomenclature: bool) -> u8 {
        let analysed = self.analysis.analyse(&entry.passage(nomenclature, entry.digits()));
        let stems = self.analysis.stems();
        let mut stream = analysed.stream;
        sort(&mut stream);
        // All of one word together; several words may have one stem.
        for word in stream.chunk_by(|one, other| one == other) {
            let (frequency, stem, word) = (word.len() as u32, stems.text(word[0]), stems.word(word[0]));
            match self.stems.get_mut(stem) {
                Some(postings) => match postings.last_mut() {
                    Some((last, before)) if *last == document => *before += frequency,
                    _ => postings.push((document, frequency)),
                },
                None => drop(self.stems.insert(stem.to_owned(), vec![(document, frequency)])),
            }
            match self.words.get_mut(word) {
                Some(count) => *count += 1,
                None if is_correctable(word) => drop(self.words.insert(word.to_owned(), 1)),
                None => {}
            }
        }
        self.statistics.documents += 1;
        self.statistics.terms += stream.len() as u64;
        length_code(stream.len() as u32)
    }

    fn end(self) -> Slot {
        let (mut stems, mut words, mut all) = (Lexicon::default(), Lexicon::default(), Vec::new());
        for (stem, found) in self.stems {
            let written = postings::write(&found);
            stems.push_with_postings(&stem, found.len() as u32, written.len() as u32);
            all.extend(written);
        }
        self.words.iter().for_each(|(word, count)| words.push(word, *count));
        Slot { statistics: self.statistics, stems, words, postings: Run::Own(all) }
    }
}

/// Indexes the texts of `block`, whose facts are in `documents`, in the same order.
pub(crate) fn index(documents: &mut Documents, block: &str) -> Result<Indexed, Torn> {
    let mut gathered: [Option<Gathered>; ANALYSERS] = std::array::from_fn(|_| None);
    let (mut ids, mut completions) = (Vec::new(), Vec::new());
    let mut count = 0;
    for (at, entry) in texts::entries(block).enumerate() {
        let (document, entry) = (at as u32, entry?);
        let facts = documents.facts(document);
        let language = facts.language().ok_or(Torn)?;
        let nomenclature = facts.kind().is_some_and(|kind| kind.is_nomenclature());
        let slot = Analyser::of(language).slot();
        let length = gathered[slot].get_or_insert_with(|| Gathered::of(slot)).add(document, &entry, nomenclature);
        if at >= documents.len() {
            return Err(Torn);
        }
        documents.set(at, length, entry.code.as_ref());
        let (title, path, references) = (entry.title, &entry.path, &entry.references);
        let names = Names { language, nomenclature, title, path, references, code: entry.digits() };
        let class = documents.row(document).class;
        for (which, term) in completion::terms(&names).into_iter().enumerate() {
            completions.push((term, class, Completion { document, which: which as u32 }));
        }
        ids.push((entry.id.to_owned(), document));
        count = at + 1;
    }
    if count != documents.len() {
        return Err(Torn);
    }
    sort(&mut ids);
    if ids.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(Torn);
    }
    sort_by(&mut completions, |one, other| (&one.0, one.2.document).cmp(&(&other.0, other.2.document)));
    // All passages of a publication have its title: the first of those with the same facts stands for all.
    completions.dedup_by(|later, earlier| later.0 == earlier.0 && later.1 == earlier.1);
    let places = Places {
        by_id: ids.into_iter().map(|(_, document)| document).collect(),
        completions: completions.into_iter().map(|(.., completion)| completion).collect(),
    };
    Ok(Indexed { slots: gathered.map(|gathered| gathered.map(Gathered::end)), places })
}
