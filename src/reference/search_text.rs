//! What is searched for in a list. Rules only.

use crate::platform::refusal::Refusal;

/// How long it may be, in characters. No name of a code is longer than a hundred or so.
const SEARCH_CHARS_MAX: usize = 256;

/// Letters that a code or a name must hold, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText(String);

/// A text longer than any name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchTooLong {
    /// How many characters it has.
    pub found: usize,
}

impl SearchText {
    /// Reads what was typed; nothing typed is no search.
    ///
    /// # Errors
    /// Refuses a text longer than any name.
    pub fn new(text: &str) -> Result<Option<SearchText>, SearchTooLong> {
        let found = text.chars().count();
        if found > SEARCH_CHARS_MAX {
            return Err(SearchTooLong { found });
        }
        let letters = text.trim().to_lowercase();
        Ok((!letters.is_empty()).then_some(SearchText(letters)))
    }

    /// Returns the letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Refusal for SearchTooLong {
    fn code(&self) -> &'static str {
        "QUERY_TOO_LONG"
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("found", self.found.to_string()), ("limit", SEARCH_CHARS_MAX.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_searched_in_lower_case_and_nothing_is_no_search() {
        assert_eq!(SearchText::new(" Port MÉRI "), Ok(Some(SearchText("port méri".to_owned()))));
        assert_eq!(SearchText::new(" "), Ok(None));
        assert_eq!(SearchText::new(&"é".repeat(257)), Err(SearchTooLong { found: 257 }));
    }
}
