//! Writes a reply as an HTTP response: status, media type, how long it may be kept, its tag, and its bytes.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        Method, StatusCode,
        header::{self, HeaderName},
    },
    web::Bytes,
};
use sha2::{Digest, Sha256};

use super::{
    accept::{Coding, Media},
    compression::compress,
    edge::Told,
    refusal::Refusal,
    reply::Reply,
    site::Site,
};
use crate::platform::request::Arrival;

/// Writes a reply.
pub async fn write(site: &Site, request: &HttpRequest, reply: &Reply, media: Media, mut told: Told) -> HttpResponse {
    told.code = reply.code().map(str::to_owned);
    let body = Bytes::from(reply.to_json());
    let mut response = HttpResponseBuilder::new(reply.status(media));
    response.insert_header((header::CONTENT_TYPE, media.content_type()));
    response.insert_header((header::VARY, "Accept, Accept-Encoding, Accept-Language, Authorization"));
    let coding = Coding::negotiate(&joined(request, &header::ACCEPT_ENCODING));
    let mut response = match kept_for(site, request, reply) {
        None => {
            response.insert_header((header::CACHE_CONTROL, "no-store"));
            write_body(response, body, coding).await
        }
        Some(seconds) => {
            response.insert_header((header::CACHE_CONTROL, format!("public, max-age={seconds}")));
            let tag = Tag::of(&body);
            if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)) {
                response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish()
            } else {
                response.insert_header((header::ETAG, tag.written(None)));
                let mut response = write_body(response, body, coding).await;
                tag.mark_coding(&mut response);
                response
            }
        }
    };
    response.extensions_mut().insert(told);
    response
}

/// Writes a refusal, in the media type the caller takes if that is known.
pub async fn refuse(site: &Site, request: &HttpRequest, arrival: &Arrival, refusal: &Refusal, media: Media) -> HttpResponse {
    let reply = site.refuse(refusal, arrival);
    // Events are for what was accepted; what was not is told at once.
    let media = if media == Media::EventStream { Media::GraphqlResponse } else { media };
    let mut response = write(site, request, &reply, media, Told::default()).await;
    let headers = response.headers_mut();
    match refusal {
        Refusal::MethodNotAllowed { allow } => headers.insert(header::ALLOW, header::HeaderValue::from_static(allow)),
        Refusal::NotAQuery => headers.insert(header::ALLOW, header::HeaderValue::from_static("POST")),
        Refusal::Unauthenticated => headers.insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer")),
        Refusal::Unavailable | Refusal::Unsent { is_passing: true, .. } => {
            headers.insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"))
        }
        Refusal::RateLimited { seconds } => headers.insert(header::RETRY_AFTER, header::HeaderValue::from(*seconds)),
        _ => return response,
    };
    response
}

/// Only the answer to a query by GET that nobody signed in for may be kept, and only when all went well.
fn kept_for(site: &Site, request: &HttpRequest, reply: &Reply) -> Option<u64> {
    let is_public = request.method() == Method::GET && !request.headers().contains_key(header::AUTHORIZATION);
    if is_public { reply.public_seconds(site.settings.public_max_age.as_secs()) } else { None }
}

async fn write_body(mut response: HttpResponseBuilder, body: Bytes, coding: Option<Coding>) -> HttpResponse {
    let (body, coding) = compress(body, coding).await;
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding.name()));
    }
    response.body(body)
}

/// Returns a header's value, joined when it comes several times.
pub fn joined(request: &HttpRequest, name: &HeaderName) -> String {
    let values: Vec<_> = request.headers().get_all(name).filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

/// A strong entity tag: the answer's own hash, with the coding it travels in, for each coding is other bytes.
pub struct Tag(String);

impl Tag {
    /// Twelve bytes of hash: nobody gains from finding two answers with one tag.
    const BYTES: usize = 12;

    /// Names bytes by their hash.
    pub fn of(body: &[u8]) -> Tag {
        Tag(hex::encode(&Sha256::digest(body)[..Self::BYTES]))
    }

    /// Names a file by its whole hash.
    pub fn named(sha256: &str) -> Tag {
        Tag(sha256.to_owned())
    }

    /// Writes it as a header has it.
    pub fn written(&self, coding: Option<&str>) -> String {
        coding.map_or_else(|| format!("\"{}\"", self.0), |coding| format!("\"{}-{coding}\"", self.0))
    }

    fn mark_coding(&self, response: &mut HttpResponse) {
        let coding = response.headers().get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
        let tag = self.written(coding);
        response.headers_mut().insert(header::ETAG, tag.parse().expect("a tag is hexadecimal digits and a coding's name"));
    }

    /// Finds this tag, in whatever coding, among those the caller has.
    pub fn among(&self, if_none_match: &str) -> Option<String> {
        let theirs = if_none_match.split(',').map(str::trim).find(|tag| {
            let tag = tag.trim_start_matches("W/").trim_matches('"');
            tag.split('-').next() == Some(self.0.as_str())
        })?;
        Some(theirs.trim_start_matches("W/").to_owned())
    }
}
