//! Synonyms: other words for what people type. Rules only.

use std::{fmt, str::FromStr};

use index::SynonymId;
use thiserror::Error;
use vocabulary::{AuthorityCode, Date, Language, Timestamp};

use super::reference::{TermError, tidy};

/// Which way a synonym works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SynonymKind {
    /// Both ways.
    Equivalent,
    /// Who types the first is also shown what matches the second, but not the reverse.
    OneWay,
}

/// A synonym to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSynonym {
    /// Which way it works.
    pub kind: SynonymKind,
    /// The language of both.
    pub language: Language,
    typed: String,
    also_searched: String,
    /// The authority that answers for it.
    pub owner: AuthorityCode,
}

/// A recorded synonym.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// Which one it is.
    pub id: SynonymId,
    /// Which way it works.
    pub kind: SynonymKind,
    /// The language of both.
    pub language: Language,
    /// The words people type.
    pub typed: String,
    /// The words that are searched as well.
    pub also_searched: String,
    /// The authority that answers for it.
    pub owner: AuthorityCode,
    /// When it was recorded or last changed.
    pub recorded_at: Timestamp,
    /// How many searches it rewrote.
    pub hits: u64,
    /// The last day it rewrote one; `None` where it never did.
    pub last_hit_on: Option<Date>,
}

/// What is wrong with a synonym.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SynonymError {
    /// One of the two is not a term.
    #[error("a term {0}")]
    Term(#[from] TermError),
    /// Both are the same words.
    #[error("says that a term means itself")]
    Itself,
}

impl NewSynonym {
    /// Makes a synonym, with the spaces of both terms tidied.
    ///
    /// # Errors
    /// Refuses what is not a term, and a term that means itself.
    pub fn new(
        kind: SynonymKind,
        language: Language,
        typed: &str,
        also_searched: &str,
        owner: AuthorityCode,
    ) -> Result<NewSynonym, SynonymError> {
        let (typed, also_searched) = (tidy(typed)?, tidy(also_searched)?);
        if typed.to_lowercase() == also_searched.to_lowercase() {
            return Err(SynonymError::Itself);
        }
        Ok(NewSynonym { kind, language, typed, also_searched, owner })
    }

    /// Returns the words people type.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Returns the words that are searched as well.
    pub fn also_searched(&self) -> &str {
        &self.also_searched
    }
}

impl SynonymKind {
    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::OneWay => "one-way",
        }
    }
}

impl FromStr for SynonymKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<SynonymKind, &'static str> {
        [Self::Equivalent, Self::OneWay].into_iter().find(|kind| kind.as_str() == text).ok_or("is neither equivalent nor one-way")
    }
}

impl fmt::Display for SynonymKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_does_not_mean_itself() {
        let owner = || "zz-customs".parse().expect("a good code");
        let make = |typed, other| NewSynonym::new(SynonymKind::OneWay, Language::EN, typed, other, owner());
        assert_eq!(make("Phone", "phone "), Err(SynonymError::Itself));
        assert_eq!(make("", "phone"), Err(SynonymError::Term(TermError::Empty)));
        assert_eq!(make(" hand  set", "phone").expect("a good synonym").typed(), "hand set");
    }
}
