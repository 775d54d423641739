//! `/.well-known/receipt-keys` and `/.well-known/receipt-changes`: what phones verify receipts by without a network. Whoever passes them on changes
//! nothing, for both are signed.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Bytes, Data},
};

use super::{
    accept::Media,
    answer::{self, Tag, joined},
    http,
    refusal::Refusal,
    site::Site,
};
use crate::platform::{fault::Fault, quota::OperationClass, signed_list::SignedLists};

/// For how long they may be kept: as long as they are the same.
const KEPT_SECONDS: u32 = 300;
/// What they are (RFC 9052, section 12).
const COSE: &str = "application/cose; cose-type=\"cose-sign1\"";

/// Shows the keys that sign receipts.
pub async fn receipt_keys(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    let list = match lists(&site, &request) {
        Ok(lists) => lists.keys().await,
        Err(refusal) => return refuse(&site, &request, &refusal).await,
    };
    show(&site, &request, list).await
}

/// Shows what became of receipts.
pub async fn receipt_changes(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    let list = match lists(&site, &request) {
        Ok(lists) => lists.changes().await,
        Err(refusal) => return refuse(&site, &request, &refusal).await,
    };
    show(&site, &request, list).await
}

fn lists<'a>(site: &'a Site, request: &HttpRequest) -> Result<&'a dyn SignedLists, Refusal> {
    let lists = site.api.signed_lists.as_deref().ok_or(Refusal::NotFound)?;
    site.count_fetch(OperationClass::Search, &http::arrival(request))?;
    Ok(lists)
}

async fn show(site: &Site, request: &HttpRequest, list: Result<Option<Arc<[u8]>>, Fault>) -> HttpResponse {
    let list = match list {
        Ok(Some(list)) => Bytes::from_owner(list),
        Ok(None) => return refuse(site, request, &Refusal::NotFound).await,
        Err(fault) => {
            tracing::error!(cause = fault.chain(), "could not sign a list about receipts");
            return refuse(site, request, &Refusal::Unavailable).await;
        }
    };
    let tag = Tag::of(&list);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, format!("public, max-age={KEPT_SECONDS}")));
    if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)) {
        return response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish();
    }
    response.insert_header((header::ETAG, tag.written(None))).insert_header((header::CONTENT_TYPE, COSE)).body(list)
}

async fn refuse(site: &Site, request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
    answer::refuse(site, request, &http::arrival(request), refusal, Media::Json).await
}
