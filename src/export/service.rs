//! The use cases: somebody asks for a data set as a file, and fetches it.

use std::{
    collections::HashMap,
    fs,
    io::BufWriter,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
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
    download::{Download, Downloads, Found},
    fault::Fault,
    identifier,
    outbox::Visible,
    refusal::Refusal,
};

/// How long somebody waits for the exports of others to be built: only one of a lane is built at a time.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// How long whoever fetches a file waits for it to be built; it goes on being built.
const FETCH_WAIT_MAX: Duration = Duration::from_secs(60);
/// How many exports of a lane are built or wait for it; whoever asks for one more is refused at once.
const WAITING_MAX: usize = 8;
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
    built: Arc<Mutex<HashMap<ExportRequest, (Visible, Sum)>>>,
    lanes: Arc<Lanes>,
}

/// Where exports wait. Those of a day have a lane of their own: there are as many of them as there are days, and whoever asks for them
/// all must not keep others from the few that most want.
#[derive(Default)]
struct Lanes {
    whole: Lane,
    of_days: Lane,
}

/// One export after the other.
#[derive(Default)]
struct Lane {
    turn: Turn<()>,
    building: Mutex<HashMap<ExportRequest, Building>>,
}

/// What comes of a build.
type Outcome = Result<Result<Sum, ExportRefusal>, Fault>;
/// A build that everybody who asks for the same waits for.
type Building = Shared<BoxFuture<'static, Outcome>>;

/// A build that runs: it leaves its lane when it ends, however it ends.
struct Running {
    lanes: Arc<Lanes>,
    request: ExportRequest,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.lanes.of(&self.request).building().remove(&self.request);
    }
}

impl Lanes {
    fn of(&self, request: &ExportRequest) -> &Lane {
        if request.as_of.is_some() { &self.of_days } else { &self.whole }
    }
}

impl Lane {
    fn building(&self) -> MutexGuard<'_, HashMap<ExportRequest, Building>> {
        self.building.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exports {
    /// Exports `sources`, keeping built files in `folder`.
    pub fn new(sources: Sources, folder: Folder) -> Exports {
        Exports { sources, folder, built: Arc::default(), lanes: Arc::default() }
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
        let sum = match self.sum(request).await? {
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

    /// Returns what the file is as the database is now; it is remembered, or built, or waited for where somebody has it built.
    async fn sum(&self, request: ExportRequest) -> Outcome {
        let visible = self.sources.outbox.visible().await?;
        if let Some(sum) = self.remembered(&request, visible) {
            return Ok(Ok(sum));
        }
        match self.building(request) {
            Some(building) => building.await,
            None => Ok(Err(ExportRefusal::Busy)),
        }
    }

    /// Joins the build of an export, or begins it; nothing where too many wait already.
    fn building(&self, request: ExportRequest) -> Option<Building> {
        let mut building = self.lanes.of(&request).building();
        if let Some(running) = building.get(&request) {
            return Some(running.clone());
        }
        if building.len() >= WAITING_MAX {
            return None;
        }
        let (own, running) = (self.clone(), Running { lanes: self.lanes.clone(), request });
        let task = tokio::spawn(async move {
            let outcome = own.current(request).await;
            drop(running);
            outcome
        });
        let outcome = async move { task.await.map_err(Fault::while_("building an export"))? }.boxed().shared();
        building.insert(request, outcome.clone());
        Some(outcome)
    }

    async fn current(&self, request: ExportRequest) -> Outcome {
        let lane = self.lanes.of(&request);
        let Ok(_turn) = tokio::time::timeout(WAIT_MAX, lane.turn.lock()).await else { return Ok(Err(ExportRefusal::Busy)) };
        for _ in 0..ATTEMPTS_MAX {
            let visible = self.sources.outbox.visible().await?;
            if let Some(sum) = self.remembered(&request, visible) {
                return Ok(Ok(sum));
            }
            let (path, sum) = match self.build(request).await {
                Ok(built) => built,
                Err(Unwritten::TooLarge) => {
                    return Ok(Err(ExportRefusal::TooLarge { limit: self.folder.file_bytes_max() }));
                }
                Err(Unwritten::Fault(fault)) => return Err(fault),
            };
            // What changed in the meantime may be in one half of the file and not in the other.
            if self.sources.outbox.visible().await? != visible {
                forget(&path);
                continue;
            }
            self.keep(path, request.hashed_name(&sum.sha256)).await?;
            self.remember(request, visible, sum.clone());
            return Ok(Ok(sum));
        }
        Ok(Err(ExportRefusal::Busy))
    }

    /// Writes a file that nobody sees yet.
    async fn build(&self, request: ExportRequest) -> Result<(PathBuf, Sum), Unwritten> {
        let (file, path) = self.folder.begin(&identifier::new_reference()).map_err(Fault::while_("beginning an export"))?;
        match self.sources.write(&request, BufWriter::new(file), self.folder.file_bytes_max()).await {
            Ok((_, sum)) => Ok((path, sum)),
            Err(error) => {
                forget(&path);
                Err(error)
            }
        }
    }

    async fn keep(&self, built: PathBuf, name: String) -> Result<(), Fault> {
        let folder = self.folder.clone();
        let kept = tokio::task::spawn_blocking(move || folder.keep(&built, &name));
        kept.await.map_err(Fault::while_("keeping an export"))?.map_err(Fault::while_("keeping an export"))?;
        Ok(())
    }

    fn remembered(&self, request: &ExportRequest, visible: Visible) -> Option<Sum> {
        let built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, sum) = built.get(request)?;
        let is_there = self.folder.path_of(&request.hashed_name(&sum.sha256)).is_file();
        (*at == visible && is_there).then(|| sum.clone())
    }

    fn remember(&self, request: ExportRequest, visible: Visible, sum: Sum) {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if built.len() >= REMEMBERED_MAX {
            built.clear();
        }
        built.insert(request, (visible, sum));
    }

    async fn found(&self, name: &str, sha256: Option<&str>) -> Result<Found, Fault> {
        let Ok(request) = name.parse::<ExportRequest>() else { return Ok(Found::Nothing) };
        let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if let Some(hash) = sha256 {
            if !is_hash(hash) {
                return Ok(Found::Nothing);
            }
            let path = self.folder.path_of(&request.hashed_name(hash));
            if path.is_file() {
                return Ok(Found::File(download(&request, path, hash)));
            }
        }
        let outcome = tokio::time::timeout(FETCH_WAIT_MAX, self.sum(request)).await;
        match outcome.unwrap_or(Ok(Err(ExportRefusal::Busy)))? {
            Ok(sum) if sha256.is_none_or(|wanted| wanted == sum.sha256) => {
                let path = self.folder.path_of(&request.hashed_name(&sum.sha256));
                Ok(Found::File(download(&request, path, &sum.sha256)))
            }
            Ok(_) => Ok(Found::Nothing),
            Err(refusal) => Ok(Found::Refused { code: refusal.code(), is_passing: refusal == ExportRefusal::Busy }),
        }
    }
}

/// Deletes a file that nobody has seen. If it stays, it makes room like any other.
fn forget(path: &Path) {
    let _ = fs::remove_file(path);
}

impl Downloads for Exports {
    fn find<'a>(&'a self, name: &'a str, sha256: Option<&'a str>) -> BoxFuture<'a, Result<Found, Fault>> {
        Box::pin(self.found(name, sha256))
    }
}

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
