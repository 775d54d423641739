//! What changed from one set of documents to another.

use std::collections::HashMap;

use index_core::document::{Document, DocumentId};

/// What changed.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// New documents, and those that say something else than before.
    pub changed: Vec<Document>,
    /// Those that are gone.
    pub removed: Vec<DocumentId>,
}

/// Says what changed from `before` to `after`.
pub fn difference(before: &[Document], after: &[Document]) -> Difference {
    let mut old: HashMap<&DocumentId, &Document> = before.iter().map(|document| (&document.id, document)).collect();
    let mut changes = Difference::default();
    for document in after {
        if old.remove(&document.id) != Some(document) {
            changes.changed.push(document.clone());
        }
    }
    changes.removed = old.into_keys().cloned().collect();
    changes.removed.sort_unstable();
    changes
}
