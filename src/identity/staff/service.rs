//! The use cases of accounts: the first one, activation, invitation, closing.

use std::sync::Arc;

use tokio::sync::OnceCell;
use vocabulary::{PersonId, Timestamp};

use super::{
    activation::{ACTIVATION_LIFE, ActivationToken, IssuedActivation},
    email::{DisplayName, Email},
    lockout,
    password::Password,
    recovery::{CODES, RecoveryCode},
    refusal::StaffRefusal,
    store::{self, Enrolled, For},
    totp::{Of, TotpSecret},
};
use crate::{
    audit::{Action, Actor, Audit, Code, Value},
    identity::{
        attempt::Attempts,
        caller::Subject,
        code::Digits,
        deed,
        hashing::Hasher,
        key::KeyFile,
        role::{RoleRefusal, Roles},
        session::{Ending, Means, Sessions},
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier, random,
    },
};

/// What the audit log says of a token for the first account.
const ISSUE: Action = Action::named("staff.issue-first-token");
/// What it says of a token for a colleague.
const INVITE: Action = Action::named("staff.invite");
/// What it says of an account that was opened.
const ACTIVATE: Action = Action::named("staff.activate");
/// What it says of an account that was closed.
const DEACTIVATE: Action = Action::named("staff.deactivate");
/// What kind of thing an activation is in it.
const ACTIVATION: Code = Code::named("staff-activation");
/// What kind of thing a person is in it.
const PERSON: Code = Code::named("person");

/// How many accounts a list shows at most.
pub const STAFF_LISTED_MAX: usize = 200;

/// The accounts of the staff. Cheap to clone.
#[derive(Clone)]
pub struct Staff {
    pub(super) database: Database,
    pub(super) audit: Audit,
    pub(super) attempts: Attempts,
    pub(super) sessions: Sessions,
    pub(super) roles: Roles,
    pub(super) key_file: KeyFile,
    pub(super) hasher: Hasher,
    /// The hash of a password that nobody knows, compared with where there is no account.
    pub(super) decoy: Arc<OnceCell<String>>,
    /// What an authenticator app calls us.
    pub(super) issuer: Arc<str>,
}

/// What somebody says of themselves when they begin an activation.
#[derive(Clone, Copy)]
pub struct Activating<'a> {
    /// The token they were handed.
    pub token: &'a str,
    /// Their address.
    pub email: &'a str,
    /// The name that colleagues read.
    pub name: &'a str,
    /// The password they chose.
    pub password: &'a str,
}

/// An activation that began. It has no `Debug`: the address holds the secret of the app.
pub struct Enrolment {
    /// The address by which an authenticator app takes over its secret.
    pub uri: String,
}

/// An account that was opened. It has no `Debug`: it holds the recovery codes.
pub struct Activated {
    /// Whose it is.
    pub person: PersonId,
    /// Ten codes that stand in for the app, each once: shown now and never again.
    pub recovery_codes: Vec<String>,
}

/// Somebody of the staff, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who it is.
    pub person: PersonId,
    /// Their address.
    pub email: Email,
    /// The name that colleagues read.
    pub name: DisplayName,
    /// When the account was opened.
    pub activated_at: Timestamp,
    /// When it was closed; nothing where it is open.
    pub deactivated_at: Option<Timestamp>,
}

impl Staff {
    /// Keeps accounts in `database`, and the secrets of apps encrypted under the key of `key_file`. Apps call us after the host of `issuer`.
    pub fn new(
        database: Database,
        (audit, attempts): (Audit, Attempts),
        sessions: Sessions,
        roles: Roles,
        (key_file, hasher): (KeyFile, Hasher),
        issuer: &str,
    ) -> Staff {
        // An app shows it, and a colon would part it.
        let host = issuer.split_once("://").map_or(issuer, |(_, host)| host);
        let host = host.split([':', '/']).next().filter(|host| !host.is_empty()).unwrap_or("Fingertip");
        Staff { database, audit, attempts, sessions, roles, key_file, hasher, decoy: Arc::default(), issuer: host.into() }
    }

    /// Issues the token of the first account, in place of the one before.
    ///
    /// # Errors
    /// Refuses where any account is open: from then on staff invite staff. Faults when the database cannot keep it.
    pub async fn first_token(&self, by: Actor, now: Timestamp) -> Result<Result<IssuedActivation, StaffRefusal>, Fault> {
        let unit = self.database.begin().await?;
        if store::any_open(&unit).await? {
            return Ok(Err(StaffRefusal::StaffExists));
        }
        let issued = self.issue(&unit, For::First, (ISSUE, by), now).await?;
        database::commit(unit).await?;
        Ok(Ok(issued))
    }

    /// Issues a token for a colleague, in place of the one before.
    ///
    /// # Errors
    /// Refuses a text that is no address, and an address that has an open account. Faults when the database cannot keep it.
    pub async fn invite(
        &self,
        by: PersonId,
        email: &str,
        now: Timestamp,
    ) -> Result<Result<IssuedActivation, StaffRefusal>, Fault> {
        let email: Email = match email.parse() {
            Ok(email) => email,
            Err(_) => return Ok(Err(StaffRefusal::Email)),
        };
        let unit = self.database.begin().await?;
        if store::account_of(&unit, &email).await?.is_some() {
            return Ok(Err(StaffRefusal::EmailTaken));
        }
        let actor = deed::actor(Subject::Person(by));
        let whom = For::Colleague { email: &email, invited_by: by };
        let issued = self.issue(&unit, whom, (INVITE, actor), now).await?;
        database::commit(unit).await?;
        Ok(Ok(issued))
    }

    /// Begins to activate an account, or begins anew: nothing is open until [`Staff::confirm`].
    ///
    /// # Errors
    /// Refuses as [`StaffRefusal`] says. Faults when the database cannot keep it.
    pub async fn activate(&self, activating: &Activating<'_>, now: Timestamp) -> Result<Result<Enrolment, StaffRefusal>, Fault> {
        let Some(token) = ActivationToken::read(activating.token) else { return Ok(Err(StaffRefusal::TokenUnknown)) };
        let (email, name, password) = match read(activating) {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(activation) = store::activation(self.database.connection(), &token.hash(), now).await? else {
            return Ok(Err(StaffRefusal::TokenUnknown));
        };
        if activation.is_first() && store::any_open(self.database.connection()).await? {
            return Ok(Err(StaffRefusal::TokenUnknown));
        }
        if activation.invited.is_some_and(|invited| invited != email) {
            return Ok(Err(StaffRefusal::EmailDiffers));
        }
        let secret = TotpSecret::draw()?;
        let enrolled = Enrolled {
            password_hash: self.hasher.hash(password.into_secret(), random::bytes()?).await?,
            totp_sealed: secret.seal(self.key_file.vault()?, &Of::Activation(&activation.id))?,
            email,
            name,
        };
        let holds = store::enrol(self.database.connection(), &token.hash(), &enrolled, now).await?;
        if !holds {
            return Ok(Err(StaffRefusal::TokenUnknown));
        }
        Ok(Ok(Enrolment { uri: secret.uri(&self.issuer, &enrolled.email)? }))
    }

    /// Opens an account, once the code of the app shows that it is set up. The token is used up.
    ///
    /// # Errors
    /// Refuses as [`StaffRefusal`] says. Faults when the database cannot keep it.
    pub async fn confirm(&self, token: &str, code: &Digits, now: Timestamp) -> Result<Result<Activated, StaffRefusal>, Fault> {
        let Some(token) = ActivationToken::read(token) else { return Ok(Err(StaffRefusal::TokenUnknown)) };
        let unit = self.database.begin().await?;
        let Some(activation) = store::lock_activation(&unit, &token.hash(), now).await? else {
            return Ok(Err(StaffRefusal::TokenUnknown));
        };
        // Of two tokens for the first account, the second to be confirmed is worth nothing.
        if activation.is_first() && store::any_open(&unit).await? {
            return Ok(Err(StaffRefusal::TokenUnknown));
        }
        let is_first = activation.is_first();
        let Some(enrolled) = activation.enrolled else { return Ok(Err(StaffRefusal::TokenUnknown)) };
        let vault = self.key_file.vault()?;
        let secret = TotpSecret::unseal(vault, &Of::Activation(&activation.id), &enrolled.totp_sealed)?;
        let Some(step) = secret.step_of(code, now)? else { return Ok(Err(StaffRefusal::CodeWrong)) };
        let before = store::person_of(&unit, &enrolled.email).await?;
        let person = match before {
            Some(person) => person,
            None => Sessions::add_person_within(&unit, now).await?,
        };
        let totp = (secret.seal(vault, &Of::Account(person))?, step);
        let is_opened = match before {
            Some(_) => store::reopen(&unit, person, &enrolled, totp, now).await?,
            None => store::open(&unit, person, &enrolled, totp, now).await?,
        };
        if !is_opened {
            return Ok(Err(StaffRefusal::EmailTaken));
        }
        let codes = (0..CODES).map(|_| RecoveryCode::draw()).collect::<Result<Vec<_>, _>>()?;
        let hashes: Vec<_> = codes.iter().map(|code| code.hash(person)).collect();
        store::put_recovery_codes(&unit, person, &hashes).await?;
        store::use_up(&unit, &token.hash()).await?;
        // Whoever opens the first account is the first admin. Another is appointed at the machine; from then on it takes two of them.
        if is_first && self.roles.grant_first_admin(&unit, person, now).await?.is_err() {
            return Ok(Err(StaffRefusal::TokenUnknown));
        }
        self.note_activation(&unit, person, &enrolled, now).await?;
        database::commit(unit).await?;
        Ok(Ok(Activated { person, recovery_codes: codes.iter().map(RecoveryCode::reveal).collect() }))
    }

    /// Closes an account: its sessions and its roles end at once, nobody signs in to it, and what it invited or proposed is worth nothing.
    ///
    /// # Errors
    /// Refuses where there is no such open account. Faults when the database cannot keep it.
    pub async fn deactivate(&self, by: PersonId, person: PersonId, now: Timestamp) -> Result<Result<(), StaffRefusal>, Fault> {
        let unit = self.database.begin().await?;
        if !store::close(&unit, person, now).await? {
            return Ok(Err(StaffRefusal::AccountUnknown));
        }
        store::take_back_invitations(&unit, person).await?;
        self.roles.end_all_within(&unit, person, by, now).await?;
        let by = deed::actor(Subject::Person(by));
        let ending = (Ending::Deactivated, by.clone());
        let ended = self.sessions.end_all_within(&unit, Subject::Person(person), ending, now).await?;
        self.audit.append(&unit, deed::entry(DEACTIVATE, by, PERSON, person, Code::named("asked")), now).await?;
        database::commit(unit).await?;
        self.sessions.tell_ended(&ended, now);
        Ok(Ok(()))
    }

    /// Makes the person of an open account an admin beside the first, because one alone could appoint nobody. For whoever sets the system
    /// up: it works while there is one admin.
    ///
    /// # Errors
    /// Refuses where there is no such open account. Faults when the database cannot keep it.
    pub async fn appoint_second_admin(
        &self,
        email: &Email,
        now: Timestamp,
    ) -> Result<Result<Result<PersonId, RoleRefusal>, StaffRefusal>, Fault> {
        let unit = self.database.begin().await?;
        let Some(person) = store::person_of(&unit, email).await? else { return Ok(Err(StaffRefusal::AccountUnknown)) };
        if !store::is_open(&unit, person).await? {
            return Ok(Err(StaffRefusal::AccountUnknown));
        }
        if let Err(refusal) = self.roles.grant_second_admin(&unit, person, now).await? {
            return Ok(Ok(Err(refusal)));
        }
        database::commit(unit).await?;
        Ok(Ok(Ok(person)))
    }

    /// Lists the accounts, those that are open first, at most [`STAFF_LISTED_MAX`].
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn members(&self) -> Result<Vec<StaffMember>, Fault> {
        store::members(self.database.connection(), STAFF_LISTED_MAX as u64).await
    }

    /// Says whether a session by these means makes its person one of the staff: the means are strong, and the account is open.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn is_staff(&self, person: PersonId, means: Means) -> Result<bool, Fault> {
        Ok(means.is_strong() && store::is_open(self.database.connection(), person).await?)
    }

    /// Forgets the failed sign-ins that do not count any more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn forget_attempts(&self, now: Timestamp) -> Result<(), Fault> {
        lockout::forget(self.database.connection(), now).await
    }

    async fn issue(
        &self,
        unit: &Transaction,
        whom: For<'_>,
        (action, by): (Action, Actor),
        now: Timestamp,
    ) -> Result<IssuedActivation, Fault> {
        let (id, token) = (identifier::new_reference(), ActivationToken::draw()?);
        store::put_activation(unit, (&id, &token.hash()), whom, now).await?;
        self.audit.append(unit, deed::entry(action, by, ACTIVATION, id, Code::named("issued")), now).await?;
        let expires_at = now.saturating_add(ACTIVATION_LIFE).unwrap_or(Timestamp::MAX);
        Ok(IssuedActivation { token: token.reveal().to_owned(), expires_at })
    }

    async fn note_activation(
        &self,
        unit: &Transaction,
        person: PersonId,
        enrolled: &Enrolled,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let reference = deed::reference(person);
        let (email, name) = (Code::named("email"), Code::named("display-name"));
        let kept_email = self.audit.keep(unit, reference, email.clone(), enrolled.email.reveal(), now).await?;
        let kept_name = self.audit.keep(unit, reference, name.clone(), enrolled.name.reveal(), now).await?;
        let by = deed::actor(Subject::Person(person));
        let entry = deed::entry(ACTIVATE, by, PERSON, person, Code::named("confirmed"))
            .after(email, Value::Personal(kept_email))
            .after(name, Value::Personal(kept_name));
        self.audit.append(unit, entry, now).await.map(drop)
    }
}

fn read(activating: &Activating<'_>) -> Result<(Email, DisplayName, Password), StaffRefusal> {
    let email = activating.email.parse()?;
    let name = activating.name.parse()?;
    let password = Password::choose(activating.password, &email)?;
    Ok((email, name, password))
}
