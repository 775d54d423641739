//! `/hooks/payment/{sender}` and `/hooks/payment/{sender}/{token}`: payment providers tell us what happened.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};

use super::{accept::Media, answer, body, http, refusal::Refusal, settings::Limits, site::Site};
use crate::platform::{
    clock::SharedClock,
    hooks::{Hook, Hooks, Taken},
};

/// The largest notice. Source: row WHK-12.
const BODY_BYTES_MAX: usize = 256 << 10;
/// How many headers are looked at.
const HEADERS_MAX: usize = 64;

/// Who takes what providers tell, and what time it is.
#[derive(Clone)]
pub(super) struct Receiver {
    hooks: Arc<dyn Hooks>,
    clock: SharedClock,
}

impl Receiver {
    pub fn new(hooks: impl Hooks, clock: SharedClock) -> Receiver {
        Receiver { hooks: Arc::new(hooks), clock }
    }
}

/// Takes a notice: it is stored, and the answer is quick.
pub async fn post(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    match take(&site, &request, payload).await {
        Ok(Taken::Stored) => HttpResponse::Ok().finish(),
        Ok(Taken::Refused) => HttpResponse::BadRequest().finish(),
        Ok(Taken::Unknown) => HttpResponse::NotFound().finish(),
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn take(site: &Site, request: &HttpRequest, payload: Payload) -> Result<Taken, Refusal> {
    let receiver = site.api.receiver.as_ref().ok_or(Refusal::NotFound)?;
    let limits = Limits { body_bytes_max: BODY_BYTES_MAX, ..site.settings.limits.clone() };
    let body = body::read(request, payload, &limits).await?;
    let path = request.match_info();
    let headers: Vec<(&str, &str)> = (request.headers().iter())
        .take(HEADERS_MAX)
        .filter_map(|(name, value)| value.to_str().ok().map(|value| (name.as_str(), value)))
        .collect();
    let hook = Hook {
        sender: path.query("sender"),
        token: path.get("token"),
        headers: &headers,
        body: &body,
        received_at: receiver.clock.now(),
    };
    receiver.hooks.take(hook).await.map_err(|fault| {
        tracing::error!(cause = fault.chain(), "could not keep what a provider told");
        Refusal::Unavailable
    })
}
