//! The text of a template: words, and slots in braces (`{fee:phytosanitary-certificate}`). Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{FactId, HsCode};

use crate::{enquiry::text::CHARACTERS_MAX, fact::FactKind};

/// How many slots one text has at most.
pub const SLOTS_MAX: usize = 20;

/// A text with slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateText {
    written: Box<str>,
    pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Words(String),
    /// What is filled in.
    Slot(SlotKey),
}

/// What is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotKey {
    /// A fee, a form or an office, in a sentence (`fee:`, `form:`, `office:` and its id).
    Fact(FactKind, FactId),
    /// The duty on the goods of a line, whatever their origin (`duty:` and the code).
    Duty(HsCode),
    /// The reference of the enquiry (`reference`).
    Reference,
}

/// A text that is empty or too long, or has a slot that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is empty, longer than {CHARACTERS_MAX} characters, or has a slot that is none")]
pub struct TemplateTextError;

impl TemplateText {
    /// Returns it as it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Returns its parts, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

impl FromStr for TemplateText {
    type Err = TemplateTextError;

    fn from_str(text: &str) -> Result<TemplateText, TemplateTextError> {
        let text = text.trim();
        let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if text.is_empty() || text.chars().count() > CHARACTERS_MAX || text.chars().any(is_odd) {
            return Err(TemplateTextError);
        }
        let (mut pieces, mut rest, mut slots) = (Vec::new(), text, 0);
        while let Some((words, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').ok_or(TemplateTextError)?;
            slots += 1;
            if words.contains('}') || slots > SLOTS_MAX {
                return Err(TemplateTextError);
            }
            pieces.push(Piece::Words(words.to_owned()));
            pieces.push(Piece::Slot(slot.parse()?));
            rest = after;
        }
        if rest.contains('}') {
            return Err(TemplateTextError);
        }
        pieces.push(Piece::Words(rest.to_owned()));
        Ok(TemplateText { written: text.into(), pieces })
    }
}

impl FromStr for SlotKey {
    type Err = TemplateTextError;

    fn from_str(text: &str) -> Result<SlotKey, TemplateTextError> {
        let Some((kind, key)) = text.split_once(':') else {
            return if text == "reference" { Ok(SlotKey::Reference) } else { Err(TemplateTextError) };
        };
        match kind {
            "duty" => key.parse().map(SlotKey::Duty).map_err(|_| TemplateTextError),
            "fee" | "form" | "office" => {
                let kind = kind.parse().map_err(|_| TemplateTextError)?;
                key.parse().map(|id| SlotKey::Fact(kind, id)).map_err(|_| TemplateTextError)
            }
            _ => Err(TemplateTextError),
        }
    }
}

impl fmt::Display for SlotKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SlotKey::Fact(kind, id) => write!(formatter, "{}:{id}", kind.as_str()),
            SlotKey::Duty(code) => write!(formatter, "duty:{code}"),
            SlotKey::Reference => formatter.write_str("reference"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_stands_in_braces_and_names_something_that_is_published() {
        let text: TemplateText = "For {reference}: {fee:x-ray}\nSee {office:port}".parse().expect("a text");
        let slots = text.pieces().iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(slot.to_string()),
            Piece::Words(_) => None,
        });
        assert_eq!(slots.collect::<Vec<_>>(), ["reference", "fee:x-ray", "office:port"]);
        assert_eq!(text.as_str(), "For {reference}: {fee:x-ray}\nSee {office:port}");
        assert!("No slot at all.".parse::<TemplateText>().is_ok());
        assert_eq!("duty:0901.21".parse::<SlotKey>().map(|slot| slot.to_string()).ok().as_deref(), Some("duty:090121"));
    }

    #[test]
    fn what_is_no_slot_is_refused() {
        let many = "{reference}".repeat(SLOTS_MAX + 1);
        let long = "x".repeat(CHARACTERS_MAX + 1);
        for text in [
            "",
            " ",
            "{",
            "}",
            "a {fee:x",
            "a fee:x}",
            "{}",
            "{fee}",
            "{fee:}",
            "{fee:a b}",
            "{duty:coffee}",
            "{procedure:x}",
            "{{fee:x}}",
            "{name}",
            "a } b {reference}",
            "a\u{0}",
            &many,
            &long,
        ] {
            assert_eq!(text.parse::<TemplateText>(), Err(TemplateTextError), "{text}");
        }
    }
}
