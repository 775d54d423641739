//! Advance rulings, and how one follows from another. Rules only. Source: WTO TFA Article 3.

use serde::{Deserialize, Serialize};
use vocabulary::{FactId, HsCode};

use super::fact::Texts;

/// An advance ruling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// The number it is cited by.
    pub number: String,
    /// What it rules on.
    pub kind: RulingKind,
    /// The code of the goods.
    pub code: HsCode,
    /// What the goods are.
    pub facts: Texts,
    /// What was decided.
    pub decision: Texts,
    /// Why.
    pub reasons: Texts,
    /// Words to find it by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Whether it stands.
    pub status: RulingStatus,
    /// How it bears on other rulings.
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// The legal notes it stands on, each by its scope: `section:11`, `09`, `0901`.
    #[serde(default)]
    pub cites: Vec<String>,
    /// Whether what would name the applicant was taken out.
    #[serde(default)]
    pub redacted: bool,
}

/// What a ruling rules on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RulingKind {
    /// The code of the goods.
    Classification,
    /// Where they come from.
    Origin,
    /// What they are worth.
    Valuation,
}

/// Whether a ruling stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RulingStatus {
    /// It binds customs.
    InForce,
    /// Another ruling changed it.
    Modified,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

/// How a ruling bears on another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// How.
    pub kind: RelationKind,
    /// On which.
    pub ruling: FactId,
}

/// How a ruling bears on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// It changes a part of it.
    Modifies,
    /// It takes it back.
    Revokes,
    /// It stands in its place.
    Replaces,
    /// It relies on it.
    Cites,
}

impl Ruling {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.number.is_empty() { Err("number is empty".to_owned()) } else { Ok(()) }
    }
}
