//! The names that files are given out under: parsed, so that none leads out of the folder, and written in one way alone.

use std::{fmt, str::FromStr};

use pack::{FileKind, Manifest, PackId};

/// The list of keys.
const KEYS: &str = "keys.cpl";
/// How packs and deltas end.
const PACK: &str = ".cpk";

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackFile {
    /// The list of the keys that sign packs, as the roots signed it: `keys.cpl`.
    Keys,
    /// A whole pack: `zz-coffee-en.7.cpk`.
    Whole {
        /// Which.
        id: PackId,
        /// The number of its edition.
        seq: u64,
    },
    /// What changed since another edition: `zz-coffee-en.7-8.cpk`.
    Delta {
        /// Of which pack.
        id: PackId,
        /// Since which.
        from: u64,
        /// The number of its edition.
        seq: u64,
    },
}

/// A text that is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackFileError;

impl PackFile {
    /// Whether the file that is called so is what it says of itself.
    pub fn is_of(&self, manifest: &Manifest) -> bool {
        match (self, manifest.kind) {
            (PackFile::Whole { id, seq }, FileKind::Pack) => (id, seq) == (&manifest.id, &manifest.seq),
            (PackFile::Delta { id, from, seq }, FileKind::Delta { from: since }) => {
                (id, seq, *from) == (&manifest.id, &manifest.seq, since)
            }
            _ => false,
        }
    }
}

impl FromStr for PackFile {
    type Err = PackFileError;

    fn from_str(text: &str) -> Result<PackFile, PackFileError> {
        let file = read(text).ok_or(PackFileError)?;
        // One spelling: no sign, no leading zero.
        if file.to_string() == text { Ok(file) } else { Err(PackFileError) }
    }
}

fn read(text: &str) -> Option<PackFile> {
    if text == KEYS {
        return Some(PackFile::Keys);
    }
    let (id, edition) = text.strip_suffix(PACK)?.split_once('.')?;
    let id = id.parse().ok()?;
    match edition.split_once('-') {
        None => Some(PackFile::Whole { id, seq: edition.parse().ok()? }),
        Some((from, seq)) => Some(PackFile::Delta { id, from: from.parse().ok()?, seq: seq.parse().ok()? }),
    }
}

impl fmt::Display for PackFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PackFile::Keys => formatter.write_str(KEYS),
            PackFile::Whole { id, seq } => write!(formatter, "{id}.{seq}{PACK}"),
            PackFile::Delta { id, from, seq } => write!(formatter, "{id}.{from}-{seq}{PACK}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_no_other_way() {
        for name in ["keys.cpl", "zz-coffee-en.1.cpk", "zz.7-8.cpk"] {
            assert_eq!(name.parse::<PackFile>().expect("a name").to_string(), name);
        }
        for name in [
            "",
            ".",
            "..",
            "keys.cpl/",
            "../keys.cpl",
            "/etc/passwd",
            "zz/../x.1.cpk",
            "zz.cpk",
            "zz..cpk",
            "zz.01.cpk",
            "zz.+1.cpk",
            "zz.1-.cpk",
            "ZZ.1.cpk",
            "zz.1.cpk.new",
            "-zz.1.cpk",
            "zz.1-2-3.cpk",
            "zz.99999999999999999999.cpk",
            "zz.1.cpk\0",
            "zz%2f.1.cpk",
        ] {
            assert_eq!(name.parse::<PackFile>(), Err(PackFileError), "{name:?}");
        }
    }
}
