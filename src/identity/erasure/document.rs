//! What we hold about a person, written as one document for them.

use serde::Serialize;
use serde_json::{Value, json};
use vocabulary::{PersonId, Timestamp};

use super::{holder::HeldPart, store::Held};
use crate::{audit::SubjectExport, identity::caller::Subject, platform::fault::Fault};

/// The bytes of a document at most: a phone has to take it in one answer.
pub const EXPORT_BYTES_MAX: usize = 1_048_576;
/// What the names of the lists and the brackets around them take.
const FRAME_BYTES: usize = 512;

/// What we hold about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedData {
    /// All of it, in JSON.
    pub document: String,
    /// Whether there is more than the document holds.
    pub more: bool,
}

/// Writes the document: who, then lists, each as long as there is room.
pub fn write(
    person: PersonId,
    held: Held,
    parts: Vec<HeldPart>,
    logged: SubjectExport,
    now: Timestamp,
) -> Result<ExportedData, Fault> {
    const DOING: &str = "writing what is held about a person";
    let head = json!({
        "writtenAt": now.to_string(),
        "person": Subject::Person(person).to_string(),
        "since": held.since.map(|since| since.to_string()),
        "phone": held.phone.as_ref().map(|phone| phone.phone.as_str()),
        "phoneProvenAt": held.phone.as_ref().and_then(|phone| Timestamp::from_microsecond(phone.proven_at).ok()).map(|at| at.to_string()),
        "messagesOfTwoDays": held.messages,
    });
    let kept = logged.data.iter().map(
        |datum| json!({ "kind": datum.kind.as_str(), "content": datum.content, "recordedAt": datum.recorded_at.to_string() }),
    );
    let acts = logged
        .entries
        .iter()
        .map(|link| Ok(json!({ "at": link.at.to_string(), "sequence": link.sequence, "entry": value(&link.entry, DOING)? })));
    let mut page = Page::begin(head, held.more || logged.more || parts.iter().any(|part| part.more));
    page.list("devices", held.devices.iter().map(|device| value(device, DOING)))?;
    page.list("sessions", held.sessions.iter().map(|session| value(session, DOING)))?;
    for part in parts {
        page.list(part.name, part.items.into_iter().map(Ok))?;
    }
    page.list("keptBesideTheLog", kept.map(Ok))?;
    page.list("acts", acts)?;
    Ok(page.end())
}

fn value(thing: &impl Serialize, doing: &'static str) -> Result<Value, Fault> {
    serde_json::to_value(thing).map_err(Fault::while_(doing))
}

/// A document in the making.
struct Page {
    written: Value,
    bytes: usize,
    more: bool,
}

impl Page {
    fn begin(head: Value, more: bool) -> Page {
        let bytes = head.to_string().len() + FRAME_BYTES;
        Page { written: head, bytes, more }
    }

    /// Adds as many items as there is room for.
    fn list(&mut self, name: &str, items: impl Iterator<Item = Result<Value, Fault>>) -> Result<(), Fault> {
        let mut list = Vec::new();
        for item in items {
            let item = item?;
            let bytes = item.to_string().len() + 1;
            if self.bytes + bytes > EXPORT_BYTES_MAX {
                self.more = true;
                break;
            }
            self.bytes += bytes;
            list.push(item);
        }
        self.written[name] = Value::Array(list);
        Ok(())
    }

    fn end(mut self) -> ExportedData {
        self.written["more"] = Value::Bool(self.more);
        ExportedData { document: self.written.to_string(), more: self.more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_holds_no_more_than_it_may_and_says_so() {
        let mut page = Page::begin(json!({ "person": "person:1" }), false);
        page.list("few", (0..3).map(|number| Ok(json!(number)))).expect("no fault");
        page.list("many", (0..2_000).map(|_| Ok(json!("x".repeat(1_000))))).expect("no fault");
        page.list("none", std::iter::empty()).expect("no fault");
        let ExportedData { document, more } = page.end();
        assert!(more);
        assert!((EXPORT_BYTES_MAX - 2_000..=EXPORT_BYTES_MAX).contains(&document.len()), "{}", document.len());
        let read: Value = serde_json::from_str(&document).expect("JSON");
        assert_eq!((&read["few"], &read["none"], &read["more"]), (&json!([0, 1, 2]), &json!([]), &json!(true)));
    }
}
