//! How much a word counts, by where it stands. Whole numbers: a weight is how often the word is indexed.

/// A word of the title.
pub const TITLE: usize = 2;
/// A word of the text.
pub const BODY: usize = 1;
/// A word of a note.
pub const NOTES: usize = 1;
/// A word of a reference.
pub const REFERENCE: usize = 1;

/// A word of a title above, `depth` levels below the outermost. A heading of the nomenclature says more than the rest of the path.
pub fn path(depth: usize, nomenclature: bool) -> usize {
    if nomenclature && depth == 1 { 2 } else { 1 }
}
