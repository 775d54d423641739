//! The fields of an object.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::{Read, Unread};

/// The fields of an object, each to be taken out once.
pub struct Object(Map<String, Value>);

impl Object {
    /// Takes a value that has to be an object.
    ///
    /// # Errors
    /// Where it is none.
    pub fn of(value: Value) -> Result<Object, Unread> {
        match value {
            Value::Object(fields) => Ok(Object(fields)),
            _ => Err(Unread("")),
        }
    }

    /// Takes a field out.
    ///
    /// # Errors
    /// With the name of the innermost field that is not as it has to be: it is the one that helps.
    pub fn take<T: Read>(&mut self, name: &'static str) -> Result<T, Unread> {
        let read = match self.value(name) {
            Some(value) => T::read(value),
            None => T::missing(),
        };
        read.map_err(|unread| unread.within(name))
    }

    /// Takes a field out that need not be there.
    ///
    /// # Errors
    /// As [`Object::take`].
    pub fn or_default<T: Read + Default>(&mut self, name: &'static str) -> Result<T, Unread> {
        match self.value(name) {
            Some(value) => T::read(value).map_err(|unread| unread.within(name)),
            None => Ok(T::default()),
        }
    }

    /// Takes out a text that is read by its own rules: a day, a code.
    ///
    /// # Errors
    /// As [`Object::take`].
    pub fn word<T: FromStr>(&mut self, name: &'static str) -> Result<T, Unread> {
        self.word_if_any(name)?.ok_or(Unread(name))
    }

    /// Takes out such a text that need not be there.
    ///
    /// # Errors
    /// As [`Object::take`].
    pub fn word_if_any<T: FromStr>(&mut self, name: &'static str) -> Result<Option<T>, Unread> {
        let text: Option<String> = self.take(name)?;
        text.map(|text| text.parse().map_err(|_| Unread(name))).transpose()
    }

    /// Takes out a list of such texts; an empty one where there is none.
    ///
    /// # Errors
    /// As [`Object::take`].
    pub fn words<T: FromStr>(&mut self, name: &'static str) -> Result<Vec<T>, Unread> {
        let texts: Vec<String> = self.or_default(name)?;
        texts.iter().map(|text| text.parse().map_err(|_| Unread(name))).collect()
    }

    /// Takes out one of several words.
    ///
    /// # Errors
    /// As [`Object::take`], and where it is none of them.
    pub fn one_of<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Result<T, Unread> {
        let word: String = self.take(name)?;
        words.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant).ok_or(Unread(name))
    }

    /// Says that nothing else may be there.
    ///
    /// # Errors
    /// Where something is.
    pub fn end(self) -> Result<(), Unread> {
        if self.0.is_empty() { Ok(()) } else { Err(Unread("")) }
    }

    #[inline(never)]
    fn value(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }
}

impl Unread {
    fn within(self, name: &'static str) -> Unread {
        if self.0.is_empty() { Unread(name) } else { self }
    }
}

impl Read for Object {
    fn read(value: Value) -> Result<Object, Unread> {
        Object::of(value)
    }
}

impl Read for Map<String, Value> {
    fn read(value: Value) -> Result<Self, Unread> {
        Object::of(value).map(|object| object.0)
    }
}
