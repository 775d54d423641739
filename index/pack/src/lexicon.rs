//! Words in ascending order, each with how many documents have it and, where they are stems, how long its postings are.
//!
//! On disk every word says how much of its beginning is that of the word before it, and the whole is one frame: smaller than an
//! automaton, and a damaged one is found out while it is read, once.

use crate::{
    bytes::{Reading, write_number, write_run},
    fault::Torn,
};

/// Words in ascending order.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    text: String,
    ends: Vec<u32>,
    counts: Vec<u32>,
    /// Where the postings of each word end; empty where there are none.
    places: Vec<u32>,
}

impl Lexicon {
    /// Appends a word that comes after all others.
    pub fn push(&mut self, word: &str, count: u32) {
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.counts.push(count);
    }

    /// Appends a word with postings of so many bytes.
    pub fn push_with_postings(&mut self, word: &str, count: u32, len: u32) {
        self.push(word, count);
        self.places.push(self.places.last().copied().unwrap_or(0).saturating_add(len));
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the words with how many documents have them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        (0..self.len()).map(|at| (self.word(at), self.counts[at]))
    }

    fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }

    fn find(&self, word: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.word(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Returns how many documents have a word.
    pub fn count(&self, word: &str) -> u32 {
        self.find(word).map_or(0, |at| self.counts[at])
    }

    /// Returns where the postings of a word are, among those of all.
    pub fn place(&self, word: &str) -> Option<std::ops::Range<usize>> {
        let at = self.find(word)?;
        let start = at.checked_sub(1).map_or(0, |before| self.places[before]);
        Some(start as usize..*self.places.get(at)? as usize)
    }

    #[cfg(feature = "build")]
    pub fn write(&self, bytes: &mut Vec<u8>) {
        write_number(bytes, self.len() as u64);
        let mut before = "";
        for at in 0..self.len() {
            let word = self.word(at);
            let shared = before.bytes().zip(word.bytes()).take_while(|(one, other)| one == other).count();
            write_number(bytes, shared as u64);
            write_run(bytes, &word.as_bytes()[shared..]);
            before = word;
        }
        // Column by column: what is alike lies together and is packed better.
        self.counts.iter().for_each(|count| write_number(bytes, u64::from(*count)));
        write_number(bytes, self.places.len() as u64);
        let starts = std::iter::once(&0).chain(&self.places);
        self.places.iter().zip(starts).for_each(|(end, start)| write_number(bytes, u64::from(end - start)));
    }

    pub fn read(reading: &mut Reading<'_>) -> Result<Lexicon, Torn> {
        let count = reading.count()?;
        let mut lexicon = Lexicon::default();
        let mut word: Vec<u8> = Vec::new();
        for at in 0..count {
            let shared: usize = reading.small()?;
            if shared > word.len() {
                return Err(Torn);
            }
            word.truncate(shared);
            word.extend_from_slice(reading.run()?);
            let text = std::str::from_utf8(&word).map_err(|_| Torn)?;
            if at > 0 && lexicon.word(at - 1) >= text || lexicon.text.len() + text.len() > u32::MAX as usize {
                return Err(Torn);
            }
            lexicon.push(text, 0);
        }
        for count in &mut lexicon.counts {
            *count = reading.small()?;
        }
        let places = reading.count()?;
        if places != 0 && places != count {
            return Err(Torn);
        }
        let mut end = 0u32;
        for _ in 0..places {
            end = end.checked_add(reading.small()?).ok_or(Torn)?;
            lexicon.places.push(end);
        }
        Ok(lexicon)
    }

    /// Returns how many bytes the postings of all words have.
    pub fn postings_len(&self) -> usize {
        self.places.last().copied().unwrap_or(0) as usize
    }
}
