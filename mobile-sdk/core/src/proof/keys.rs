//! By which keys receipts are verified, and what is known of receipts that were given back. Both are kept, so that a phone verifies without a
//! network.

use std::sync::{Mutex, PoisonError};

use read::Word;
use receipt::{KeyList, Presented, PublicKey, PublishedKey, StatusList, Verdict, verify};
use vocabulary::{CountryCode, Timestamp};

use crate::{
    config::ClientConfig,
    error::{FingertipError, Signed},
    host::{Files, HostServices},
};

const SIGNED_KEYS: &str = "receipt-keys.signed";
const TOLD_KEYS: &str = "receipt-keys.json";
const CHANGES: &str = "receipt-changes.signed";

/// The keys of an administration, and what became of its receipts.
pub struct Keys {
    issuer: CountryCode,
    /// What signs lists; nothing where the list of keys is believed as the server tells it.
    root: Option<PublicKey>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    keys: Option<KeyList>,
    changes: Option<StatusList>,
}

impl Keys {
    /// Reads what is kept.
    ///
    /// # Errors
    /// When the configuration names no administration or no key; when the folder cannot be read.
    pub fn open(config: &ClientConfig, host: &HostServices) -> Result<Keys, FingertipError> {
        let issuer = config.jurisdiction.parse();
        let issuer =
            issuer.map_err(|_| FingertipError::invalid("jurisdiction", "COUNTRY_INVALID", "must be two capital letters"))?;
        let root = root_of(&config.receipt_trust_root)?;
        let file = |name| host.files.read(name).map_err(|failure| FingertipError::host("files", &failure));
        // What is kept and cannot be verified any more is asked for anew.
        let keys = match &root {
            Some(root) => file(SIGNED_KEYS)?.and_then(|bytes| KeyList::open(&bytes, root).ok()),
            None => file(TOLD_KEYS)?.and_then(|bytes| told(&bytes)),
        };
        let changes = match &root {
            Some(root) => file(CHANGES)?.and_then(|bytes| StatusList::open(&bytes, root).ok()),
            None => None,
        };
        let held =
            Held { keys: keys.filter(|keys| keys.issuer() == issuer), changes: changes.filter(|list| list.issuer() == issuer) };
        Ok(Keys { issuer, root, held: Mutex::new(held) })
    }

    /// Whether the list of keys is believed as the server tells it.
    pub fn believes_server(&self) -> bool {
        self.root.is_none()
    }

    /// Whose receipts are verified.
    pub fn issuer(&self) -> CountryCode {
        self.issuer
    }

    /// Verifies what somebody shows; nothing where no key is known yet.
    pub fn verify(&self, shown: &str) -> Option<(Verdict, i64)> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = held.keys.as_ref()?;
        Some((verify(Presented::Text(shown.trim()), keys, held.changes.as_ref()), keys.issued_at().as_millisecond()))
    }

    /// Takes a list of keys that the server told over TLS.
    pub fn take_told(&self, list: KeyList, files: &dyn Files) -> Result<(), FingertipError> {
        let written = serde_json::to_vec(&list).map_err(FingertipError::internal)?;
        files.replace(TOLD_KEYS, &written).map_err(|failure| FingertipError::host("files", &failure))?;
        self.held.lock().unwrap_or_else(PoisonError::into_inner).keys = Some(list);
        Ok(())
    }

    /// Takes a signed list of keys, and returns how many it has. An older one than is known is refused: it may lack that a key was stolen.
    pub fn take_signed_keys(&self, bytes: &[u8], files: &dyn Files) -> Result<i64, FingertipError> {
        let list = KeyList::open(bytes, self.root()?).map_err(forged)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if list.issuer() != self.issuer || held.keys.as_ref().is_some_and(|known| known.issued_at() > list.issued_at()) {
            return Err(forged("is of another administration, or older than the list that is known"));
        }
        files.replace(SIGNED_KEYS, bytes).map_err(|failure| FingertipError::host("files", &failure))?;
        let count = i64::try_from(list.keys().count()).unwrap_or(i64::MAX);
        held.keys = Some(list);
        Ok(count)
    }

    /// Takes a signed list of what became of receipts, and returns of when it is. An older one than is known is refused.
    pub fn take_signed_changes(&self, bytes: &[u8], files: &dyn Files) -> Result<i64, FingertipError> {
        let list = StatusList::open(bytes, self.root()?).map_err(forged)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if list.issuer() != self.issuer || held.changes.as_ref().is_some_and(|known| known.as_of() > list.as_of()) {
            return Err(forged("is of another administration, or older than the list that is known"));
        }
        files.replace(CHANGES, bytes).map_err(|failure| FingertipError::host("files", &failure))?;
        let as_of = list.as_of().as_millisecond();
        held.changes = Some(list);
        Ok(as_of)
    }

    /// Refuses where no key is set that signs lists.
    pub fn must_have_root(&self) -> Result<(), FingertipError> {
        self.root().map(drop)
    }

    fn root(&self) -> Result<&PublicKey, FingertipError> {
        let missing = || FingertipError::invalid("receipt_trust_root", "TRUST_ROOT_MISSING", "no key is set that signs lists");
        self.root.as_ref().ok_or_else(missing)
    }
}

/// The keys that the server told, as they were kept.
struct Told {
    issuer: Word<CountryCode>,
    issued_at: Word<Timestamp>,
    keys: Vec<ToldKey>,
}

read::reads!(struct Told { issuer, issued_at, keys });

struct ToldKey {
    public: Word<PublicKey>,
    from: Word<Timestamp>,
    until: Word<Timestamp>,
    revoked_at: Option<Word<Timestamp>>,
}

read::reads!(struct ToldKey { public, from, until, revoked_at });

fn told(kept: &[u8]) -> Option<KeyList> {
    let Told { issuer, issued_at, keys } = read::from_slice(kept).ok()?;
    let keys = keys.into_iter().map(|key| PublishedKey {
        public: key.public.0,
        from: key.from.0,
        until: key.until.0,
        revoked_at: key.revoked_at.map(|at| at.0),
    });
    KeyList::new(issuer.0, issued_at.0, keys.collect()).ok()
}

fn root_of(bytes: &[u8]) -> Result<Option<PublicKey>, FingertipError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let key = bytes.try_into().ok().and_then(|bytes| PublicKey::from_bytes(bytes).ok());
    let invalid =
        || FingertipError::invalid("receipt_trust_root", "KEY_INVALID", "must be the 32 bytes of a key of Ed25519, or empty");
    key.map(Some).ok_or_else(invalid)
}

fn forged(why: impl ToString) -> FingertipError {
    FingertipError::Integrity { what: Signed::Receipt, detail: why.to_string() }
}
