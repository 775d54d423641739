//! Answers to what anybody may read, kept so that they can be shown without a network, and asked about by their tag. The newest pages, as they
//! came: no cache of objects, which makes answers slow and is never quite right.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::{host::HostServices, journal::Seal};

/// How many answers are kept.
const KEPT_MAX: usize = 64;
/// The largest that is worth keeping.
const BYTES_MAX: usize = 128 * 1024;
const PREFIX: &str = "cache-";

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// By what it can be asked whether it changed.
    pub etag: Option<String>,
    /// When the server said it last.
    pub as_of_ms: i64,
    /// The answer.
    pub body: String,
}

read::reads!(struct Kept { etag, as_of_ms, body });

/// Answers that are kept.
pub struct Cache {
    host: HostServices,
    seal: Seal,
    /// What there is, the one used longest ago first.
    names: Mutex<Vec<String>>,
}

impl Cache {
    /// Opens what is kept. What cannot be read is not there.
    pub fn open(host: &HostServices, seal: Seal) -> Cache {
        let listed = host.files.list().unwrap_or_default();
        let names = listed.into_iter().filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned));
        let names = names.filter(|name| !name.contains('.')).collect();
        Cache { host: host.clone(), seal, names: Mutex::new(names) }
    }

    /// Returns what is kept under a name.
    pub fn get(&self, name: &str) -> Option<Kept> {
        let file = format!("{PREFIX}{name}");
        // A cache that cannot be read is an empty one: the network has it.
        let sealed = self.host.files.read(&file).ok().flatten()?;
        let kept = read::from_slice(&self.seal.unseal(&file, &sealed)?).ok()?;
        self.touch(name);
        Some(kept)
    }

    /// Keeps an answer, and lets the one go that was used longest ago.
    pub fn put(&self, name: &str, kept: &Kept) {
        let file = format!("{PREFIX}{name}");
        let Ok(plain) = serde_json::to_vec(kept) else { return };
        let Ok(sealed) = self.seal.seal(&file, &plain, &self.host) else { return };
        // What cannot be kept is asked for again.
        if plain.len() > BYTES_MAX || self.host.files.replace(&file, &sealed).is_err() {
            return;
        }
        let gone = self.touch(name);
        for name in gone {
            let _ = self.host.files.remove(&format!("{PREFIX}{name}"));
        }
    }

    fn touch(&self, name: &str) -> Vec<String> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.retain(|known| known != name);
        names.push(name.to_owned());
        let beyond = names.len().saturating_sub(KEPT_MAX);
        names.drain(..beyond).collect()
    }
}
