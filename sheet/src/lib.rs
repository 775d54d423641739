//! Papers of the cashier, to be printed: what stands on one, and the same as PDF (rows RCP-03, RCP-04, RCP-07, RCP-08).
//!
//! A [`Sheet`] is the one list of what a paper says. Whoever shows it as a page reads the same list, so that page and print never differ.
//! [`Sheet::pdf`] writes it in the fonts it is given: shaped (Arabic is joined and runs from the right), broken into lines by the rules of
//! Unicode, each font cut down to the glyphs that are used, the QR code as areas and not as a picture, tagged with language, title and
//! headings for those who listen to it (PDF/UA-1), and complete in itself for an archive (PDF/A-2a).
//!
//! No input or output, no wall clock, no randomness: the same sheet in the same fonts is the same bytes. It knows nothing of what a receipt
//! means: words come from whoever makes the sheet.

mod fault;
mod font;
mod layout;
mod paragraph;
mod pdf;
mod run;
mod sheet;
mod writing;

pub use self::{
    fault::SheetError,
    font::{Font, FontError, Fonts},
    sheet::{Block, Code, Row, Sheet},
    writing::Writing,
};

/// How many characters stand on one sheet at most. A receipt of six agencies has some six hundred.
pub const CHARACTERS_MAX: usize = 8_000;

/// How many pages a sheet may take.
pub const PAGES_MAX: usize = 4;

/// How many bytes a PDF may have: what a phone on 2G fetches in a minute.
pub const BYTES_MAX: usize = 256 << 10;
