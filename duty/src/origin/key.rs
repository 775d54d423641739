//! What schemes, and the parts of them, are known by.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of an article, a statement or a rule within a scheme: 1 to 60 lower-case letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(Arc<str>);

/// A text that is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 1 to 60 lower-case letters, digits and hyphens")]
pub struct KeyError;

/// The code of a scheme (`MB`): 2 to 40 capitals, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SchemeCode(Arc<str>);

/// A text that is no code of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 2 to 40 capitals, digits and hyphens")]
pub struct SchemeCodeError;

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Key, KeyError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let good = (1..=60).contains(&text.len()) && text.bytes().all(allowed);
        if good { Ok(Key(text.into())) } else { Err(KeyError) }
    }
}

impl FromStr for SchemeCode {
    type Err = SchemeCodeError;

    fn from_str(text: &str) -> Result<SchemeCode, SchemeCodeError> {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        let good = (2..=40).contains(&text.len()) && text.bytes().all(allowed);
        if good { Ok(SchemeCode(text.into())) } else { Err(SchemeCodeError) }
    }
}

macro_rules! as_text {
    ($name:ident, $error:ident) => {
        impl $name {
            /// Returns it as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<$name, $error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.as_str().to_owned()
            }
        }
    };
}

as_text!(Key, KeyError);
as_text!(SchemeCode, SchemeCodeError);
