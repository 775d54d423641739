//! Refusals: what the rules say no to. Typed where they arise, translated where they leave.

use async_graphql::{Error, ErrorExtensionValues, ServerError, Value};
use vocabulary::Language;

use super::message;

/// What the rules say no to, with the facts a person needs to do better.
///
/// Each slice has an enum of its own refusals; this is what they share.
pub trait Refusal {
    /// Returns the stable code of `docs/errors.md`.
    fn code(&self) -> &'static str;

    /// Returns the facts that the message names, by name.
    fn facts(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// Says no in GraphQL: a code, the facts, and a message in English that [`translate`] may replace.
pub fn refuse(refusal: &impl Refusal) -> Error {
    let facts = refusal.facts();
    let text = message::render(Language::EN, refusal.code(), &facts).unwrap_or_else(|| refusal.code().to_owned());
    let mut error = Error::new(text);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", refusal.code());
    for (name, fact) in facts {
        extensions.set(name, fact);
    }
    error
}

/// Replaces the message of an error whose code we know by one in `language`, built from the facts beside the code.
pub fn translate(error: &mut ServerError, language: Language) {
    let Some(extensions) = &error.extensions else { return };
    let Some(code) = text_of(extensions, "code") else { return };
    let facts: Vec<(&str, String)> =
        message::FACTS.iter().filter_map(|name| text_of(extensions, name).map(|fact| (*name, fact))).collect();
    if let Some(text) = message::render(language, &code, &facts) {
        error.message = text;
    }
}

fn text_of(extensions: &ErrorExtensionValues, name: &str) -> Option<String> {
    match extensions.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
