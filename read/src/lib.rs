//! Reads JSON into types. One function for each kind of value, rather than one for each type and format, as serde derives them: two hundred
//! types are two hundred times a few lines. A phone carries what it reads with (`docs/decisions/0036-what-a-phone-carries.md`).
//!
//! What is read here is written by serde, and by the same names: a struct as an object, a choice as its name, or as an object with its name
//! for the one field.

mod kinds;
mod object;

pub use kinds::{Word, choice_of, place_of, type_of};
pub use object::Object;
pub use serde_json::Value;

/// The fields of an object by their names, where those are data.
pub type Fields = serde_json::Map<String, Value>;

/// What is read out of JSON. Fields that nobody asked for are no matter; one that was asked for and is missing, or of another kind, is.
pub trait Read: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// With the name of the field that is not as it has to be.
    fn read(value: Value) -> Result<Self, Unread>;

    /// What stands for a field that is not there.
    ///
    /// # Errors
    /// Where it has to be.
    fn missing() -> Result<Self, Unread> {
        Err(Unread(""))
    }
}

/// A field that is not as it has to be. Never what stood there: that may be what somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread(pub &'static str);

/// Reads what was written, all of it.
///
/// # Errors
/// Where it is no JSON, and as [`Read::read`].
pub fn from_slice<T: Read>(written: &[u8]) -> Result<T, Unread> {
    T::read(value(written)?)
}

#[inline(never)]
fn value(written: &[u8]) -> Result<Value, Unread> {
    serde_json::from_slice(written).map_err(|_| Unread(""))
}

/// Says how a type is read that serde writes: each field by its name, each choice by its name. Whoever forgets one is told by the compiler.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// struct Parcel { name: String, weight: i64, marks: Vec<String> }
/// read::reads!(struct Parcel { name, weight, marks = or_default });
///
/// #[derive(Debug, PartialEq)]
/// enum Sent { Not, Parcel(Parcel), Letter { to: String } }
/// read::reads!(enum Sent { Not, Parcel(_), Letter { to } });
///
/// let parcel = Parcel { name: "a".to_owned(), weight: 7, marks: Vec::new() };
/// assert_eq!(read::from_slice(br#"{"Parcel":{"name":"a","weight":7}}"#), Ok(Sent::Parcel(parcel)));
/// assert_eq!(read::from_slice(br#""Not""#), Ok(Sent::Not));
/// assert_eq!(read::from_slice::<Sent>(br#"{"Letter":{}}"#), Err(read::Unread("to")));
/// ```
#[macro_export]
macro_rules! reads {
    (struct $name:ident { $($field:ident $(= $way:ident)?),* $(,)? }) => {
        impl $crate::Read for $name {
            fn read(value: $crate::Value) -> Result<Self, $crate::Unread> {
                let mut object = $crate::Object::of(value)?;
                Ok(Self { $($field: $crate::field!(object, $field $(, $way)?)),* })
            }
        }
    };
    (strict struct $name:ident { $($field:ident $(= $way:ident)?),* $(,)? }) => {
        impl $crate::Read for $name {
            fn read(value: $crate::Value) -> Result<Self, $crate::Unread> {
                let mut object = $crate::Object::of(value)?;
                let read = Self { $($field: $crate::field!(object, $field $(, $way)?)),* };
                object.end()?;
                Ok(read)
            }
        }
    };
    (enum $name:ident { $($choice:ident $(($any:tt))? $({ $($field:ident),* })?),* $(,)? }) => {
        impl $crate::Read for $name {
            fn read(value: $crate::Value) -> Result<Self, $crate::Unread> {
                // None is forgotten.
                let _ = |choice: &Self| match choice { $(Self::$choice { .. } => ()),* };
                let (choice, value) = $crate::choice_of(value)?;
                match choice.as_str() {
                    $(stringify!($choice) => $crate::choice!(value, $choice $(($any))? $({ $($field),* })?),)*
                    _ => Err($crate::Unread(stringify!($name))),
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! field {
    ($object:ident, $field:ident) => {
        $object.take(stringify!($field))?
    };
    ($object:ident, $field:ident, $way:ident) => {
        $object.$way(stringify!($field))?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! choice {
    ($value:ident, $choice:ident) => { $value.is_null().then_some(Self::$choice).ok_or($crate::Unread(stringify!($choice))) };
    ($value:ident, $choice:ident ($any:tt)) => { $crate::Read::read($value).map(Self::$choice) };
    ($value:ident, $choice:ident { $($field:ident),* }) => {{
        let mut object = $crate::Object::of($value)?;
        Ok(Self::$choice { $($field: object.take(stringify!($field))?),* })
    }};
}
