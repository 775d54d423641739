//! Python packages, which are archives: what is inside is read, and nothing of it is run.

pub(crate) mod array;
pub(crate) mod protobuf;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::{Fault, mapped::Mapped};

/// The largest part that is unpacked: a little more than the largest a package we know has.
const PART_BYTES_MAX: u64 = 128 << 20;

/// Returns the SHA-256 of a file.
pub(crate) fn sha256(path: &Path) -> Result<String, Fault> {
    Ok(hex::encode(Sha256::digest(&*Mapped::open(path)?)))
}

/// An archive, of which parts are taken by their name.
pub(crate) struct Package<R>(ZipArchive<R>);

impl Package<File> {
    pub(crate) fn open(path: &Path) -> Result<Package<File>, Fault> {
        Package::over(File::open(path).map_err(Fault::unreadable(path))?)
    }
}

impl<R: Read + io::Seek> Package<R> {
    pub(crate) fn over(reader: R) -> Result<Package<R>, Fault> {
        Ok(Package(ZipArchive::new(reader)?))
    }

    /// Unpacks a part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        let part = self.0.by_name(name)?;
        let mut bytes = Vec::new();
        let read = part.take(PART_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(Fault::unreadable(name))?;
        if read as u64 > PART_BYTES_MAX {
            return Err(Fault::malformed(name));
        }
        Ok(bytes)
    }
}
