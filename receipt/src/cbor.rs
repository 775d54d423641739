//! The one door to the CBOR library: maps with whole numbers as keys, in the one spelling of RFC 8949, section 4.2.1.

use std::collections::BTreeMap;

use ciborium::Value;
use vocabulary::Timestamp;

use crate::malformed::Malformed;

/// How deep CBOR may nest: an envelope, its payload and two levels within. What comes from outside has no say in it.
const DEPTH_MAX: usize = 6;

/// Writes a value.
///
/// # Errors
/// Says [`Malformed::Cbor`] when the library cannot write it, which it can for all that we make.
pub fn write(value: &Value) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(|_| Malformed::Cbor)?;
    Ok(bytes)
}

/// Reads one value that takes up all of `bytes`. Whoever calls it writes what was read again and compares.
///
/// # Errors
/// Refuses what is no CBOR, what nests deep, and what is followed by more.
pub fn read(bytes: &[u8]) -> Result<Value, Malformed> {
    let mut rest = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEPTH_MAX).map_err(|_| Malformed::Cbor)?;
    if rest.is_empty() { Ok(value) } else { Err(Malformed::Cbor) }
}

/// A map that is being written. Keys are given in rising order, as the one spelling wants them.
#[derive(Default)]
pub struct Writing(Vec<(Value, Value)>);

impl Writing {
    /// Adds a field.
    pub fn put(mut self, key: u64, value: impl Into<Value>) -> Writing {
        self.0.push((key.into(), value.into()));
        self
    }

    /// Adds a field that need not be there.
    pub fn put_if(self, key: u64, value: Option<impl Into<Value>>) -> Writing {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    /// Ends the map.
    pub fn end(self) -> Value {
        Value::Map(self.0)
    }
}

/// A map that is being read: every field is taken once, and what is left was not understood.
pub struct Reading(BTreeMap<u64, Value>);

impl Reading {
    /// Reads the map in `bytes`.
    ///
    /// # Errors
    /// Refuses what is no map with whole numbers as keys.
    pub fn of(bytes: &[u8]) -> Result<Reading, Malformed> {
        let fields = read(bytes)?.into_map().map_err(|_| Malformed::Cbor)?;
        let numbered = |(key, value): (Value, Value)| {
            let key = key.as_integer().and_then(|key| u64::try_from(key).ok())?;
            Some((key, value))
        };
        Ok(Reading(fields.into_iter().map(numbered).collect::<Option<_>>().ok_or(Malformed::Cbor)?))
    }

    /// Takes a field that need not be there.
    pub fn optional<T>(&mut self, key: u64, read: impl FnOnce(Value) -> Option<T>) -> Result<Option<T>, Malformed> {
        match self.0.remove(&key) {
            Some(value) => read(value).map(Some).ok_or(Malformed::Field(key)),
            None => Ok(None),
        }
    }

    /// Takes a field.
    pub fn field<T>(&mut self, key: u64, read: impl FnOnce(Value) -> Option<T>) -> Result<T, Malformed> {
        self.optional(key, read)?.ok_or(Malformed::Field(key))
    }

    /// Takes all fields from a key on.
    pub fn take_from(&mut self, key: u64) -> BTreeMap<u64, Value> {
        self.0.split_off(&key)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Refuses a field that was not taken.
    pub fn end(self) -> Result<(), Malformed> {
        self.0.keys().next().map_or(Ok(()), |key| Err(Malformed::UnknownField(*key)))
    }
}

/// Reads a text as one of our types.
pub fn text<T: std::str::FromStr>(value: Value) -> Option<T> {
    value.as_text()?.parse().ok()
}

/// Reads a whole number as one of Rust's.
pub fn number<T: TryFrom<i128>>(value: Value) -> Option<T> {
    T::try_from(i128::from(value.as_integer()?)).ok()
}

/// Reads exactly `N` bytes.
pub fn bytes<const N: usize>(value: Value) -> Option<[u8; N]> {
    value.as_bytes()?.as_slice().try_into().ok()
}

/// Reads an array of exactly `N` values.
pub fn array<const N: usize>(value: Value) -> Option<[Value; N]> {
    value.into_array().ok()?.try_into().ok()
}

/// Writes an instant: whole seconds since 1970.
pub fn seconds(at: Timestamp) -> Value {
    at.as_second().into()
}

/// Reads an instant.
pub fn instant(value: Value) -> Option<Timestamp> {
    Timestamp::from_second(number(value)?).ok()
}
