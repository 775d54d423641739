//! Words seen and their stems, so that a text of ten thousand words is stemmed a thousand times.

use std::collections::HashMap;

use super::Analyser;

/// A stem, by its place in [`Stems`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stem(u32);

/// The words of one analyser and their stems. Not to be shared between languages.
#[derive(Default)]
pub struct Stems {
    places: HashMap<Box<str>, Stem, BuildFnv>,
    entries: Vec<Entry>,
    pub(super) folded: String,
}

struct Entry {
    word: Box<str>,
    text: Box<str>,
    hash: u32,
    stop: bool,
    opens_exclusion: bool,
}

impl Stems {
    /// Returns the stem of a folded word.
    pub fn stem(&mut self, analyser: &Analyser, word: &str) -> Stem {
        if let Some(stem) = self.places.get(word) {
            return *stem;
        }
        let text = analyser.stem_word(word);
        let rules = analyser.rules();
        let stem = Stem(u32::try_from(self.entries.len()).expect("far fewer words than 2^32"));
        self.entries.push(Entry {
            word: word.into(),
            hash: hash(&text),
            text: text.into(),
            stop: rules.stop_words.contains(&word),
            opens_exclusion: rules.exclusions.openers.iter().any(|opener| opener.last() == Some(&word)),
        });
        self.places.insert(word.into(), stem);
        stem
    }

    /// Returns the text of a stem.
    pub fn text(&self, stem: Stem) -> &str {
        &self.entries[stem.0 as usize].text
    }

    /// Returns the folded word a stem was made from.
    pub fn word(&self, stem: Stem) -> &str {
        &self.entries[stem.0 as usize].word
    }

    /// Returns the hash of a stem, as [`hash`] gives it.
    pub fn hash(&self, stem: Stem) -> u32 {
        self.entries[stem.0 as usize].hash
    }

    /// Says whether the word is a stop word.
    pub fn is_stop(&self, stem: Stem) -> bool {
        self.entries[stem.0 as usize].stop
    }

    pub(super) fn opens_exclusion(&self, stem: Stem) -> bool {
        self.entries[stem.0 as usize].opens_exclusion
    }

    /// Forgets everything once more than `words_max` are remembered. Stems given out before are void.
    pub fn relieve(&mut self, words_max: usize) {
        if self.entries.len() > words_max {
            *self = Stems::default();
        }
    }
}

/// Returns the 31-bit hash a term has in every record, here and on the phone: FNV-1a, folded.
pub fn hash(term: &str) -> u32 {
    let mut fnv = Fnv::default();
    std::hash::Hasher::write(&mut fnv, term.as_bytes());
    let value = std::hash::Hasher::finish(&fnv);
    (((value >> 32) ^ value) as u32 & 0x7FFF_FFFF).max(1)
}

/// FNV-1a: the same on every machine, and quick for short words.
#[derive(Clone)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Builds `Fnv` hashers.
pub type BuildFnv = std::hash::BuildHasherDefault<Fnv>;
