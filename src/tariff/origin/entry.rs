//! What is recorded: a scheme, or a rule for goods under it. Values only.

use duty::origin::{Key, ProductRule, Scheme, SchemeCode};
use vocabulary::Period;

/// What names an entry for good: its scheme, and its rule where it is one.
pub type OriginKey = (SchemeCode, Option<Key>);

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginBody {
    /// An agreement or another scheme of preferences.
    Scheme(Box<Scheme>),
    /// A rule for goods under it.
    Rule(Box<ProductRule>),
}

/// A revision to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrigin {
    /// What it says.
    pub body: OriginBody,
    /// The days it speaks for.
    pub validity: Period,
}

impl OriginBody {
    /// Returns what names it.
    pub fn key(&self) -> OriginKey {
        match self {
            Self::Scheme(scheme) => (scheme.code.clone(), None),
            Self::Rule(rule) => (rule.scheme.clone(), Some(rule.id.clone())),
        }
    }
}
