//! The kinds of values.

use std::str::FromStr;

use serde_json::Value;

use crate::{Read, Unread};

/// Says of which type of a union an object is.
///
/// # Errors
/// Where it says so nowhere.
pub fn type_of(value: &Value) -> Result<String, Unread> {
    value.get("__typename").and_then(Value::as_str).map(str::to_owned).ok_or(Unread("__typename"))
}

/// Says which choice was written, and what with it: nothing where its name is all.
///
/// # Errors
/// Where it is neither a name nor an object of one field.
pub fn choice_of(value: Value) -> Result<(String, Value), Unread> {
    match value {
        Value::String(name) => Ok((name, Value::Null)),
        Value::Object(fields) if fields.len() == 1 => fields.into_iter().next().ok_or(Unread("")),
        _ => Err(Unread("")),
    }
}

/// Says at which place of a list a word stands.
pub fn place_of(word: &str, words: &[&str]) -> Option<usize> {
    words.iter().position(|known| *known == word)
}

/// Something that is written as a text and read by its own rules: a day, a code.
pub struct Word<T>(pub T);

impl<T: FromStr> Read for Word<T> {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_str().and_then(|text| text.parse().ok()).map(Word).ok_or(Unread(""))
    }
}

impl Read for Value {
    fn read(value: Value) -> Result<Self, Unread> {
        Ok(value)
    }
}

impl Read for String {
    fn read(value: Value) -> Result<Self, Unread> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Unread("")),
        }
    }
}

impl Read for bool {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_bool().ok_or(Unread(""))
    }
}

impl Read for i64 {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_i64().ok_or(Unread(""))
    }
}

impl Read for f64 {
    fn read(value: Value) -> Result<Self, Unread> {
        value.as_f64().ok_or(Unread(""))
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Result<Self, Unread> {
        T::read(value).map(Box::new)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Result<Self, Unread> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }

    fn missing() -> Result<Self, Unread> {
        Ok(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Result<Self, Unread> {
        let Value::Array(values) = value else { return Err(Unread("")) };
        let mut read = Vec::with_capacity(values.len());
        for value in values {
            read.push(T::read(value)?);
        }
        Ok(read)
    }
}
