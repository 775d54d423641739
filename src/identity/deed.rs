//! What identity tells the audit log: ids and codes alone, nothing personal and nothing secret.

use vocabulary::{CompanyId, PersonId};

use super::caller::Subject;
use crate::audit::{Action, Actor, Code, Entry, Object, PersonReference, Value};

/// Why, or with what outcome: the field of an entry that says so.
pub const BECAUSE: Code = Code::named("because");

/// Who can be somebody in the log.
pub trait Somebody: ToString {}

impl Somebody for PersonId {}

impl Somebody for CompanyId {}

/// Returns the name of a person or a company in the log.
pub fn reference(somebody: impl Somebody) -> PersonReference {
    somebody.to_string().parse().expect("both are 32 hexadecimal digits")
}

/// Returns the name of a subject as one who acts.
pub fn actor(subject: Subject) -> Actor {
    subject.actor()
}

impl Subject {
    /// Returns its name in the audit log.
    pub fn actor(self) -> Actor {
        match self {
            Subject::Person(person) => Actor::Person(reference(person)),
            Subject::Machine(machine) => Actor::Service(word(machine)),
        }
    }
}

/// Says that somebody did something to a thing of ours, and why.
pub fn entry(action: Action, by: Actor, kind: Code, id: impl ToString, because: Code) -> Entry {
    Entry::new(by, action, Object::new(kind, word(id))).after(BECAUSE, Value::Code(because))
}

/// Writes an id of ours as a word of the log.
pub fn word(id: impl ToString) -> Code {
    id.to_string().parse().expect("ids are digits and letters")
}
