//! What a request comes to, before it is written to whichever transport it came by.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use async_graphql::{CacheControl, Name, Response, ServerError, Value};
use serde::Serialize;

use super::{accept::Media, api::Translate, fault, refusal::Refusal};
use crate::platform::{quota::Quota, request::Arrival};

/// The answer to a GraphQL request, fit to be seen.
#[derive(Serialize)]
pub struct Reply {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<ServerError>,
    /// Absent when nothing was executed, which is not the same as null.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, Value>,
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip)]
    json_status: StatusCode,
    #[serde(skip)]
    cache_control: CacheControl,
}

impl Reply {
    /// Takes what the schema said.
    pub fn executed(response: Response, arrival: &Arrival, translate: Option<Translate>) -> Reply {
        let Response { mut errors, data, extensions, cache_control, .. } = response;
        let nothing_executed = data == Value::Null && !errors.is_empty() && errors.iter().all(|error| error.path.is_empty());
        fault::settle(&mut errors, arrival, translate);
        Reply {
            errors,
            data: (!nothing_executed).then_some(data),
            extensions,
            status: if nothing_executed { StatusCode::BAD_REQUEST } else { StatusCode::OK },
            json_status: StatusCode::OK,
            cache_control,
        }
    }

    /// Tells the caller what they have left (`extensions.quota`). Such an answer is theirs alone.
    #[must_use]
    pub fn telling(mut self, quota: Option<Quota>) -> Reply {
        if let Some(Quota { class, remaining, reset_seconds, .. }) = quota {
            let told = [
                (Name::new("class"), Value::from(class.as_str())),
                (Name::new("remaining"), Value::from(remaining)),
                (Name::new("resetSeconds"), Value::from(reset_seconds)),
            ];
            self.extensions.insert("quota".to_owned(), Value::Object(told.into_iter().collect()));
            self.cache_control.public = false;
        }
        self
    }

    /// Says no.
    pub fn refused(refusal: &Refusal, arrival: &Arrival, translate: Option<Translate>) -> Reply {
        let mut error = refusal.to_error();
        if matches!(refusal, Refusal::Internal | Refusal::TimedOut { .. } | Refusal::Unavailable) {
            fault::refer(&mut error, arrival);
        }
        let mut errors = vec![error];
        fault::settle(&mut errors, arrival, translate);
        let status = refusal.status();
        Reply {
            errors,
            data: None,
            extensions: BTreeMap::new(),
            status,
            json_status: if refusal.is_about_document() { StatusCode::OK } else { status },
            cache_control: CacheControl::default(),
        }
    }

    /// Returns the status to answer with in this media type.
    pub fn status(&self, media: Media) -> StatusCode {
        if media == Media::GraphqlResponse { self.status } else { self.json_status }
    }

    /// Returns the code of the first error.
    pub fn code(&self) -> Option<&str> {
        self.errors.first().and_then(fault::code)
    }

    /// Returns whether nothing was executed.
    pub fn is_request_error(&self) -> bool {
        self.data.is_none()
    }

    /// Returns how many seconds anybody may keep this, if anybody may: `max_age` unless the schema says less.
    pub fn public_seconds(&self, max_age: u64) -> Option<u64> {
        let CacheControl { public, max_age: schema_max_age, .. } = self.cache_control;
        let may_be_kept = self.errors.is_empty() && public && schema_max_age >= 0;
        may_be_kept
            .then(|| u64::try_from(schema_max_age).ok().filter(|&seconds| seconds > 0).map_or(max_age, |most| most.min(max_age)))
    }

    /// Writes it as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("GraphQL values have string keys and write to memory")
    }
}
