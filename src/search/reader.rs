//! The reader: gives every text that is indexed a vector, so that it is found by its meaning too.
//!
//! It works behind the follower, a few texts at a time: what is published is found by its words at once and by its meaning soon
//! after. The vectors lie beside the index, in the same generation. Without a model, or with one that is damaged, the search goes
//! on with words alone, and says so.

use std::{path::PathBuf, sync::Arc, time::Duration};

use index::{Meaning, SearchIndex, Unread};
use vectors::{Embedding, Encoder, Model, Side, Vectors, VectorsWriter};

use super::service::Search;
use crate::platform::fault::Fault;

/// The file of vectors in the folder of a generation.
pub(super) const VECTORS: &str = "vectors.i8";

/// One in so many vectors may be of a text that is gone.
const DEAD_SHARE_MAX: usize = 4;

/// How many texts are read in one go: a fifth of a second of one core.
const READ_TOGETHER: usize = 32;

/// How many new texts are written together at least, unless there are no more. Every time, the whole file is written anew: the more
/// it holds, the more are awaited.
const WRITTEN_TOGETHER: usize = 256;

/// How many new texts are written together at most: what an accident throws away.
const WRITTEN_TOGETHER_MAX: usize = 4_096;

/// How long the reader rests after an accident before it tries again; twice as long after each that follows, up to an hour.
const REST: Duration = Duration::from_secs(30);
const REST_MAX: Duration = Duration::from_secs(3_600);

/// Reads what is indexed.
pub struct Reader {
    encoder: Arc<dyn Encoder>,
    search: Search,
    /// The generation whose vectors were taken up last, and they.
    known: Option<(PathBuf, Arc<Meaning>)>,
}

/// Where the vectors of one generation are kept.
#[derive(Clone)]
struct Shelf {
    encoder: Arc<dyn Encoder>,
    index: SearchIndex,
    path: PathBuf,
}

impl Reader {
    /// Opens a model that reads for `search`; nothing where there is none, or one that cannot be used: the log says which.
    pub async fn open(file: PathBuf, search: Search) -> Option<Reader> {
        if !file.exists() {
            tracing::info!(file = %file.display(), "there is no sentence encoder: texts are found by their words alone");
            return None;
        }
        let opened = in_thread(move || Model::open(&file).map_err(Fault::while_("opening the sentence encoder"))).await;
        match opened {
            Ok(model) => Some(Reader::with(Arc::new(model), search)),
            Err(fault) => {
                tracing::error!(
                    cause = fault.chain(),
                    "the sentence encoder cannot be used: texts are found by their words alone"
                );
                None
            }
        }
    }

    /// Makes a reader of an encoder that is open.
    pub fn with(encoder: Arc<dyn Encoder>, search: Search) -> Reader {
        Reader { encoder, search, known: None }
    }

    /// Reads until the task is dropped. Accidents are logged and tried again.
    pub async fn run(mut self) {
        let mut rest = REST;
        loop {
            match self.read().await {
                Ok(()) => {
                    rest = REST;
                    self.search.changed().await;
                }
                Err(fault) => {
                    tracing::error!(cause = fault.chain(), "could not read what is indexed; trying again");
                    tokio::time::sleep(rest).await;
                    rest = REST_MAX.min(rest * 2);
                }
            }
        }
    }

    /// Reads until every document of the index in use has a vector.
    ///
    /// # Errors
    /// Faults where the disk does.
    pub async fn read(&mut self) -> Result<(), Fault> {
        while let Some((index, folder)) = self.search.index_in_use() {
            let shelf = Shelf { encoder: self.encoder.clone(), index, path: folder.join(VECTORS) };
            let meaning = self.taken_up(&shelf, folder.clone()).await?;
            let count = (meaning.vectors().len() / 4).clamp(WRITTEN_TOGETHER, WRITTEN_TOGETHER_MAX);
            let looking = shelf.clone();
            let unread = in_thread(move || looking.unread(&meaning, count)).await?;
            tell(&shelf.index);
            if unread.is_empty() {
                break;
            }
            let embeddings = self.encode(&unread).await?;
            if self.search.index_in_use().is_none_or(|(_, in_use)| in_use != folder) {
                // Another generation came into use meanwhile, and this one may be gone: what was read of it is read again there.
                continue;
            }
            let meaning = in_thread(move || shelf.add(&unread, &embeddings)).await?;
            self.known = Some((folder, meaning));
        }
        Ok(())
    }

    /// Returns the vectors of a generation, opened once; what the generation before had of them is taken over.
    async fn taken_up(&mut self, shelf: &Shelf, folder: PathBuf) -> Result<Arc<Meaning>, Fault> {
        if let Some((known, meaning)) = &self.known
            && *known == folder
        {
            return Ok(meaning.clone());
        }
        let (shelf, before) = (shelf.clone(), self.known.take().map(|(_, meaning)| meaning));
        let meaning = in_thread(move || shelf.open(before.as_deref())).await?;
        self.known = Some((folder, meaning.clone()));
        Ok(meaning)
    }

    async fn encode(&self, unread: &[Unread]) -> Result<Vec<Embedding>, Fault> {
        let mut embeddings = Vec::with_capacity(unread.len());
        for some in unread.chunks(READ_TOGETHER) {
            let (encoder, some) = (self.encoder.clone(), some.to_vec());
            let read = in_thread(move || {
                let texts: Vec<&str> = some.iter().map(|unread| unread.text.as_str()).collect();
                Ok(encoder.encode_all(&texts, Side::Passage))
            });
            embeddings.extend(read.await?);
        }
        Ok(embeddings)
    }
}

impl Shelf {
    /// Opens the vectors that are there; where there are none, or none that can be used, begins with those of `before`. Those of
    /// texts that are gone are left out when they have become many.
    fn open(&self, before: Option<&Meaning>) -> Result<Arc<Meaning>, Fault> {
        let keys = self.index.text_keys();
        match Vectors::open(&self.path, self.encoder.card()) {
            Ok(vectors) if vectors.len() <= keys.len() + keys.len() / DEAD_SHARE_MAX => {}
            Ok(vectors) => self.begin(&keys, Some(&vectors))?,
            Err(error @ vectors::Fault::Unreadable { .. }) if self.path.exists() => {
                return Err(Fault::while_("opening vectors")(error));
            }
            Err(error) => {
                if self.path.exists() {
                    tracing::warn!(%error, "the vectors that are there cannot be used and are made anew");
                }
                self.begin(&keys, before.map(Meaning::vectors))?;
            }
        }
        self.take_up()
    }

    /// Begins a file with what `before` has of the texts with these keys.
    fn begin(&self, keys: &[u64], before: Option<&Vectors>) -> Result<(), Fault> {
        let mut writer = VectorsWriter::create(&self.path, self.encoder.card()).map_err(unwritten)?;
        for (key, before) in keys.iter().flat_map(|key| before.map(|before| (*key, before))) {
            writer.copy(key, before).map_err(unwritten)?;
        }
        writer.finish().map(drop).map_err(unwritten)
    }

    /// Returns texts that have no vector.
    fn unread(&self, meaning: &Meaning, count: usize) -> Result<Vec<Unread>, Fault> {
        self.index.unread(Some(meaning.vectors()), count).map_err(Fault::while_("looking for texts that were not read"))
    }

    /// Adds the vectors of texts.
    fn add(&self, unread: &[Unread], embeddings: &[Embedding]) -> Result<Arc<Meaning>, Fault> {
        let mut writer = VectorsWriter::extend(&self.path, self.encoder.card()).map_err(unwritten)?;
        for (unread, embedding) in unread.iter().zip(embeddings) {
            writer.append(unread.key, embedding).map_err(unwritten)?;
        }
        writer.finish().map_err(unwritten)?;
        self.take_up()
    }

    /// Finds by the vectors that are there from now on.
    fn take_up(&self) -> Result<Arc<Meaning>, Fault> {
        let vectors = Vectors::open(&self.path, self.encoder.card()).map_err(Fault::while_("opening vectors"))?;
        let meaning = Arc::new(Meaning::new(self.encoder.clone(), vectors));
        self.index.set_meaning(Some(meaning.clone())).map_err(Fault::while_("taking up vectors"))?;
        tell(&self.index);
        Ok(meaning)
    }
}

/// Tells the operators how much can be found by its meaning.
fn tell(index: &SearchIndex) {
    if let Some(reading) = index.reading() {
        metrics::gauge!("fingertip_search_documents").set(reading.documents as f64);
        metrics::gauge!("fingertip_search_documents_read").set(reading.read as f64);
    }
}

fn unwritten(error: vectors::Fault) -> Fault {
    Fault::while_("writing vectors")(error)
}

async fn in_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(Fault::while_("reading what is indexed"))?
}
