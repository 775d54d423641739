//! The use cases of companies: register one, confirm it, say who acts for it.

use vocabulary::{CompanyId, PersonId, SessionId, Timestamp};

use super::{
    company::{ADMINS_MAX, COMPANIES_MAX, Company, CompanyName, Standing, Tin},
    party::Party,
    refusal::Refusal,
    service::Mandates,
    store,
};
use crate::{
    audit::{Action, Code, Entry, Object},
    identity::{
        Subject,
        code::{Digits, Purpose},
        phone::PhoneNumber,
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier,
    },
};

const REGISTER: Action = Action::named("company.register");
const CONFIRM: Action = Action::named("company.confirm");
const ADD_ADMIN: Action = Action::named("company.add-admin");
const REMOVE_ADMIN: Action = Action::named("company.remove-admin");
/// What kind of thing a company is in the audit log.
const COMPANY: Code = Code::named("company");

impl Mandates {
    /// Registers a company that a person says they act for. Nothing can be done in its name until it is confirmed.
    ///
    /// # Errors
    /// Refuses a number that is confirmed for another registration, and one company too many. Faults when the database cannot keep it.
    pub async fn register_company(
        &self,
        person: PersonId,
        tin: Tin,
        name: CompanyName,
        now: Timestamp,
    ) -> Result<Result<Company, Refusal>, Fault> {
        let unit = self.database.begin().await?;
        if store::is_confirmed(&unit, tin.as_str()).await? {
            return Ok(Err(Refusal::TinTaken));
        }
        if store::companies_of(&unit, person).await?.len() >= COMPANIES_MAX {
            return Ok(Err(Refusal::TooMany { limit: COMPANIES_MAX }));
        }
        let company = Company { id: CompanyId::new(identifier::new_number()), tin, name, standing: Standing::Claimed };
        store::add_company(&unit, &company, now).await?;
        store::add_admin(&unit, company.id, person, now).await?;
        self.log_company(&unit, person, (REGISTER, company.id), None, now).await?;
        database::commit(unit).await?;
        Ok(Ok(company))
    }

    /// Confirms a company: an officer saw that whoever registered it acts for it.
    ///
    /// # Errors
    /// Refuses one that is unknown or administered by the officer, and a number that is confirmed already. Faults when the database cannot
    /// keep it.
    pub async fn confirm_company(
        &self,
        officer: PersonId,
        id: CompanyId,
        now: Timestamp,
    ) -> Result<Result<Company, Refusal>, Fault> {
        let unit = self.database.begin().await?;
        store::lock_company(&unit, id).await?;
        let Some(company) = store::company(&unit, id).await? else { return Ok(Err(Refusal::CompanyUnknown)) };
        if store::admins_of(&unit, id).await?.contains(&officer) {
            return Ok(Err(Refusal::Oneself));
        }
        if store::is_confirmed(&unit, company.tin.as_str()).await? || !store::confirm(&unit, &company, now).await? {
            return Ok(Err(Refusal::TinTaken));
        }
        self.log_company(&unit, officer, (CONFIRM, id), None, now).await?;
        database::commit(unit).await?;
        Ok(Ok(Company { standing: Standing::Confirmed { at: now }, ..company }))
    }

    /// Lists the companies that a person administers.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn companies(&self, person: PersonId) -> Result<Vec<Company>, Fault> {
        store::companies_of(&self.database.as_subject(&Subject::Person(person)).await?, person).await
    }

    /// Returns a company, whoever administers it.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn company(&self, id: CompanyId) -> Result<Option<Company>, Fault> {
        store::company(self.database.connection(), id).await
    }

    /// Makes whoever has a number an administrator too. The person who does it proves anew that they are who they are.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says; a number that nobody signed in with is as unusable as one that is none. Faults when the database
    /// cannot keep it.
    pub async fn add_admin(
        &self,
        caller: (PersonId, SessionId),
        id: CompanyId,
        (phone, code): (&PhoneNumber, &Digits),
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Fault> {
        let (person, _) = caller;
        if let Err(refusal) = self.speaks_for(person, Party::Company(id)).await? {
            return Ok(Err(refusal));
        }
        let Some(added) = self.identity.phones.person_of(phone).await? else {
            return Ok(Err(Refusal::Phone(crate::identity::phone::PhoneError)));
        };
        if let Err(refusal) = self.identity.phones.approve(caller, Purpose::Mandate, code, now).await? {
            return Ok(Err(refusal.into()));
        }
        let unit = self.database.begin().await?;
        store::lock_company(&unit, id).await?;
        if store::admins_of(&unit, id).await?.len() >= ADMINS_MAX {
            return Ok(Err(Refusal::TooMany { limit: ADMINS_MAX }));
        }
        store::add_admin(&unit, id, added, now).await?;
        self.log_company(&unit, person, (ADD_ADMIN, id), Some(added), now).await?;
        database::commit(unit).await?;
        Ok(Ok(()))
    }

    /// Lets an administrator leave, or takes another one away. One stays.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn remove_admin(
        &self,
        person: PersonId,
        id: CompanyId,
        removed: PersonId,
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Fault> {
        let unit = self.database.begin().await?;
        store::lock_company(&unit, id).await?;
        let admins = store::admins_of(&unit, id).await?;
        if !admins.contains(&person) || !admins.contains(&removed) {
            return Ok(Err(Refusal::CompanyUnknown));
        }
        if admins.len() == 1 {
            return Ok(Err(Refusal::LastAdministrator));
        }
        store::remove_admin(&unit, id, removed).await?;
        self.log_company(&unit, person, (REMOVE_ADMIN, id), Some(removed), now).await?;
        database::commit(unit).await?;
        Ok(Ok(()))
    }

    /// Lists the administrators of a company.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn admins(&self, id: CompanyId) -> Result<Vec<PersonId>, Fault> {
        store::admins_of(self.database.connection(), id).await
    }

    async fn log_company(
        &self,
        unit: &Transaction,
        by: PersonId,
        (action, id): (Action, CompanyId),
        about: Option<PersonId>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let object = Object::new(COMPANY, id.to_string().parse().expect("digits are a word"));
        let mut entry = Entry::new(Subject::Person(by).actor(), action, object).acting_for(Party::Company(id).reference());
        if let Some(person) = about {
            let named = person.to_string().parse().expect("digits are a word");
            entry = entry.after(Code::named("person"), crate::audit::Value::Code(named));
        }
        self.audit.append(unit, entry, now).await.map(drop)
    }
}
