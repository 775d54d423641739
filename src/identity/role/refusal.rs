//! What giving and taking roles says no to.

use crate::platform::refusal::Refusal;

/// Why a role is not given or not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleRefusal {
    /// Whoever asks is no admin at this moment.
    Forbidden,
    /// There is no such person.
    PersonUnknown,
    /// There is no such grant of which this can be done: it never was, lapsed, or was agreed to or taken back already.
    Unknown,
    /// Whoever proposed a role or receives it cannot agree to it.
    SecondPersonNeeded,
    /// The role would end before it began.
    Past,
    /// There are as many admins as are needed to appoint others.
    AdminExists,
}

impl Refusal for RoleRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden => "FORBIDDEN",
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::Unknown => "ROLE_GRANT_UNKNOWN",
            Self::SecondPersonNeeded => "SECOND_PERSON_NEEDED",
            Self::Past => "ROLE_PAST",
            Self::AdminExists => "ADMIN_EXISTS",
        }
    }
}
