//! What each slice hands over when a person asks for what is held about them. Row SEC-PII-02.

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use vocabulary::PersonId;

use crate::platform::fault::Fault;

/// How many things of one kind a slice hands over.
pub const ITEMS_MAX: usize = 1_000;

/// Things of one kind that are held about a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeldPart {
    /// What they are called in the document.
    pub name: &'static str,
    /// The things, each as JSON.
    pub items: Vec<Value>,
    /// Whether there are more.
    pub more: bool,
}

/// A slice that holds something about people.
pub trait Holder: Send + Sync {
    /// Returns what is held about a person, at most [`ITEMS_MAX`] things of a kind.
    fn held(&self, person: PersonId) -> BoxFuture<'_, Result<Vec<HeldPart>, Fault>>;
}

impl HeldPart {
    /// Writes things as JSON, where one more than [`ITEMS_MAX`] says that there are more.
    ///
    /// # Errors
    /// Faults when one cannot be written.
    pub fn of<T: Serialize>(name: &'static str, things: impl IntoIterator<Item = T>) -> Result<HeldPart, Fault> {
        let items = things.into_iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
        let mut items = items.map_err(Fault::while_("writing what is held about a person"))?;
        let more = items.len() > ITEMS_MAX;
        items.truncate(ITEMS_MAX);
        Ok(HeldPart { name, items, more })
    }
}
