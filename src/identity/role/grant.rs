//! One role of one officer, from the proposal to its end. Rules only.

use jiff::SignedDuration;
use vocabulary::{FactId, PersonId, RoleGrantId, Timestamp};

use super::{refusal::RoleRefusal, staff::StaffRole};

/// For how many hours a proposal may be agreed to: a week. What was forgotten is not agreed to by mistake a year later.
const PROPOSED_HOURS_MAX: i64 = 7 * 24;

/// A role that somebody is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    /// Who.
    pub person: PersonId,
    /// Which role.
    pub role: StaffRole,
    /// At which office alone; nothing for all of them.
    pub office: Option<FactId>,
    /// Until when; nothing for no end.
    pub until: Option<Timestamp>,
}

/// A role that somebody has, had, or is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// Its name.
    pub id: RoleGrantId,
    /// What was granted, and to whom.
    pub granted: NewGrant,
    /// Who proposed it; nothing where it was granted at the machine itself, to the first admins.
    pub by: Option<PersonId>,
    /// When it was proposed.
    pub at: Timestamp,
    /// What became of the proposal.
    pub stage: Stage,
}

/// How far a grant has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Somebody has to agree.
    Proposed,
    /// It was agreed to.
    Approved {
        /// By whom; nothing where it was granted at the machine itself.
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// It was taken back, whether or not it had been agreed to.
    Revoked {
        /// By whom.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
}

impl RoleGrant {
    /// Returns whether the officer has the role at `now`.
    pub fn stands(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Approved { .. }) && !self.is_past(now)
    }

    /// Returns whether it can still be agreed to at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        let lapses = self.at.saturating_add(SignedDuration::from_hours(PROPOSED_HOURS_MAX)).unwrap_or(Timestamp::MAX);
        self.stage == Stage::Proposed && !self.is_past(now) && now < lapses
    }

    /// Decides whether `person` may agree to it.
    ///
    /// # Errors
    /// Refuses what is not open, and whoever proposed it or receives it. Source: row SEC-AZ-06.
    pub fn may_be_approved_by(&self, person: PersonId, now: Timestamp) -> Result<(), RoleRefusal> {
        if !self.is_open(now) {
            return Err(RoleRefusal::Unknown);
        }
        let is_own = self.by == Some(person) || self.granted.person == person;
        if is_own { Err(RoleRefusal::SecondPersonNeeded) } else { Ok(()) }
    }

    fn is_past(&self, now: Timestamp) -> bool {
        self.granted.until.is_some_and(|until| until <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("an instant")
    }

    fn person(number: u128) -> PersonId {
        PersonId::new(number)
    }

    /// Proposed by 1 for 2.
    fn grant(stage: Stage, until: Option<Timestamp>) -> RoleGrant {
        let granted = NewGrant { person: person(2), role: StaffRole::Cashier, office: None, until };
        RoleGrant { id: RoleGrantId::new(9), granted, by: Some(person(1)), at: at(0), stage }
    }

    #[test]
    fn a_role_is_agreed_to_by_a_third_person_within_a_week_and_once() {
        let approved = Stage::Approved { by: Some(person(3)), at: at(1) };
        let revoked = Stage::Revoked { by: person(3), at: at(1) };
        let (unknown, second) = (Err(RoleRefusal::Unknown), Err(RoleRefusal::SecondPersonNeeded));
        for (name, stage, until, by, second_of_day, expected) in [
            ("another", Stage::Proposed, None, 3, 0, Ok(())),
            ("its maker", Stage::Proposed, None, 1, 0, second),
            ("whoever receives it", Stage::Proposed, None, 2, 0, second),
            ("another, just in time", Stage::Proposed, None, 3, 7 * 24 * HOUR - 1, Ok(())),
            ("another, after a week", Stage::Proposed, None, 3, 7 * 24 * HOUR, unknown),
            ("another, after its own end", Stage::Proposed, Some(at(5)), 3, 5, unknown),
            ("another, again", approved.clone(), None, 4, 2, unknown),
            ("another, after it was taken back", revoked.clone(), None, 4, 2, unknown),
        ] {
            assert_eq!(grant(stage, until).may_be_approved_by(person(by), at(second_of_day)), expected, "{name}");
        }
        assert!(grant(approved.clone(), None).stands(at(HOUR)));
        assert!(grant(approved.clone(), Some(at(5))).stands(at(4)) && !grant(approved, Some(at(5))).stands(at(5)));
        assert!(!grant(Stage::Proposed, None).stands(at(0)) && !grant(revoked, None).stands(at(2)));
    }
}
