//! What can go wrong with the index.

use std::{io, path::PathBuf};

use index_core::refusal::SearchRefusal;
use tantivy::{TantivyError, directory::error::OpenReadError};
use thiserror::Error;

/// A search without an answer: refused, or broken.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The request is at fault.
    #[error(transparent)]
    Refused(#[from] SearchRefusal),
    /// The index is at fault.
    #[error(transparent)]
    Fault(#[from] IndexFault),
}

/// What can go wrong with the index itself. The caller rebuilds on `Missing`, `Outdated` and `Corrupt`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IndexFault {
    /// There is no index in the folder.
    #[error("there is no index in {0}")]
    Missing(PathBuf),
    /// The index was written by another version of this crate.
    #[error("the index in {folder} has schema {found}, not {wanted}")]
    Outdated {
        /// Where it is.
        folder: PathBuf,
        /// What it says it is.
        found: String,
        /// What this version writes.
        wanted: String,
    },
    /// The files do not fit together.
    #[error("the index is corrupt")]
    Corrupt(#[source] TantivyError),
    /// Somebody else is writing.
    #[error("another writer holds the index")]
    Locked,
    /// The disk is full, read-only or failing: `ErrorKind::StorageFull`, `ReadOnlyFilesystem`, `PermissionDenied`.
    #[error("the disk refused")]
    Disk(#[source] io::Error),
    /// Anything else of tantivy.
    #[error("the search engine failed")]
    Engine(#[source] TantivyError),
}

impl From<io::Error> for IndexFault {
    fn from(error: io::Error) -> IndexFault {
        IndexFault::Disk(error)
    }
}

impl From<TantivyError> for IndexFault {
    fn from(error: TantivyError) -> IndexFault {
        match error {
            TantivyError::LockFailure(..) => IndexFault::Locked,
            TantivyError::IoError(error) => IndexFault::Disk(io::Error::new(error.kind(), error)),
            TantivyError::DataCorruption(_) | TantivyError::IncompatibleIndex(_) | TantivyError::DeserializeError(_) => {
                IndexFault::Corrupt(error)
            }
            TantivyError::OpenReadError(OpenReadError::IoError { ref io_error, .. }) => {
                IndexFault::Disk(io::Error::new(io_error.kind(), io_error.clone()))
            }
            TantivyError::OpenReadError(_) => IndexFault::Corrupt(error),
            _ => IndexFault::Engine(error),
        }
    }
}
