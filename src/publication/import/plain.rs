//! Words of a law in Markdown, so that they are shown as they are.

/// Writes a line so that Markdown shows it as it is: a formula is no emphasis, and `1.` begins no list.
pub fn plain(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut written = String::with_capacity(line.len() + 8);
    for (place, character) in line.char_indices() {
        let begins_list = digits > 0 && place == digits && matches!(character, '.' | ')');
        let begins_block = place == 0 && matches!(character, '#' | '>' | '+' | '-' | '=');
        if begins_list || begins_block || matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '|' | '&') {
            written.push('\\');
        }
        written.push(character);
    }
    written
}

/// Writes each line as a paragraph.
pub fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(plain).collect();
    lines.join("\n\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::publication::passages;

    proptest! {
        #[test]
        fn words_come_back_as_they_were(line in "[a-z0-9#*_.()<>&|~` \\[\\]\\\\-]{0,30}") {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: Vec<String> = passages(&plain(&line)).into_iter().map(|passage| passage.text).collect();
            prop_assert_eq!(shown.join("\n"), line);
        }
    }
}
