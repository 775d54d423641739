//! `/sms/inbound/{secret}`: the gateway brings the messages that phones send us.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Data, Payload},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{accept::Media, answer, body, http, refusal::Refusal, settings::Limits, site::Site};
use crate::platform::inbound::{InboundMessage, Inbox};

/// A form with one message has a few hundred bytes.
const BODY_BYTES_MAX: usize = 8 << 10;

/// Who takes messages, and what proves that they come from the gateway.
#[derive(Clone)]
pub(super) struct Mailbox {
    inbox: Arc<dyn Inbox>,
    secret_hash: [u8; 32],
}

impl Mailbox {
    pub fn new(inbox: impl Inbox, secret: &str) -> Mailbox {
        Mailbox { inbox: Arc::new(inbox), secret_hash: Sha256::digest(secret).into() }
    }

    /// Compares hashes, whose first byte that differs tells nothing of the secret.
    fn is_known_by(&self, shown: &str) -> bool {
        self.secret_hash == <[u8; 32]>::from(Sha256::digest(shown))
    }
}

/// A message as Africa's Talking brings it. What else is in the form is left alone.
#[derive(Deserialize)]
struct Form {
    from: String,
    text: String,
}

/// Takes a message.
pub async fn post(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    match take(&site, &request, payload).await {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn take(site: &Site, request: &HttpRequest, payload: Payload) -> Result<(), Refusal> {
    let shown = request.match_info().query("secret");
    let mailbox = site.api.inbox.as_ref().filter(|mailbox| mailbox.is_known_by(shown)).ok_or(Refusal::NotFound)?;
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|media| media.as_bytes().to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form {
        return Err(Refusal::UnsupportedMediaType);
    }
    let limits = Limits { body_bytes_max: BODY_BYTES_MAX, ..site.settings.limits.clone() };
    let body = body::read(request, payload, &limits).await?;
    let body = std::str::from_utf8(&body).map_err(|_| Refusal::BodyUnreadable)?;
    let Form { from, text } = web::Query::<Form>::from_query(body).map_err(|_| Refusal::BodyUnreadable)?.into_inner();
    mailbox.inbox.receive(InboundMessage { from, text }).await.map_err(|fault| {
        tracing::error!(cause = fault.chain(), "could not take a message from a phone");
        Refusal::Unavailable
    })
}
