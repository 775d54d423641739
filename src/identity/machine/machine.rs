//! A machine, its keys, and what it may do. Rules only.

use std::{collections::BTreeSet, fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{MachineId, MachineKeyId, Timestamp};

use super::refusal::MachineRefusal;
use crate::{
    identity::{caller::Subject, token::Thumbprint},
    platform::policy::MachineScope,
};

/// How many machines one owner has at a time: an agent with a system for each trade, and a few to try things with.
pub const MACHINES_MAX: usize = 10;

/// A system that calls by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name in tokens and in the log; its `client_id`.
    pub id: MachineId,
    /// Whose it is.
    pub owner: Subject,
    /// What its owner calls it.
    pub name: MachineName,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// The keys that prove it, the oldest first.
    pub keys: Vec<MachineKey>,
}

/// A key by which a machine proves that it is itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineKey {
    /// Its name.
    pub id: MachineKeyId,
    /// How it proves.
    pub kind: KeyKind,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last proved something, to the minute; nothing where it never did.
    pub last_used_at: Option<Timestamp>,
}

/// How a key proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// By being shown: a client secret.
    Secret,
    /// By a signature, which only the machine can make: we have the public part.
    Signature(Thumbprint),
}

impl Machine {
    /// Returns when any of its keys last proved something.
    pub fn last_used_at(&self) -> Option<Timestamp> {
        self.keys.iter().filter_map(|key| key.last_used_at).max()
    }

    /// Says whether one more key may be added, of at most `keys_max`.
    ///
    /// # Errors
    /// Refuses where there are as many as may be, and a public key that is there already: it would be revoked in one place and go on in
    /// another.
    pub fn may_add(&self, kind: &KeyKind, keys_max: usize) -> Result<(), MachineRefusal> {
        if matches!(kind, KeyKind::Signature(_)) && self.keys.iter().any(|key| key.kind == *kind) {
            return Err(MachineRefusal::KeyKnown);
        }
        if self.keys.len() >= keys_max {
            return Err(MachineRefusal::TooManyKeys { limit: keys_max });
        }
        Ok(())
    }
}

/// What an owner calls a machine: one line of 1 to 60 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineName(Box<str>);

impl MachineName {
    const CHARACTERS_MAX: usize = 60;

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that names no machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not one line of 1 to 60 characters")]
pub struct MachineNameError;

impl FromStr for MachineName {
    type Err = MachineNameError;

    fn from_str(text: &str) -> Result<MachineName, MachineNameError> {
        let text = text.trim();
        let fits = (1..=Self::CHARACTERS_MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| MachineName(text.into())).ok_or(MachineNameError)
    }
}

/// Returns the word for a scope, in tokens' answers and in the contract alike.
const fn word(scope: MachineScope) -> &'static str {
    match scope {
        MachineScope::ReadOwn => "READ_OWN",
        MachineScope::Lodge => "LODGE",
        MachineScope::Pay => "PAY",
        MachineScope::AgencyData => "AGENCY_DATA",
    }
}

/// Returns the name of the field that tells of a scope in the audit log.
pub const fn field(scope: MachineScope) -> &'static str {
    match scope {
        MachineScope::ReadOwn => "read-own",
        MachineScope::Lodge => "lodge",
        MachineScope::Pay => "pay",
        MachineScope::AgencyData => "agency-data",
    }
}

/// Some things that a machine may do, at least one. Written as words parted by spaces (RFC 6749, section 3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(BTreeSet<MachineScope>);

/// A text that is no list of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not one or more scopes parted by spaces")]
pub struct ScopesError;

impl Scopes {
    /// Takes some; nothing where there is none.
    pub fn of(scopes: impl IntoIterator<Item = MachineScope>) -> Option<Scopes> {
        let scopes: BTreeSet<_> = scopes.into_iter().collect();
        (!scopes.is_empty()).then_some(Scopes(scopes))
    }

    /// Returns them in order.
    pub fn iter(&self) -> impl Iterator<Item = MachineScope> {
        self.0.iter().copied()
    }

    /// Says whether one of `others` is among these.
    pub fn meet(&self, others: &[MachineScope]) -> bool {
        others.iter().any(|scope| self.0.contains(scope))
    }

    /// Says whether all of `others` are among these.
    pub fn hold(&self, others: &Scopes) -> bool {
        others.0.is_subset(&self.0)
    }
}

impl FromStr for Scopes {
    type Err = ScopesError;

    fn from_str(text: &str) -> Result<Scopes, ScopesError> {
        let scope = |word| MachineScope::ALL.into_iter().find(|scope| self::word(*scope) == word).ok_or(ScopesError);
        let scopes: Result<BTreeSet<_>, _> = text.split(' ').map(scope).collect();
        Scopes::of(scopes?).ok_or(ScopesError)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, scope) in self.0.iter().enumerate() {
            let gap = if place == 0 { "" } else { " " };
            write!(formatter, "{gap}{}", word(*scope))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_that_we_know_parted_by_spaces() {
        let scopes: Scopes = "PAY READ_OWN PAY".parse().expect("two scopes");
        assert_eq!(scopes.to_string(), "READ_OWN PAY");
        assert!(
            scopes.meet(&[MachineScope::Lodge, MachineScope::Pay]) && !scopes.meet(&[MachineScope::Lodge]) && !scopes.meet(&[])
        );
        assert!(scopes.hold(&"PAY".parse().expect("one")) && !scopes.hold(&"LODGE PAY".parse().expect("two")));
        for text in ["", " ", "PAY  LODGE", "pay", "PAY,LODGE", "PAY\nLODGE", "ADMIN"] {
            assert_eq!(text.parse::<Scopes>(), Err(ScopesError), "{text:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_of_at_most_sixty_characters() {
        assert_eq!("  Warehouse 2 ".parse::<MachineName>().expect("a name").as_str(), "Warehouse 2");
        assert!("ü".repeat(60).parse::<MachineName>().is_ok());
        for text in ["", " ", "two\nlines", &"x".repeat(61)] {
            assert_eq!(text.parse::<MachineName>(), Err(MachineNameError), "{text:?}");
        }
    }

    #[test]
    fn one_key_too_many_and_one_that_is_there_already_are_not_added() {
        let key = |number, kind| MachineKey {
            id: MachineKeyId::new(number),
            kind,
            created_at: Timestamp::UNIX_EPOCH,
            last_used_at: None,
        };
        let signature = || KeyKind::Signature(Thumbprint::stored("own"));
        let machine = Machine {
            id: MachineId::new(1),
            owner: Subject::Person(vocabulary::PersonId::new(1)),
            name: "Warehouse".parse().expect("a name"),
            scopes: "LODGE".parse().expect("a scope"),
            created_at: Timestamp::UNIX_EPOCH,
            keys: vec![key(1, KeyKind::Secret), key(2, signature())],
        };
        assert_eq!(machine.may_add(&KeyKind::Secret, 3), Ok(()));
        assert_eq!(machine.may_add(&KeyKind::Secret, 2), Err(MachineRefusal::TooManyKeys { limit: 2 }));
        assert_eq!(machine.may_add(&signature(), 3), Err(MachineRefusal::KeyKnown));
    }
}
