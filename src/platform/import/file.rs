//! Files to be imported: read once and held, so that what was checked is what is applied.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::Arc,
};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// How large a file may be as it lies on the disk. A national tariff of 25,000 lines has 3 MB, or 0.5 MB compressed.
pub const FILE_BYTES_MAX: u64 = 256 << 20;
/// How large a compressed file may become: a small file must not fill the memory.
pub const UNPACKED_BYTES_MAX: u64 = 2 << 30;
/// How many rows a file may have.
pub const ROWS_MAX: u64 = 5_000_000;

/// A file as it lay on the disk when it was opened.
#[derive(Clone)]
pub struct ImportFile {
    name: String,
    bytes: Arc<[u8]>,
}

/// Why a file as a whole cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// The operating system does not let us read it.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is larger than we read.
    #[error("is larger than {limit} bytes")]
    TooLarge {
        /// The most we read.
        limit: u64,
    },
    /// It has more rows than we read.
    #[error("has more than {limit} rows")]
    TooManyRows {
        /// The most we read.
        limit: u64,
    },
    /// It is compressed, and cut off or damaged.
    #[error("is damaged or cut off: {0}")]
    Damaged(String),
    /// Its first line does not name the columns of this format.
    #[error("does not begin with the columns of this format: {0}")]
    Header(String),
    /// It is of a format whose rows are taken back one by one.
    #[error("is never whole: what it no longer holds cannot be taken back by it")]
    NeverWhole,
    /// There is nothing in it.
    #[error("holds no rows")]
    Empty,
}

/// Returns the SHA-256 of the names and contents of files that are imported as one.
pub fn sha256_of_all<'a>(files: impl IntoIterator<Item = &'a ImportFile>) -> String {
    let mut digest = Sha256::new();
    for file in files {
        digest.update(format!("{} {}\n", file.sha256(), file.name()));
    }
    hex::encode(digest.finalize())
}

impl ImportFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// Refuses a file that cannot be read, or that is larger than 256 MB.
    pub fn open(path: &Path) -> Result<ImportFile, FileError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let unreadable = |error: io::Error| FileError::Unreadable(error.to_string());
        let file = fs::File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(FileError::TooLarge { limit: FILE_BYTES_MAX });
        }
        Ok(ImportFile::from_bytes(name, bytes))
    }

    /// Makes a file of `bytes`, for what does not come from a disk.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> ImportFile {
        ImportFile { name: name.into(), bytes: bytes.into() }
    }

    /// Returns its name, without the folders above.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the same file under a longer name, where the folder says something.
    pub fn named(self, name: impl Into<String>) -> ImportFile {
        ImportFile { name: name.into(), ..self }
    }

    /// Returns its bytes as they lay on the disk.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the SHA-256 of its bytes as they lay on the disk.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.bytes))
    }

    /// Returns its content, unpacked where it is compressed.
    ///
    /// # Errors
    /// Refuses a file that is damaged, or whose content has more than `bytes_max` bytes.
    pub fn unpacked(&self, bytes_max: u64) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let read = self.reader().take(bytes_max + 1).read_to_end(&mut bytes);
        read.map_err(|error| FileError::Damaged(error.to_string()))?;
        if bytes.len() as u64 > bytes_max { Err(FileError::TooLarge { limit: bytes_max }) } else { Ok(bytes) }
    }

    /// Reads its content, unpacked where the first bytes say that it is compressed by gzip, whatever its name.
    pub(super) fn reader(&self) -> Box<dyn BufRead + Send + '_> {
        const GZIP: [u8; 2] = [0x1f, 0x8b];
        if self.bytes.starts_with(&GZIP) {
            Box::new(BufReader::with_capacity(64 << 10, MultiGzDecoder::new(&self.bytes[..])))
        } else {
            Box::new(&self.bytes[..])
        }
    }
}
