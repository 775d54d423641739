//! The one place where GraphQL errors get their code, lose what must stay inside, and are put into the caller's language.

use async_graphql::{ErrorExtensionValues, ServerError, Value};

use super::{api::Translate, refusal::Refusal};
use crate::platform::request::Arrival;

/// Makes errors fit to be seen: each has a code, none tells more than it should.
///
/// - One with `extensions.code` was written for callers and keeps its text.
/// - One that came before execution is about the document or its variables.
/// - One that is about an argument's value says so.
/// - Anything else is our accident: the text is logged under the request's id, and the caller gets that id.
pub fn settle(errors: &mut [ServerError], arrival: &Arrival, translate: Option<Translate>) {
    for error in errors {
        if code(error).is_none() {
            match nature(error) {
                Some(code) => set_code(error, code),
                None => hide(error, arrival),
            }
        }
        if let Some(translate) = translate {
            translate(error, arrival.language);
        }
    }
}

/// Returns the code of an error.
pub fn code(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

/// How the library begins what it says about values. It tells them from other errors by words alone.
const VALUE_TROUBLE: &[&str] =
    &["Invalid value for argument ", "Failed to parse \"", "Expected input type \"", "Invalid default value for argument"];

fn nature(error: &ServerError) -> Option<&'static str> {
    if error.source.is_some() {
        return None;
    }
    let about_value = VALUE_TROUBLE.iter().any(|beginning| error.message.starts_with(beginning));
    match (about_value, error.path.is_empty()) {
        (true, _) => Some("BAD_USER_INPUT"),
        (false, true) => Some("GRAPHQL_VALIDATION_FAILED"),
        (false, false) => None,
    }
}

fn hide(error: &mut ServerError, arrival: &Arrival) {
    let path = error.path.iter().map(|segment| match segment {
        async_graphql::PathSegment::Field(name) => name.clone(),
        async_graphql::PathSegment::Index(at) => at.to_string(),
    });
    let path = path.collect::<Vec<_>>().join(".");
    tracing::error!(reference = %arrival.id, path, cause = error.message, "a resolver failed without a code");
    error.message = Refusal::Internal.to_string();
    error.source = None;
    error.extensions = None;
    set_code(error, Refusal::Internal.code());
    refer(error, arrival);
}

/// Adds the reference under which our log has the rest.
pub fn refer(error: &mut ServerError, arrival: &Arrival) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("reference", arrival.id.as_str());
}

fn set_code(error: &mut ServerError, code: &str) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
}
