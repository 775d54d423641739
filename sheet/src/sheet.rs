//! What stands on a paper: the one list of it, for page and print.

use receipt::Qr;
use vocabulary::{Language, Timestamp};

/// A paper, in the words of one language.
pub struct Sheet {
    /// The language of its words.
    pub language: Language,
    /// Its title, as a window or a list of files shows it.
    pub title: String,
    /// What tells it from every other paper: its short code.
    pub id: String,
    /// When the paper was issued. When it is printed stands nowhere, so that a reprint is the same bytes.
    pub issued_at: Timestamp,
    /// What stands on it, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a paper.
#[expect(clippy::large_enum_variant, reason = "a paper has a dozen parts, and one code among them")]
pub enum Block {
    /// What it is, once.
    Heading(String),
    /// What it is worth: that it is a copy, or no receipt.
    Mark(String),
    /// The sum.
    Total(Row),
    /// Who, what, when.
    Facts(Vec<Row>),
    /// What the sum is of.
    Amounts(Vec<Row>),
    /// The signed paper itself, to be scanned.
    Code(Code),
    /// A line at the foot.
    Line(Row),
}

/// A name and what it names. The value may run in another direction than the name, and does not turn it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is named.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A QR code, and what is said of it to who cannot see it.
pub struct Code {
    /// The code.
    pub qr: Qr,
    /// What it is, in a sentence.
    pub says: String,
}

impl Sheet {
    /// Returns whether its words run from the right.
    pub fn runs_from_the_right(&self) -> bool {
        self.language == Language::AR
    }
}
