//! How much a word counts, by where it stands. Whole numbers: a weight is how often the word is indexed.

use crate::tune::tune;

/// A word of the title.
pub fn title() -> usize {
    tune("wt", 2.0) as usize
}
/// A word of the text.
pub fn body() -> usize {
    tune("wb", 1.0) as usize
}
/// A word of a note.
pub fn notes() -> usize {
    1
}
/// A word of a reference.
pub fn reference() -> usize {
    tune("wr", 1.0) as usize
}
/// A word of a title above, `depth` levels below the outermost.
pub fn path(depth: usize, nomenclature: bool) -> usize {
    if nomenclature {
        if depth == 0 {
            tune("wc", 1.0) as usize
        } else if depth == 1 {
            tune("wh", 2.0) as usize
        } else {
            tune("wp", 1.0) as usize
        }
    } else {
        if depth == 0 { tune("wpp", 1.0) as usize } else { tune("wpd", 1.0) as usize }
    }
}
