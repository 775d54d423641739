//! `/.well-known/assetlinks.json` and `/.well-known/apple-app-site-association`: which apps may use the passkeys of our address.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Data},
};

use super::{route, site::Site};

/// How long phones may keep it: an app that is added is known within the hour.
const KEPT_SECONDS: u32 = 3_600;

/// Shows the Android apps.
pub async fn android(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    let links = site.api.app_links.android.clone();
    show(site, request, links).await
}

/// Shows the apps for Apple's phones.
pub async fn apple(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    let links = site.api.app_links.apple.clone();
    show(site, request, links).await
}

async fn show(site: Data<Site>, request: HttpRequest, links: Option<String>) -> HttpResponse {
    let Some(links) = links else { return route::not_found(site, request).await };
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={KEPT_SECONDS}")))
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(Bytes::from(links))
}
