//! Counts the tokens and the open brackets of a text that may be a GraphQL document, in one pass and without keeping anything.
//! It runs before the parser, whose time and stack grow with both. What is not GraphQL is left for the parser to refuse.

use super::limit::{DocumentLimits, Excess, Limit};

/// Refuses a text of too many characters, tokens or open brackets.
///
/// Source: GraphQL specification, October 2021, section 2.1.
pub fn check_text(text: &str, limits: &DocumentLimits) -> Result<(), Excess> {
    if text.len() > limits.characters_max {
        Limit::Characters.check(text.chars().count(), limits.characters_max)?;
    }
    let (mut tokens, mut open) = (0_usize, 0_usize);
    let mut rest = text.as_bytes();
    while let Some(&first) = rest.first() {
        let length = token_length(rest);
        if !is_ignored(first) {
            tokens += 1;
            Limit::Tokens.check(tokens, limits.tokens_max)?;
        }
        match first {
            b'{' | b'[' | b'(' => {
                open += 1;
                Limit::Brackets.check(open, limits.brackets_max)?;
            }
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        rest = &rest[length..];
    }
    Ok(())
}

/// White space, commas, comments and the bytes of a byte order mark separate tokens and are none.
fn is_ignored(first: u8) -> bool {
    matches!(first, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'#' | 0xEF | 0xBB | 0xBF)
}

fn token_length(rest: &[u8]) -> usize {
    let while_ = |belongs: fn(u8) -> bool| rest.iter().take_while(|&&byte| belongs(byte)).count();
    match rest[0] {
        b'#' => while_(|byte| byte != b'\n' && byte != b'\r'),
        b'"' if rest.starts_with(br#"""""#) => block_string_length(rest),
        b'"' => string_length(rest),
        b'.' => while_(|byte| byte == b'.').min(3),
        first if is_word(first) => while_(is_word),
        _ => 1,
    }
}

/// Names and numbers; a sign or a decimal point makes a number count as two or three, which only errs to the strict side.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    rest.len()
}

fn block_string_length(rest: &[u8]) -> usize {
    let mut at = 3;
    while at < rest.len() {
        match &rest[at..] {
            [b'\\', b'"', b'"', b'"', ..] => at += 4,
            [b'"', b'"', b'"', ..] => return at + 3,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> usize {
        let mut limits = DocumentLimits { tokens_max: 0, ..DocumentLimits::default() };
        while let Err(excess) = check_text(text, &limits) {
            assert_eq!(excess.limit, Limit::Tokens, "{text}");
            limits.tokens_max = excess.found;
        }
        limits.tokens_max
    }

    #[test]
    fn tokens_are_counted_as_the_specification_counts_them() {
        for (text, expected) in [
            ("", 0),
            ("\u{FEFF} ,,\n# all of this is a comment { a b c }\n", 0),
            ("{ a }", 3),
            ("{a,b,c}", 5),
            ("query Q($id: ID!) { a(id: $id) @skip(if: true) { ...F } }", 29),
            (r#"{ a(b: "x } y \" z") }"#, 8),
            (r#"{ a(b: """one " two \""" { three""") }"#, 8),
            (r#""never closed { a"#, 1),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn every_kind_of_bracket_may_be_opened_so_often() {
        let limits = DocumentLimits::default();
        for bracket in ["{", "[", "(", "{a(b:["] {
            let refused = check_text(&bracket.repeat(60), &limits).expect_err("too deep");
            assert_eq!((refused.limit, refused.max, refused.found), (Limit::Brackets, 48, 49), "{bracket}");
        }
        assert_eq!(check_text(&"{}".repeat(60), &limits), Ok(()));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let limits = DocumentLimits { characters_max: 10, ..DocumentLimits::default() };
        assert_eq!(check_text("#٠٩٠١٠٩٠١٠", &limits), Ok(()));
        assert_eq!(check_text("#٠٩٠١٠٩٠١٠٩", &limits).expect_err("eleven").limit, Limit::Characters);
    }
}
