//! The headers of safety, on every response.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// What browsers are told of every response. A route may set its own value first.
///
/// Source: OWASP ASVS 5.0, V3.4.1 to V3.4.8.
const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    ),
    ("referrer-policy", "no-referrer"),
    // Two years, so that a browser that calls once a year never forgets. It is ignored over plain HTTP.
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
];

/// Adds the headers that are not there yet.
pub fn protect(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
