//! Building the index anew from the database, beside the one in use.

use std::{fs, path::Path};

use index::{IndexFault, SearchIndex};

use super::{follower::Sources, generations::Generations, reader::VECTORS};
use crate::platform::{fault::Fault, identifier};

/// What came of a rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many subjects (publications in one language, chapters) were read.
    pub subjects: usize,
    /// How many documents the new generation holds.
    pub documents: u64,
}

/// Builds a new generation from everything in the database and brings it into use.
///
/// It is committed once, at the end, with the place in the outbox that was read before the first subject: a process killed on the
/// way leaves the old generation in use, and what changed meanwhile is followed afterwards.
///
/// # Errors
/// Faults when the database cannot be read or the index cannot be written.
pub async fn rebuild(sources: &Sources, generations: &Generations) -> Result<(SearchIndex, Rebuilt), Fault> {
    let position = sources.outbox.end().await?;
    let folder = generations.start(&identifier::new_reference()).map_err(Fault::while_("making room for a new generation"))?;
    let index = SearchIndex::create(&folder).map_err(Fault::while_("creating a new generation"))?;
    let subjects = sources.subjects().await?;
    let mut batch = index.writer().map_err(Fault::while_("opening a new generation for writing"))?;
    let taught = sources.taught().await?;
    for subject in &subjects {
        let documents = sources.documents(subject, &taught).await?;
        let key = subject.key();
        batch = in_thread(move || batch.replace(&key, documents).map(|()| batch)).await?;
    }
    in_thread(move || batch.commit(&position.to_string())).await?;
    carry_over(generations, &folder);
    generations.adopt(&folder).map_err(Fault::while_("bringing a new generation into use"))?;
    let rebuilt = Rebuilt { subjects: subjects.len(), documents: index.document_count() };
    Ok((index, rebuilt))
}

/// Lets the new generation begin with the vectors of the one in use: they are kept by the texts they are of, and reading costs more
/// than anything else. Where they cannot be carried over, all is read anew.
fn carry_over(generations: &Generations, folder: &Path) {
    let Some(old) = generations.current().map(|old| old.join(VECTORS)).filter(|old| old.exists()) else { return };
    if let Err(error) = fs::hard_link(&old, folder.join(VECTORS)) {
        tracing::warn!(%error, "could not carry the vectors over; they are made anew");
    }
}

/// Runs work on the index where it may block.
pub(super) async fn in_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IndexFault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Fault::while_("working on the index"))?
        .map_err(Fault::while_("writing the index"))
}
