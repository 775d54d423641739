//! Why a sheet is not written.

use thiserror::Error;

use crate::writing::Writing;

/// Why a sheet is not written as PDF.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SheetError {
    /// No font at hand has a character of it: a paper with holes would be no copy.
    #[error("no font at hand has {character:?}, of the {writing} script")]
    NoFont {
        /// The script that a font is missing for.
        writing: Writing,
        /// The first character without a glyph.
        character: char,
    },
    /// More is written on it than a sheet holds.
    #[error("more than {} characters, or {} pages", crate::CHARACTERS_MAX, crate::PAGES_MAX)]
    TooLong,
    /// The document is larger than we send.
    #[error("{bytes} bytes are more than {}", crate::BYTES_MAX)]
    TooLarge {
        /// How large it is.
        bytes: usize,
    },
    /// The library that writes documents refused: a font that may not be embedded, or is broken.
    #[error("the document cannot be written: {0}")]
    Unwritten(String),
}
