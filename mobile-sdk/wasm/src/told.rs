//! Writes answers as JSON (RFC 8259), and as little as they take: a page loads every byte of what writes them.

use std::fmt::{self, Write as _};

/// A value that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Null,
    /// Whether it is so.
    Whether(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Several.
    List(Vec<Told>),
    /// What is told by name.
    Fields(Vec<(&'static str, Told)>),
}

impl From<bool> for Told {
    fn from(whether: bool) -> Told {
        Told::Whether(whether)
    }
}

impl From<i64> for Told {
    fn from(number: i64) -> Told {
        Told::Number(number)
    }
}

impl From<usize> for Told {
    fn from(number: usize) -> Told {
        Told::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Told {
    fn from(text: &str) -> Told {
        Told::Text(text.to_owned())
    }
}

impl From<String> for Told {
    fn from(text: String) -> Told {
        Told::Text(text)
    }
}

impl<T: Into<Told>> From<Option<T>> for Told {
    fn from(value: Option<T>) -> Told {
        value.map_or(Told::Null, Into::into)
    }
}

impl<T: Into<Told>> FromIterator<T> for Told {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Told {
        Told::List(values.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::Null => formatter.write_str("null"),
            Told::Whether(true) => formatter.write_str("true"),
            Told::Whether(false) => formatter.write_str("false"),
            Told::Number(number) => write!(formatter, "{number}"),
            Told::Text(text) => write_text(text, formatter),
            Told::List(values) => {
                formatter.write_char('[')?;
                for (at, value) in values.iter().enumerate() {
                    formatter.write_str(if at > 0 { "," } else { "" })?;
                    value.fmt(formatter)?;
                }
                formatter.write_char(']')
            }
            Told::Fields(fields) => {
                formatter.write_char('{')?;
                for (at, (name, value)) in fields.iter().enumerate() {
                    formatter.write_str(if at > 0 { "," } else { "" })?;
                    write_text(name, formatter)?;
                    formatter.write_char(':')?;
                    value.fmt(formatter)?;
                }
                formatter.write_char('}')
            }
        }
    }
}

fn write_text(text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                formatter.write_char('\\')?;
                formatter.write_char(character)?;
            }
            '\0'..='\u{1f}' => write!(formatter, "\\u{:04x}", u32::from(character))?,
            _ => formatter.write_char(character)?,
        }
    }
    formatter.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_json() {
        let fields = vec![
            ("text", Told::from("a \"b\" \\ \n\u{1}\u{7f} é 茶 😀")),
            ("none", Told::from(None::<&str>)),
            ("numbers", [1i64, -2].into_iter().collect()),
            ("whether", true.into()),
        ];
        let read: serde_json::Value = serde_json::from_str(&Told::Fields(fields).to_string()).expect("JSON");
        let wanted =
            serde_json::json!({ "text": "a \"b\" \\ \n\u{1}\u{7f} é 茶 😀", "none": null, "numbers": [1, -2], "whether": true });
        assert_eq!(read, wanted);
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads_back_as_it_was_told(text: String) {
            proptest::prop_assert_eq!(serde_json::from_str::<String>(&Told::from(text.as_str()).to_string()).expect("JSON"), text);
        }
    }
}
