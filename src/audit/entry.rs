//! What an entry says. Rules only.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{
    digest::Digest,
    name::{Action, Code},
    person::{DatumReference, PersonReference, Sealed},
};
use crate::platform::request::RequestId;

/// Who did what, on what, for whom, with what outcome.
///
/// There is no free text in it, so that there is no place for personal data to slip in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who did it.
    pub actor: Actor,
    /// For whom, under a mandate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acting_for: Option<PersonReference>,
    /// What was done, or tried.
    pub action: Action,
    /// On what.
    pub object: Object,
    /// What came of it.
    pub outcome: Outcome,
    /// In which request.
    #[serde(skip_serializing_if = "Option::is_none", default, with = "request")]
    pub request: Option<RequestId>,
    /// What the object was before, as far as it matters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub before: State,
    /// What it is since.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub after: State,
}

/// Fields of an object with their values.
pub type State = BTreeMap<Code, Value>;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person: a trader, a declarant, an officer.
    Person(PersonReference),
    /// A service account, by its id.
    Service(Code),
    /// The program itself, by the name of the task.
    System(Code),
}

/// What was acted on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What kind of thing it is (`publication`, `payment-notice`).
    pub kind: Code,
    /// Which one. Of a person or of personal data: the reference.
    pub id: Code,
}

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// The rules said no, with this code of `docs/errors.md`.
    Refused(Code),
    /// It could not be finished because of an accident.
    Failed,
}

/// A value that belongs to nobody, or the seal of one that does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A whole number: a count, or money in minor units. Written as a text, because the numbers of JSON end at 2^53.
    #[serde(with = "number")]
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A code, a status, a day.
    Code(Code),
    /// The SHA-256 of something too long to stand here. Never of personal data: short data is found by trying; seal it instead.
    Digest(Digest),
    /// Personal data kept elsewhere.
    Personal(Sealed),
}

impl Object {
    /// The kind of an object that is a person.
    pub const PERSON: Code = Code::named("person");
    /// The kind of an object that is a piece of personal data.
    pub const DATUM: Code = Code::named("personal-datum");

    /// Names a thing.
    pub fn new(kind: Code, id: Code) -> Object {
        Object { kind, id }
    }

    /// Names a person.
    pub fn person(person: PersonReference) -> Object {
        Object { kind: Self::PERSON, id: person.to_string().parse().expect("digits are a word") }
    }

    /// Names a piece of personal data.
    pub fn datum(datum: DatumReference) -> Object {
        Object { kind: Self::DATUM, id: datum.to_string().parse().expect("digits are a word") }
    }
}

impl Entry {
    /// Says that somebody did something.
    pub fn new(actor: Actor, action: Action, object: Object) -> Entry {
        let (before, after) = (State::new(), State::new());
        Entry { actor, acting_for: None, action, object, outcome: Outcome::Done, request: None, before, after }
    }

    /// Says for whom.
    #[must_use]
    pub fn acting_for(self, person: PersonReference) -> Entry {
        Entry { acting_for: Some(person), ..self }
    }

    /// Says what came of it, where it was not done.
    #[must_use]
    pub fn with_outcome(self, outcome: Outcome) -> Entry {
        Entry { outcome, ..self }
    }

    /// Says in which request.
    #[must_use]
    pub fn in_request(self, request: RequestId) -> Entry {
        Entry { request: Some(request), ..self }
    }

    /// Says what a field was before.
    #[must_use]
    pub fn before(mut self, field: Code, value: Value) -> Entry {
        self.before.insert(field, value);
        self
    }

    /// Says what a field is since.
    #[must_use]
    pub fn after(mut self, field: Code, value: Value) -> Entry {
        self.after.insert(field, value);
        self
    }

    /// Returns whom it is about: who acted, for whom, on whom, and whose data it names. Each once, in order.
    pub fn persons(&self) -> Vec<PersonReference> {
        let mut persons: Vec<PersonReference> = self.acting_for.into_iter().collect();
        if let Actor::Person(person) = self.actor {
            persons.push(person);
        }
        if self.object.kind == Object::PERSON {
            persons.extend(self.object.id.as_str().parse::<PersonReference>());
        }
        persons.extend(self.sealed().map(|sealed| sealed.person));
        persons.sort_unstable();
        persons.dedup();
        persons
    }

    /// Returns the seals of personal data in it.
    pub fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.before.values().chain(self.after.values()).filter_map(|value| match value {
            Value::Personal(sealed) => Some(sealed),
            _ => None,
        })
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(formatter, "person:{person}"),
            Self::Service(id) => write!(formatter, "service:{id}"),
            Self::System(task) => write!(formatter, "system:{task}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => formatter.write_str("done"),
            Self::Refused(code) => write!(formatter, "refused:{code}"),
            Self::Failed => formatter.write_str("failed"),
        }
    }
}

/// A whole number as a text.
mod number {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The id of a request as a text.
mod request {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::platform::request::RequestId;

    pub fn serialize<S: Serializer>(id: &Option<RequestId>, serializer: S) -> Result<S::Ok, S::Error> {
        match id {
            Some(id) => serializer.serialize_str(id.as_str()),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RequestId>, D::Error> {
        let text = String::deserialize(deserializer)?;
        RequestId::accept(&text).map(Some).ok_or_else(|| D::Error::custom("is not the id of a request"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u8) -> PersonReference {
        format!("{number:032x}").parse().expect("a reference")
    }

    #[test]
    fn an_entry_is_read_back_as_it_was_written() {
        let sealed = Sealed { reference: DatumReference::make(), person: person(3), digest: Digest::ZERO };
        let entry = Entry::new(Actor::Person(person(1)), Action::named("payment.settle"), Object::person(person(4)))
            .acting_for(person(2))
            .with_outcome(Outcome::Refused(Code::named("NOTICE_EXPIRED")))
            .in_request(RequestId::accept("7f3a-0001").expect("an id"))
            .before(Code::named("amount"), Value::Number(i64::MIN))
            .after(Code::named("paid"), Value::Flag(false))
            .after(Code::named("phone"), Value::Personal(sealed));
        let text = serde_json::to_string(&entry).expect("an entry is JSON");
        assert!(text.contains("\"number\":\"-9223372036854775808\""), "{text}");
        assert_eq!(serde_json::from_str::<Entry>(&text).expect("what was written"), entry);
        assert_eq!(entry.persons(), [person(1), person(2), person(3), person(4)]);
    }

    #[test]
    fn the_system_is_nobody() {
        let object = Object::new(Code::named("chain"), Code::named("ZZ"));
        let entry = Entry::new(Actor::System(Code::named("notary")), Action::named("audit.sign-head"), object);
        assert_eq!(entry.persons(), []);
    }
}
