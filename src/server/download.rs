//! `/export/{file}`: files as they lie on the disk, sent in pieces, compressed once for all who can read them so.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, ContentDisposition, DispositionParam, DispositionType},
    },
    web::{self, Bytes, Data},
};
use futures_util::{Stream, stream};
use tokio::{io::AsyncReadExt, sync::Semaphore};

use super::{
    accept::{Coding, Media},
    answer::{self, Tag, joined},
    compression::copy,
    http,
    refusal::Refusal,
    site::Site,
};
use crate::platform::{
    download::{Download, Found},
    identifier,
    quota::OperationClass,
};

/// How much of a file is in memory at a time.
const PIECE_BYTES: usize = 64 << 10;
/// How often a file is found anew that made room for others before it could be opened.
const FINDS_MAX: usize = 3;
/// Whoever compresses a file: one at a time, so that nobody makes what another is making.
static COMPRESSING: Semaphore = Semaphore::const_new(1);
/// How long whoever named the hash of a file may keep it: it never is another.
const PINNED_SECONDS: u64 = 31_536_000;

/// Serves a file.
pub async fn get(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    match serve(&site, &request).await {
        Ok(response) => response,
        Err(refusal) => answer::refuse(&site, &request, &http::arrival(&request), &refusal, Media::Json).await,
    }
}

async fn serve(site: &Site, request: &HttpRequest) -> Result<HttpResponse, Refusal> {
    let downloads = site.api.downloads.as_ref().ok_or(Refusal::NotFound)?;
    site.count_fetch(OperationClass::Compute, &http::arrival(request))?;
    let name = request.match_info().query("file");
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let sha256 = query.ok().and_then(|query| query.0.into_iter().find(|(key, _)| key == "sha256")).map(|(_, value)| value);
    for _ in 0..FINDS_MAX {
        let found = downloads.find(name, sha256.as_deref()).await.map_err(|fault| {
            tracing::error!(cause = fault.chain(), "could not find a file to send");
            Refusal::Unavailable
        })?;
        let download = match found {
            Found::File(download) => download,
            Found::Nothing => return Err(Refusal::NotFound),
            Found::Refused { code, is_passing } => return Err(Refusal::Unsent { code, is_passing }),
        };
        match send(site, request, &download, sha256.is_some()).await {
            Ok(response) => return Ok(response),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::error!(%error, path = %download.path.display(), "could not send a file");
                return Err(Refusal::Unavailable);
            }
        }
    }
    tracing::error!(name, "a file to send made room for others each time it was found");
    Err(Refusal::Unavailable)
}

async fn send(site: &Site, request: &HttpRequest, download: &Download, pinned: bool) -> io::Result<HttpResponse> {
    let seconds = if pinned { PINNED_SECONDS } else { site.settings.public_max_age.as_secs() };
    let tag = Tag::named(&download.sha256);
    let mut response = HttpResponseBuilder::new(StatusCode::OK);
    response
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={seconds}")))
        .insert_header((header::VARY, "Accept-Encoding"));
    if let Some(theirs) = tag.among(&joined(request, &header::IF_NONE_MATCH)) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, theirs)).finish());
    }
    let coding = Coding::negotiate(&joined(request, &header::ACCEPT_ENCODING));
    let path = match coding {
        None => download.path.clone(),
        Some(coding) => encoded(&download.path, coding).await?,
    };
    let file = tokio::fs::File::open(&path).await?;
    let bytes = file.metadata().await?.len();
    response
        .insert_header((header::CONTENT_TYPE, download.content_type))
        .insert_header((header::ETAG, tag.written(coding.map(Coding::name))))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(download.file_name.clone())],
        });
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding.name()));
    }
    Ok(response.no_chunking(bytes).streaming(pieces(file)))
}

/// Returns the file in that coding, made beside it the first time somebody asks.
async fn encoded(path: &Path, coding: Coding) -> io::Result<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", coding.name()));
    let smaller = PathBuf::from(name);
    if tokio::fs::try_exists(&smaller).await? {
        return Ok(smaller);
    }
    let turn = COMPRESSING.acquire().await.map_err(io::Error::other)?;
    if tokio::fs::try_exists(&smaller).await? {
        return Ok(smaller);
    }
    let (from, to) = (path.to_owned(), smaller.clone());
    let made = web::block(move || {
        // Whoever stops waiting does not stop this: the next one waits for it.
        let _turn = turn;
        let building = from.with_file_name(format!(".building-{}", identifier::new_reference()));
        let from = fs::File::open(&from)?;
        let made = fs::File::create(&building).and_then(|file| copy(from, file, coding)).and_then(|_| fs::rename(&building, &to));
        if made.is_err() {
            // What was half made is of no use to anybody.
            let _ = fs::remove_file(&building);
        }
        made
    });
    made.await.map_err(io::Error::other)??;
    Ok(smaller)
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        let read = (&mut file).take(PIECE_BYTES as u64).read_to_end(&mut piece).await?;
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
