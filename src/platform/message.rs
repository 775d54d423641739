//! What we say to people, in the languages of [`Language::SPOKEN`]. The texts are in `messages/`, one folder a language.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue};
use vocabulary::Language;

fluent_templates::static_loader! {
    static MESSAGES = {
        locales: "./messages",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The names of the facts that a message may mention.
pub const FACTS: [&str; 18] = [
    "value",
    "allowed",
    "limit",
    "found",
    "seconds",
    "code",
    "reference",
    "first",
    "current",
    "expected",
    "from",
    "until",
    "dial",
    "left",
    "state",
    "act",
    "owed",
    "field",
];

/// Writes the message of `code` in `language`, or in English where that language does not have it yet.
///
/// Returns nothing for a code without a message.
pub fn render(language: Language, code: &str, facts: &[(&str, String)]) -> Option<String> {
    let key = code.to_ascii_lowercase().replace('_', "-");
    let identifier: LanguageIdentifier = language.as_str().parse().ok()?;
    let arguments: HashMap<Cow<'static, str>, FluentValue> =
        facts.iter().map(|(name, fact)| (Cow::Owned((*name).to_owned()), FluentValue::from(fact.as_str()))).collect();
    MESSAGES.try_lookup_with_args(&identifier, &key, &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = concat!(
        include_str!("../../messages/en/refusals.ftl"),
        include_str!("../../messages/en/duties.ftl"),
        include_str!("../../messages/en/estimate.ftl"),
        include_str!("../../messages/en/enquiry.ftl"),
        include_str!("../../messages/en/payment.ftl")
    );

    #[test]
    fn every_message_is_written_in_every_spoken_language() {
        let keys: Vec<&str> = ENGLISH.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key)).collect();
        assert!(keys.len() >= 10, "the English messages were read");
        for language in Language::SPOKEN {
            let file = |name: &str| {
                let path = format!("{}/messages/{language}/{name}.ftl", env!("CARGO_MANIFEST_DIR"));
                std::fs::read_to_string(&path).expect(&path)
            };
            let own = file("refusals") + &file("duties") + &file("estimate") + &file("enquiry") + &file("payment");
            for key in &keys {
                assert!(own.lines().any(|line| line.starts_with(&format!("{key} = "))), "{language} lacks {key}");
            }
        }
    }

    #[test]
    fn every_fact_that_a_message_mentions_is_handed_on() {
        for message in ENGLISH.lines() {
            for mention in message.split("{ $").skip(1) {
                let fact = mention.split(' ').next().unwrap_or_default();
                assert!(FACTS.contains(&fact), "{fact} in {message}");
            }
        }
    }

    #[test]
    fn a_fact_stands_in_the_message() {
        let facts = [("limit", "256".to_owned())];
        let english = render(Language::EN, "QUERY_TOO_LONG", &facts).expect("written");
        assert!(english.contains("256"), "{english}");
        assert_ne!(Some(english), render(Language::SW, "QUERY_TOO_LONG", &facts));
        assert_eq!(render(Language::EN, "NO_SUCH_CODE", &[]), None);
    }
}
