//! A page to try queries with, for developers: ours, small, and loading nothing from anywhere.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

use super::{route, site::Site};
use crate::platform::request::RequestId;

const PAGE: &str = include_str!("explorer.html");

/// Serves the page, in development.
pub async fn page(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    if !site.settings.development {
        return route::not_found(site, request).await;
    }
    // A new id is as good a nonce as any: 74 of its bits are random, and the page holds nothing that came from outside.
    let nonce = RequestId::make();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(PAGE.replace("{{nonce}}", nonce.as_str()))
}
