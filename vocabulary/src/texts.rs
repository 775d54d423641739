//! Texts in many languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Language;

/// A text in each language it was written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<Language, String>);

impl Texts {
    /// Returns the text in `language`, else in English, else in any, and the language it is in.
    pub fn within(&self, language: Language) -> Option<(Language, &str)> {
        [language, Language::EN]
            .iter()
            .find_map(|wanted| self.0.get_key_value(wanted))
            .or_else(|| self.0.first_key_value())
            .map(|(language, text)| (*language, text.as_str()))
    }

    /// Returns the text in `language`, where it was written.
    pub fn exactly(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(String::as_str)
    }

    /// Says whether it was written in no language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
