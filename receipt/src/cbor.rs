//! The one door to the CBOR library: maps with whole numbers as keys, in the one spelling of RFC 8949, section 4.2.1.
//!
//! The library tells heads; what they hold is put together here. Its reader for any type, by way of serde, is 40 kB more in a phone.

use ciborium::Value;
use ciborium_ll::{Decoder, Encoder, Header, simple};
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
    write_to(&mut bytes, value)?;
    Ok(bytes)
}

fn write_to(bytes: &mut Vec<u8>, value: &Value) -> Result<(), Malformed> {
    let head = match value {
        Value::Integer(number) => match i128::from(*number) {
            number if number < 0 => Header::Negative(u64::try_from(!number).map_err(|_| Malformed::Cbor)?),
            number => Header::Positive(u64::try_from(number).map_err(|_| Malformed::Cbor)?),
        },
        Value::Bytes(run) => Header::Bytes(Some(run.len())),
        Value::Text(text) => Header::Text(Some(text.len())),
        Value::Array(values) => Header::Array(Some(values.len())),
        Value::Map(fields) => Header::Map(Some(fields.len())),
        Value::Tag(tag, _) => Header::Tag(*tag),
        Value::Float(number) => Header::Float(*number),
        Value::Bool(false) => Header::Simple(simple::FALSE),
        Value::Bool(true) => Header::Simple(simple::TRUE),
        Value::Null => Header::Simple(simple::NULL),
        _ => return Err(Malformed::Cbor),
    };
    Encoder::from(&mut *bytes).push(head).map_err(|_| Malformed::Cbor)?;
    match value {
        Value::Bytes(run) => bytes.extend_from_slice(run),
        Value::Text(text) => bytes.extend_from_slice(text.as_bytes()),
        Value::Array(values) => values.iter().try_for_each(|value| write_to(bytes, value))?,
        Value::Map(fields) => {
            for (key, value) in fields {
                write_to(bytes, key)?;
                write_to(bytes, value)?;
            }
        }
        Value::Tag(_, value) => write_to(bytes, value)?,
        _ => {}
    }
    Ok(())
}

/// Reads one value that takes up all of `bytes`. Whoever calls it writes what was read again and compares.
///
/// # Errors
/// Refuses what is no CBOR, what nests deep, and what is followed by more.
pub fn read(bytes: &[u8]) -> Result<Value, Malformed> {
    let mut rest = bytes;
    match read_from(&mut rest, DEPTH_MAX) {
        Some(value) if rest.is_empty() => Ok(value),
        _ => Err(Malformed::Cbor),
    }
}

/// Reads one value; nothing of what has no length, which nothing of ours is without.
fn read_from(rest: &mut &[u8], depth: usize) -> Option<Value> {
    let mut heads = Decoder::from(*rest);
    let head = heads.pull().ok()?;
    *rest = rest.get(heads.offset()..)?;
    let within = depth.checked_sub(1);
    // As many as are said to come, which are asked for one by one: nobody makes us ask for memory.
    Some(match head {
        Header::Positive(number) => number.into(),
        Header::Negative(number) => Value::from(!i128::from(number)),
        Header::Bytes(Some(len)) => Value::Bytes(take(rest, len)?.to_vec()),
        Header::Text(Some(len)) => std::str::from_utf8(take(rest, len)?).ok()?.into(),
        Header::Array(Some(len)) => Value::Array((0..len).map(|_| read_from(rest, within?)).collect::<Option<_>>()?),
        Header::Map(Some(len)) => {
            Value::Map((0..len).map(|_| Some((read_from(rest, within?)?, read_from(rest, within?)?))).collect::<Option<_>>()?)
        }
        Header::Tag(tag) => Value::Tag(tag, Box::new(read_from(rest, within?)?)),
        Header::Float(number) => Value::Float(number),
        Header::Simple(simple::FALSE) => Value::Bool(false),
        Header::Simple(simple::TRUE) => Value::Bool(true),
        Header::Simple(simple::NULL) => Value::Null,
        _ => return None,
    })
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(len)?;
    *rest = behind;
    Some(taken)
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
pub struct Reading(Vec<(u64, Value)>);

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
        let fields: Vec<(u64, Value)> = fields.into_iter().map(numbered).collect::<Option<_>>().ok_or(Malformed::Cbor)?;
        // Each key once and in rising order, as the one spelling wants them.
        if fields.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Err(Malformed::Spelling);
        }
        Ok(Reading(fields))
    }

    /// Takes a field that need not be there.
    pub fn optional<T>(&mut self, key: u64, read: impl FnOnce(Value) -> Option<T>) -> Result<Option<T>, Malformed> {
        match self.0.iter().position(|(other, _)| *other == key) {
            Some(at) => read(self.0.remove(at).1).map(Some).ok_or(Malformed::Field(key)),
            None => Ok(None),
        }
    }

    /// Takes a field.
    pub fn field<T>(&mut self, key: u64, read: impl FnOnce(Value) -> Option<T>) -> Result<T, Malformed> {
        self.optional(key, read)?.ok_or(Malformed::Field(key))
    }

    /// Takes all fields from a key on.
    pub fn take_from(&mut self, key: u64) -> Vec<(u64, Value)> {
        let (taken, left) = std::mem::take(&mut self.0).into_iter().partition(|(other, _)| *other >= key);
        self.0 = left;
        taken
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Refuses a field that was not taken.
    pub fn end(self) -> Result<(), Malformed> {
        self.0.first().map_or(Ok(()), |(key, _)| Err(Malformed::UnknownField(*key)))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> impl Strategy<Value = Value> {
        let whole = any::<i64>().prop_map(Value::from);
        let large = (u64::MAX - 9..=u64::MAX).prop_map(Value::from);
        let texts = any::<String>().prop_map(Value::Text);
        let leaf = prop_oneof![
            whole,
            large,
            any::<Vec<u8>>().prop_map(Value::Bytes),
            texts,
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null)
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            let fields = proptest::collection::vec((inner.clone(), inner.clone()), 0..5);
            let tagged = (any::<u64>(), inner.clone()).prop_map(|(tag, value)| Value::Tag(tag, Box::new(value)));
            prop_oneof![proptest::collection::vec(inner, 0..5).prop_map(Value::Array), fields.prop_map(Value::Map), tagged]
        })
    }

    proptest! {
        #[test]
        fn a_value_is_written_as_the_library_writes_it_and_reads_back(value in values()) {
            let mut wanted = Vec::new();
            ciborium::into_writer(&value, &mut wanted).expect("room in memory");
            prop_assert_eq!(write(&value), Ok(wanted.clone()));
            prop_assert_eq!(read(&wanted), Ok(value));
        }

        #[test]
        fn what_is_read_is_what_the_library_reads(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            let library = ciborium::de::from_reader_with_recursion_limit::<Value, _>(bytes.as_slice(), DEPTH_MAX);
            if let Ok(value) = read(&bytes) {
                // `NaN` is no other `NaN`.
                prop_assert_eq!(format!("{value:?}"), format!("{:?}", library.expect("the library reads it too")));
            }
        }
    }

    #[test]
    fn what_nests_too_deep_or_says_more_than_there_is_is_refused() {
        let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
        assert!(read(&nested(DEPTH_MAX)).is_ok());
        for bytes in [
            nested(DEPTH_MAX + 1),
            nested(100_000),
            vec![0x9b, 0, 0, 0, 1, 0, 0, 0, 0],
            vec![0x5b, 0xff, 0, 0, 0, 0, 0, 0, 0],
            vec![0x9f, 0xff],
        ] {
            assert_eq!(read(&bytes), Err(Malformed::Cbor));
        }
    }
}
