//! The folder, as it is now: which files are what their names say, signed by a key that the list has. Nothing is remembered, so that nothing is
//! given out that was taken away.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _},
    path::{Path, PathBuf},
};

use pack::{Head, KeyList};
use sha2::{Digest as _, Sha256};
use vocabulary::Timestamp;

use super::name::PackFile;
use crate::platform::offer::{FoundOffer, Offered};

/// How many names of the folder are looked at.
const NAMES_MAX: usize = 1_000;
/// How large a list of keys may be: its payload, and the signatures of all roots.
const LIST_BYTES_MAX: u64 = 16 << 10;
/// What packs and deltas are.
const PACK_TYPE: &str = "application/vnd.fingertip.pack";
/// What the list of keys is.
const LIST_TYPE: &str = "application/vnd.fingertip.pack-keys";

/// The folder at one instant.
pub struct Shelf {
    folder: PathBuf,
    now: Timestamp,
    keys: Option<(KeyList, Vec<u8>)>,
}

impl Shelf {
    /// Reads the list of keys. Without one nothing can be told from what somebody left there, and nothing is given out.
    pub fn open(folder: &Path, now: Timestamp) -> io::Result<Shelf> {
        let bytes = match File::open(folder.join(PackFile::Keys.to_string())) {
            Ok(file) => Some(beginning(&file, LIST_BYTES_MAX + 1)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let keys = bytes.and_then(|bytes| Some((KeyList::unverified(&bytes).ok()?.0, bytes)));
        if keys.is_none() {
            tracing::warn!(folder = %folder.display(), "no list of keys (keys.cpl) lies in the folder of packs: none is given out");
        }
        Ok(Shelf { folder: folder.to_owned(), now, keys })
    }

    /// Returns the number of the list of keys.
    pub fn keys_seq(&self) -> Option<u64> {
        self.keys.as_ref().map(|(list, _)| list.seq())
    }

    /// Returns the names that can be such of files of ours, in their order.
    pub fn names(&self) -> io::Result<Vec<PackFile>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries.take(NAMES_MAX) {
            names.extend(entry?.file_name().to_str().and_then(|name| name.parse::<PackFile>().ok()));
        }
        names.sort();
        Ok(names)
    }

    /// Opens a file that can be given out.
    pub fn open_file(&self, name: &PackFile) -> io::Result<FoundOffer> {
        if *name == PackFile::Keys {
            return self.key_list();
        }
        Ok(match self.pack(name)? {
            None => FoundOffer::Nothing,
            Some((head, _)) if head.manifest.expires <= self.now => FoundOffer::Over { code: "PACK_EXPIRED" },
            Some((head, file)) => FoundOffer::File(Offered {
                bytes: file.metadata()?.len(),
                file,
                file_name: name.to_string(),
                content_type: PACK_TYPE,
                digest: hex::encode(head.digest),
            }),
        })
    }

    /// Reads what stands before the parts of a pack or a delta; nothing where the file is not what its name says, or no key of the list signed
    /// it.
    pub fn pack(&self, name: &PackFile) -> io::Result<Option<(Head, File)>> {
        let Some((keys, _)) = &self.keys else { return Ok(None) };
        let mut file = match File::open(self.folder.join(name.to_string())) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let about = file.metadata()?;
        if !about.is_file() {
            return Ok(None);
        }
        let first = beginning(&file, Head::BYTES_MAX as u64)?;
        file.rewind()?;
        match Head::read(&first, about.len(), keys) {
            Ok(head) if name.is_of(&head.manifest) => Ok(Some((head, file))),
            Ok(_) => Ok(None),
            Err(error) => {
                tracing::warn!(%name, %error, "a file in the folder of packs is not given out");
                Ok(None)
            }
        }
    }

    fn key_list(&self) -> io::Result<FoundOffer> {
        let Some((_, bytes)) = &self.keys else { return Ok(FoundOffer::Nothing) };
        let mut file = tempfile::tempfile()?;
        io::Write::write_all(&mut file, bytes)?;
        file.rewind()?;
        Ok(FoundOffer::File(Offered {
            file,
            bytes: bytes.len() as u64,
            file_name: PackFile::Keys.to_string(),
            content_type: LIST_TYPE,
            digest: hex::encode(Sha256::digest(bytes)),
        }))
    }

    /// Returns how many bytes the list of keys has, and its digest.
    pub fn keys_file(&self) -> Option<(u64, String)> {
        self.keys.as_ref().map(|(_, bytes)| (bytes.len() as u64, hex::encode(Sha256::digest(bytes))))
    }

    /// Says whether something holds that ends at an instant.
    pub fn holds(&self, until: Timestamp) -> bool {
        self.now < until
    }
}

fn beginning(file: &File, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(bytes_max).read_to_end(&mut bytes)?;
    Ok(bytes)
}
