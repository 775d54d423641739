//! Signing in: an address, a password and a second factor. Nobody is told which of them was wrong.

use std::net::IpAddr;

use vocabulary::{PersonId, Timestamp};

use super::{
    email::Email,
    lockout::{self, Attempt, Claim, Outcome, Scope},
    recovery::RecoveryCode,
    refusal::StaffRefusal,
    service::Staff,
    store::{self, Account},
    totp::{Of, TotpSecret},
};
use crate::{
    identity::{
        attempt,
        caller::Subject,
        code::{Digits, Network},
        session::{DeviceName, Means, NewDevice, TokenPair},
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier, random,
        refusal::Refusal,
        request::Arrival,
        secret::Secret,
    },
};

/// What comes with a sign-in, as the device sent it.
#[derive(Clone, Copy)]
pub struct StaffAsk<'a> {
    /// The address, as a person writes it. The proof is made for it.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// The proof of the device's key.
    pub proof: Option<&'a str>,
    /// The method of the request.
    pub method: &'a str,
    /// Where the request came from, once trusted proxies are taken off.
    pub address: Option<IpAddr>,
}

impl<'a> StaffAsk<'a> {
    /// Takes what the transport knows of a sign-in.
    pub fn of(arrival: &'a Arrival, email: &'a str, password: &'a str) -> StaffAsk<'a> {
        let proof = arrival.proof.as_ref().map(|proof| proof.reveal());
        StaffAsk { email, password, proof, method: arrival.method, address: arrival.address }
    }
}

/// What is asked for beside the password.
pub enum SecondFactor {
    /// The code that the app shows.
    Code(Digits),
    /// One of the codes that stand in for it.
    RecoveryCode(RecoveryCode),
}

impl SecondFactor {
    /// Takes a recovery code as somebody typed it.
    pub fn recovery_code(text: &str) -> SecondFactor {
        SecondFactor::RecoveryCode(RecoveryCode::typed(text))
    }

    fn means(&self) -> Means {
        match self {
            SecondFactor::Code(_) => Means::StaffPasswordTotp,
            SecondFactor::RecoveryCode(_) => Means::StaffPasswordRecovery,
        }
    }
}

impl Staff {
    /// Signs somebody of the staff in. An address without account, a wrong password and a wrong second factor get the same answer, by the
    /// same steps.
    ///
    /// # Errors
    /// Refuses as [`StaffRefusal`] says. Faults when the database cannot keep it.
    pub async fn sign_in(
        &self,
        ask: &StaffAsk<'_>,
        factor: &SecondFactor,
        name: DeviceName,
        now: Timestamp,
    ) -> Result<Result<TokenPair, StaffRefusal>, Fault> {
        let email: Email = match ask.email.parse() {
            Ok(email) => email,
            Err(_) => return Ok(Err(StaffRefusal::Email)),
        };
        let proven = match self.sessions.prove(ask.proof, ask.method, ask.email, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let account = store::account_of(self.database.connection(), &email).await?;
        let person = account.as_ref().map_or_else(nobody, |account| account.person);
        let subject = Subject::Person(person);
        let is_known = self.sessions.has_begun_by(subject, &proven.device, &Means::STRONG).await?;
        let attempt = Attempt { account: email.digest(), device: proven.device, network: Network::of(ask.address), is_known };
        let mut claim = match lockout::claim(&self.database, &attempt, now).await? {
            Ok(claim) => claim,
            Err(seconds) => return Ok(Err(self.refused(account.as_ref(), StaffRefusal::SignInLater { seconds }, now))),
        };
        let password_is_right = self.password_is_right(account.as_ref(), ask.password).await?;
        let step = self.step_of(account.as_ref(), factor, now)?;
        let takes_codes = self.takes_codes(&mut claim, attempt, password_is_right, now).await?;
        // Where the password was wrong, nobody's factor is used.
        let owner = if password_is_right { person } else { nobody() };
        let unit = self.database.begin().await?;
        let used = use_factor(&unit, owner, factor, step.filter(|_| takes_codes), now).await?;
        if !(password_is_right && used) {
            lockout::settle(&unit, &claim, Outcome::Failed).await?;
            database::commit(unit).await?;
            return Ok(Err(self.refused(account.as_ref(), StaffRefusal::SignInWrong, now)));
        }
        lockout::settle(&unit, &claim, Outcome::SignedIn).await?;
        let device = NewDevice { key: proven.key, name };
        let begun = self.sessions.begin_within(&unit, subject, &device, factor.means(), now).await?;
        database::commit(unit).await?;
        metrics::counter!("fingertip_staff_sign_ins_total", "outcome" => "SIGNED_IN").increment(1);
        self.sessions.give_tokens(begun, now).map(Ok)
    }

    /// Begins a session of whoever of the staff has an address that somebody else verified; nothing where nobody has.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn begin_as(
        &self,
        email: &Email,
        device: &NewDevice,
        means: Means,
        now: Timestamp,
    ) -> Result<Option<TokenPair>, Fault> {
        let unit = self.database.begin().await?;
        let Some(person) = store::hold_open(&unit, email).await? else {
            self.refused_by_provider(now);
            return Ok(None);
        };
        let begun = self.sessions.begin_within(&unit, Subject::Person(person), device, means, now).await?;
        database::commit(unit).await?;
        self.sessions.give_tokens(begun, now).map(Some)
    }

    /// Lets the audit log hear of somebody whom the identity provider did not show to be one of the staff.
    pub(in crate::identity) fn refused_by_provider(&self, now: Timestamp) {
        self.attempts.note(attempt::Attempt::at_account(None, StaffRefusal::OidcRefused.code()), now);
    }

    /// Counts a refusal, and lets the audit log hear of it.
    pub(super) fn refused(&self, account: Option<&Account>, refusal: StaffRefusal, now: Timestamp) -> StaffRefusal {
        metrics::counter!("fingertip_staff_sign_ins_total", "outcome" => refusal.code()).increment(1);
        self.attempts.note(attempt::Attempt::at_account(account.map(|account| account.person), refusal.code()), now);
        refusal
    }

    /// Compares the password, with a hash that is nobody's where there is no account.
    pub(super) async fn password_is_right(&self, account: Option<&Account>, password: &str) -> Result<bool, Fault> {
        let decoy = self.decoy.get_or_try_init(|| async {
            let unknown: [u8; 32] = random::bytes()?;
            self.hasher.hash(Secret::new(hex::encode(unknown)), random::bytes()?).await
        });
        let decoy = decoy.await?;
        let hash = account.map_or(decoy, |account| &account.password_hash);
        let is_of = self.hasher.is_of(hash.clone(), Secret::new(password.to_owned())).await?;
        Ok(is_of && account.is_some())
    }

    /// Returns the time step of a code, compared with a secret that is nobody's where there is no account.
    pub(super) fn step_of(&self, account: Option<&Account>, factor: &SecondFactor, now: Timestamp) -> Result<Option<i64>, Fault> {
        let vault = self.key_file.vault()?;
        let (of, sealed) = match account {
            Some(account) => (Of::Account(account.person), account.totp_sealed.clone()),
            None => {
                let of = Of::Account(nobody());
                let sealed = TotpSecret::draw()?.seal(vault, &of)?;
                (of, sealed)
            }
        };
        let secret = TotpSecret::unseal(vault, &of, &sealed)?;
        match factor {
            SecondFactor::Code(code) => secret.step_of(code, now),
            SecondFactor::RecoveryCode(_) => Ok(None),
        }
    }

    /// Says whether the code of an app is taken from this device. From one that is known it always is.
    async fn takes_codes(
        &self,
        claim: &mut Claim,
        Attempt { account, is_known, .. }: Attempt,
        password_is_right: bool,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        if is_known {
            return Ok(true);
        }
        let scope = if password_is_right { Scope::Code { account } } else { Scope::Decoy { account } };
        lockout::claim_code(&self.database, claim, scope, now).await
    }
}

/// Uses the second factor up; false where it is wrong or was used.
pub(super) async fn use_factor(
    unit: &Transaction,
    owner: PersonId,
    factor: &SecondFactor,
    step: Option<i64>,
    now: Timestamp,
) -> Result<bool, Fault> {
    match factor {
        // No step is before the first one: so nothing is used.
        SecondFactor::Code(_) => store::use_step(unit, owner, step.unwrap_or(-1)).await,
        SecondFactor::RecoveryCode(code) => store::use_recovery_code(unit, owner, &code.hash(owner), now).await,
    }
}

/// Returns the name of a person who is nobody.
fn nobody() -> PersonId {
    PersonId::new(identifier::new_number())
}
