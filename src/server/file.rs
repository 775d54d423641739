//! `/enquiry-file/{ticket}`: files of people, in and out. Who may was settled when the ticket was given; here are sizes, times and headers.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue},
    web::{Data, Payload},
};
use futures_util::TryStreamExt;
use tokio::sync::Semaphore;

use super::{accept::Media, answer, body, http, refusal::Refusal, site::Site};
use crate::platform::{
    fault::Fault,
    file::{Brought, Files},
    quota::OperationClass,
};

/// How long a whole file may take to arrive: 10 MiB at 35 kB/s.
const WAIT_MAX: Duration = Duration::from_secs(300);
/// How many files may be on their way in at once: of each, as much as has arrived is in memory.
const ARRIVING_MAX: usize = 12;
static ARRIVING: Semaphore = Semaphore::const_new(ARRIVING_MAX);

/// Takes a file.
pub async fn post(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    match take(&site, &request, payload).await {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

/// Serves a file, to be saved and not to be shown.
pub async fn get(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    match send(&site, &request).await {
        Ok(response) => response,
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn take(site: &Site, request: &HttpRequest, payload: Payload) -> Result<(), Refusal> {
    let files = files(site, request, OperationClass::Write)?;
    body::check_media(request.headers(), "application/octet-stream")?;
    let ticket = request.match_info().query("ticket");
    // Nobody without a ticket makes us read anything.
    let bytes_max = files.expected(ticket).await.map_err(unavailable)?.ok_or(Refusal::NotFound)?;
    let bytes_max = usize::try_from(bytes_max).map_err(|_| Refusal::Internal)?;
    let _place = ARRIVING.try_acquire().map_err(|_| Refusal::Unavailable)?;
    let content = body::read_at_most(request, payload, bytes_max, WAIT_MAX).await?;
    match files.bring(ticket, content).await.map_err(unavailable)? {
        Brought::Kept => Ok(()),
        Brought::NoTicket => Err(Refusal::NotFound),
        Brought::Refused { code } => Err(Refusal::FileRefused { code }),
    }
}

async fn send(site: &Site, request: &HttpRequest) -> Result<HttpResponse, Refusal> {
    let files = files(site, request, OperationClass::Search)?;
    let found = files.fetch(request.match_info().query("ticket")).await.map_err(unavailable)?;
    let file = found.ok_or(Refusal::NotFound)?;
    let name = ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: file.name.into_bytes() };
    let pieces = file.pieces.map_err(|fault: Fault| {
        tracing::error!(cause = fault.chain(), "could not send a file to its end");
        std::io::Error::other("a file broke off")
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::FilenameExt(name)],
        })
        // Whatever opens it does so without script, and as nobody.
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header(("x-robots-tag", "noindex"))
        .no_chunking(file.bytes)
        .streaming(pieces))
}

/// Returns who keeps files, and counts that somebody wants something of them, so that nobody finds a ticket by trying.
fn files<'a>(site: &'a Site, request: &HttpRequest, class: OperationClass) -> Result<&'a dyn Files, Refusal> {
    let files = site.api.files.as_deref().ok_or(Refusal::NotFound)?;
    site.count_fetch(class, &http::arrival(request))?;
    Ok(files)
}

fn unavailable(fault: Fault) -> Refusal {
    tracing::error!(cause = fault.chain(), "could not move a file");
    Refusal::Unavailable
}
