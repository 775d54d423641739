//! Queries as hurried thumbs type them: one slip in one word, two in a long one. Seeded, so that every run has the same slips.

use super::random::Random;

/// The shortest word that gets a slip.
const LETTERS_MIN: usize = 4;

/// The shortest word that gets two.
const TWO_SLIPS_LETTERS_MIN: usize = 8;

/// The rows of the keyboard: a neighbour stands beside or, nearly, above and below.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Returns a query with one word misspelt, or as it is where no word is long enough.
pub(super) fn misspell(query: &str, seed: &str) -> String {
    let mut random = Random::of(seed);
    let words: Vec<&str> = query.split(' ').collect();
    let long = |word: &&str| word.chars().count() >= LETTERS_MIN && word.chars().all(char::is_alphabetic);
    let places: Vec<usize> = (0..words.len()).filter(|at| long(&words[*at])).collect();
    if places.is_empty() {
        return query.to_owned();
    }
    let chosen = places[random.below(places.len())];
    let slipped = slipped(words[chosen], &mut random);
    let with = words.iter().enumerate().map(|(at, word)| if at == chosen { slipped.as_str() } else { word });
    with.collect::<Vec<_>>().join(" ")
}

fn slipped(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let slips = if letters.len() >= TWO_SLIPS_LETTERS_MIN { 2 } else { 1 };
    for _ in 0..slips {
        slip(&mut letters, random);
    }
    letters.into_iter().collect()
}

/// Adds, leaves out, swaps or mistypes one letter.
fn slip(letters: &mut Vec<char>, random: &mut Random) {
    let at = random.below(letters.len());
    match random.below(4) {
        0 => letters.insert(at, neighbour(letters[at], random)),
        1 => drop(letters.remove(at)),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = neighbour(letters[at], random),
    }
}

/// A key beside that of a letter, or one as good as any for letters that are on no key.
fn neighbour(letter: char, random: &mut Random) -> char {
    let plain = letter.to_ascii_lowercase();
    let place = KEYS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.find(plain)?)));
    let Some((row, column)) = place else { return 'e' };
    let mut near = Vec::new();
    for (other, keys) in KEYS.iter().enumerate().filter(|(other, _)| other.abs_diff(row) <= 1) {
        let columns = column.saturating_sub(1)..=column + 1;
        near.extend(columns.filter(|at| (other, *at) != (row, column)).filter_map(|at| keys.chars().nth(at)));
    }
    near[random.below(near.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_slips_and_the_same_each_time() {
        for query in ["roasted coffee", "woven fabrics of cotton", "Wheelbarrows"] {
            let once = misspell(query, "q1");
            assert_eq!(once, misspell(query, "q1"));
            let differ = query.split(' ').zip(once.split(' ')).filter(|(before, after)| before != after).count();
            assert!(differ <= 1, "{once}");
            assert!(query.len().abs_diff(once.len()) <= 2, "{once}");
        }
        let different = (0..20).map(|seed| misspell("cinnamon", &seed.to_string())).filter(|word| word != "cinnamon").count();
        assert!(different > 15, "{different}");
        assert_eq!(misspell("tea 12", "q1"), "tea 12");
    }
}
