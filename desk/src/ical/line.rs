//! Lines of iCalendar text: unfolded, with name, parameters and value. RFC 5545, section 3.1.

use std::borrow::Cow;

use super::{IcalError, LINE_BYTES_MAX, TEXT_BYTES_MAX, Wrong};

/// One property.
pub struct Line {
    /// On which line it begins.
    pub number: usize,
    /// Its name, in capitals.
    pub name: String,
    /// Its parameters, the names in capitals.
    pub parameters: Vec<(String, String)>,
    /// Its value, as it is written.
    pub value: String,
}

impl Line {
    /// Returns a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Says what is wrong with it.
    pub fn wrong(&self, wrong: Wrong) -> IcalError {
        IcalError { line: self.number, wrong }
    }
}

/// Returns the properties of a text, in order.
///
/// # Errors
/// Refuses a text that is too long; each line that is too long, or no property, is refused where it comes.
pub fn lines(text: &str) -> Result<impl Iterator<Item = Result<Line, IcalError>>, IcalError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(IcalError { line: 1, wrong: Wrong::TextTooLong });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut physical = text.lines().zip(1..).peekable();
    Ok(std::iter::from_fn(move || {
        let (first, number) = physical.find(|(line, _)| !line.trim().is_empty())?;
        let mut whole = Cow::Borrowed(first);
        while let Some((next, _)) = physical.next_if(|(next, _)| next.starts_with([' ', '\t'])) {
            whole.to_mut().push_str(&next[1..]);
            if whole.len() > LINE_BYTES_MAX {
                break;
            }
        }
        Some(property(&whole, number))
    }))
}

fn property(text: &str, number: usize) -> Result<Line, IcalError> {
    let wrong = |wrong| IcalError { line: number, wrong };
    if text.len() > LINE_BYTES_MAX {
        return Err(wrong(Wrong::LineTooLong));
    }
    let (head, value) = split_outside_quotes(text, ':').ok_or_else(|| wrong(Wrong::NotAProperty))?;
    let mut rest = Some(head);
    let mut parts = std::iter::from_fn(|| {
        let text = rest?;
        let split = split_outside_quotes(text, ';');
        rest = split.map(|(_, after)| after);
        Some(split.map_or(text, |(before, _)| before))
    });
    let name = parts.next().unwrap_or_default().to_ascii_uppercase();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(wrong(Wrong::NotAProperty));
    }
    let parameters = parts.map(|part| {
        let (name, value) = part.split_once('=').ok_or_else(|| wrong(Wrong::NotAProperty))?;
        Ok((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
    });
    Ok(Line { number, name, parameters: parameters.collect::<Result<_, _>>()?, value: value.to_owned() })
}

fn split_outside_quotes(text: &str, at: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    let index = text.char_indices().find_map(|(index, character)| {
        quoted ^= character == '"';
        (character == at && !quoted).then_some(index)
    })?;
    Some((&text[..index], &text[index + 1..]))
}

/// Takes the escapes out of a text value. RFC 5545, section 3.3.11.
pub fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(match characters.next() {
                Some('n' | 'N') | None => ' ',
                Some(other) => other,
            }),
            other => text.push(other),
        }
    }
    text
}
