//! Lets pages of trusted origins read our answers, and no others: an exact list, never `*`, never credentials.

use actix_web::{
    HttpResponse,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
};

use super::settings::Settings;

/// Returns whether a browser asks what a page may send.
pub fn is_preflight(request: &ServiceRequest) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Answers what a page may send: to a page that is not trusted, nothing.
pub fn answer_preflight(settings: &Settings, origin: Option<&str>) -> HttpResponse {
    if !origin.is_some_and(|origin| settings.trusts(origin)) {
        return HttpResponse::Forbidden().finish();
    }
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
        .insert_header((
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "accept, accept-language, authorization, content-type, dpop, if-none-match, x-quota, x-request-id",
        ))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "600"))
        .finish()
}

/// Opens a response to the page that asked for it, when its origin is trusted.
pub fn open_to(headers: &mut HeaderMap, settings: &Settings, origin: Option<&str>) {
    if settings.trusted_origins.is_empty() {
        return;
    }
    // Caches must not show one origin what was opened to another.
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let allowed = origin.filter(|origin| settings.trusts(origin)).and_then(|origin| HeaderValue::from_str(origin).ok());
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag, retry-after, x-request-id"));
        headers.insert(header::HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
}
