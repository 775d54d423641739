//! Writing: documents replaced subject by subject, and committed together with the position in the outbox.

use std::sync::Arc;

use index_core::{
    analysis::{ANALYSERS, Analyser},
    passage::{Analysis, Passage},
    spelling::is_correctable,
};
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::{
    SearchIndex, completion,
    document::{Document, SubjectKey},
    facts::{Facts, review, validity},
    fault::IndexFault,
    meaning,
    schema::Fields,
    stored::Stored,
    stream,
};

/// How much memory a batch may take before it writes a segment: enough for 50,000 passages in one.
const BUDGET_BYTES: usize = 96 << 20;

/// What is written together. Nothing of it is seen before [`Batch::commit`], and nothing remains of it without.
pub struct Batch {
    index: SearchIndex,
    writer: IndexWriter,
    fields: Arc<Fields>,
    analyses: [Analysis; ANALYSERS],
}

impl Batch {
    pub(crate) fn begin(index: &SearchIndex) -> Result<Batch, IndexFault> {
        let writer = index.engine().writer_with_num_threads(1, BUDGET_BYTES)?;
        Ok(Batch {
            index: index.clone(),
            writer,
            fields: index.fields(),
            analyses: std::array::from_fn(|slot| Analysis::with(Analyser::in_slot(slot))),
        })
    }

    /// Puts these documents in the place of all that the subject had.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn replace(&mut self, subject: &SubjectKey, documents: Vec<Document>) -> Result<(), IndexFault> {
        self.remove(subject)?;
        for document in &documents {
            self.add(subject, document)?;
        }
        Ok(())
    }

    /// Takes out all documents of a subject.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn remove(&mut self, subject: &SubjectKey) -> Result<(), IndexFault> {
        self.writer.delete_term(Term::from_field_text(self.fields.subject, &subject.0));
        Ok(())
    }

    /// Takes out everything.
    ///
    /// # Errors
    /// Fails where the disk does.
    pub fn clear(&mut self) -> Result<(), IndexFault> {
        self.writer.delete_all_documents()?;
        Ok(())
    }

    /// Makes it all visible to every clone of the index, together with the position.
    ///
    /// # Errors
    /// Fails where the disk does; the index is then as it was before.
    pub fn commit(mut self, position: &str) -> Result<(), IndexFault> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(position);
        prepared.commit()?;
        self.writer.wait_merging_threads()?;
        self.index.refresh()
    }

    fn add(&mut self, subject: &SubjectKey, document: &Document) -> Result<(), IndexFault> {
        let written = self.written(subject, document);
        self.writer.add_document(written)?;
        Ok(())
    }

    fn written(&mut self, subject: &SubjectKey, document: &Document) -> TantivyDocument {
        let fields = &self.fields;
        let analyser = Analyser::of(document.language);
        let slot = analyser.slot();
        let code = document.code.map(|code| code.significant().to_owned()).unwrap_or_default();
        let passage = Passage {
            title: &document.title,
            path: &document.path,
            body: &document.body,
            notes: &document.notes,
            references: &document.references,
            nomenclature: document.kind.is_nomenclature(),
            code: &code,
        };
        let analysed = self.analyses[slot].analyse(&passage);
        let stems = self.analyses[slot].stems();
        let mut written = TantivyDocument::new();
        written.add_text(fields.text[slot], stream::write(analysed.stream.iter().map(|stem| stems.text(*stem))));
        let mut words: Vec<&str> =
            analysed.stream.iter().map(|stem| stems.word(*stem)).filter(|word| is_correctable(word)).collect();
        words.sort_unstable();
        words.dedup();
        written.add_text(fields.words[slot], stream::write(words));
        written.add_text(fields.slot, analyser.name());
        written.add_text(fields.subject, &subject.0);
        written.add_text(fields.code, stream::write((2..=code.len()).map(|len| &code[..len])));
        for term in completion::terms(&completion::Names::of(document, &code)) {
            written.add_text(fields.completion, term);
        }
        if let Some(authority) = &document.authority {
            written.add_text(fields.authority, authority.as_str());
        }
        if let Some(document_type) = &document.document_type {
            written.add_text(fields.document_type, document_type);
        }
        written.add_u64(fields.facts, Facts::of(document).0);
        written.add_u64(fields.validity, validity(&document.period));
        written.add_u64(fields.review, review(document.review.as_ref()));
        written.add_u64(fields.work, meaning::hash(&document.work));
        written.add_u64(fields.text_key, meaning::key(document));
        for word in analysed.record.words() {
            written.add_u64(fields.record, word);
        }
        written.add_bytes(fields.stored, &Stored::write(document));
        written
    }
}
