//! `/.well-known/jwks.json`: the public keys by which others verify our tokens.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};

use super::{
    accept::Media,
    answer::{self, Tag, joined},
    http,
    refusal::Refusal,
    site::Site,
};

/// How long the keys may be kept. A new key is shown longer than that before it signs anything.
const KEPT_SECONDS: u32 = 300;

/// Shows the keys.
pub async fn get(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    let Some(keys) = &site.api.keys else {
        return answer::refuse(&site, &request, &http::arrival(&request), &Refusal::NotFound, Media::Json).await;
    };
    let body = keys.key_set();
    let tag = Tag::of(body.as_bytes());
    let mut response = HttpResponse::build(StatusCode::OK);
    response.insert_header((header::CACHE_CONTROL, format!("public, max-age={KEPT_SECONDS}")));
    if let Some(theirs) = tag.among(&joined(&request, &header::IF_NONE_MATCH)) {
        return response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish();
    }
    response
        .insert_header((header::ETAG, tag.written(None)))
        .insert_header((header::CONTENT_TYPE, "application/jwk-set+json"))
        .body(body)
}
