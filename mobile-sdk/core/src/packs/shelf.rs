//! The packs of this phone: which there are, and how they come and go. A file is kept as it came; what it says is believed because of its
//! signature, so that it makes no difference which way it came (row MOB-N2).

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use pack::{FileKind, KeyList, Pack, PackError, TrustRoot};
use receipt::PublicKey;
use vocabulary::{CountryCode, Timestamp};

use crate::{
    config::ClientConfig,
    error::{FingertipError, Signed},
    host::{Files, HostServices},
};

const KEYS: &str = "pack-keys.signed";
const PREFIX: &str = "pack.";
/// How many packs there may be.
const PACKS_MAX: usize = 8;
/// The largest file that is looked at.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;

/// The packs of this phone.
pub struct Shelf {
    trust: Option<TrustRoot>,
    issuer: CountryCode,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    keys: Option<KeyList>,
    packs: BTreeMap<String, Shelved>,
}

/// A pack that is open, with how many deltas lie on top.
pub struct Shelved {
    /// The pack.
    pub pack: Pack<Vec<u8>>,
    /// How many deltas were added.
    pub deltas: usize,
}

impl Shelf {
    /// Opens what is kept. A pack that cannot be opened any more is passed over; the edition before it is tried.
    ///
    /// # Errors
    /// When the configuration has roots that are no keys; when the folder cannot be read.
    pub fn open(config: &ClientConfig, host: &HostServices) -> Result<Shelf, FingertipError> {
        let trust = trust_of(&config.pack_trust_root)?;
        let issuer = config.jurisdiction.parse();
        let issuer =
            issuer.map_err(|_| FingertipError::invalid("jurisdiction", "COUNTRY_INVALID", "must be two capital letters"))?;
        let mut held = Held::default();
        let files = &*host.files;
        let file = |name: &str| files.read(name).map_err(|failure| FingertipError::host("files", &failure));
        if let (Some(trust), Some(bytes)) = (&trust, file(KEYS)?) {
            held.keys = KeyList::open(&bytes, trust, None).ok();
        }
        if let Some(keys) = &held.keys {
            let now = instant(host.clock.now_ms());
            let listed = files.list().map_err(|failure| FingertipError::host("files", &failure))?;
            for id in listed.iter().filter_map(|name| name.strip_prefix(PREFIX)?.strip_suffix(".cpk")) {
                for edition in ["cpk", "before"] {
                    let opened = file(&named(id, edition))?.and_then(|bytes| Pack::open(bytes, keys).ok());
                    if let Some(pack) = opened.filter(|pack| pack.manifest().jurisdiction == issuer) {
                        let shelved = with_deltas(Shelved { pack, deltas: 0 }, id, keys, files, now)?;
                        held.packs.insert(id.to_owned(), shelved);
                        break;
                    }
                }
            }
        }
        Ok(Shelf { trust, issuer, held: Mutex::new(held) })
    }

    /// Takes a list of keys, signed by enough roots. An older one than is known is refused.
    pub fn take_keys(&self, signed: &[u8], files: &dyn Files) -> Result<(), FingertipError> {
        let missing = || FingertipError::invalid("pack_trust_root", "TRUST_ROOT_MISSING", "no keys are set that sign lists");
        let mut held = self.held();
        let list = KeyList::open(signed, self.trust.as_ref().ok_or_else(missing)?, held.keys.as_ref().map(KeyList::seq))
            .map_err(refused)?;
        files.replace(KEYS, signed).map_err(|failure| FingertipError::host("files", &failure))?;
        held.keys = Some(list);
        Ok(())
    }

    /// Returns the number of the list of keys; nothing where none is known.
    pub fn keys_seq(&self) -> Option<u64> {
        self.held().keys.as_ref().map(KeyList::seq)
    }

    /// Takes a whole pack, or a delta on top of one, and returns the name of the pack.
    pub fn take(&self, file: Vec<u8>, files: &dyn Files, now_ms: i64) -> Result<String, FingertipError> {
        if file.len() > BYTES_MAX {
            return Err(FingertipError::invalid("file", "PACK_TOO_LARGE", format!("must have at most {BYTES_MAX} bytes")));
        }
        let mut held = self.held();
        let Held { keys, packs } = &mut *held;
        let missing = || FingertipError::invalid("file", "PACK_KEYS_MISSING", "no list of keys is known: install that first");
        let keys = keys.as_ref().ok_or_else(missing)?;
        let now = instant(now_ms);
        match Pack::receive(file.clone(), keys, None, now) {
            Ok(pack) => self.take_whole(pack, &file, packs, files),
            // A delta is no whole pack.
            Err(PackError::Format) => take_delta(&file, keys, packs, files, now),
            Err(error) => Err(refused(error)),
        }
    }

    fn take_whole(
        &self,
        pack: Pack<Vec<u8>>,
        file: &[u8],
        packs: &mut BTreeMap<String, Shelved>,
        files: &dyn Files,
    ) -> Result<String, FingertipError> {
        let (id, seq) = (pack.manifest().id.as_str().to_owned(), pack.manifest().seq);
        if pack.manifest().jurisdiction != self.issuer || pack.manifest().kind != FileKind::Pack {
            return Err(refused(PackError::OtherPack));
        }
        let there = packs.get(&id);
        if let Some(installed) = there.map(|shelved| shelved.pack.manifest().seq).filter(|installed| seq <= *installed) {
            return Err(refused(PackError::RolledBack { found: seq, installed }));
        }
        if there.is_none() && packs.len() >= PACKS_MAX {
            return Err(FingertipError::invalid("file", "PACKS_TOO_MANY", format!("there may be {PACKS_MAX} packs: remove one")));
        }
        let failed = |failure| FingertipError::host("files", &failure);
        // The edition before stays, for the day on which the new one cannot be read.
        if let Some(before) = files.read(&named(&id, "cpk")).map_err(failed)? {
            files.replace(&named(&id, "before"), &before).map_err(failed)?;
        }
        files.replace(&named(&id, "cpk"), file).map_err(failed)?;
        remove_deltas(&id, files)?;
        packs.insert(id.clone(), Shelved { pack, deltas: 0 });
        Ok(id)
    }

    /// Takes a pack off.
    pub fn remove(&self, id: &str, files: &dyn Files) -> Result<(), FingertipError> {
        let missing = || FingertipError::NotFound {
            kind: "pack".to_owned(),
            id: id.to_owned(),
            detail: "no such pack is installed".to_owned(),
        };
        let mut held = self.held();
        held.packs.remove(id).ok_or_else(missing)?;
        remove_deltas(id, files)?;
        for edition in ["cpk", "before"] {
            files.remove(&named(id, edition)).map_err(|failure| FingertipError::host("files", &failure))?;
        }
        Ok(())
    }

    /// Looks at the packs, by their names.
    pub fn look<T>(&self, look: impl FnOnce(&BTreeMap<String, Shelved>) -> T) -> T {
        look(&self.held().packs)
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.held().packs.is_empty()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take_delta(
    file: &[u8],
    keys: &KeyList,
    packs: &mut BTreeMap<String, Shelved>,
    files: &dyn Files,
    now: Timestamp,
) -> Result<String, FingertipError> {
    let mut why = PackError::OtherPack;
    for (id, shelved) in packs.iter_mut() {
        match shelved.pack.apply(file, keys, now) {
            Ok(()) => {
                shelved.deltas += 1;
                let name = delta_name(id, shelved.deltas);
                files.replace(&name, file).map_err(|failure| FingertipError::host("files", &failure))?;
                return Ok(id.clone());
            }
            Err(PackError::OtherPack) => {}
            Err(error) => why = error,
        }
    }
    Err(refused(why))
}

/// Adds the deltas that are kept, until one does not fit.
fn with_deltas(
    mut shelved: Shelved,
    id: &str,
    keys: &KeyList,
    files: &dyn Files,
    now: Timestamp,
) -> Result<Shelved, FingertipError> {
    for number in 1..=pack::SEGMENTS_MAX {
        let Some(delta) = files.read(&delta_name(id, number)).map_err(|failure| FingertipError::host("files", &failure))? else {
            break;
        };
        if shelved.pack.apply(&delta, keys, now).is_err() {
            break;
        }
        shelved.deltas = number;
    }
    Ok(shelved)
}

fn remove_deltas(id: &str, files: &dyn Files) -> Result<(), FingertipError> {
    // The last first: a delta without the one before it is passed over.
    for number in (1..=pack::SEGMENTS_MAX).rev() {
        files.remove(&delta_name(id, number)).map_err(|failure| FingertipError::host("files", &failure))?;
    }
    Ok(())
}

fn named(id: &str, edition: &str) -> String {
    format!("{PREFIX}{id}.{edition}")
}

fn delta_name(id: &str, number: usize) -> String {
    format!("{PREFIX}{id}.delta{number}")
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MIN)
}

fn trust_of(roots: &[Vec<u8>]) -> Result<Option<TrustRoot>, FingertipError> {
    if roots.is_empty() {
        return Ok(None);
    }
    let invalid =
        || FingertipError::invalid("pack_trust_root", "KEY_INVALID", "must be the 32 bytes of keys of Ed25519, each once");
    let keys = roots.iter().map(|bytes| bytes.as_slice().try_into().ok().and_then(|bytes| PublicKey::from_bytes(bytes).ok()));
    let keys = keys.collect::<Option<Vec<_>>>().ok_or_else(invalid)?;
    // More than half of them: two of three.
    let threshold = keys.len() / 2 + 1;
    TrustRoot::new(keys, threshold).map(Some).ok_or_else(invalid)
}

/// What a refused file is to an app: damage and forgery alike are not to be believed; the rest says what to do.
fn refused(error: PackError) -> FingertipError {
    let detail = error.to_string();
    match error {
        PackError::RolledBack { .. } | PackError::NotNext { .. } | PackError::OtherPack => {
            FingertipError::invalid("file", "PACK_NOT_NEXT", detail)
        }
        PackError::TooManyDeltas(_) | PackError::OtherBase => FingertipError::invalid("file", "PACK_WHOLE_NEEDED", detail),
        PackError::Analysis { .. } => FingertipError::UpgradeRequired { min_version: String::new(), detail },
        PackError::NotYet(_) => FingertipError::invalid("file", "CLOCK_WRONG", detail),
        _ => FingertipError::Integrity { what: Signed::Pack, detail },
    }
}
