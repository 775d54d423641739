//! Lines, notes and sections of a nomenclature, as they are recorded. Rules only.

use std::{fmt, str::FromStr};

use vocabulary::{Date, HsCode, Language, Period};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// Explains.
    Note,
    /// Says what is not covered and where it belongs.
    Exclusion,
}

/// The part of the nomenclature that a note speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What was said of something from a first day on, at some version: the form in which lines and descriptions are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// Counts the revisions, from 1.
    pub version: i32,
    /// The days it speaks for.
    pub validity: Period,
    /// Whether it takes the edition back.
    pub withdrawn: bool,
    /// What it says.
    pub value: T,
}

impl<T> crate::platform::edition::Revision for Dated<T> {
    fn version(&self) -> i32 {
        self.version
    }

    fn validity(&self) -> Period {
        self.validity
    }

    fn is_withdrawal(&self) -> bool {
        self.withdrawn
    }
}

/// Returns the version at which `value` has to be recorded, or nothing when the newest revision of its edition says it already.
pub fn next_version<T: PartialEq>(known: &[Dated<T>], validity: Period, value: &T) -> Option<i32> {
    let newest = |from: Date| known.iter().filter(|other| other.validity.from() == from).max_by_key(|other| other.version);
    let said =
        newest(validity.from()).is_some_and(|other| other.value == *value && other.validity == validity && !other.withdrawn);
    (!said).then(|| known.iter().map(|other| other.version).max().unwrap_or(0) + 1)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_was_said_already_is_not_recorded_again() {
        let validity = Period::starting(date(2022, 1, 1));
        let known = [Dated { version: 1, validity, withdrawn: false, value: "Coffee" }];
        assert_eq!(next_version(&known, validity, &"Coffee"), None);
        assert_eq!(next_version(&known, validity, &"Coffee, roasted"), Some(2));
        assert_eq!(next_version(&known, Period::starting(date(2023, 1, 1)), &"Coffee"), Some(2));
        assert_eq!(next_version(&[], validity, &"Coffee"), Some(1));
    }

    #[test]
    fn a_scope_is_a_section_or_a_code() {
        for text in ["section:11", "09", "0901"] {
            assert_eq!(text.parse::<NoteScope>().expect("a good scope").to_string(), text);
        }
        assert!("section:x".parse::<NoteScope>().is_err());
    }
}
