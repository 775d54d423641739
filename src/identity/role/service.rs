//! The use cases of roles, in the order an administration meets them.

use std::sync::Arc;

use vocabulary::{PersonId, RoleGrantId, Timestamp};

use super::{
    company::{Companies, NoCompanies},
    grant::{NewGrant, RoleGrant, Stage},
    refusal::RoleRefusal,
    staff::StaffRole,
    store,
};
use crate::{
    audit::{Action, Actor, Audit, Code, Entry, Object, Value},
    identity::{
        attempt::{Attempt, Attempts},
        caller::Subject,
        deed,
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier,
        outbox::{self, Outbox},
        pagination::PageSize,
        policy::{Role, RoleSet},
        refusal::Refusal,
    },
};

/// What the audit log says of a role that somebody wants another to have.
const PROPOSE: Action = Action::named("role.propose");
/// What it says of one that was agreed to.
const APPROVE: Action = Action::named("role.approve");
/// What it says of one that was taken back.
const REVOKE: Action = Action::named("role.revoke");
/// What it says of the first admins, whom nobody could appoint.
const APPOINT: Action = Action::named("role.appoint");
/// The outbox topic of a person whose roles changed; the subject is the person.
pub const CHANGED: &str = "identity.role_changed";

/// The roles of everybody. Cheap to clone.
#[derive(Clone)]
pub struct Roles {
    database: Database,
    outbox: Outbox,
    audit: Audit,
    attempts: Attempts,
    companies: Arc<dyn Companies>,
}

/// Which page of grants to read.
#[derive(Clone, Copy, Debug)]
pub struct GrantsRequest {
    /// Only those of this person.
    pub person: Option<PersonId>,
    /// How many.
    pub first: PageSize,
    /// Those older than this one.
    pub after: Option<RoleGrantId>,
}

impl Roles {
    /// Keeps roles in `database`. Nobody acts for a company until somebody tells who does.
    pub fn new(database: Database, outbox: Outbox, audit: Audit, attempts: Attempts) -> Roles {
        Roles { database, outbox, audit, attempts, companies: Arc::new(NoCompanies) }
    }

    /// Names who tells for which companies people act.
    #[must_use]
    pub fn with_companies(self, companies: Arc<dyn Companies>) -> Roles {
        Roles { companies, ..self }
    }

    /// Returns which of the roles in `wanted` a subject has at `now`. Nothing is asked for that is not wanted, and nothing remembered.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn held(&self, subject: Subject, wanted: RoleSet, now: Timestamp) -> Result<RoleSet, Fault> {
        let mut held = RoleSet::NONE.and(Role::Anonymous);
        let person = match subject {
            Subject::Machine(_) => return Ok(held.and(Role::Service).only(wanted)),
            Subject::Person(person) => person,
        };
        held = held.and(Role::Trader);
        if wanted.meets(RoleSet::NONE.and(Role::CompanyAdmin).and(Role::BrokerForCompany)) {
            held = held.or(self.companies.acting(person, now).await?.into());
        }
        if wanted.meets(StaffRole::set()) {
            let grants = self.standing(person, now).await?;
            held = grants.into_iter().map(|grant| Role::from(grant.granted.role)).fold(held, RoleSet::and);
        }
        Ok(held.only(wanted))
    }

    /// Returns the roles of staff that a person has at `now`, each with the office it is for.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn standing(&self, person: PersonId, now: Timestamp) -> Result<Vec<RoleGrant>, Fault> {
        store::standing(self.database.connection(), person, now).await
    }

    /// Makes a person the first admin, in the unit of work at hand. For whoever sets the system up: it works while there is no admin.
    ///
    /// # Errors
    /// Refuses where there is one. Faults when the database cannot keep it.
    pub async fn grant_first_admin(
        &self,
        unit: &Transaction,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Result<(), RoleRefusal>, Fault> {
        self.appoint(unit, person, 1, now).await
    }

    /// Makes another person an admin beside the first, in the unit of work at hand: one alone could appoint nobody, because that takes
    /// two. For whoever sets the system up: it works while there are fewer than two admins, also where the only one has left.
    ///
    /// # Errors
    /// Refuses where there are two, and where it is the same person. Faults when the database cannot keep it.
    pub async fn grant_second_admin(
        &self,
        unit: &Transaction,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Result<(), RoleRefusal>, Fault> {
        self.appoint(unit, person, 2, now).await
    }

    /// Proposes a role for a person. Nothing is granted before another admin agrees.
    ///
    /// # Errors
    /// Refuses as [`RoleRefusal`] says. Faults when the database cannot keep it.
    pub async fn propose(
        &self,
        by: PersonId,
        granted: NewGrant,
        now: Timestamp,
    ) -> Result<Result<RoleGrant, RoleRefusal>, Fault> {
        if granted.until.is_some_and(|until| until <= now) {
            return Ok(Err(RoleRefusal::Past));
        }
        let unit = self.database.begin().await?;
        if !is_admin(&unit, by, now).await? {
            return Ok(Err(RoleRefusal::Forbidden));
        }
        if !store::is_person(&unit, granted.person).await? {
            return Ok(Err(RoleRefusal::PersonUnknown));
        }
        let id = RoleGrantId::new(identifier::new_number());
        let grant = RoleGrant { id, granted, by: Some(by), at: now, stage: Stage::Proposed };
        store::add(&unit, &grant).await?;
        self.audit.append(&unit, entry(PROPOSE, person(by), &grant), now).await?;
        database::commit(unit).await?;
        Ok(Ok(grant))
    }

    /// Agrees to a role that another admin proposed for somebody else.
    ///
    /// # Errors
    /// Refuses as [`RoleRefusal`] says. Faults when the database cannot keep it.
    pub async fn approve(&self, by: PersonId, id: RoleGrantId, now: Timestamp) -> Result<Result<RoleGrant, RoleRefusal>, Fault> {
        let unit = self.database.begin().await?;
        if !is_admin(&unit, by, now).await? {
            return Ok(Err(RoleRefusal::Forbidden));
        }
        let Some(grant) = store::lock_grant(&unit, id).await? else { return Ok(Err(RoleRefusal::Unknown)) };
        if let Err(refusal) = grant.may_be_approved_by(by, now) {
            self.attempts.note(Attempt::at_grant(by, APPROVE, id, refusal.code()), now);
            return Ok(Err(refusal));
        }
        store::approve(&unit, id, by, now).await?;
        let grant = RoleGrant { stage: Stage::Approved { by: Some(by), at: now }, ..grant };
        self.store(unit, APPROVE, person(by), &grant, now).await?;
        Ok(Ok(grant))
    }

    /// Takes a role or a proposal back, from the next request on.
    ///
    /// # Errors
    /// Refuses as [`RoleRefusal`] says. Faults when the database cannot keep it.
    pub async fn revoke(&self, by: PersonId, id: RoleGrantId, now: Timestamp) -> Result<Result<RoleGrant, RoleRefusal>, Fault> {
        let unit = self.database.begin().await?;
        if !is_admin(&unit, by, now).await? {
            return Ok(Err(RoleRefusal::Forbidden));
        }
        let grant = match store::lock_grant(&unit, id).await? {
            Some(grant) if grant.is_open(now) || grant.stands(now) => grant,
            Some(_) | None => return Ok(Err(RoleRefusal::Unknown)),
        };
        store::revoke(&unit, id, by, now).await?;
        let grant = RoleGrant { stage: Stage::Revoked { by, at: now }, ..grant };
        self.store(unit, REVOKE, person(by), &grant, now).await?;
        Ok(Ok(grant))
    }

    /// Ends, in the unit of work at hand, every role that a person has or was proposed for, and what they proposed for others and nobody
    /// agreed to: for whoever closes their account.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn end_all_within(&self, unit: &Transaction, whose: PersonId, by: PersonId, now: Timestamp) -> Result<(), Fault> {
        let ending = store::lock_unrevoked(unit, whose).await?;
        let mut entries = Vec::with_capacity(ending.len());
        for grant in ending {
            store::revoke(unit, grant.id, by, now).await?;
            outbox::append(unit, CHANGED, &grant.granted.person.to_string(), now).await?;
            entries.push(entry(REVOKE, person(by), &grant).after(deed::BECAUSE, Value::Code(Code::named("deactivated"))));
        }
        self.audit.append_all(unit, entries, now).await
    }

    /// Returns a page of grants, the newest first, and whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, request: GrantsRequest) -> Result<(Vec<RoleGrant>, bool), Fault> {
        let count = request.first.get();
        let connection = self.database.connection();
        let mut grants = store::grants(connection, request.person, request.after, count as u64 + 1).await?;
        let more = grants.len() > count;
        grants.truncate(count);
        Ok((grants, more))
    }

    async fn appoint(
        &self,
        unit: &Transaction,
        person: PersonId,
        admins_below: u64,
        now: Timestamp,
    ) -> Result<Result<(), RoleRefusal>, Fault> {
        store::lock(unit).await?;
        let is_already = is_admin(unit, person, now).await?;
        if is_already || store::holders(unit, StaffRole::Admin, now).await? >= admins_below {
            return Ok(Err(RoleRefusal::AdminExists));
        }
        if !store::is_person(unit, person).await? {
            return Ok(Err(RoleRefusal::PersonUnknown));
        }
        let granted = NewGrant { person, role: StaffRole::Admin, office: None, until: None };
        let id = RoleGrantId::new(identifier::new_number());
        let grant = RoleGrant { id, granted, by: None, at: now, stage: Stage::Approved { by: None, at: now } };
        store::add(unit, &grant).await?;
        outbox::append(unit, CHANGED, &person.to_string(), now).await?;
        self.audit.append(unit, entry(APPOINT, Actor::System(Code::named("set-up")), &grant), now).await?;
        Ok(Ok(()))
    }

    async fn store(&self, unit: Transaction, action: Action, by: Actor, grant: &RoleGrant, now: Timestamp) -> Result<(), Fault> {
        outbox::append(&unit, CHANGED, &grant.granted.person.to_string(), now).await?;
        self.audit.append(&unit, entry(action, by, grant), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(())
    }
}

async fn is_admin(unit: &Transaction, person: PersonId, now: Timestamp) -> Result<bool, Fault> {
    let grants = store::standing(unit, person, now).await?;
    Ok(grants.iter().any(|grant| grant.granted.role == StaffRole::Admin))
}

fn person(person: PersonId) -> Actor {
    deed::actor(Subject::Person(person))
}

/// Says of a role what was done, to whom, and which grant it was. The office is a word that we made.
fn entry(action: Action, by: Actor, grant: &RoleGrant) -> Entry {
    let told = Entry::new(by, action, Object::person(deed::reference(grant.granted.person)))
        .after(Code::named("role"), Value::Code(Code::named(grant.granted.role.as_str())))
        .after(Code::named("grant"), Value::Code(deed::word(grant.id)));
    match &grant.granted.office {
        Some(office) => told.after(Code::named("office"), Value::Code(deed::word(office))),
        None => told,
    }
}
