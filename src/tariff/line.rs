//! Lines, notes and sections of a nomenclature, as they are recorded. Rules only.

use std::{fmt, str::FromStr};

use vocabulary::{HsCode, Language, Period};

/// The two digits that tell a line apart from a grouping line above it with the same code, as European tariffs print them.
///
/// `80` is a real line; anything lower (`10`, `20`) groups the lines that follow and cannot be declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Suffix(u8);

impl Suffix {
    /// A real line.
    pub const LINE: Suffix = Suffix(80);

    /// Says whether this only groups the lines below it.
    pub fn is_grouping(self) -> bool {
        self != Self::LINE
    }
}

impl FromStr for Suffix {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        text.parse()
            .ok()
            .filter(|number| (10..=99).contains(number))
            .map(Suffix)
            .ok_or("is not a suffix of two digits, such as 80")
    }
}

impl fmt::Display for Suffix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}", self.0)
    }
}

/// A line to be recorded, with its descriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// Its code, padded to ten digits.
    pub code: HsCode,
    /// Whether it is a line or a grouping above lines.
    pub suffix: Suffix,
    /// How many dashes it is printed under; chapters and headings have none.
    pub indent: u8,
    /// Whether goods can be declared under it: it has no lines below.
    pub declarable: bool,
    /// What it covers, in each language.
    pub descriptions: Vec<(Language, String)>,
    /// The days it is in the tariff.
    pub validity: Period,
}

/// What a note says to the reader of a section, chapter or heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// Explains.
    Note,
    /// Says what is not covered and where it belongs.
    Exclusion,
}

/// The part of the nomenclature that a note speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteScope {
    /// A section, by its number.
    Section(u8),
    /// A chapter, heading or subheading.
    Code(HsCode),
}

/// A legal note to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNote {
    /// The part of the nomenclature it speaks of.
    pub scope: NoteScope,
    /// What it says.
    pub kind: NoteKind,
    /// The language of the text.
    pub language: Language,
    /// Its place among the notes of this scope and kind, from 1.
    pub ordinal: i32,
    /// The text.
    pub text: String,
    /// The days it is in force.
    pub validity: Period,
}

/// What names a legal note for good.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoteKey {
    /// The part of the nomenclature it speaks of.
    pub scope: NoteScope,
    /// What it says.
    pub kind: NoteKind,
    /// The language of the text.
    pub language: Language,
    /// Its place among the notes of this scope and kind, from 1.
    pub ordinal: i32,
}

impl NewNote {
    /// Returns what names it.
    pub fn key(&self) -> NoteKey {
        NoteKey { scope: self.scope, kind: self.kind, language: self.language, ordinal: self.ordinal }
    }
}

/// A legal note in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The part of the nomenclature it speaks of.
    pub scope: NoteScope,
    /// What it says.
    pub kind: NoteKind,
    /// The language of the text.
    pub language: Language,
    /// The text.
    pub text: String,
}

/// A section: a run of chapters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its number, 1 to 21 in the Harmonized System.
    pub number: u8,
    /// The first of its chapters.
    pub first_chapter: HsCode,
    /// The last of its chapters.
    pub last_chapter: HsCode,
    /// Its title, in each language.
    pub titles: Vec<(Language, String)>,
}

impl Section {
    /// Says whether `chapter` is one of its chapters.
    pub fn holds(&self, chapter: HsCode) -> bool {
        (self.first_chapter..=self.last_chapter).contains(&chapter)
    }
}

impl NoteKind {
    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Exclusion => "exclusion",
        }
    }
}

impl FromStr for NoteKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        [Self::Note, Self::Exclusion].into_iter().find(|kind| kind.as_str() == text).ok_or("is neither note nor exclusion")
    }
}

impl fmt::Display for NoteScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Section(number) => write!(formatter, "section:{number}"),
            Self::Code(code) => formatter.write_str(code.as_str()),
        }
    }
}

impl FromStr for NoteScope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "is neither section:NUMBER nor an HS code";
        match text.strip_prefix("section:") {
            Some(number) => number.parse().map(Self::Section).map_err(|_| EXPECTED),
            None => text.parse().map(Self::Code).map_err(|_| EXPECTED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_a_section_or_a_code() {
        for text in ["section:11", "09", "0901"] {
            assert_eq!(text.parse::<NoteScope>().expect("a good scope").to_string(), text);
        }
        assert!("section:x".parse::<NoteScope>().is_err());
    }
}
