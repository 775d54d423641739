//! `/r/{code}.pdf`: the paper of a page, to be kept and printed. The same bytes for the same paper and language, however often it is asked for.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, ContentDisposition, DispositionParam, DispositionType},
    },
    web::{Bytes, Data},
};
use sheet::SheetError;

use super::{
    accept::Media,
    answer::{self, Tag, joined},
    http, page,
    refusal::Refusal,
    site::Site,
};
use crate::platform::{page::print::Unprinted, quota::OperationClass};

/// Serves a receipt or a credit note as PDF.
pub async fn receipt(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    match print(&site, &request).await {
        Ok(response) => response,
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn print(site: &Site, request: &HttpRequest) -> Result<HttpResponse, Refusal> {
    let press = site.api.press.as_ref().ok_or(Refusal::NotFound)?;
    // Counted, so that nobody finds a code by trying; writing it takes as long as a search.
    site.count_fetch(OperationClass::Search, &http::arrival(request))?;
    let (code, language) = (request.match_info().query("code"), page::language(request));
    let found = press.papers.paper(code, language).await.map_err(|fault| {
        tracing::error!(cause = fault.chain(), "could not read a paper");
        Refusal::Unavailable
    })?;
    let sheet = found.ok_or(Refusal::NotFound)?;
    let name = format!("{}-{language}.pdf", sheet.id);
    let body = Bytes::from(press.printer.print(sheet).await.map_err(refused)?);
    let tag = Tag::of(&body);
    let mut response = HttpResponse::Ok();
    page::for_whoever_has_the_code(&mut response);
    if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish());
    }
    Ok(response
        .insert_header((header::ETAG, tag.written(None)))
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name)],
        })
        .body(body))
}

fn refused(unprinted: Unprinted) -> Refusal {
    match unprinted {
        Unprinted::Busy => Refusal::Unavailable,
        Unprinted::Sheet(SheetError::NoFont { writing, character }) => {
            tracing::warn!(%writing, ?character, "a paper was not printed: a font is missing");
            Refusal::FontMissing { writing }
        }
        Unprinted::TooSlow | Unprinted::BrokeOff => {
            tracing::error!(%unprinted, "a paper was not printed");
            Refusal::Unavailable
        }
        Unprinted::Sheet(error) => {
            tracing::error!(%error, "a paper was not printed");
            Refusal::Internal
        }
    }
}
