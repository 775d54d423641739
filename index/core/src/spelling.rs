//! Words near a word that nothing has: misspelled, or not yet typed to the end.

use std::ops::Range;

use crate::analysis::{Script, consonants, fold, hash};

/// Shorter words are not corrected: too many others lie near.
const CORRECTED_LEN_MIN: usize = 4;

/// From this length on two slips are corrected.
const TWO_SLIPS_LEN_MIN: usize = 8;

/// How many weak letters may be missing, added or others in a word typed in Latin letters.
const WEAK_SLIPS_MAX: usize = 4;

/// Words of an index with how many documents have them, for corrections and completions.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    text: String,
    entries: Vec<Entry>,
    by_len: Vec<Vec<u32>>,
    /// The hash of the consonants of each word in a script that is also typed in Latin letters, and its entry; in order once
    /// all words are there. Kept in memory alone: eight bytes a word, and none in the index.
    by_sound: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    len: u16,
    letters: u32,
    frequency: u32,
}

/// A word of the vocabulary that lies near.
#[derive(Clone, Debug, PartialEq)]
pub struct Near<'a> {
    /// The word.
    pub word: &'a str,
    /// How many documents have it.
    pub frequency: u32,
    /// How many slips away; 0 for a completion.
    pub distance: usize,
}

impl Vocabulary {
    /// Makes a vocabulary of folded words in ascending order, each once.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for (word, frequency) in words {
            vocabulary.push(word, frequency);
        }
        vocabulary.by_sound.sort_unstable();
        vocabulary
    }

    fn push(&mut self, word: &str, frequency: u32) {
        let count = word.chars().count();
        let (Ok(start), Ok(len)) = (u32::try_from(self.text.len()), u16::try_from(word.len())) else { return };
        if self.by_len.len() <= count {
            self.by_len.resize_with(count + 1, Vec::new);
        }
        let place = self.entries.len() as u32;
        self.by_len[count].push(place);
        if let Some(script) = Script::of(word) {
            self.by_sound.push((hash(&consonants(&script.sounds(word))), place));
        }
        self.entries.push(Entry { start, len, letters: letters(word), frequency });
        self.text.push_str(word);
    }

    /// Returns how many words there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns how many documents have a word.
    pub fn frequency(&self, word: &str) -> u32 {
        let found = self.entries.binary_search_by(|entry| self.word(entry).cmp(word));
        found.map_or(0, |at| self.entries[at].frequency)
    }

    /// Returns the words that begin with `prefix`, most frequent first, at most `count`.
    pub fn completions(&self, prefix: &str, count: usize) -> Vec<Near<'_>> {
        let from = self.entries.partition_point(|entry| self.word(entry) < prefix);
        let begins = |entry: &&Entry| self.word(entry).starts_with(prefix);
        let all = self.entries[from..].iter().take_while(begins);
        let mut best: Vec<&Entry> = Vec::with_capacity(count + 1);
        for entry in all {
            if best.len() == count && best.last().is_some_and(|least| least.frequency >= entry.frequency) {
                continue;
            }
            let at = best.partition_point(|other| other.frequency >= entry.frequency);
            best.insert(at, entry);
            best.truncate(count);
        }
        best.into_iter().map(|entry| Near { word: self.word(entry), frequency: entry.frequency, distance: 0 }).collect()
    }

    /// Returns the words a person may have meant, best first, at most `count`: one slip away, in long words two.
    pub fn corrections(&self, word: &str, count: usize) -> Vec<Near<'_>> {
        let typed: Vec<char> = word.chars().collect();
        if typed.len() < CORRECTED_LEN_MIN || typed.iter().any(char::is_ascii_digit) {
            return Vec::new();
        }
        let mut near = self.within(word, &typed, 1);
        if near.is_empty() && typed.len() >= TWO_SLIPS_LEN_MIN {
            near = self.within(word, &typed, 2);
        }
        let first = |near: &Near<'_>| near.word.chars().next() == typed.first().copied();
        near.sort_by(|a, b| (first(b), b.frequency).cmp(&(first(a), a.frequency)).then_with(|| a.word.cmp(b.word)));
        near.truncate(count);
        near
    }

    fn within(&self, word: &str, typed: &[char], distance: usize) -> Vec<Near<'_>> {
        let wanted = letters(word);
        let lens = typed.len().saturating_sub(distance)..=typed.len() + distance;
        let mut near = Vec::new();
        for entry in lens.filter_map(|len| self.by_len.get(len)).flatten().map(|at| &self.entries[*at as usize]) {
            if (entry.letters ^ wanted).count_ones() as usize > 2 * distance {
                continue;
            }
            let other = self.word(entry);
            if slips(typed, other, distance).is_some_and(|slips| slips > 0) {
                near.push(Near { word: other, frequency: entry.frequency, distance });
            }
        }
        near
    }

    /// Returns the words of a script that sound like what was typed in Latin letters, best first, at most `count`: the same
    /// consonants, and the weak letters as near as may be.
    pub fn sounding(&self, typed: &str, script: Script, count: usize) -> Vec<Near<'_>> {
        let mut near: Vec<Near<'_>> = Vec::new();
        for sounds in script.typed_sounds(typed) {
            let letters: Vec<char> = sounds.chars().collect();
            let wanted = consonants(&sounds);
            let key = hash(&wanted);
            let from = self.by_sound.partition_point(|(sound, _)| *sound < key);
            for (_, place) in self.by_sound[from..].iter().take_while(|(sound, _)| *sound == key) {
                let entry = &self.entries[*place as usize];
                let word = self.word(entry);
                let other = script.sounds(word);
                let distance = slips(&letters, &other, WEAK_SLIPS_MAX).filter(|_| consonants(&other) == wanted);
                if let Some(distance) = distance.filter(|_| !near.iter().any(|known| known.word == word)) {
                    near.push(Near { word, frequency: entry.frequency, distance });
                }
            }
        }
        near.sort_by(|a, b| (a.distance, b.frequency, a.word).cmp(&(b.distance, a.frequency, b.word)));
        near.truncate(count);
        near
    }

    /// Returns the two words of the vocabulary that a word is made of, if it is: `doorhandle`, `door handle`.
    pub fn halves<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        let cuts: Range<usize> = 3..word.len().saturating_sub(2);
        let whole = |at: &usize| word.is_char_boundary(*at);
        let split = |at: usize| (word.split_at(at), self.frequency(&word[..at]).min(self.frequency(&word[at..])));
        let best = cuts.filter(whole).map(split).max_by_key(|(_, rarer)| *rarer)?;
        (best.1 > 0).then_some(best.0)
    }

    fn word(&self, entry: &Entry) -> &str {
        &self.text[entry.start as usize..entry.start as usize + usize::from(entry.len)]
    }
}

/// Which letters a word has, one bit each; other characters share the rest.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |set, character| match character {
        'a'..='z' => set | 1 << (character as u32 - 'a' as u32),
        _ => set | 1 << (26 + character as u32 % 6),
    })
}

/// Returns how many letters were added, left out, replaced or swapped with the next, or `None` beyond `max`.
pub fn slips(typed: &[char], other: &str, max: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=typed.len()).collect();
    let mut previous = '\0';
    for (line, character) in other.chars().enumerate() {
        let mut next = vec![line + 1; typed.len() + 1];
        for at in 1..=typed.len() {
            let replaced = row[at - 1] + usize::from(typed[at - 1] != character);
            next[at] = replaced.min(row[at] + 1).min(next[at - 1] + 1);
            if at > 1 && line > 0 && typed[at - 1] == previous && typed[at - 2] == character {
                next[at] = next[at].min(before[at - 2] + 1);
            }
        }
        if next.iter().all(|slips| *slips > max) {
            return None;
        }
        (before, row, previous) = (row, next, character);
    }
    Some(row[typed.len()]).filter(|slips| *slips <= max)
}

/// Says whether a word belongs into a vocabulary: letters alone, and no longer than anybody would type.
pub fn is_correctable(word: &str) -> bool {
    word.len() <= 40 && word.chars().count() >= 2 && word.chars().all(char::is_alphabetic) && fold(word) == word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new([("coffee", 40), ("coffin", 2), ("cotton", 60), ("door", 5), ("handle", 9), ("military", 7)])
    }

    fn corrections(word: &str) -> Vec<String> {
        vocabulary().corrections(word, 3).into_iter().map(|near| near.word.to_owned()).collect()
    }

    #[test]
    fn a_slip_is_corrected_and_in_a_long_word_two() {
        assert_eq!(corrections("cofee"), ["coffee"]);
        assert_eq!(corrections("octton"), ["cotton"]);
        assert_eq!(corrections("militardi"), Vec::<String>::new().into_iter().chain(["military".to_owned()]).collect::<Vec<_>>());
        assert_eq!(corrections("cof"), Vec::<String>::new());
    }

    #[test]
    fn the_more_frequent_completion_comes_first() {
        let words: Vec<String> = vocabulary().completions("co", 2).into_iter().map(|near| near.word.to_owned()).collect();
        assert_eq!(words, ["cotton", "coffee"]);
    }

    #[test]
    fn a_word_typed_in_latin_letters_is_found_by_its_sound() {
        let mut words = [("قهوه", 9), ("القهوه", 4), ("سياره", 7), ("كهف", 3), ("пошлина", 8), ("пошлины", 5)];
        words.sort_unstable();
        let vocabulary = Vocabulary::new(words);
        let found =
            |typed: &str, script| vocabulary.sounding(typed, script, 2).into_iter().map(|near| near.word).collect::<Vec<_>>();
        assert_eq!(found("9ahwa", Script::Arabic), ["قهوه", "القهوه"]);
        assert_eq!(found("sayyara", Script::Arabic), ["سياره"]);
        assert_eq!(found("poshlina", Script::Cyrillic), ["пошлина", "пошлины"]);
        assert_eq!(found("qalam", Script::Arabic), Vec::<&str>::new());
    }

    #[test]
    fn two_words_written_as_one_are_found() {
        assert_eq!(vocabulary().halves("doorhandle"), Some(("door", "handle")));
        assert_eq!(vocabulary().halves("doorhandles"), None);
    }
}
