//! Public notices of what changes, with the change as data. Rules only. Source: WTO TFA Article 2.1; row PUB-M5.

use serde::{Deserialize, Serialize};
use vocabulary::{Date, FactId, HsCode};

use super::fact::Texts;

/// A public notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it is about.
    pub topic: Topic,
    /// How much it matters.
    pub severity: Severity,
    /// What it says.
    pub text: Texts,
    /// What changes, so that a machine can read it.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Topic {
    Fees,
    Tariff,
    Offices,
    Systems,
    Restrictions,
    Agreements,
    Quotas,
    Procedures,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Information,
    /// Costs time or money when missed.
    Warning,
    /// Has to be acted on at once.
    Urgent,
}

/// One value that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What sort of thing changes.
    pub of: Changed,
    /// The fact that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<FactId>,
    /// The HS code whose treatment changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<HsCode>,
    /// The value before; absent for what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value after; absent for what ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What both are counted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The first day of the value after.
    pub effective_on: Date,
}

/// What sort of thing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Changed {
    Fee,
    Duty,
    Office,
    Quota,
    Rule,
}

impl Notice {
    pub(super) fn check(&self) -> Result<(), String> {
        for change in &self.changes {
            if change.id.is_none() && change.code.is_none() {
                return Err("changes names neither a fact nor a code".to_owned());
            }
            if change.before == change.after {
                return Err("changes says that something stays as it is".to_owned());
            }
        }
        if self.topic == Topic::Fees && self.changes.is_empty() {
            // A notice that changes a fee without saying from what to what is no notice (PUB-M5).
            return Err("changes is empty, though the topic is fees".to_owned());
        }
        Ok(())
    }
}
