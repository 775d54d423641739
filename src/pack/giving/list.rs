//! What there is to fetch: of each pack the newest edition that holds, and the deltas that lead on from others.

use std::{collections::BTreeMap, io};

use pack::Manifest;
use serde::Serialize;

use super::{name::PackFile, shelf::Shelf};

/// How many packs are listed, and how many deltas of each, the newest first.
const PACKS_MAX: usize = 64;
const DELTAS_MAX: usize = 16;

/// The list, as it is sent. It is not signed: what it leads to is.
#[derive(Debug, Default, Serialize)]
pub struct Listed {
    /// The list of keys; nothing where there is none, and then no packs either.
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<ListedKeys>,
    packs: Vec<ListedPack>,
}

#[derive(Debug, Serialize)]
struct ListedKeys {
    seq: u64,
    #[serde(flatten)]
    file: ListedFile,
}

#[derive(Debug, Serialize)]
struct ListedPack {
    id: String,
    jurisdiction: String,
    languages: Vec<String>,
    seq: u64,
    created: String,
    expires: String,
    #[serde(flatten)]
    file: ListedFile,
    deltas: Vec<ListedDelta>,
}

#[derive(Debug, Serialize)]
struct ListedDelta {
    from: u64,
    seq: u64,
    #[serde(flatten)]
    file: ListedFile,
}

/// A file, its bytes, and the digest by which exactly that one can be asked for.
#[derive(Debug, Serialize)]
struct ListedFile {
    file: String,
    bytes: u64,
    digest: String,
}

impl Listed {
    /// Looks through the folder.
    pub fn of(shelf: &Shelf) -> io::Result<Listed> {
        let Some((seq, (bytes, digest))) = shelf.keys_seq().zip(shelf.keys_file()) else { return Ok(Listed::default()) };
        let keys = Some(ListedKeys { seq, file: ListedFile { file: PackFile::Keys.to_string(), bytes, digest } });
        let (mut packs, mut deltas) = (BTreeMap::new(), BTreeMap::<String, Vec<ListedDelta>>::new());
        for name in shelf.names()? {
            let Some((head, opened)) = shelf.pack(&name)? else { continue };
            if !shelf.holds(head.manifest.expires) {
                continue;
            }
            let file = ListedFile { file: name.to_string(), bytes: opened.metadata()?.len(), digest: hex::encode(head.digest) };
            match name {
                PackFile::Keys => {}
                // In the order of their numbers: the last one stays.
                PackFile::Whole { id, .. } => {
                    packs.insert(id.to_string(), ListedPack::of(&head.manifest, file));
                }
                PackFile::Delta { id, from, seq } => {
                    deltas.entry(id.to_string()).or_default().push(ListedDelta { from, seq, file })
                }
            }
        }
        let packs = packs.into_values().take(PACKS_MAX).map(|pack| {
            let mut deltas = deltas.remove(&pack.id).unwrap_or_default();
            deltas.sort_by_key(|delta| std::cmp::Reverse((delta.seq, delta.from)));
            deltas.truncate(DELTAS_MAX);
            ListedPack { deltas, ..pack }
        });
        Ok(Listed { keys, packs: packs.collect() })
    }
}

impl ListedPack {
    fn of(manifest: &Manifest, file: ListedFile) -> ListedPack {
        ListedPack {
            id: manifest.id.to_string(),
            jurisdiction: manifest.jurisdiction.to_string(),
            languages: manifest.languages.iter().map(ToString::to_string).collect(),
            seq: manifest.seq,
            created: manifest.created.to_string(),
            expires: manifest.expires.to_string(),
            file,
            deltas: Vec::new(),
        }
    }
}
