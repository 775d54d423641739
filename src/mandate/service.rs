//! What the use cases share, and what a person sees of their mandates.

use std::sync::Arc;

use vocabulary::{CompanyId, MandateId, PersonId, Timestamp};

use super::{
    company::Standing,
    mandate::{Agent, Mandate},
    party::{Party, Side},
    refusal::Refusal,
    scope::Consignment,
    store,
};
use crate::{
    audit::{Action, Audit, Code, Entry, Object},
    identity::{
        Identity, Subject,
        alert::{self, Alert},
        phone::PhoneNumber,
    },
    platform::{
        database::{Database, Transaction},
        fault::Fault,
        outbox::Outbox,
        pagination::PageSize,
    },
};

/// What kind of thing a mandate is in the audit log.
const MANDATE: Code = Code::named("mandate");

/// How many uses of a mandate are shown.
const USES_SHOWN: usize = 20;

/// Companies and mandates of one database. Cheap to clone.
#[derive(Clone)]
pub struct Mandates {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) audit: Audit,
    pub(super) identity: Arc<Identity>,
}

/// Which mandates of a person to list.
#[derive(Clone, Copy, Debug)]
pub struct MandatesRequest {
    /// On which side the person is.
    pub side: Side,
    /// The company they act for; nothing for all that is theirs.
    pub company: Option<CompanyId>,
    /// How many.
    pub first: PageSize,
    /// Those made before this one.
    pub after: Option<MandateId>,
}

/// Something that was done under a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateUse {
    /// What: the word of an [`super::Act`].
    pub act: String,
    /// For which consignment.
    pub consignment: Option<Consignment>,
    /// How much was paid, in minor units of the mandate's currency.
    pub amount_minor: Option<i64>,
    /// When.
    pub used_at: Timestamp,
}

impl Mandates {
    /// Keeps companies and mandates in `database`.
    pub fn new(database: Database, outbox: Outbox, audit: Audit, identity: Identity) -> Mandates {
        Mandates { database, outbox, audit, identity: Arc::new(identity) }
    }

    /// Lists the mandates that a person, or a company of theirs, gave or holds, and those that wait for their number; the newest first.
    /// Says whether there are more.
    ///
    /// # Errors
    /// Refuses a company that is not theirs. Faults when the database cannot be reached.
    pub async fn list(
        &self,
        person: PersonId,
        request: &MandatesRequest,
    ) -> Result<Result<(Vec<Mandate>, bool), Refusal>, Fault> {
        let mut theirs = self.parties_of(person).await?;
        let mut phone = self.identity.phones.number_of(person).await?;
        if let Some(company) = request.company {
            theirs.retain(|party| *party == Party::Company(company));
            phone = None;
            if theirs.is_empty() {
                return Ok(Err(Refusal::CompanyUnknown));
            }
        }
        let most = request.first.get();
        let unit = self.database.as_subject(&Subject::Person(person)).await?;
        let mut found = store::list(&unit, request.side, (&theirs, phone.as_ref()), request.after, most + 1).await?;
        let more = found.len() > most;
        found.truncate(most);
        Ok(Ok((found, more)))
    }

    /// Lists what was done last under a mandate of a person, on whichever side.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn uses(&self, mandate: MandateId) -> Result<Vec<MandateUse>, Fault> {
        store::uses(self.database.connection(), mandate, USES_SHOWN).await
    }

    /// Says whether somebody can have an account with customs: a company that is confirmed, a person who signed in by a phone.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn can_hold(&self, party: Party) -> Result<bool, Fault> {
        match party {
            Party::Person(person) => Ok(self.identity.phones.number_of(person).await?.is_some()),
            Party::Company(id) => {
                let company = store::company(self.database.connection(), id).await?;
                Ok(company.is_some_and(|company| company.is_confirmed()))
            }
        }
    }

    /// Returns the person and the companies they administer: all for whom they act without a mandate.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn parties_of(&self, person: PersonId) -> Result<Vec<Party>, Fault> {
        let companies = store::companies_of(self.database.connection(), person).await?;
        Ok(std::iter::once(Party::Person(person)).chain(companies.iter().map(|company| Party::Company(company.id))).collect())
    }

    /// Says whether a person acts for a party without a mandate; for a company, whether it is confirmed as well.
    pub(super) async fn speaks_for(&self, person: PersonId, party: Party) -> Result<Result<(), Refusal>, Fault> {
        Ok(match party {
            Party::Person(other) => (other == person).then_some(()).ok_or(Refusal::Unknown),
            Party::Company(id) => {
                let companies = store::companies_of(self.database.connection(), person).await?;
                match companies.iter().find(|company| company.id == id).map(|company| company.standing) {
                    Some(Standing::Confirmed { .. }) => Ok(()),
                    Some(Standing::Claimed) => Err(Refusal::CompanyNotConfirmed),
                    None => Err(Refusal::CompanyUnknown),
                }
            }
        })
    }

    /// Returns for whom a person speaks, and by what they are known. Asked before a unit of work begins, which then needs no second
    /// connection.
    pub(super) async fn speaker(&self, person: PersonId) -> Result<Speaker, Fault> {
        let parties = self.parties_of(person).await?;
        let phone = self.identity.phones.number_of(person).await?;
        Ok(Speaker { person, parties, phone })
    }

    /// Tells everybody who acts for a party, by SMS.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn tell(&self, unit: &Transaction, party: Party, alert: Alert, now: Timestamp) -> Result<(), Fault> {
        let people = match party {
            Party::Person(person) => vec![person],
            Party::Company(company) => store::admins_of(unit, company).await?,
        };
        for person in people {
            alert::send(unit, person, alert, now).await?;
        }
        Ok(())
    }

    /// Appends what a person did with a mandate to the audit log.
    pub(super) async fn log(
        &self,
        unit: &Transaction,
        person: PersonId,
        (action, mandate): (Action, &Mandate),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let object = Object::new(MANDATE, mandate.id.to_string().parse().expect("digits are a word"));
        let entry = Entry::new(Subject::Person(person).actor(), action, object).acting_for(mandate.principal.reference());
        self.audit.append(unit, entry, now).await.map(drop)
    }
}

/// A person, with all for whom they act without a mandate.
pub(super) struct Speaker {
    pub(super) person: PersonId,
    pub(super) parties: Vec<Party>,
    pub(super) phone: Option<PhoneNumber>,
}

impl Speaker {
    /// Returns on which side of a mandate the person is; the principal's where they are on both.
    pub(super) fn side_of(&self, mandate: &Mandate) -> Option<Side> {
        if self.parties.contains(&mandate.principal) {
            return Some(Side::Principal);
        }
        let is_agent = match &mandate.agent {
            Agent::Party(party) => self.parties.contains(party),
            Agent::Phone(phone) => self.phone.as_ref() == Some(phone),
        };
        is_agent.then_some(Side::Agent)
    }
}
