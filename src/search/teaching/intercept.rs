//! Intercepts: what is typed and better answered by a sentence than by a search. Rules only. Row SRCH-M7.

use std::collections::HashMap;

use index_core::analysis::fold;
use thiserror::Error;
use vocabulary::{AuthorityCode, HsCode, Language};

use super::reference::{TermError, tidy};

/// How many terms one intercept may have.
const TERMS_MAX: usize = 40;
/// How long a message may be: what a small screen shows without scrolling.
const MESSAGE_CHARS_MAX: usize = 400;

/// A sentence that answers some terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intercept {
    /// The language of the terms and the message.
    pub language: Language,
    /// What is typed: the whole query has to be one of these.
    pub terms: Vec<String>,
    /// What is said.
    pub message: String,
    /// The headings under which the goods are to be looked for, where the words say too little.
    pub hs_codes: Vec<HsCode>,
    /// Whether nothing is to be shown beside the message.
    pub blocks_results: bool,
    /// Whether the enquiry point should hear of it.
    pub escalates: bool,
    /// The authority that answers for it.
    pub owner: AuthorityCode,
}

/// What is wrong with an intercept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InterceptError {
    /// One of its terms is none.
    #[error("a term {0}")]
    Term(#[from] TermError),
    /// It has no term, or too many.
    #[error("has no term, or more than 40")]
    Terms,
    /// It says nothing, or too much.
    #[error("has no message, or one of more than 400 characters")]
    Message,
}

impl Intercept {
    /// Returns the intercept with its terms and message tidied.
    ///
    /// # Errors
    /// Refuses what has no terms or says nothing, and more than a screen can show.
    pub fn tidied(mut self) -> Result<Intercept, InterceptError> {
        self.terms = self.terms.iter().map(|term| tidy(term)).collect::<Result<_, _>>()?;
        self.message = self.message.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.terms.is_empty() || self.terms.len() > TERMS_MAX {
            return Err(InterceptError::Terms);
        }
        if self.message.is_empty() || self.message.chars().count() > MESSAGE_CHARS_MAX {
            return Err(InterceptError::Message);
        }
        Ok(self)
    }
}

/// The intercepts by what is typed.
#[derive(Clone, Debug, Default)]
pub struct Intercepts {
    by_term: HashMap<(Language, String), Intercept>,
}

impl Intercepts {
    /// Arranges intercepts by their terms.
    pub fn new(intercepts: Vec<Intercept>) -> Intercepts {
        let mut by_term = HashMap::new();
        for intercept in intercepts {
            for term in &intercept.terms {
                by_term.insert((intercept.language, key(term)), intercept.clone());
            }
        }
        Intercepts { by_term }
    }

    /// Returns what answers a query, if one of the terms is the whole of it: a broad word within a question is no reason to interrupt.
    pub fn of(&self, text: &str, language: Language) -> Option<&Intercept> {
        self.by_term.get(&(language, key(text)))
    }
}

fn key(text: &str) -> String {
    let folded = fold(text);
    folded.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(['?', '!', '.']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intercept(terms: &[&str]) -> Intercept {
        Intercept {
            language: Language::FR,
            terms: terms.iter().map(|term| (*term).to_owned()).collect(),
            message: " Dites  ce que c'est. ".into(),
            hs_codes: Vec::new(),
            blocks_results: false,
            escalates: false,
            owner: "zz-customs".parse().expect("a good code"),
        }
    }

    #[test]
    fn the_whole_query_has_to_be_a_term() {
        let known = Intercepts::new(vec![intercept(&["vêtements", "pièces détachées"]).tidied().expect("a good intercept")]);
        for text in ["vêtements", "VETEMENTS ?", "  pieces   détachées"] {
            assert_eq!(known.of(text, Language::FR).map(|found| found.message.as_str()), Some("Dites ce que c'est."), "{text}");
        }
        assert!(known.of("vêtements de bébé", Language::FR).is_none());
        assert!(known.of("vêtements", Language::EN).is_none());
        assert_eq!(intercept(&[]).tidied(), Err(InterceptError::Terms));
        assert_eq!(intercept(&["a", ""]).tidied(), Err(InterceptError::Term(TermError::Empty)));
    }
}
