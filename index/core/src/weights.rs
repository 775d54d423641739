//! How much a word counts, by where it stands. Whole numbers: a weight is how often the word is indexed.

/// A word of the title.
pub const TITLE: usize = 2;
/// A word of the text.
pub const BODY: usize = 1;
/// A word of a note.
pub const NOTES: usize = 1;
/// A word of a reference: officers wrote it so that the line is found.
pub const REFERENCE: usize = 2;

/// A word of a title above, `depth` levels below the outermost.
///
/// In the nomenclature a heading says more than the rest of the path. In a publication the outermost title is that of the
/// whole: all its passages have it, so it tells none from another, and it is indexed only for the passage that has no other.
pub fn path(depth: usize, nomenclature: bool, has_nearer_title: bool) -> usize {
    match depth {
        0 if !nomenclature && has_nearer_title => 0,
        1 if nomenclature => 2,
        _ => 1,
    }
}
