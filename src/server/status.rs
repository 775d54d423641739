//! What operators and their tools ask: is it alive, is it ready, what are its figures.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use serde_json::json;

use super::{route, site::Site};

/// Tells that the process runs.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "live": true }))
}

/// Tells whether requests may be sent here.
pub async fn ready(site: Data<Site>) -> HttpResponse {
    let report = site.health.report().await;
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).json(report)
}

/// Shows the figures.
pub async fn metrics(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    match &site.metrics {
        Some(text) => {
            HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")).body(text())
        }
        None => route::not_found(site, request).await,
    }
}
