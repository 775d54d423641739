//! The sentences that ask for what is missing, in the languages of the pack: an app says offline what the server would, and has no words of
//! its own to be kept in step.

use std::collections::BTreeMap;

use duty::fact::Need;
use serde::{Deserialize, Serialize};
use vocabulary::{Language, Texts};

/// What stands in a sentence for what it speaks of.
const PLACE: &str = "{value}";

/// The sentences that ask for what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sentences(pub(super) BTreeMap<String, Texts>);

impl Sentences {
    /// Gathers what `written` says for each [`Need::ASKED`]: it is given the code of the message, the language, and what the message is to
    /// speak of.
    pub fn gathered(languages: &[Language], written: impl Fn(&str, Language, &str) -> Option<String>) -> Sentences {
        let mut sentences = BTreeMap::new();
        for (code, value) in Need::ASKED {
            let speaks_of = value.unwrap_or(PLACE);
            let texts = languages.iter().filter_map(|language| Some((*language, written(code, *language, speaks_of)?)));
            sentences.insert(name(code, value), Texts(texts.collect()));
        }
        Sentences(sentences)
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Asks for something, in a language, else in English, else in any. Where the pack has no words for it the code of the message stands
    /// for them, with what it speaks of.
    pub fn ask(&self, need: &Need, language: Language) -> String {
        let (code, value) = need.asked();
        let texts = self.0.get(&name(code, Some(&value))).or_else(|| self.0.get(code));
        match texts.and_then(|texts| texts.within(language)) {
            Some((_, text)) => text.replacen(PLACE, &value, 1),
            None => format!("{code} {value}").trim_end().to_owned(),
        }
    }
}

fn name(code: &str, value: Option<&str>) -> String {
    value.map_or_else(|| code.to_owned(), |value| format!("{code} {value}"))
}
