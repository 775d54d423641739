//! Text cut into words, with the byte range of each and whether a clause ends before it.

use std::ops::Range;

use super::{folding::fold_into, letters::is_mark};

/// Calls `each` for every word of `text`: its folded form, its place, and whether punctuation ended a clause before it.
///
/// Letters of scripts that write no spaces (Chinese, Japanese, Thai and their neighbours) come as overlapping pairs.
pub fn each_word(text: &str, folded: &mut String, mut each: impl FnMut(&str, Range<usize>, bool)) {
    let mut clause_ended = false;
    let mut rest = 0;
    while let Some((gap, word)) = next_run(text, rest) {
        clause_ended |= ends_clause(&text[gap.clone()], text, &gap);
        let run = &text[word.clone()];
        if run.chars().next().is_some_and(is_unspaced) {
            each_pair(run, |pair| {
                folded.clear();
                fold_into(&run[pair.clone()], folded);
                each(folded, word.start + pair.start..word.start + pair.end, clause_ended);
                clause_ended = false;
            });
        } else {
            folded.clear();
            fold_into(run, folded);
            each(folded, word.clone(), clause_ended);
            clause_ended = false;
        }
        rest = word.end;
    }
}

/// Finds the next run of word characters at or after `from`: what lies before it, and the run. Most are of ASCII and are told byte by byte.
fn next_run(text: &str, from: usize) -> Option<(Range<usize>, Range<usize>)> {
    let bytes = &text.as_bytes()[from..];
    let start = bytes.iter().position(|byte| !byte.is_ascii() || byte.is_ascii_alphanumeric())?;
    let len = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len() - start);
    if len == 0 || bytes.get(start + len).is_some_and(|byte| !byte.is_ascii()) {
        return next_run_of_any(text, from);
    }
    Some((from..from + start, from + start..from + start + len))
}

fn next_run_of_any(text: &str, from: usize) -> Option<(Range<usize>, Range<usize>)> {
    let start = from + text[from..].find(is_word)?;
    let unspaced = text[start..].chars().next().is_some_and(is_unspaced);
    let end = text[start..].find(|character| !is_word(character) || is_unspaced(character) != unspaced);
    Some((from..start, start..end.map_or(text.len(), |end| start + end)))
}

/// Says whether a word is a pair of letters, or one letter, of a script that writes no spaces.
pub fn is_pair(word: &str) -> bool {
    word.chars().next().is_some_and(is_unspaced)
}

fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric() || is_mark(character)
}

/// Says whether a character is of a script that writes no spaces.
pub fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0E4F | 0x0E80..=0x0EFF | 0x1000..=0x103F | 0x1780..=0x17D3 // Thai, Lao, Myanmar, Khmer
        | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3134F)
}

fn each_pair(run: &str, mut each: impl FnMut(Range<usize>)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    if starts.len() == 2 {
        each(0..run.len());
    }
    for pair in starts.windows(3) {
        each(pair[0]..pair[2]);
    }
}

/// A comma or a point between two digits belongs to a number.
fn ends_clause(gap: &str, text: &str, at: &Range<usize>) -> bool {
    let inside_number = matches!(gap, "," | ".") && {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        at.start > 0 && digit(text.as_bytes().get(at.start - 1)) && digit(text.as_bytes().get(at.end))
    };
    !inside_number
        && gap != " "
        && gap.contains([',', ';', '.', ':', ')', '>', '\n', '—', '،', '؛', '。', '，', '；', '：', '）', '؟'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, bool)> {
        let mut words = Vec::new();
        each_word(text, &mut String::new(), |word, _, ended| words.push((word.to_owned(), ended)));
        words
    }

    #[test]
    fn a_comma_ends_a_clause_but_not_a_number() {
        let found = words("of 99,6 %, frozen");
        let expected = [("of", false), ("99", false), ("6", false), ("frozen", true)];
        assert_eq!(found, expected.map(|(word, ended)| (word.to_owned(), ended)));
    }

    proptest::proptest! {
        #[test]
        fn what_is_told_byte_by_byte_is_what_is_told_letter_by_letter(text in "[a-cA-C0-9 ,.;—é\u{301}馬ก\\-]{0,40}") {
            for (from, _) in text.char_indices() {
                proptest::prop_assert_eq!(next_run(&text, from), next_run_of_any(&text, from));
            }
        }
    }

    #[test]
    fn text_without_spaces_comes_in_pairs() {
        let found: Vec<String> = words("活的马 2头").into_iter().map(|(word, _)| word).collect();
        assert_eq!(found, ["活的", "的马", "2", "头"]);
    }
}
