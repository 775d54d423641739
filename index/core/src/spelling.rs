//! Words near a word that nothing has: misspelled, or not yet typed to the end.

use crate::{
    analysis::{Script, consonants, fold, hash, sound_of},
    order::{sort, sort_by},
};

/// Shorter words are not corrected: too many others lie near.
const CORRECTED_LEN_MIN: usize = 4;

/// From this length on two slips are corrected.
const TWO_SLIPS_LEN_MIN: usize = 8;

/// How many weak letters may be missing, added or others in a word typed in Latin letters.
const WEAK_SLIPS_MAX: usize = 4;

/// How many of them in a word that is written as it is heard.
const HEARD_SLIPS_MAX: usize = 2;

/// How long a word is at least that was typed without a space before or behind it, and where one of both is misspelt.
const PIECE_LEN_MIN: usize = 3;
const MISSPELT_PIECE_LEN_MIN: usize = 4;

/// Words of an index with how many documents have them, for corrections and completions.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    text: String,
    entries: Vec<Entry>,
    by_len: Vec<Vec<u32>>,
    /// The hash of the consonants of each word in a script that is also typed in Latin letters, or of the sound of a pair of
    /// Chinese characters, and its entry; in order once all words are there. Kept in memory alone: eight bytes a word, and none in the index.
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
        sort(&mut vocabulary.by_sound);
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
        } else if let Some(sound) = sound_of(word) {
            self.by_sound.push((hash(&sound), place));
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

    /// Returns the words a person may have meant, best first, at most `count`: those that sound the same, and those one slip away.
    pub fn corrections(&self, word: &str, count: usize) -> Vec<Near<'_>> {
        let typed: Vec<char> = word.chars().collect();
        if typed.iter().any(char::is_ascii_digit) {
            return Vec::new();
        }
        let near = if typed.len() < CORRECTED_LEN_MIN { Vec::new() } else { self.within(word, &typed, 1) };
        let heard = self.heard(word);
        let sounds = |near: &Near<'_>| heard.iter().any(|other| other.word == near.word);
        let mut all: Vec<(u8, Near<'_>)> = near.into_iter().map(|near| (if sounds(&near) { 2 } else { 1 }, near)).collect();
        let further: Vec<Near<'_>> =
            heard.iter().filter(|near| !all.iter().any(|(_, other)| other.word == near.word)).cloned().collect();
        all.extend(further.into_iter().map(|near| (0, near)));
        let first = |near: &Near<'_>| near.word.chars().next() == typed.first().copied();
        sort_by(&mut all, |(a_near, a), (b_near, b)| {
            (b_near, first(b), b.frequency).cmp(&(a_near, first(a), a.frequency)).then_with(|| a.word.cmp(b.word))
        });
        all.truncate(count);
        all.into_iter().map(|(_, near)| near).collect()
    }

    /// Returns the words two slips away from a long word, best first, at most `count`.
    pub fn far_corrections(&self, word: &str, count: usize) -> Vec<Near<'_>> {
        let typed: Vec<char> = word.chars().collect();
        if typed.len() < TWO_SLIPS_LEN_MIN || typed.iter().any(char::is_ascii_digit) {
            return Vec::new();
        }
        let mut near = self.within(word, &typed, 2);
        let first = |near: &Near<'_>| near.word.chars().next() == typed.first().copied();
        sort_by(&mut near, |a, b| (first(b), b.frequency).cmp(&(first(a), a.frequency)).then_with(|| a.word.cmp(b.word)));
        near.truncate(count);
        near
    }

    /// Returns the words in Latin letters that sound the same. Where hardly a vowel was typed, all of them may be missing.
    fn heard(&self, word: &str) -> Vec<Near<'_>> {
        let vowels = word.bytes().filter(|byte| b"aeiouy".contains(byte)).count();
        let (letters_min, slips_max) = if vowels == 0 { (3, WEAK_SLIPS_MAX) } else { (CORRECTED_LEN_MIN, HEARD_SLIPS_MAX) };
        if word.len() < letters_min {
            return Vec::new();
        }
        let mut alike = self.sounding(word, Script::Latin, usize::MAX);
        alike.retain(|near| near.distance <= slips_max && near.word.starts_with(&word[..1]) | (vowels > 0));
        alike
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
        sort_by(&mut near, |a, b| (a.distance, b.frequency, a.word).cmp(&(b.distance, a.frequency, b.word)));
        near.truncate(count);
        near
    }

    /// Returns the pairs of Chinese characters that sound so, most frequent first, at most `count`.
    pub fn said(&self, sound: &str, count: usize) -> Vec<Near<'_>> {
        let key = hash(sound);
        let from = self.by_sound.partition_point(|(other, _)| *other < key);
        let alike = self.by_sound[from..].iter().take_while(|(other, _)| *other == key);
        let mut near: Vec<Near<'_>> = alike
            .map(|(_, place)| &self.entries[*place as usize])
            .map(|entry| Near { word: self.word(entry), frequency: entry.frequency, distance: 0 })
            .filter(|near| sound_of(near.word).as_deref() == Some(sound))
            .collect();
        sort_by(&mut near, |one, other| other.frequency.cmp(&one.frequency).then_with(|| one.word.cmp(other.word)));
        near.truncate(count);
        near
    }

    /// Returns the words that a word is made of where it was typed without spaces: `doorhandle`, `forcoffee`. Two or three words of the
    /// vocabulary, or of the `small` ones of the language.
    pub fn pieces<'w>(&self, word: &'w str, small: &[&str]) -> Option<Vec<&'w str>> {
        let two = cuts(word).filter_map(|at| self.whole(&[&word[..at], &word[at..]], small));
        let best = |of: Vec<(u32, Vec<&'w str>)>| of.into_iter().max_by_key(|(rarest, _)| *rarest).map(|(_, pieces)| pieces);
        best(two.collect()).or_else(|| {
            let three = cuts(word).flat_map(|one| {
                let rest = &word[one..];
                cuts(rest).filter_map(move |two| self.whole(&[&word[..one], &rest[..two], &rest[two..]], small))
            });
            best(three.collect())
        })
    }

    /// Returns how frequent the rarest of some pieces is, where all are words.
    fn whole<'w>(&self, pieces: &[&'w str], small: &[&str]) -> Option<(u32, Vec<&'w str>)> {
        let mut rarest = u32::MAX;
        for piece in pieces {
            if !small.contains(piece) {
                let frequency = if piece.chars().count() >= PIECE_LEN_MIN { self.frequency(piece) } else { 0 };
                rarest = rarest.min(Some(frequency).filter(|frequency| *frequency > 0)?);
            }
        }
        (rarest < u32::MAX).then(|| (rarest, pieces.to_vec()))
    }

    /// Returns a word and a misspelt one that were typed without a space between them: `sewingmashine`.
    pub fn misspelt_pieces<'w>(&'w self, word: &'w str) -> Option<[&'w str; 2]> {
        let corrected = |piece: &str| self.corrections(piece, 1).first().map(|near| (near.frequency, near.word));
        let long = |piece: &str| piece.chars().count() >= MISSPELT_PIECE_LEN_MIN;
        let pieces = cuts(word).map(|at| word.split_at(at)).filter(|(left, right)| long(left) && long(right));
        let found = pieces.filter_map(|(left, right)| match (self.frequency(left), self.frequency(right)) {
            (0, 0) => None,
            (0, _) => corrected(left).map(|(_, left)| (right.len(), [left, right])),
            (_, _) => corrected(right).map(|(_, right)| (left.len(), [left, right])),
        });
        found.max_by_key(|(known, _)| *known).map(|(_, pieces)| pieces)
    }

    fn word(&self, entry: &Entry) -> &str {
        &self.text[entry.start as usize..entry.start as usize + usize::from(entry.len)]
    }
}

/// Returns where a word may be cut.
fn cuts(word: &str) -> impl Iterator<Item = usize> {
    word.char_indices().map(|(at, _)| at).skip(2).filter(move |at| word[*at..].chars().nth(1).is_some())
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
        assert_eq!(corrections("cof"), Vec::<String>::new());
        assert_eq!(corrections("militardi"), Vec::<String>::new());
        let vocabulary = vocabulary();
        let far: Vec<&str> = vocabulary.far_corrections("militardi", 3).into_iter().map(|near| near.word).collect();
        assert_eq!(far, ["military"]);
    }

    #[test]
    fn of_two_words_a_slip_away_the_one_that_sounds_the_same_comes_first() {
        let words = [("bottles", 4), ("phone", 5), ("raisin", 9), ("rouge", 3), ("route", 90), ("sabao", 2)];
        let vocabulary = Vocabulary::new(words);
        for (typed, wanted) in [
            ("rouje", Some("rouge")),
            ("fone", Some("phone")),
            ("btls", Some("bottles")),
            ("rezin", Some("raisin")),
            ("zabao", Some("sabao")),
            ("bt", None),
        ] {
            assert_eq!(vocabulary.corrections(typed, 1).first().map(|near| near.word), wanted, "{typed}");
        }
        let vocabulary = Vocabulary::new([("phone", 5), ("tone", 80)]);
        let words: Vec<&str> = vocabulary.corrections("fone", 2).into_iter().map(|near| near.word).collect();
        assert_eq!(words, ["tone", "phone"]);
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
    fn pairs_of_characters_are_found_by_their_sound() {
        let mut words = [("红茶", 9), ("洪查", 1), ("绿茶", 4), ("tea", 3)];
        words.sort_unstable();
        let vocabulary = Vocabulary::new(words);
        let said = |sound: &str| vocabulary.said(sound, 2).into_iter().map(|near| near.word).collect::<Vec<_>>();
        assert_eq!(said(&crate::analysis::sound("hong", "cha")), ["红茶", "洪查"]);
        assert_eq!(said(&crate::analysis::sound("bai", "cha")), Vec::<&str>::new());
    }

    #[test]
    fn two_words_written_as_one_are_found() {
        let small = ["for", "and"];
        for (typed, wanted) in [
            ("doorhandle", Some(vec!["door", "handle"])),
            ("forcoffee", Some(vec!["for", "coffee"])),
            ("cottonandcoffee", Some(vec!["cotton", "and", "coffee"])),
            ("forand", None),
            ("doorhandles", None),
        ] {
            assert_eq!(vocabulary().pieces(typed, &small), wanted, "{typed}");
        }
        assert_eq!(vocabulary().misspelt_pieces("cottonhandel"), Some(["cotton", "handle"]));
        assert_eq!(vocabulary().misspelt_pieces("cofeehandle"), Some(["coffee", "handle"]));
        assert_eq!(vocabulary().misspelt_pieces("cofeehandel"), None);
    }
}
