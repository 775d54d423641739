//! Short names that people and machines both type: one rule for all of them.

/// Makes a type of a short ASCII name, with its reading, printing and refusal.
macro_rules! token {
    (
        $(#[$doc:meta])* $name:ident, $(#[$error_doc:meta])* $error:ident, $len_max:literal, $message:literal, $allowed:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        $(#[$error_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl $name {
            /// Returns the name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                let allowed: fn(char) -> bool = $allowed;
                let starts_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
                if starts_well && text.len() <= $len_max && text.chars().all(allowed) {
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

            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }
    };
}

token!(
    /// The lasting name of a publication: it stays when the text, its languages and its validity change.
    ///
    /// Letters, digits, `.`, `_` and `-`, at most 120 characters (`coffee-export-procedure`).
    PublicationId,
    /// A text that cannot name a publication.
    PublicationIdError,
    120,
    "is not 1 to 120 letters, digits, dots, hyphens or underscores, the first a letter or digit",
    |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
);

token!(
    /// The lasting name of a published fact of one kind: a fee, a form, an office (`phytosanitary-certificate`).
    ///
    /// Lower-case letters, digits and `-`, at most 80 characters.
    FactId,
    /// A text that cannot name a fact.
    FactIdError,
    80,
    "is not 1 to 80 lower-case letters, digits or hyphens, the first a letter or digit",
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
);

token!(
    /// The code of an authority that publishes (`zz-agriculture`): lower-case letters, digits and hyphens, at most 40 characters.
    AuthorityCode,
    /// A text that cannot be the code of an authority.
    AuthorityCodeError,
    40,
    "is not 1 to 40 lower-case letters, digits or hyphens, the first a letter or digit",
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publication_id_has_no_spaces_and_an_end() {
        assert!("roo-article-albania_1.2".parse::<PublicationId>().is_ok());
        for text in ["", "-a", "a b", "é", &"a".repeat(121)] {
            assert_eq!(text.parse::<PublicationId>(), Err(PublicationIdError), "{text}");
        }
    }

    #[test]
    fn an_authority_code_is_lower_case() {
        assert!("zz-customs".parse::<AuthorityCode>().is_ok());
        assert_eq!("ZZ".parse::<AuthorityCode>(), Err(AuthorityCodeError));
    }
}
