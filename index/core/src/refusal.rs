//! What a search refuses, here and on the phone.

use thiserror::Error;

/// A search that is not answered, because of what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SearchRefusal {
    /// More characters than a query may have.
    #[error("the query has {characters} characters where {characters_max} are allowed")]
    QueryTooLong {
        /// How many it has.
        characters: usize,
        /// How many it may have.
        characters_max: usize,
    },
    /// More words and codes than a query may have.
    #[error("the query has {clauses} words where {clauses_max} are allowed")]
    TooManyClauses {
        /// How many it has.
        clauses: usize,
        /// How many it may have.
        clauses_max: usize,
    },
    /// A page of no hits, or of too many.
    #[error("a page has 1 to {first_max} hits, not {first}")]
    PageSize {
        /// How many were asked for.
        first: usize,
        /// How many may be asked for.
        first_max: usize,
    },
    /// A cursor that no page of this query gave.
    #[error("the cursor does not belong to this query")]
    Cursor,
}
