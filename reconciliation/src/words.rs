//! Names that files and books use.

use thiserror::Error;

/// A text that is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is empty, longer than {bytes_max} bytes, or holds a blank at an end or a character that cannot be seen")]
pub struct WordError {
    /// How many bytes a name of its kind has at most.
    pub bytes_max: usize,
}

/// Makes a type of a short text on one line.
macro_rules! word {
    ($( $(#[$doc:meta])* $name:ident, $bytes_max:literal; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// How many bytes of UTF-8 it has at most.
            pub const BYTES_MAX: usize = $bytes_max;

            /// Returns the name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = WordError;

            fn from_str(text: &str) -> Result<$name, WordError> {
                let is_seen = !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control);
                if is_seen && text.len() <= $bytes_max {
                    Ok($name(text.into()))
                } else {
                    Err(WordError { bytes_max: $bytes_max })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = WordError;

            fn try_from(text: String) -> Result<$name, WordError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )* };
}

word! {
    /// What somebody calls a movement of money: a charge, a transfer, a payout, a payment notice.
    Reference, 64;
    /// An account, at a bank or at a provider.
    Account, 40;
    /// A gateway, an operator of mobile money, a bank.
    Provider, 24;
    /// An office of customs.
    Office, 16;
    /// An agency that a share belongs to.
    Agency, 40;
}
