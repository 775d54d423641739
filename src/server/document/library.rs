//! Documents that need not be read again: our own operations, found by hash, and what callers sent lately, found by text.

use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

use async_graphql::{
    ServerError,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use include_dir::{Dir, include_dir};
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    lexer::check_text,
    limit::{DocumentLimits, Excess},
    root::visit_fields,
    weight::{AsksForSchema, check_weight},
};

/// The operations that apps, pages and tests send, one named operation per file. Their hash is that of the file's bytes.
static OPERATIONS: Dir = include_dir!("$CARGO_MANIFEST_DIR/graphql/operations");

/// The SHA-256 of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentHash([u8; 32]);

impl DocumentHash {
    /// Hashes a text.
    pub fn of(text: &str) -> DocumentHash {
        DocumentHash(Sha256::digest(text.as_bytes()).into())
    }
}

/// What is wrong with a text that should be a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a SHA-256 in 64 hexadecimal digits")]
pub struct DocumentHashError;

impl FromStr for DocumentHash {
    type Err = DocumentHashError;

    fn from_str(text: &str) -> Result<Self, DocumentHashError> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash).map_err(|_| DocumentHashError)?;
        Ok(DocumentHash(hash))
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

/// A document that has been counted, parsed and weighed.
#[derive(Debug)]
pub struct Prepared {
    /// What the parser made of it.
    pub document: ExecutableDocument,
    /// Whether it asks for the schema itself.
    pub asks_for_schema: bool,
}

/// Why a document cannot be executed.
#[derive(Clone, Debug, PartialEq)]
pub enum Unprepared {
    /// It passes a ceiling.
    TooLarge(Excess),
    /// It is not GraphQL.
    Syntax(ServerError),
}

impl Prepared {
    /// Counts, parses and weighs a text.
    pub fn read(text: &str, limits: &DocumentLimits) -> Result<Prepared, Unprepared> {
        check_text(text, limits).map_err(Unprepared::TooLarge)?;
        let document = parse_query(text).map_err(|error| Unprepared::Syntax(error.into()))?;
        let AsksForSchema(asks_for_schema) = check_weight(&document, limits).map_err(Unprepared::TooLarge)?;
        Ok(Prepared { document, asks_for_schema })
    }

    /// Finds the operation to execute: the one of that name, or the only one.
    pub fn operation(&self, name: Option<&str>) -> Option<(Option<&str>, OperationType)> {
        self.find(name).map(|(name, operation)| (name, operation.ty))
    }

    /// Visits the fields at the root of that operation, each as often as it stands there.
    pub fn visit_root(&self, name: Option<&str>, visit: &mut dyn FnMut(&str)) {
        if let Some((_, operation)) = self.find(name) {
            visit_fields(&self.document, &operation.selection_set.node, visit);
        }
    }

    fn find(&self, name: Option<&str>) -> Option<(Option<&str>, &OperationDefinition)> {
        match (&self.document.operations, name) {
            (DocumentOperations::Single(only), None) => Some((None, &only.node)),
            (DocumentOperations::Single(_), Some(_)) => None,
            (DocumentOperations::Multiple(named), Some(name)) => {
                named.get_key_value(name).map(|(name, found)| (Some(name.as_str()), &found.node))
            }
            (DocumentOperations::Multiple(named), None) if named.len() == 1 => {
                named.iter().next().map(|(name, only)| (Some(name.as_str()), &only.node))
            }
            (DocumentOperations::Multiple(_), None) => None,
        }
    }
}

/// Our own operations by hash, and a small memory of what callers sent.
pub struct Library {
    limits: DocumentLimits,
    ours: HashMap<DocumentHash, Arc<Prepared>>,
    recent: Cache<Box<str>, Arc<Prepared>, TextLength>,
}

impl Library {
    /// How many characters of documents are remembered; parsed, they take about forty times as much memory.
    const RECENT_CHARACTERS_MAX: u64 = 256 * 1024;

    /// The longest document worth remembering: a longer one would push many others out.
    const RECENT_DOCUMENT_MAX: usize = 4 * 1024;

    /// Reads the operations that are built in.
    ///
    /// # Errors
    /// Names the file that is not GraphQL or passes a ceiling.
    pub fn built_in(limits: DocumentLimits) -> Result<Library, String> {
        let files = OPERATIONS.files().filter(|file| file.path().extension().is_some_and(|kind| kind == "graphql"));
        Library::of(files.map(|file| (file.path().display(), file.contents_utf8().unwrap_or_default())), limits)
    }

    /// Reads operations, each with a name for the error message.
    ///
    /// # Errors
    /// Names the operation that is not GraphQL or passes a ceiling.
    pub fn of<'a>(
        texts: impl IntoIterator<Item = (impl fmt::Display, &'a str)>,
        limits: DocumentLimits,
    ) -> Result<Library, String> {
        let mut ours = HashMap::new();
        for (name, text) in texts {
            let prepared = Prepared::read(text, &limits).map_err(|error| format!("operation {name}: {error:?}"))?;
            ours.insert(DocumentHash::of(text), Arc::new(prepared));
        }
        let recent = Cache::with_weighter(256, Self::RECENT_CHARACTERS_MAX, TextLength);
        Ok(Library { limits, ours, recent })
    }

    /// Finds one of our own operations.
    pub fn by_hash(&self, hash: &DocumentHash) -> Option<Arc<Prepared>> {
        self.ours.get(hash).cloned()
    }

    /// Reads a caller's document, or remembers what became of it the last time.
    pub fn by_text(&self, text: &str) -> Result<Arc<Prepared>, Unprepared> {
        if let Some(prepared) = self.recent.get(text) {
            return Ok(prepared);
        }
        let prepared = Arc::new(Prepared::read(text, &self.limits)?);
        if text.len() <= Self::RECENT_DOCUMENT_MAX {
            self.recent.insert(text.into(), prepared.clone());
        }
        Ok(prepared)
    }
}

#[derive(Clone)]
struct TextLength;

impl Weighter<Box<str>, Arc<Prepared>> for TextLength {
    fn weight(&self, text: &Box<str>, _: &Arc<Prepared>) -> u64 {
        text.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operations_that_are_built_in_keep_within_the_limits() {
        Library::built_in(DocumentLimits::default()).expect("our own operations");
    }

    #[test]
    fn an_operation_is_found_by_the_hash_of_its_text_alone() {
        let library = Library::of([("one", "query One { a }")], DocumentLimits::default()).expect("a good operation");
        assert!(library.by_hash(&DocumentHash::of("query One { a }")).is_some());
        assert!(library.by_hash(&DocumentHash::of("query One { b }")).is_none());
        library.by_text("query One { b }").expect("a good document");
        assert!(library.by_hash(&DocumentHash::of("query One { b }")).is_none(), "sending a document does not register it");
    }

    #[test]
    fn a_document_is_read_once() {
        let library = Library::of([("", ""); 0], DocumentLimits::default()).expect("nothing to read");
        let first = library.by_text("{ a }").expect("a good document");
        assert!(Arc::ptr_eq(&first, &library.by_text("{ a }").expect("the same")));
    }

    #[test]
    fn the_operation_is_the_one_named_or_the_only_one() {
        let read = |text| Prepared::read(text, &DocumentLimits::default()).expect("a good document");
        let (query, mutation) = (OperationType::Query, OperationType::Mutation);
        assert_eq!(read("{ a }").operation(None), Some((None, query)));
        assert_eq!(read("{ a }").operation(Some("A")), None);
        assert_eq!(read("mutation M { a }").operation(None), Some((Some("M"), mutation)));
        let both = read("query Q { a } mutation M { a }");
        assert_eq!(both.operation(Some("M")), Some((Some("M"), mutation)));
        assert_eq!((both.operation(None), both.operation(Some("N"))), (None, None));
    }
}
