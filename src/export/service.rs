//! The use cases: somebody asks for a data set as a file, and fetches it.

use std::{
    collections::HashMap,
    fs,
    io::BufWriter,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::sync::Mutex as Turn;
use vocabulary::Timestamp;

use super::{
    content::{Sources, Unwritten},
    dataset::ExportRequest,
    folder::Folder,
    sheet::Sum,
};
use crate::platform::{
    dataset::Edition,
    download::{Download, Downloads},
    fault::Fault,
    identifier,
    outbox::Position,
    refusal::Refusal,
};

/// How long somebody waits for the exports of others to be built: only one is built at a time.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// How often an export is begun anew because something changed while it was written.
const ATTEMPTS_MAX: usize = 3;
/// How many exports are remembered as up to date; the others are built anew when somebody asks.
const REMEMBERED_MAX: usize = 200;

/// An export that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// What was asked for.
    pub request: ExportRequest,
    /// What the file is.
    pub sum: Sum,
    /// Where it lies.
    pub path: PathBuf,
    /// The newest edition of the data set; nothing where none was recorded.
    pub edition: Option<Edition>,
    /// The licence of the data set, as an SPDX expression; nothing where one of its files names none.
    pub licence: Option<String>,
}

/// Why there is no export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportRefusal {
    /// It has more bytes than we keep.
    TooLarge {
        /// How many bytes a file may have.
        limit: u64,
    },
    /// Others are being built, or the data changes all the time.
    Busy,
}

impl Refusal for ExportRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "EXPORT_TOO_LARGE",
            Self::Busy => "EXPORT_BUSY",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { limit } => vec![("limit", limit.to_string())],
            Self::Busy => Vec::new(),
        }
    }
}

/// The exports of one database.
#[derive(Clone)]
pub struct Exports {
    sources: Sources,
    folder: Folder,
    built: Arc<Mutex<HashMap<ExportRequest, (Position, Sum)>>>,
    turn: Arc<Turn<()>>,
}

impl Exports {
    /// Exports `sources`, keeping built files in `folder`.
    pub fn new(sources: Sources, folder: Folder) -> Exports {
        Exports { sources, folder, built: Arc::default(), turn: Arc::default() }
    }

    /// Keeps built files in another folder.
    #[must_use]
    pub fn within(self, folder: Folder) -> Exports {
        Exports::new(self.sources, folder)
    }

    /// Returns the export as the database is now, building it where it is not built yet. Whoever gives up waiting finds it built
    /// the next time.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or the folder cannot be written.
    pub async fn export(&self, request: ExportRequest) -> Result<Result<Export, ExportRefusal>, Fault> {
        let own = self.clone();
        let building = tokio::spawn(async move { own.current(request).await });
        let sum = match building.await.map_err(Fault::while_("building an export"))?? {
            Ok(sum) => sum,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let dataset = request.dataset.edition_name();
        Ok(Ok(Export {
            path: self.folder.path_of(&request.hashed_name(&sum.sha256)),
            request,
            sum,
            edition: self.sources.datasets.newest(dataset, Timestamp::MAX).await?,
            licence: self.sources.datasets.licence(dataset).await?,
        }))
    }

    async fn current(&self, request: ExportRequest) -> Result<Result<Sum, ExportRefusal>, Fault> {
        let Ok(_turn) = tokio::time::timeout(WAIT_MAX, self.turn.lock()).await else { return Ok(Err(ExportRefusal::Busy)) };
        for _ in 0..ATTEMPTS_MAX {
            let position = self.sources.outbox.end().await?;
            if let Some(sum) = self.remembered(&request, position) {
                return Ok(Ok(sum));
            }
            let sum = match self.build(&request).await {
                Ok(sum) => sum,
                Err(Unwritten::TooLarge) => {
                    return Ok(Err(ExportRefusal::TooLarge { limit: self.folder.file_bytes_max() }));
                }
                Err(Unwritten::Fault(fault)) => return Err(fault),
            };
            // What changed in the meantime may be in one half of the file and not in the other.
            if self.sources.outbox.end().await? == position {
                self.remember(request, position, sum.clone());
                return Ok(Ok(sum));
            }
        }
        Ok(Err(ExportRefusal::Busy))
    }

    async fn build(&self, request: &ExportRequest) -> Result<Sum, Unwritten> {
        let fault = |error| Unwritten::Fault(Fault::while_("writing an export")(error));
        let (file, path) = self.folder.begin(&identifier::new_reference()).map_err(fault)?;
        let written = self.sources.write(request, BufWriter::new(file), self.folder.file_bytes_max()).await;
        let sum = match written {
            Ok((_, sum)) => sum,
            Err(error) => {
                // It was never seen; if it stays, it makes room like any other.
                let _ = fs::remove_file(&path);
                return Err(error);
            }
        };
        self.folder.keep(&path, &request.hashed_name(&sum.sha256)).map_err(fault)?;
        Ok(sum)
    }

    fn remembered(&self, request: &ExportRequest, position: Position) -> Option<Sum> {
        let built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, sum) = built.get(request)?;
        let is_there = self.folder.path_of(&request.hashed_name(&sum.sha256)).is_file();
        (*at == position && is_there).then(|| sum.clone())
    }

    fn remember(&self, request: ExportRequest, position: Position, sum: Sum) {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if built.len() >= REMEMBERED_MAX {
            built.clear();
        }
        built.insert(request, (position, sum));
    }

    async fn found(&self, name: &str, sha256: Option<&str>) -> Result<Option<Download>, Fault> {
        let Ok(request) = name.parse::<ExportRequest>() else { return Ok(None) };
        let is_hash = |hash: &&str| hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if let Some(hash) = sha256.filter(is_hash) {
            let path = self.folder.path_of(&request.hashed_name(hash));
            if path.is_file() {
                return Ok(Some(download(&request, path, hash)));
            }
        }
        match self.export(request).await? {
            Ok(export) if sha256.is_none_or(|wanted| wanted == export.sum.sha256) => {
                Ok(Some(download(&request, export.path, &export.sum.sha256)))
            }
            Ok(_) => Ok(None),
            Err(refusal) => Err(Fault::while_("building an export")(Unbuilt(refusal))),
        }
    }
}

impl Downloads for Exports {
    fn find<'a>(&'a self, name: &'a str, sha256: Option<&'a str>) -> BoxFuture<'a, Result<Option<Download>, Fault>> {
        Box::pin(self.found(name, sha256))
    }
}

/// A file that could not be built for whoever fetches it without having asked for it first.
#[derive(Debug, thiserror::Error)]
#[error("the export was refused: {0:?}")]
struct Unbuilt(ExportRefusal);

/// Returns how the file is sent: saved under a name that tells one state from another.
fn download(request: &ExportRequest, path: PathBuf, sha256: &str) -> Download {
    let short = sha256.get(..12).unwrap_or(sha256);
    Download {
        path,
        file_name: format!("{}-{short}.{}", request.stem(), request.format.extension()),
        content_type: request.format.media_type(),
        sha256: sha256.to_owned(),
    }
}
