//! What somebody of the staff changes of their own account: the password, and the app that shows the codes. Both are proven again first,
//! in a session that stands, and afterwards every other session of theirs is over. Row SEC-ADM-01.

use jiff::SignedDuration;
use vocabulary::{PersonId, SessionId, Timestamp};

use super::{
    email::Email,
    lockout::{self, Attempt, Outcome},
    password::Password,
    recovery::{CODES, RecoveryCode},
    refusal::StaffRefusal,
    service::{Enrolment, Staff},
    sign_in::{SecondFactor, use_factor},
    store::{self, Account},
    totp::{Of, TotpSecret},
};
use crate::{
    audit::{Action, Code},
    identity::{
        caller::Subject,
        code::{Digits, Network},
        deed,
        session::Ending,
        token::Thumbprint,
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        random,
    },
};

/// What the audit log says of a password that was changed.
const CHANGE_PASSWORD: Action = Action::named("staff.change-password");
/// What it says of an app that took the place of another.
const RENEW_APP: Action = Action::named("staff.renew-app");
/// What kind of thing a person is in it.
const PERSON: Code = Code::named("person");
/// How long a new app may take to be set up.
const APP_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Somebody of the staff proves anew who they are.
#[derive(Clone, Copy)]
pub struct Anew<'a> {
    /// Who signed in.
    pub person: PersonId,
    /// In which session.
    pub session: SessionId,
    /// The password they have.
    pub password: &'a str,
    /// The code of the app they have, or one that stands in for it.
    pub factor: &'a SecondFactor,
}

impl Staff {
    /// Changes a password. Every other session of the person ends.
    ///
    /// # Errors
    /// Refuses as [`StaffRefusal`] says. Faults when the database cannot keep it.
    pub async fn change_password(
        &self,
        anew: &Anew<'_>,
        chosen: &str,
        now: Timestamp,
    ) -> Result<Result<(), StaffRefusal>, Fault> {
        let Some((account, email)) = store::account_by_person(self.database.connection(), anew.person).await? else {
            return Ok(Err(StaffRefusal::AccountUnknown));
        };
        if chosen == anew.password {
            return Ok(Err(StaffRefusal::Password));
        }
        let chosen = match Password::choose(chosen, &email) {
            Ok(chosen) => chosen,
            Err(error) => return Ok(Err(error.into())),
        };
        // Before anything is locked: it takes as long as guessing has to.
        let hash = self.hasher.hash(chosen.into_secret(), random::bytes()?).await?;
        let unit = match self.proven(anew, &account, &email, now).await? {
            Ok(unit) => unit,
            Err(refusal) => return Ok(Err(refusal)),
        };
        store::put_password(&unit, anew.person, &hash).await?;
        self.end_others_and_commit(unit, (anew.person, anew.session), CHANGE_PASSWORD, now).await.map(Ok)
    }

    /// Begins to set up another app, or begins anew: the one before stays good until [`Staff::confirm_app`].
    ///
    /// # Errors
    /// Refuses as [`StaffRefusal`] says. Faults when the database cannot keep it.
    pub async fn renew_app(&self, anew: &Anew<'_>, now: Timestamp) -> Result<Result<Enrolment, StaffRefusal>, Fault> {
        let Some((account, email)) = store::account_by_person(self.database.connection(), anew.person).await? else {
            return Ok(Err(StaffRefusal::AccountUnknown));
        };
        let secret = TotpSecret::draw()?;
        let sealed = secret.seal(self.key_file.vault()?, &Of::Renewal(anew.person))?;
        let unit = match self.proven(anew, &account, &email, now).await? {
            Ok(unit) => unit,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let until = now.saturating_add(APP_LIFE).unwrap_or(Timestamp::MAX);
        store::put_next_app(&unit, anew.person, &sealed, until).await?;
        database::commit(unit).await?;
        Ok(Ok(Enrolment { uri: secret.uri(&self.issuer, &email)? }))
    }

    /// Lets another app take the place of the one before, once its code shows that it is set up. Every other session of the person ends;
    /// there are new recovery codes, and those before are worth nothing.
    ///
    /// # Errors
    /// Refuses as [`StaffRefusal`] says. Faults when the database cannot keep it.
    pub async fn confirm_app(
        &self,
        (person, session): (PersonId, SessionId),
        code: &Digits,
        now: Timestamp,
    ) -> Result<Result<Vec<String>, StaffRefusal>, Fault> {
        let unit = self.database.begin().await?;
        let Some(sealed) = store::lock_next_app(&unit, person, now).await? else {
            return Ok(Err(StaffRefusal::AppNotBegun));
        };
        let vault = self.key_file.vault()?;
        let secret = TotpSecret::unseal(vault, &Of::Renewal(person), &sealed)?;
        let Some(step) = secret.step_of(code, now)? else { return Ok(Err(StaffRefusal::CodeWrong)) };
        store::put_app(&unit, person, &secret.seal(vault, &Of::Account(person))?, step).await?;
        let codes = (0..CODES).map(|_| RecoveryCode::draw()).collect::<Result<Vec<_>, _>>()?;
        let hashes: Vec<_> = codes.iter().map(|code| code.hash(person)).collect();
        store::put_recovery_codes(&unit, person, &hashes).await?;
        self.end_others_and_commit(unit, (person, session), RENEW_APP, now).await?;
        Ok(Ok(codes.iter().map(RecoveryCode::reveal).collect()))
    }

    /// Compares the password and uses up the second factor, in a unit of work in which the rest is done. Failures of one session are
    /// counted by themselves: whoever took a session over may not guess on.
    async fn proven(
        &self,
        anew: &Anew<'_>,
        account: &Account,
        email: &Email,
        now: Timestamp,
    ) -> Result<Result<Transaction, StaffRefusal>, Fault> {
        let device = Thumbprint::stored(&format!("session:{}", anew.session));
        let attempt = Attempt { account: email.digest(), device, network: Network::of(None), is_known: true };
        let claim = match lockout::claim(&self.database, &attempt, now).await? {
            Ok(claim) => claim,
            Err(seconds) => return Ok(Err(self.refused(Some(account), StaffRefusal::SignInLater { seconds }, now))),
        };
        let is_right = self.password_is_right(Some(account), anew.password).await?;
        let step = self.step_of(Some(account), anew.factor, now)?;
        let unit = self.database.begin().await?;
        if is_right && use_factor(&unit, anew.person, anew.factor, step, now).await? {
            lockout::settle(&unit, &claim, Outcome::SignedIn).await?;
            return Ok(Ok(unit));
        }
        lockout::settle(&unit, &claim, Outcome::Failed).await?;
        database::commit(unit).await?;
        Ok(Err(self.refused(Some(account), StaffRefusal::SignInWrong, now)))
    }

    async fn end_others_and_commit(
        &self,
        unit: Transaction,
        (person, session): (PersonId, SessionId),
        action: Action,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let subject = Subject::Person(person);
        let by = deed::actor(subject);
        let ended = self.sessions.end_others_within(&unit, (subject, session), (Ending::Renewed, by.clone()), now).await?;
        self.audit.append(&unit, deed::entry(action, by, PERSON, person, Code::named("asked")), now).await?;
        database::commit(unit).await?;
        self.sessions.tell_ended(&ended, now);
        Ok(())
    }
}
