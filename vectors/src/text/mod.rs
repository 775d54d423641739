//! From a text to the numbers of its pieces, exactly as the model's makers cut it.

mod charsmap;
mod pieces;
mod trie;

pub(crate) use charsmap::Charsmap;
pub(crate) use pieces::{Piece, Pieces};

/// What stands for a blank in pieces: U+2581.
pub(crate) const BLANK: &str = "\u{2581}";
