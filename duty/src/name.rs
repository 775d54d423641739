//! Short names of the things a tariff speaks of: documents, additional codes, quotas, taxes, measures.

/// Makes a type of a short name of capitals or lower-case letters, digits and a few marks.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $(#[$error_doc:meta])* $error:ident, $len_max:literal, $message:literal, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        $(#[$error_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl $name {
            /// Returns it as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<$name, $error> {
                let allowed: fn(char) -> bool = $allowed;
                let length = text.chars().count();
                let trimmed = text.trim() == text;
                if (1..=$len_max).contains(&length) && trimmed && text.chars().all(allowed) {
                    Ok($name(text.into()))
                } else {
                    Err($error)
                }
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

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<$name, $error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.as_ref().to_owned()
            }
        }
    };
}

fn of_code(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_' | '/')
}

name!(
    /// A document that a measure asks for, by the code that is written on the declaration (`Y900`, `MB1`).
    DocumentCode,
    /// A text that is no code of a document.
    DocumentCodeError,
    40,
    "is not 1 to 40 letters, digits and hyphens",
    of_code
);
name!(
    /// A code that tells apart goods of one line (`A999`, `X520`, Meursing codes). Its first character says of which type it is.
    AdditionalCode,
    /// A text that is no additional code.
    AdditionalCodeError,
    10,
    "is not 1 to 10 letters and digits",
    |character| character.is_ascii_alphanumeric()
);
name!(
    /// The number under which a quota is administered (`ZQ-1005`, `05.4001`).
    OrderNumber,
    /// A text that is no order number.
    OrderNumberError,
    20,
    "is not 1 to 20 letters, digits, points and hyphens",
    of_code
);
name!(
    /// A duty, tax or levy as such (`duty`, `vat`, `anti-dumping`), whatever its rate on a line.
    TaxCode,
    /// A text that is no code of a tax.
    TaxCodeError,
    40,
    "is not 1 to 40 lower-case letters, digits and hyphens",
    |character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
);
name!(
    /// What a measure is known by in its data set.
    MeasureId,
    /// A text that is no id of a measure.
    MeasureIdError,
    200,
    "is not 1 to 200 characters without control characters",
    |character| !character.is_control()
);
name!(
    /// What a rate or a condition speaks of in words: a part of the goods ("the case"), a state ("drained weight").
    Aspect,
    /// A text that names no aspect.
    AspectError,
    120,
    "is not 1 to 120 characters without brackets and control characters",
    |character| !character.is_control() && !matches!(character, '(' | ')' | '[' | ']')
);
name!(
    /// Something only the trader can say of the goods, in the words of the source ("prescription medicines").
    Statement,
    /// A text that is no statement.
    StatementError,
    500,
    "is not 1 to 500 characters without control characters",
    |character| !character.is_control()
);
