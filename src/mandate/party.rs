//! Who gives a mandate, and who holds it. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{CompanyId, PersonId};

use crate::{audit::PersonReference, identity::reference};

/// A person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// A person who signed in.
    Person(PersonId),
    /// A company, for which its administrators act.
    Company(CompanyId),
}

/// A text that names no party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not person: or company: with an id")]
pub struct PartyError;

impl FromStr for Party {
    type Err = PartyError;

    fn from_str(text: &str) -> Result<Party, PartyError> {
        match text.split_once(':') {
            Some(("person", id)) => id.parse().map(Party::Person).map_err(|_| PartyError),
            Some(("company", id)) => id.parse().map(Party::Company).map_err(|_| PartyError),
            _ => Err(PartyError),
        }
    }
}

impl Party {
    /// Returns its name in the audit log.
    pub fn reference(self) -> PersonReference {
        match self {
            Party::Person(person) => reference(person),
            Party::Company(company) => reference(company),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Person(id) => write!(formatter, "person:{id}"),
            Party::Company(id) => write!(formatter, "company:{id}"),
        }
    }
}

/// The two sides of a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who is acted for.
    Principal,
    /// Who acts.
    Agent,
}

impl Side {
    /// Returns the word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Principal => "principal",
            Side::Agent => "agent",
        }
    }
}

impl FromStr for Side {
    type Err = PartyError;

    fn from_str(text: &str) -> Result<Side, PartyError> {
        match text {
            "principal" => Ok(Side::Principal),
            "agent" => Ok(Side::Agent),
            _ => Err(PartyError),
        }
    }
}
