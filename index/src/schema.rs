//! The fields of the tantivy index, and what a document becomes in them.

use index_core::analysis::{ANALYSERS, Analyser};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::stream;

/// Changes whenever what is written changes; an index with another version is rebuilt.
pub(crate) const VERSION: &str = "7";

/// The fields, by what they are for.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// One weighted stream of terms per analyser: BM25 over it is the weighted BM25 of the core.
    pub text: [Field; ANALYSERS],
    /// The words themselves, for corrections and completions.
    pub words: [Field; ANALYSERS],
    /// Which analyser; its document frequency is the number of documents.
    pub slot: Field,
    /// What is replaced together.
    pub subject: Field,
    /// All beginnings of the significant digits of the code.
    pub code: Field,
    /// What suggestions are looked up in.
    pub completion: Field,
    /// The administration's own words, for filters and facets.
    pub authority: Field,
    pub document_type: Field,
    /// See [`crate::facts`].
    pub facts: Field,
    pub validity: Field,
    /// See [`crate::facts::review`].
    pub review: Field,
    /// A number for each publication, fact or line, the same in all its languages.
    pub work: Field,
    /// The key that the vector of the text is kept under.
    pub text_key: Field,
    /// The record of the core.
    pub record: Field,
    /// What a hit shows.
    pub stored: Field,
}

pub(crate) const AUTHORITY: &str = "authority";
pub(crate) const DOCUMENT_TYPE: &str = "document_type";
pub(crate) const FACTS: &str = "facts";
pub(crate) const VALIDITY: &str = "validity";
pub(crate) const REVIEW: &str = "review";
pub(crate) const WORK: &str = "work";
pub(crate) const TEXT_KEY: &str = "text_key";
pub(crate) const RECORD: &str = "record";

impl Fields {
    /// Makes the schema.
    pub fn build() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let number = NumericOptions::default() | FAST;
        let fields = Fields {
            text: std::array::from_fn(|slot| {
                builder.add_text_field(&named("text", slot), terms(stream::NAME, IndexRecordOption::WithFreqs, true))
            }),
            words: std::array::from_fn(|slot| builder.add_text_field(&named("words", slot), several())),
            slot: builder.add_text_field("slot", exact()),
            subject: builder.add_text_field("subject", exact()),
            code: builder.add_text_field("code", several()),
            completion: builder.add_text_field("completion", exact()),
            authority: builder.add_text_field(AUTHORITY, TextOptions::default().set_fast("raw")),
            document_type: builder.add_text_field(DOCUMENT_TYPE, TextOptions::default().set_fast("raw")),
            facts: builder.add_u64_field(FACTS, number.clone()),
            validity: builder.add_u64_field(VALIDITY, number.clone()),
            review: builder.add_u64_field(REVIEW, number.clone()),
            work: builder.add_u64_field(WORK, number.clone()),
            text_key: builder.add_u64_field(TEXT_KEY, number.clone()),
            record: builder.add_u64_field(RECORD, number),
            stored: add_stored(&mut builder),
        };
        (builder.build(), fields)
    }
}

fn add_stored(builder: &mut SchemaBuilder) -> Field {
    builder.add_bytes_field("stored", STORED)
}

fn named(field: &str, slot: usize) -> String {
    format!("{field}_{}", Analyser::in_slot(slot).name())
}

fn several() -> TextOptions {
    terms(stream::NAME, IndexRecordOption::Basic, false)
}

fn exact() -> TextOptions {
    terms(stream::WHOLE, IndexRecordOption::Basic, false)
}

fn terms(tokenizer: &str, option: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}
