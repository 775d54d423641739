//! Forms that traders fill in. Rules only. Source: WTO TFA Article 1.2.1 (b).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{FactId, Language};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The number printed on it.
    pub number: String,
    /// The file in each language.
    pub files: BTreeMap<Language, FormFile>,
    /// The procedures that ask for it.
    #[serde(default)]
    pub used_in: Vec<FactId>,
}

/// A file that can be printed, and the hash by which anybody can tell that it is the one that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}

impl Form {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.number.is_empty() {
            return Err("number is empty".to_owned());
        }
        if self.files.is_empty() { Err("files names none".to_owned()) } else { Ok(()) }
    }
}
