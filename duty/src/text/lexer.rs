//! Cuts a text into numbers, words and marks, each with the place it stands at. What it does not know stays a mark of its own, so
//! that the grammar refuses it: nothing is skipped but blanks.

use super::refusal::{RateTextError, RefusedText};
use crate::exact::{Exact, ExactError};

/// How many characters a text may have: a table of seven bands has four hundred.
pub const TEXT_CHARACTERS_MAX: usize = 4_000;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    /// As it is written; what stands within, where it is bracketed.
    pub text: &'t str,
    /// The character it begins at, counted from 1.
    pub at: usize,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, or a fraction in brackets: `(40/3)`.
    Number(Exact),
    /// A letter, and letters and digits after it.
    Word,
    /// Words in square brackets: what a quantity or value is of.
    Bracketed,
    /// Words in quotation marks, with each doubled mark within made one.
    Quoted(String),
    /// Any other character.
    Mark,
}

/// Whether a comma may part the thousands of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thousands {
    /// `1,668.50` is a number.
    Grouped,
    /// It is refused: elsewhere a comma is the decimal point.
    Plain,
}

/// Cuts up a text.
///
/// # Errors
/// Refuses one that is too long, has a number that is, or opens a bracket or quotation mark that it does not close.
pub(super) fn tokens(text: &str, thousands: Thousands) -> Result<Vec<Token<'_>>, RateTextError> {
    if text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(refused(RefusedText::TooLong, TEXT_CHARACTERS_MAX + 1, "", "a text of at most 4000 characters"));
    }
    let mut tokens = Vec::new();
    let (mut rest, mut at) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else {
            let (kind, inner, length) = piece(rest, first, at, thousands)?;
            tokens.push(Token { kind, text: inner, at });
            length
        };
        at += rest[..length].chars().count();
        rest = &rest[length..];
    }
    Ok(tokens)
}

/// Returns what the text begins with, the part of it that counts, and how many bytes it takes.
fn piece(rest: &str, first: char, at: usize, thousands: Thousands) -> Result<(Kind, &str, usize), RateTextError> {
    let whole = |kind, length| (kind, &rest[..length], length);
    if first.is_ascii_digit() {
        let length = number_length(rest, at, thousands)?;
        return Ok(whole(Kind::Number(number(&rest[..length].replace(',', ""), at)?), length));
    }
    if first.is_alphabetic() {
        return Ok(whole(Kind::Word, run(rest, char::is_alphanumeric)));
    }
    match first {
        '(' => match fraction(rest) {
            Some(inner) => Ok((Kind::Number(number(inner, at)?), inner, inner.len() + 2)),
            None => Ok(whole(Kind::Mark, 1)),
        },
        '[' => {
            let end = rest.find(']').ok_or_else(|| refused(RefusedText::Unbalanced, at, "[", "a ] that closes the ["))?;
            Ok((Kind::Bracketed, &rest[1..end], end + 1))
        }
        '"' => quoted(rest, at),
        _ => Ok(whole(Kind::Mark, first.len_utf8())),
    }
}

fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|character| !of(character)).unwrap_or(text.len())
}

fn digits(text: &str) -> usize {
    run(text, |character| character.is_ascii_digit())
}

fn number_length(text: &str, at: usize, thousands: Thousands) -> Result<usize, RateTextError> {
    let mut length = digits(text);
    let mut groups = 0;
    while let Some(after) = text[length..].strip_prefix(',') {
        match digits(after) {
            0 => break,
            3 if thousands == Thousands::Grouped && (groups > 0 || length <= 3) => {
                length += 4;
                groups += 1;
            }
            more => {
                let token = &text[..=length + more];
                return Err(refused(RefusedText::Ambiguous, at, token, "a number with a point before its decimals"));
            }
        }
    }
    if let Some(after) = text[length..].strip_prefix('.') {
        let decimals = digits(after);
        if decimals > 0 {
            length += 1 + decimals;
        }
    }
    Ok(length)
}

fn number(text: &str, at: usize) -> Result<Exact, RateTextError> {
    text.parse().map_err(|error| match error {
        ExactError::Long => refused(RefusedText::TooLong, at, text, "a number of at most 28 digits"),
        ExactError::Shape => refused(RefusedText::UnknownToken, at, text, "a number such as 12.5"),
    })
}

/// Returns what stands between the brackets of a fraction, where the text begins with one.
fn fraction(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?;
    let inner = &inner[..inner.find(')')?];
    let (numerator, denominator) = inner.split_once('/')?;
    let whole = |text: &str| !text.is_empty() && digits(text) == text.len();
    (whole(numerator.strip_prefix('-').unwrap_or(numerator)) && whole(denominator)).then_some(inner)
}

fn quoted(text: &str, at: usize) -> Result<(Kind, &str, usize), RateTextError> {
    let mut end = 1;
    loop {
        let Some(mark) = text[end..].find('"') else {
            return Err(refused(RefusedText::Unbalanced, at, "\"", "a second quotation mark"));
        };
        end += mark + 1;
        if !text[end..].starts_with('"') {
            break;
        }
        end += 1;
    }
    let inner = &text[1..end - 1];
    Ok((Kind::Quoted(inner.replace("\"\"", "\"")), inner, end))
}

pub(super) fn refused(reason: RefusedText, at: usize, token: &str, expected: &'static str) -> RateTextError {
    RateTextError { reason, at, token: token.to_owned(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text, Thousands::Plain).expect("a text that can be cut").into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn nothing_but_blanks_is_skipped() {
        assert_eq!(cut("12.80%+13.60 €/ 100kg"), ["12.80", "%", "+", "13.60", "€", "/", "100", "kg"]);
        assert_eq!(cut("5\u{a0}% m² of [the case]"), ["5", "%", "m²", "of", "the case"]);
        assert_eq!(cut("5.\u{200b}(40/3)(4)"), ["5", ".", "\u{200b}", "40/3", "(", "4", ")"]);
        assert_eq!(cut(r#"if "a ""b"" c" then"#), ["if", r#"a ""b"" c"#, "then"]);
    }

    #[test]
    fn a_place_is_counted_in_characters() {
        let places: Vec<usize> = tokens("€ 5 % kg", Thousands::Plain).expect("good").iter().map(|token| token.at).collect();
        assert_eq!(places, [1, 3, 5, 7]);
    }

    #[test]
    fn a_comma_in_a_number_is_read_where_it_can_only_part_thousands() {
        let grouped = |text| tokens(text, Thousands::Grouped).map(|tokens| tokens[0].kind.clone());
        assert_eq!(grouped("2,445.26"), Ok(Kind::Number("2445.26".parse().expect("a number"))));
        assert_eq!(grouped("1,234,567"), Ok(Kind::Number(Exact::whole(1_234_567))));
        for text in ["2,5", "2445,267", "1,23,456", "12,5000"] {
            assert_eq!(grouped(text).map_err(|error| error.reason), Err(RefusedText::Ambiguous), "{text}");
        }
        let plain = tokens("12,500", Thousands::Plain).expect_err("two readings");
        assert_eq!((plain.reason, plain.token.as_str()), (RefusedText::Ambiguous, "12,500"));
        assert_eq!(cut("5, and"), ["5", ",", "and"]);
    }

    #[test]
    fn what_is_opened_has_to_be_closed() {
        for text in ["5 % of [the case", "if \"a", "\"a\"\""] {
            assert_eq!(tokens(text, Thousands::Plain).expect_err("not closed").reason, RefusedText::Unbalanced, "{text}");
        }
    }
}
