//! What ranking needs to know of a document, in a few machine words: its terms in order, part by part, as hashes.

use std::ops::Range;

/// How many terms of each section are kept; what stands further on counts for retrieval only.
const TERMS_MAX: [usize; SECTIONS] = [255, 1_000, 2_000, 1_000, 255];

const SECTIONS: usize = 5;
const BITS: [u32; SECTIONS] = [10, 11, 12, 12, 10];
const EXCLUDED: u32 = 1 << 31;

/// A part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Its own title.
    Title,
    /// The titles above it.
    Path,
    /// The officers' terms for it.
    References,
    /// Its text.
    Body,
    /// Notes that belong to it.
    Notes,
}

impl Section {
    /// All sections, in the order they are kept.
    pub const ALL: [Section; SECTIONS] = [Self::Title, Self::Path, Self::References, Self::Body, Self::Notes];

    /// Says whether it holds names of the document, each of which could be the query.
    pub fn names(self) -> bool {
        matches!(self, Section::Title | Section::Path | Section::References)
    }
}

/// The terms of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    code: u64,
    sections: [Vec<u32>; SECTIONS],
}

/// A record as it is read back: the same, flat.
#[derive(Clone, Debug, Default)]
pub struct Flat {
    /// The digits of the code as a number, 12 digits, padded; 0 without a code.
    pub code: u64,
    /// How many of the digits say something.
    pub code_len: u8,
    terms: Vec<u32>,
    ends: [usize; SECTIONS],
}

impl Record {
    /// Starts the record of a document under a code; the significant digits, or none.
    pub fn of_code(digits: &str) -> Record {
        let number = format!("{digits:0<12}").parse::<u64>().unwrap_or(0);
        let code = if digits.is_empty() { 0 } else { number << 8 | digits.len() as u64 };
        Record { code, ..Record::default() }
    }

    /// Appends a term to a section.
    pub fn push(&mut self, section: Section, hash: u32, excluded: bool) {
        let terms = &mut self.sections[section as usize];
        if terms.len() < TERMS_MAX[section as usize] {
            terms.push(if excluded { hash | EXCLUDED } else { hash });
        }
    }

    /// Marks that what follows in the section is another title or reference.
    pub fn separate(&mut self, section: Section) {
        self.push(section, 0, false);
    }

    /// Returns the record as machine words: lengths, code, then the terms two by two.
    pub fn words(&self) -> Vec<u64> {
        let mut lengths = 0;
        for (terms, bits) in self.sections.iter().zip(BITS) {
            lengths = lengths << bits | terms.len() as u64;
        }
        let terms: Vec<u32> = self.sections.concat();
        let pairs = terms.chunks(2).map(|pair| u64::from(pair[0]) | u64::from(pair.get(1).copied().unwrap_or(0)) << 32);
        [lengths, self.code].into_iter().chain(pairs).collect()
    }
}

impl From<Record> for Flat {
    /// A record that was never written, in no more memory than it takes.
    fn from(record: Record) -> Flat {
        let mut flat = Flat::default();
        flat.terms.reserve_exact(record.sections.iter().map(Vec::len).sum());
        flat.take(&record);
        flat
    }
}

impl Flat {
    /// Returns how many terms it has.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Returns whether it has none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Takes over a record that was never written, in place of what was read before.
    pub fn take(&mut self, record: &Record) {
        (self.code, self.code_len) = (record.code >> 8, record.code as u8);
        self.terms.clear();
        for (terms, end) in record.sections.iter().zip(&mut self.ends) {
            self.terms.extend_from_slice(terms);
            *end = self.terms.len();
        }
    }

    /// Reads what [`Record::words`] wrote, in place of what was read before.
    pub fn read(&mut self, mut words: impl Iterator<Item = u64>) {
        let mut lengths = words.next().unwrap_or(0);
        let code = words.next().unwrap_or(0);
        (self.code, self.code_len) = (code >> 8, code as u8);
        self.terms.clear();
        self.terms.extend(words.flat_map(|pair| [pair as u32, (pair >> 32) as u32]));
        for section in (0..SECTIONS).rev() {
            self.ends[section] = (lengths & ((1 << BITS[section]) - 1)) as usize;
            lengths >>= BITS[section];
        }
        for section in 0..SECTIONS {
            let before = if section == 0 { 0 } else { self.ends[section - 1] };
            self.ends[section] = (before + self.ends[section]).min(self.terms.len());
        }
    }

    /// Returns where the terms of a section are.
    pub fn range(&self, section: Section) -> Range<usize> {
        let section = section as usize;
        let start = if section == 0 { 0 } else { self.ends[section - 1] };
        start..self.ends[section]
    }

    /// Returns the terms of a section: 0 separates, and [`is_excluded`] and [`hash_of`] read the others.
    pub fn terms(&self, section: Section) -> &[u32] {
        &self.terms[self.range(section)]
    }
}

/// Says whether a term stands in a clause that excludes.
pub fn is_excluded(term: u32) -> bool {
    term & EXCLUDED != 0
}

/// Returns the hash of a term.
pub fn hash_of(term: u32) -> u32 {
    term & !EXCLUDED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        let mut record = Record::of_code("090121");
        record.push(Section::Title, 7, false);
        record.push(Section::Path, 8, true);
        record.separate(Section::Path);
        record.push(Section::Body, 9, false);
        let mut flat = Flat::default();
        flat.read(record.words().into_iter());
        assert_eq!((flat.code, flat.code_len), (90_121_000_000, 6));
        assert_eq!(flat.terms(Section::Title), [7]);
        assert!(is_excluded(flat.terms(Section::Path)[0]));
        assert_eq!((hash_of(flat.terms(Section::Path)[0]), flat.terms(Section::Path)[1]), (8, 0));
        assert!(flat.terms(Section::References).is_empty());
        assert_eq!(flat.terms(Section::Body), [9]);
        let mut taken = Flat::default();
        taken.take(&record);
        assert_eq!((taken.code, taken.code_len), (flat.code, flat.code_len));
        assert!(Section::ALL.iter().all(|section| taken.terms(*section) == flat.terms(*section)));
    }
}
