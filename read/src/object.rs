//! The fields of an object.

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
