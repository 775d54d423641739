//! `/e/{code}` and `/r/{code}`: a page for whoever was sent a link and has no app. A slice writes it; here it gets its status, its policy and its tag.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web::{self, Bytes, Data},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use vocabulary::Language;

use super::{
    accept::{Coding, Media},
    answer::{self, Tag, joined},
    compression::compress,
    http,
    refusal::Refusal,
    site::Site,
};
use crate::platform::{
    page::{Page, PageStanding, Pages},
    quota::OperationClass,
};

/// Serves the page of an estimate.
pub async fn estimate(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    serve(&site, &request, site.api.estimate_pages.as_deref()).await
}

/// Serves the page of a receipt.
pub async fn receipt(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    serve(&site, &request, site.api.receipt_pages.as_deref()).await
}

async fn serve(site: &Site, request: &HttpRequest, pages: Option<&dyn Pages>) -> HttpResponse {
    match find(site, request, pages).await {
        Ok(page) => show(request, page).await,
        Err(refusal) => answer::refuse(site, request, &http::arrival(request), &refusal, Media::Json).await,
    }
}

async fn find(site: &Site, request: &HttpRequest, pages: Option<&dyn Pages>) -> Result<Page, Refusal> {
    let pages = pages.ok_or(Refusal::NotFound)?;
    // Counted, so that nobody finds a code by trying.
    site.count_fetch(OperationClass::Search, &http::arrival(request))?;
    let code = request.match_info().query("code");
    pages.page(code, language(request)).await.map_err(|fault| {
        tracing::error!(cause = fault.chain(), "could not write a page");
        Refusal::Unavailable
    })
}

/// Returns the language of `?lang=`, where it names one that we speak, else what the caller likes best.
pub(super) fn language(request: &HttpRequest) -> Language {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let named = query.ok().and_then(|query| query.0.into_iter().find(|(key, _)| key == "lang"));
    let spoken = named.and_then(|(_, tag)| tag.parse().ok()).filter(|language| Language::SPOKEN.contains(language));
    spoken.unwrap_or_else(|| http::arrival(request).language)
}

async fn show(request: &HttpRequest, page: Page) -> HttpResponse {
    let body = Bytes::from(page.html);
    let tag = Tag::of(&body);
    let mut response = HttpResponseBuilder::new(match page.standing {
        PageStanding::Shown => StatusCode::OK,
        PageStanding::Unknown => StatusCode::NOT_FOUND,
        PageStanding::Over => StatusCode::GONE,
    });
    for_whoever_has_the_code(&mut response);
    if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)).filter(|_| page.standing == PageStanding::Shown) {
        return response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish();
    }
    let (body, coding) = compress(body, Coding::negotiate(&joined(request, &header::ACCEPT_ENCODING))).await;
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding.name()));
    }
    response
        .insert_header((header::ETAG, tag.written(coding.map(Coding::name))))
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy(page.style)))
        .body(body)
}

/// Whoever has the address may read it, and no one else: it is kept by the reader's browser alone, which asks each time.
pub(super) fn for_whoever_has_the_code(response: &mut HttpResponseBuilder) {
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Accept-Encoding, Accept-Language"))
        .insert_header(("x-robots-tag", "noindex"));
}

/// Lets the page have the one style that was written for it, and nothing else: no script, no image, no form, no frame.
fn policy(style: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(style));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
}
