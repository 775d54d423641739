//! What can go wrong with a model, and with the file of vectors.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no model, or no vectors. The search goes on without either.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file cannot be read.
    #[error("could not read {path}")]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("could not write {path}")]
    Unwritable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{path} is not {wanted}")]
    Foreign {
        /// Which one.
        path: PathBuf,
        /// What it should be.
        wanted: &'static str,
    },
    /// The file was written by another version of this crate.
    #[error("{path} has format {found}, not {wanted}: import the model again")]
    Version {
        /// Which one.
        path: PathBuf,
        /// What it says it is.
        found: u32,
        /// What this version reads.
        wanted: u32,
    },
    /// The file ends before its content does.
    #[error("{path} is cut short: it has {bytes} bytes where {bytes_wanted} are wanted")]
    Truncated {
        /// Which one.
        path: PathBuf,
        /// How many it has.
        bytes: u64,
        /// How many it says it has.
        bytes_wanted: u64,
    },
    /// The content is not what its SHA-256 says.
    #[error("{what} has SHA-256 {found}, not {wanted}")]
    Checksum {
        /// A file, or a part of a package.
        what: String,
        /// Of what is there.
        found: String,
        /// Of what should be there.
        wanted: String,
    },
    /// The model is of a kind that this version does not know.
    #[error("{path} holds a model of the unknown profile {found:?}")]
    UnknownProfile {
        /// Which one.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// The parts do not fit together.
    #[error("the {part} of the model is malformed")]
    Malformed {
        /// Which one.
        part: String,
    },
    /// The package is no archive that can be read.
    #[error("could not read the package")]
    Package(#[from] zip::result::ZipError),
    /// The model does not say what the reference said.
    #[error("the model disagrees with its reference on {sentence:?}: {what}")]
    Disagrees {
        /// On which of the golden sentences.
        sentence: String,
        /// In what.
        what: String,
    },
    /// The vectors were made by another model than the one in use.
    #[error("the vectors in {path} were made by another model")]
    OtherModel {
        /// Which file.
        path: PathBuf,
    },
}

impl Fault {
    pub(crate) fn malformed(part: impl Into<String>) -> Fault {
        Fault::Malformed { part: part.into() }
    }

    pub(crate) fn unreadable(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Fault {
        let path = path.into();
        move |source| Fault::Unreadable { path, source }
    }

    pub(crate) fn unwritable(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Fault {
        let path = path.into();
        move |source| Fault::Unwritable { path, source }
    }
}
