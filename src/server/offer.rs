//! `/packs` and `/packs/{file}`: files that are sent from any byte on (RFC 9110, section 14), so that over a line that breaks nothing is fetched
//! twice.

use std::{
    io::{self, SeekFrom},
    sync::{Arc, LazyLock},
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, ContentDisposition, ContentRange, ContentRangeSpec, DispositionParam, DispositionType, Header, Range},
    },
    web::{self, Bytes, Data},
};
use futures_util::{Stream, stream};
use tokio::{
    io::{AsyncReadExt, AsyncSeekExt},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use super::{
    accept::{Coding, Media},
    answer::{self, Tag, joined},
    compression::compress,
    http,
    refusal::Refusal,
    site::Site,
};
use crate::platform::{
    fault::Fault,
    offer::{FoundOffer, Offered, Offers},
    quota::OperationClass,
};

/// How much of a file is in memory at a time.
const PIECE_BYTES: u64 = 64 << 10;
/// How many files are on their way at once: a phone on 2G takes minutes for one.
const UNDER_WAY_MAX: usize = 500;
static UNDER_WAY: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(UNDER_WAY_MAX)));
/// How long whoever named the digest of a file may keep it: it never is another.
const PINNED_SECONDS: u64 = 31_536_000;

/// Says which packs there are.
pub async fn list(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    match listed(&site, &request).await {
        Ok(response) => response,
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

/// Sends a file, or a part of it.
pub async fn get(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    match sent(&site, &request).await {
        Ok(response) => response,
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn listed(site: &Site, request: &HttpRequest) -> Result<HttpResponse, Refusal> {
    let body = Bytes::from(offers(site, request)?.list().await.map_err(unavailable)?);
    let tag = Tag::of(&body);
    let mut response = kept(HttpResponse::Ok(), site.settings.public_max_age.as_secs());
    if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish());
    }
    let (body, coding) = compress(body, Coding::negotiate(&joined(request, &header::ACCEPT_ENCODING))).await;
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding.name()));
    }
    response
        .insert_header((header::ETAG, tag.written(coding.map(Coding::name))))
        .insert_header((header::VARY, "Accept-Encoding"));
    Ok(response.insert_header((header::CONTENT_TYPE, "application/json")).body(body))
}

async fn sent(site: &Site, request: &HttpRequest) -> Result<HttpResponse, Refusal> {
    let offers = offers(site, request)?;
    let place = UNDER_WAY.clone().try_acquire_owned().map_err(|_| Refusal::Unavailable)?;
    let digest = pinned(request);
    let file = match offers.find(request.match_info().query("file"), digest.as_deref()).await.map_err(unavailable)? {
        FoundOffer::File(file) => file,
        FoundOffer::Over { code } => return Err(Refusal::Over { code }),
        FoundOffer::Nothing => return Err(Refusal::NotFound),
    };
    let seconds = if digest.is_some() { PINNED_SECONDS } else { site.settings.public_max_age.as_secs() };
    let tag = Tag::named(&file.digest);
    let mut response = kept(HttpResponse::Ok(), seconds);
    response.insert_header((header::ACCEPT_RANGES, "bytes"));
    if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish());
    }
    response.insert_header((header::ETAG, tag.written(None)));
    let part = match wanted(request, &tag) {
        None => None,
        Some(range) => match range.to_satisfiable_range(file.bytes) {
            Some(part) => Some(part),
            None => return Ok(unsatisfiable(response, file.bytes)),
        },
    };
    send(response, file, part, place).await.map_err(|error| {
        tracing::error!(%error, "could not send a file");
        Refusal::Unavailable
    })
}

async fn send(
    mut response: HttpResponseBuilder,
    offered: Offered,
    part: Option<(u64, u64)>,
    place: OwnedSemaphorePermit,
) -> io::Result<HttpResponse> {
    let Offered { file, bytes, file_name, content_type, .. } = offered;
    let mut file = tokio::fs::File::from_std(file);
    let (first, last) = part.unwrap_or((0, bytes.saturating_sub(1)));
    if part.is_some() {
        let range = ContentRangeSpec::Bytes { range: part, instance_length: Some(bytes) };
        response.status(StatusCode::PARTIAL_CONTENT).insert_header(ContentRange(range));
        file.seek(SeekFrom::Start(first)).await?;
    }
    response.insert_header((header::CONTENT_TYPE, content_type)).insert_header(ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(file_name)],
    });
    let length = if bytes == 0 { 0 } else { last - first + 1 };
    Ok(response.no_chunking(length).streaming(pieces(file, length, place)))
}

/// Returns the part that is asked for; nothing where it is all, or another file is meant (`If-Range`). Several parts at once are answered with all.
fn wanted(request: &HttpRequest, tag: &Tag) -> Option<header::ByteRangeSpec> {
    let same = request.headers().get(header::IF_RANGE).is_none_or(|value| value.as_bytes() == tag.written(None).as_bytes());
    let Range::Bytes(parts) = Range::parse(request).ok().filter(|_| same)? else { return None };
    let [part] = <[_; 1]>::try_from(parts).ok()?;
    Some(part)
}

fn unsatisfiable(mut response: HttpResponseBuilder, bytes: u64) -> HttpResponse {
    let range = ContentRangeSpec::Bytes { range: None, instance_length: Some(bytes) };
    response.status(StatusCode::RANGE_NOT_SATISFIABLE).insert_header(ContentRange(range)).finish()
}

fn pieces(file: tokio::fs::File, length: u64, place: OwnedSemaphorePermit) -> impl Stream<Item = io::Result<Bytes>> {
    // The place is free again when the last byte is sent, or whoever fetches hangs up.
    stream::try_unfold((file, length, place), |(mut file, left, place)| async move {
        let mut piece = Vec::with_capacity(left.min(PIECE_BYTES) as usize);
        let read = (&mut file).take(left.min(PIECE_BYTES)).read_to_end(&mut piece).await? as u64;
        if read == 0 && left > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((read > 0).then(|| (Bytes::from(piece), (file, left - read, place))))
    })
}

/// Returns the digest of `?digest=`.
fn pinned(request: &HttpRequest) -> Option<String> {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    query.ok().and_then(|query| query.0.into_iter().find(|(key, _)| key == "digest")).map(|(_, value)| value)
}

fn kept(mut response: HttpResponseBuilder, seconds: u64) -> HttpResponseBuilder {
    response.insert_header((header::CACHE_CONTROL, format!("public, max-age={seconds}")));
    response
}

fn offers<'a>(site: &'a Site, request: &HttpRequest) -> Result<&'a dyn Offers, Refusal> {
    let offers = site.api.packs.as_deref().ok_or(Refusal::NotFound)?;
    site.count_fetch(OperationClass::Search, &http::arrival(request))?;
    Ok(offers)
}

fn unavailable(fault: Fault) -> Refusal {
    tracing::error!(cause = fault.chain(), "could not look for a pack");
    Refusal::Unavailable
}
