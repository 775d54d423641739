//! The use cases of keys: open them, sign and verify with them, replace them, hear that they were replaced elsewhere.

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwap;
use jiff::SignedDuration;
use thiserror::Error;
use vocabulary::Timestamp;

use super::{
    signing::{KeySet, NewKey, SigningKey, VerifyingKey},
    store::{self, KeptKey},
    vault::{KeyFile, Vault},
};
use crate::{
    audit::{Action, Actor, Audit, Code},
    identity::{
        deed,
        token::{ACCESS_SECONDS, LEEWAY_SECONDS},
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        outbox::{self, Outbox},
    },
};

/// The outbox topic of keys that were replaced; the subject is the key now in use.
pub const ROTATED: &str = "identity.keys_rotated";

/// What the audit log says of it.
const ROTATE: Action = Action::named("signing-key.rotate");
/// What kind of thing a key is in the audit log.
const SIGNING_KEY: Code = Code::named("signing-key");

/// How long a next key has been shown before it may sign: longer than anybody keeps the set of keys.
const SHOWN_SECONDS_MIN: i64 = 360;
/// How long another server may go on signing with a key that was taken out of use, until it hears of it.
const HEARD_SECONDS_MAX: i64 = 60;
/// How often a token that names a key we do not know makes us look for it.
const REREAD_SECONDS_MIN: i64 = 5;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// It will sign after the one in use: shown to others beforehand.
    Next,
    /// It signs.
    Current,
    /// It signed; what it signed holds for a while.
    Previous {
        /// When it went out of use.
        retired_at: Timestamp,
    },
}

impl KeyRole {
    pub(super) const CURRENT: &'static str = "current";
    pub(super) const NEXT: &'static str = "next";

    /// Returns from when on nothing that the key signed is good any more.
    fn until(self) -> Option<Timestamp> {
        let lasts = SignedDuration::from_secs(ACCESS_SECONDS + LEEWAY_SECONDS + HEARD_SECONDS_MAX);
        match self {
            KeyRole::Next | KeyRole::Current => None,
            KeyRole::Previous { retired_at } => Some(retired_at.saturating_add(lasts).unwrap_or(Timestamp::MAX)),
        }
    }
}

/// A text that is no role of a key in use.
#[derive(Clone, Copy, Debug, Error)]
#[error("is neither current nor next")]
pub struct KeyRoleError;

impl FromStr for KeyRole {
    type Err = KeyRoleError;

    fn from_str(text: &str) -> Result<Self, KeyRoleError> {
        match text {
            Self::CURRENT => Ok(KeyRole::Current),
            Self::NEXT => Ok(KeyRole::Next),
            _ => Err(KeyRoleError),
        }
    }
}

impl fmt::Display for KeyRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            KeyRole::Next => Self::NEXT,
            KeyRole::Current => Self::CURRENT,
            KeyRole::Previous { .. } => "previous",
        })
    }
}

/// A key as an operator is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// Its name, the `kid` of tokens.
    pub id: String,
    /// What it is for.
    pub role: KeyRole,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Why keys are not replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyRefusal {
    /// Others may not have seen the next key yet.
    #[error("the next key was made a short while ago and others may not know it yet: try again in {seconds} s")]
    NotYetKnown {
        /// In how many seconds they will.
        seconds: i64,
    },
    /// Somebody replaced them at the same time.
    #[error("the keys are being replaced by somebody else")]
    Replaced,
}

/// The keys of one server, over one database. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    shared: Arc<Shared>,
}

struct Shared {
    database: Database,
    outbox: Outbox,
    audit: Audit,
    key_file: KeyFile,
    held: ArcSwap<Held>,
    /// When a token last made us look for a key.
    looked_at: Mutex<Option<Timestamp>>,
}

/// The keys as they stood when they were read.
#[derive(Default)]
struct Held {
    verifying: Arc<KeySet>,
    signing: Option<Arc<SigningKey>>,
}

/// There is nothing to sign with.
#[derive(Debug, Error)]
#[error("the signing keys were not opened")]
struct NotOpened;

impl Keyring {
    /// Makes a keyring without keys; [`Keyring::open`] gets them.
    pub fn new(database: Database, outbox: Outbox, audit: Audit, key_file: KeyFile) -> Keyring {
        let (held, looked_at) = (ArcSwap::default(), Mutex::new(None));
        Keyring { shared: Arc::new(Shared { database, outbox, audit, key_file, held, looked_at }) }
    }

    /// Opens the key file and the keys, and makes those that are not there yet.
    ///
    /// # Errors
    /// Faults when the key file cannot be used, does not fit the keys of the database, or the database cannot be reached.
    pub async fn open(&self, now: Timestamp) -> Result<(), Fault> {
        let vault = self.vault()?;
        let keys = store::all(self.shared.database.connection()).await?;
        let lacking =
            [KeyRole::CURRENT, KeyRole::NEXT].into_iter().filter(|role| !keys.iter().any(|key| key.role.to_string() == *role));
        for role in lacking {
            let unit = self.shared.database.begin().await?;
            // Where another server makes it at the same time, one of the two is kept.
            make(&unit, vault, role, now).await?;
            database::commit(unit).await?;
        }
        self.reread().await
    }

    /// Reads the keys again.
    ///
    /// # Errors
    /// Faults when the database cannot be reached, or the key in use does not open with our key file.
    pub async fn reread(&self) -> Result<(), Fault> {
        let keys = store::all(self.shared.database.connection()).await?;
        let current = keys.iter().find(|key| key.role == KeyRole::Current);
        let signing = current.map(|key| self.unseal(key)).transpose()?.flatten().map(Arc::new);
        let verifying = keys.iter().map(|key| VerifyingKey::new(&key.id, key.public, key.role.until())).collect();
        self.shared.held.store(Arc::new(Held { verifying: Arc::new(KeySet::of(verifying)), signing }));
        Ok(())
    }

    /// Reads the keys again because a token names one that we do not know, unless that happened a moment ago. Returns whether it did.
    ///
    /// # Errors
    /// As [`Keyring::reread`].
    pub async fn look_for_unknown(&self, now: Timestamp) -> Result<bool, Fault> {
        let is_due = {
            let mut looked_at = self.shared.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
            let is_due = looked_at.is_none_or(|then| (now.as_second() - then.as_second()).abs() >= REREAD_SECONDS_MIN);
            if is_due {
                *looked_at = Some(now);
            }
            is_due
        };
        if is_due {
            self.reread().await?;
        }
        Ok(is_due)
    }

    /// Returns the keys that verify.
    pub fn verifying(&self) -> Arc<KeySet> {
        self.shared.held.load().verifying.clone()
    }

    /// Returns the key that signs.
    ///
    /// # Errors
    /// Faults when the keys were not opened.
    pub fn signing(&self) -> Result<Arc<SigningKey>, Fault> {
        self.shared.held.load().signing.clone().ok_or_else(|| Fault::while_("signing a token")(NotOpened))
    }

    /// Lists the keys, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self) -> Result<Vec<ListedKey>, Fault> {
        let keys = store::all(self.shared.database.connection()).await?;
        Ok(keys.into_iter().map(|key| ListedKey { id: key.id, role: key.role, made_at: key.made_at }).collect())
    }

    /// Replaces the keys: the next one signs from now on, the one in use verifies until its last token is over, a new one is next.
    /// Returns the key that signs now.
    ///
    /// # Errors
    /// Refuses as [`KeyRefusal`] says. Faults when the database cannot be reached or the key file does not fit the keys.
    pub async fn rotate(&self, by: Actor, now: Timestamp) -> Result<Result<String, KeyRefusal>, Fault> {
        let vault = self.vault()?;
        let unit = self.shared.database.begin().await?;
        let in_use = store::lock_in_use(&unit).await?;
        let find = |role| in_use.iter().find(|key| key.role == role);
        let (Some(current), Some(next)) = (find(KeyRole::Current), find(KeyRole::Next)) else {
            return Ok(Err(KeyRefusal::Replaced));
        };
        let shown_seconds = now.as_second() - next.made_at.as_second();
        if shown_seconds < SHOWN_SECONDS_MIN {
            return Ok(Err(KeyRefusal::NotYetKnown { seconds: SHOWN_SECONDS_MIN - shown_seconds }));
        }
        // A key that does not open here would not open where it has to sign.
        self.unseal(next)?;
        store::retire(&unit, &current.id, now).await?;
        store::promote(&unit, &next.id).await?;
        make(&unit, vault, KeyRole::NEXT, now).await?;
        if let Ok(long_ago) = now.checked_sub(SignedDuration::from_hours(24)) {
            store::forget_retired_before(&unit, long_ago).await?;
        }
        outbox::append(&unit, ROTATED, &next.id, now).await?;
        let entry = deed::entry(ROTATE, by, SIGNING_KEY, format!("key:{}", next.id), Code::named("rotated"));
        self.shared.audit.append(&unit, entry, now).await?;
        let id = next.id.clone();
        database::commit(unit).await?;
        self.shared.outbox.wake();
        self.reread().await?;
        Ok(Ok(id))
    }

    fn vault(&self) -> Result<&Vault, Fault> {
        self.shared.key_file.vault()
    }

    fn unseal(&self, key: &KeptKey) -> Result<Option<SigningKey>, Fault> {
        let Some(sealed) = &key.sealed else { return Ok(None) };
        let private = self.vault()?.unseal(&key.id, sealed)?;
        Ok(Some(SigningKey::kept(&key.id, &private)))
    }
}

async fn make(unit: &Transaction, vault: &Vault, role: &'static str, now: Timestamp) -> Result<(), Fault> {
    let NewKey { id, public, private } = SigningKey::make()?;
    let sealed = vault.seal(&id, private.reveal())?;
    store::add(unit, role, (&id, &public, &sealed), now).await
}
