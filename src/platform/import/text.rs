//! Texts from outside: tidied, or refused where no reader could read them.

use thiserror::Error;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// It is longer than there is room for.
    #[error("has more than {chars_max} characters")]
    TooLong {
        /// The most there is room for.
        chars_max: usize,
    },
    /// It holds a character that cannot be shown; PostgreSQL cannot even keep a NUL.
    #[error("holds the control character U+{0:04X}")]
    Control(u32),
}

/// Returns `text` as one line, with one space between words.
///
/// # Errors
/// Refuses a text that is empty, longer than `chars_max`, or holds control characters.
pub fn one_line(text: &str, chars_max: usize) -> Result<String, TextError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    readable(&line, chars_max)?;
    Ok(line)
}

/// Returns `text` without the space around it, its lines as they are.
///
/// # Errors
/// Refuses a text that is empty, longer than `chars_max`, or holds control characters other than ends of lines and tabs.
pub fn prose(text: &str, chars_max: usize) -> Result<String, TextError> {
    let text = text.trim().replace("\r\n", "\n");
    readable(&text, chars_max)?;
    Ok(text)
}

fn readable(text: &str, chars_max: usize) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > chars_max {
        return Err(TextError::TooLong { chars_max });
    }
    match text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        Some(control) => Err(TextError::Control(control.into())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(one_line(" Coffee,\n  roasted ", 20), Ok("Coffee, roasted".to_owned()));
        assert_eq!(one_line(" \n ", 20), Err(TextError::Empty));
        assert_eq!(one_line("Coffee", 5), Err(TextError::TooLong { chars_max: 5 }));
    }

    #[test]
    fn a_text_that_cannot_be_stored_is_refused() {
        assert_eq!(prose("a\0b", 20), Err(TextError::Control(0)));
        assert_eq!(prose("\ta\r\nb\n", 20), Ok("a\nb".to_owned()));
    }
}
