//! Full-text search over publications, the nomenclature and whatever else a territory publishes.
//!
//! tantivy retrieves candidates; [`index_core`] analyses, understands and ranks, as it does on the phone. The database is the
//! truth: an index may be thrown away and built again at any time. This crate reads no clock and no configuration.

mod answering;
pub mod evaluation;
mod explain;
mod facets;
mod fault;
mod gist;
mod hybrid;
mod meaning;
mod order;
mod retrieve;
mod schema;
mod search;
mod snapshot;
mod snippet;
mod stored;
mod stream;
mod suggest;
mod why_not;
mod writer;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::{ArcSwap, ArcSwapOption};
use tantivy::{
    Index, IndexReader, IndexSettings, ReloadPolicy,
    directory::{Directory, MmapDirectory},
    store::Compressor,
};

pub use answering::{CONSULTED_MAX, Consultation, Consulting, Retrieved};
pub use explain::{Explanation, HitExplanation, WordExplanation};
pub use fault::{IndexFault, SearchError};
pub use index_core::confidence::{Confidence, Strength};
pub use index_core::cursor::Cursor;
pub use index_core::document::{Direction, Document, DocumentId, Kind, Review, SubjectKey};
pub use index_core::refusal::SearchRefusal;
pub use index_core::request::{
    Collapse, DEPTH_MAX, FACET_VALUES_MAX, FacetCounts, FacetField, Filter, Hit, PAGE_MAX, QUERY_CHARACTERS_MAX,
    QUERY_CLAUSES_MAX, SearchPage, SearchRequest, Snippet, SuggestRequest, Suggestion, SuggestionKind, Why,
};
pub use index_core::rules::{Reference, RewriteRules, Synonym, SynonymId, SynonymKind, Target};
pub use meaning::{Meaning, Reading, Unread};
pub use why_not::WhyNot;
pub use writer::Batch;

use index_core::{completion, cursor, document, facts, request};
use schema::Fields;
use snapshot::Snapshot;

/// The file that says which version of this crate wrote the index.
const VERSION_FILE: &str = "fingertip-index-version";

/// How large the blocks of the document store are: small, because a page of hits reads one block for each.
const STORE_BLOCK_BYTES: usize = 4096;

/// An index in a folder. Clones share everything, and each sees a commit as soon as it is made.
#[derive(Clone)]
pub struct SearchIndex {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Index,
    reader: IndexReader,
    fields: Arc<Fields>,
    snapshot: ArcSwap<Snapshot>,
    rules: ArcSwap<RewriteRules>,
    meaning: ArcSwapOption<Meaning>,
    /// Held while a snapshot is taken, so that the last one taken is the last one seen.
    taking: Mutex<()>,
}

impl SearchIndex {
    /// Opens an index.
    ///
    /// # Errors
    /// `Missing`, `Outdated` and `Corrupt` say that it has to be built anew.
    pub fn open(folder: &Path) -> Result<SearchIndex, IndexFault> {
        match fs::read_to_string(folder.join(VERSION_FILE)) {
            Ok(found) if found.trim() == schema::VERSION => {}
            Ok(found) => {
                let (found, wanted) = (found.trim().to_owned(), schema::VERSION.to_owned());
                return Err(IndexFault::Outdated { folder: folder.to_owned(), found, wanted });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(IndexFault::Missing(folder.to_owned())),
            Err(error) => return Err(error.into()),
        }
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        if !directory.exists(Path::new("meta.json")).map_err(tantivy::TantivyError::from)? {
            return Err(IndexFault::Missing(folder.to_owned()));
        }
        SearchIndex::over(Index::open(directory)?)
    }

    /// Makes an index, in the place of one that is there.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn create(folder: &Path) -> Result<SearchIndex, IndexFault> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let path: PathBuf = entry?.path();
            if path.is_file() {
                fs::remove_file(path)?;
            }
        }
        let (schema, _) = Fields::build();
        let settings = IndexSettings {
            docstore_compression: Compressor::Lz4,
            docstore_blocksize: STORE_BLOCK_BYTES,
            ..IndexSettings::default()
        };
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let engine = Index::create(directory, schema, settings)?;
        fs::write(folder.join(VERSION_FILE), schema::VERSION)?;
        SearchIndex::over(engine)
    }

    fn over(engine: Index) -> Result<SearchIndex, IndexFault> {
        let (_, fields) = Fields::build();
        engine.tokenizers().register(stream::NAME, stream::Terms::default());
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(64).try_into()?;
        let snapshot = Snapshot::take(&reader, &fields, &engine, None)?;
        let shared = Shared {
            engine,
            reader,
            fields: Arc::new(fields),
            snapshot: ArcSwap::from_pointee(snapshot),
            rules: ArcSwap::default(),
            meaning: ArcSwapOption::empty(),
            taking: Mutex::default(),
        };
        Ok(SearchIndex { shared: Arc::new(shared) })
    }

    /// Begins to write. Readers are not disturbed.
    ///
    /// # Errors
    /// `Locked` while another batch is open, in this process or another.
    pub fn writer(&self) -> Result<Batch, IndexFault> {
        Batch::begin(self)
    }

    /// Returns the position that the last commit was made with.
    pub fn position(&self) -> Option<String> {
        self.shared.snapshot.load().position.clone()
    }

    /// Returns how many documents there are.
    pub fn document_count(&self) -> u64 {
        self.shared.snapshot.load().searcher.num_docs()
    }

    /// Exchanges the synonyms and references, for all clones at once.
    pub fn set_rules(&self, rules: RewriteRules) {
        self.shared.rules.store(Arc::new(rules));
    }

    pub(crate) fn engine(&self) -> &Index {
        &self.shared.engine
    }

    pub(crate) fn fields(&self) -> Arc<Fields> {
        self.shared.fields.clone()
    }

    pub(crate) fn rules(&self) -> Arc<RewriteRules> {
        self.shared.rules.load_full()
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.snapshot.load_full()
    }

    /// Sees what was committed.
    pub(crate) fn refresh(&self) -> Result<(), IndexFault> {
        let _taking = self.shared.taking.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.reader.reload()?;
        let shared = &self.shared;
        let snapshot = Snapshot::take(&shared.reader, &shared.fields, &shared.engine, shared.meaning.load_full())?;
        self.shared.snapshot.store(Arc::new(snapshot));
        Ok(())
    }
}
