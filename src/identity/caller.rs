//! Who asks: a person, a service, or nobody we know.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{MachineId, PersonId, SessionId};

/// Whom a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A trader, an agent, an officer.
    Person(PersonId),
    /// A company's system, another authority's.
    Machine(MachineId),
}

/// A text that names no subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not person: or machine: with an id")]
pub struct SubjectError;

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, SubjectError> {
        match text.split_once(':') {
            Some(("person", id)) => id.parse().map(Subject::Person).map_err(|_| SubjectError),
            Some(("machine", id)) => id.parse().map(Subject::Machine).map_err(|_| SubjectError),
            _ => Err(SubjectError),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Person(id) => write!(formatter, "person:{id}"),
            Subject::Machine(id) => write!(formatter, "machine:{id}"),
        }
    }
}

/// Who makes a request. Resolvers find it in their context; whoever shows a token that is not good never becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Somebody who shows nothing.
    Anonymous,
    /// A person who signed in.
    Person {
        /// Who it is.
        person: PersonId,
        /// In which session.
        session: SessionId,
        /// How sure we are that the token has not left its device.
        possession: Possession,
    },
    /// A service.
    Machine {
        /// Which it is.
        machine: MachineId,
        /// In which session.
        session: SessionId,
        /// How sure we are that the token has not left its host.
        possession: Possession,
    },
}

/// How a token was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Possession {
    /// By whoever bears it.
    Borne,
    /// With a proof, made for this request, that the caller holds the key of its device.
    Proven,
}

impl Caller {
    /// Returns the caller that a token makes of a request.
    pub fn of(subject: Subject, session: SessionId, possession: Possession) -> Caller {
        match subject {
            Subject::Person(person) => Caller::Person { person, session, possession },
            Subject::Machine(machine) => Caller::Machine { machine, session, possession },
        }
    }

    /// Returns who it is and in which session, of somebody who signed in.
    pub fn signed_in(&self) -> Option<(Subject, SessionId)> {
        match *self {
            Caller::Anonymous => None,
            Caller::Person { person, session, .. } => Some((Subject::Person(person), session)),
            Caller::Machine { machine, session, .. } => Some((Subject::Machine(machine), session)),
        }
    }
}
