//! Choices that are stored and spoken of as words: one rule for all of them.

/// A text that is none of the words there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no {0} of ours")]
pub struct WordError(pub &'static str);

/// Makes a choice of its words: an enum with `ALL`, `as_str`, `FromStr`, `Display` and serde by the word.
///
/// ```
/// vocabulary::words! {
///     /// Which way money goes.
///     Way, "way of money" {
///         /// To us.
///         In = "in",
///         /// Back.
///         Out = "out",
///     }
/// }
/// assert_eq!("out".parse(), Ok(Way::Out));
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $( $(#[$value_doc:meta])* $value:ident = $word:literal, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $( $(#[$value_doc])* #[serde(rename = $word)] $value, )*
        }

        impl $name {
            /// All there are.
            pub const ALL: &'static [$name] = &[ $( $name::$value, )* ];

            /// Returns the word that is stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( $name::$value => $word, )*
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::WordError;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                let found = $name::ALL.iter().find(|value| value.as_str() == text);
                found.copied().ok_or($crate::WordError($what))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}
