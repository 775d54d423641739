//! The use cases of passkeys: register one, sign in with one, remove one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};
use vocabulary::{PasskeyId, PersonId, SessionId, Timestamp};

use super::{
    ceremony::{self, Shown},
    challenge::{self, CHALLENGE_MINUTES, Given, Purpose, UserVerification},
    cose,
    credential::{Assertion, Registration},
    distrust::Distrust,
    passkey::{PASSKEYS_MAX, Passkey, user_handle},
    refusal::PasskeyRefusal,
    relying_party::RelyingParty,
    store,
};
use crate::{
    audit::{Action, Audit, Code, Outcome},
    identity::{
        caller::Subject,
        deed,
        session::{DeviceName, Means, NewDevice, Sessions, TokenPair},
        token::Thumbprint,
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier, random,
        refusal::Refusal,
    },
};

/// What the audit log says.
const REGISTER: Action = Action::named("passkey.register");
const REMOVE: Action = Action::named("passkey.remove");
const USE: Action = Action::named("passkey.use");
/// What kind of thing a passkey is in it.
const PASSKEY: Code = Code::named("passkey");

/// Passkeys as a proof of who somebody is. Cheap to clone.
#[derive(Clone)]
pub struct Passkeys {
    database: Database,
    audit: Audit,
    sessions: Sessions,
    party: RelyingParty,
}

/// What an authenticator is to be asked, as the JSON that browsers and phones take (WebAuthn Level 3, sections 5.1.8 and 5.1.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The JSON.
    pub json: String,
    /// Until when an answer is taken.
    pub expires_at: Timestamp,
}

/// What comes with a request to sign in.
#[derive(Clone, Copy, Debug)]
pub struct SignInAsk<'a> {
    /// The proof of the device's key.
    pub proof: Option<&'a str>,
    /// The method of the request.
    pub method: &'a str,
}

/// What the proof of a device is made for when it asks for a challenge: there is no token yet that it could be made for.
const BEGIN_SIGN_IN: &str = "beginPasskeySignIn";

impl Passkeys {
    /// Keeps passkeys for `party` in `database`.
    pub fn new(database: Database, audit: Audit, sessions: Sessions, party: RelyingParty) -> Passkeys {
        Passkeys { database, audit, sessions, party }
    }

    /// Says what an authenticator has to be asked to make a passkey for a person who signed in.
    ///
    /// # Errors
    /// Refuses a device that is too new, and one passkey too many. Faults when the database cannot be reached.
    pub async fn begin(
        &self,
        (person, session): (PersonId, SessionId),
        verification: UserVerification,
        now: Timestamp,
    ) -> Result<Result<Options, PasskeyRefusal>, Fault> {
        let device = match self.device(person, session, now).await? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let passkeys = store::passkeys_of(self.database.connection(), person).await?;
        if passkeys.len() >= PASSKEYS_MAX {
            return Ok(Err(PasskeyRefusal::TooMany { limit: PASSKEYS_MAX }));
        }
        let known: Vec<_> = passkeys.iter().map(|known| json!({ "type": "public-key", "id": known.credential_id })).collect();
        let offered = cose::ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm }));
        let id = self.party.id();
        // There is no name of a person among what we know: their authenticator shows our address beside it.
        let user = json!({ "id": URL_SAFE_NO_PAD.encode(user_handle(person)), "name": id, "displayName": id });
        let options = json!({
            "rp": { "id": id, "name": id },
            "user": user,
            "pubKeyCredParams": offered,
            "excludeCredentials": known,
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": true,
                "userVerification": word(verification),
            },
            "attestation": "none",
        });
        self.ask(options, (device, Purpose::Register, verification), now).await.map(Ok)
    }

    /// Keeps the passkey that an authenticator made for a person who signed in.
    ///
    /// # Errors
    /// Refuses as [`PasskeyRefusal`] says. Faults when the database cannot keep it.
    pub async fn finish(
        &self,
        (person, session): (PersonId, SessionId),
        credential: &str,
        name: DeviceName,
        now: Timestamp,
    ) -> Result<Result<Passkey, PasskeyRefusal>, Fault> {
        let device = match self.device(person, session, now).await? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let answer = match Registration::read(credential) {
            Ok(answer) => answer,
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        let verification = match self.answered(answer.client.challenge(), &device, Purpose::Register, now).await? {
            Ok(verification) => verification,
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        let (made, shown) = match ceremony::register(&self.party, &answer, verification) {
            Ok(registered) => registered,
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        let passkey = Passkey {
            id: PasskeyId::new(identifier::new_number()),
            person,
            credential_id: URL_SAFE_NO_PAD.encode(&made.credential_id),
            key: made.key,
            counter: shown.counter,
            backup_eligible: shown.backup_eligible,
            backed_up: shown.backed_up,
            user_verified: shown.user_verified,
            transports: answer.transports.join(" "),
            name,
            created_at: now,
            last_used_at: None,
        };
        let unit = self.database.begin().await?;
        Sessions::lock_person_within(&unit, person).await?;
        if store::passkeys_of(&unit, person).await?.len() >= PASSKEYS_MAX {
            return Ok(Err(PasskeyRefusal::TooMany { limit: PASSKEYS_MAX }));
        }
        if !store::add(&unit, &passkey).await? {
            return Ok(Err(distrusted(Distrust::CredentialTaken)));
        }
        let by = deed::actor(Subject::Person(person));
        self.audit.append(&unit, deed::entry(REGISTER, by, PASSKEY, passkey.id, Code::named("asked")), now).await?;
        database::commit(unit).await?;
        Ok(Ok(passkey))
    }

    /// Says what an authenticator has to be asked to sign somebody in. Nobody is named: the passkey says who it is.
    ///
    /// # Errors
    /// Refuses a proof that does not hold. Faults when the database cannot be reached.
    pub async fn begin_sign_in(
        &self,
        ask: &SignInAsk<'_>,
        verification: UserVerification,
        now: Timestamp,
    ) -> Result<Result<Options, PasskeyRefusal>, Fault> {
        let proven = match self.sessions.prove(ask.proof, ask.method, BEGIN_SIGN_IN, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(PasskeyRefusal::Proof(refusal))),
        };
        let options = json!({ "rpId": self.party.id(), "allowCredentials": [], "userVerification": word(verification) });
        self.ask(options, (proven.device, Purpose::SignIn, verification), now).await.map(Ok)
    }

    /// Signs in whoever has the passkey. The proof of the device has to be made for the challenge.
    ///
    /// # Errors
    /// Refuses as [`PasskeyRefusal`] says. Faults when the database cannot keep it.
    pub async fn finish_sign_in(
        &self,
        ask: &SignInAsk<'_>,
        credential: &str,
        name: DeviceName,
        now: Timestamp,
    ) -> Result<Result<TokenPair, PasskeyRefusal>, Fault> {
        let answer = match Assertion::read(credential) {
            Ok(answer) => answer,
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        let challenge = answer.client.challenge();
        let proven = match self.sessions.prove(ask.proof, ask.method, challenge, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(PasskeyRefusal::Proof(refusal))),
        };
        let (person, shown) = match self.used(&answer, (&proven.device, Purpose::SignIn), None, now).await? {
            Ok(used) => used,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let means = if shown.user_verified { Means::Passkey } else { Means::PasskeyPresence };
        let device = NewDevice { key: proven.key, name };
        self.sessions.begin(Subject::Person(person), &device, means, now).await.map(Ok)
    }

    /// Says what an authenticator has to be asked for somebody who signed in, and approves something beyond that. It has to make sure of the person.
    ///
    /// # Errors
    /// Refuses a device that is too new, and a person without passkeys. Faults when the database cannot be reached.
    pub(in crate::identity) async fn begin_approval(
        &self,
        (person, session): (PersonId, SessionId),
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Result<Options, PasskeyRefusal>, Fault> {
        let device = match self.device(person, session, now).await? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if self.list(person).await?.is_empty() {
            return Ok(Err(PasskeyRefusal::Unknown));
        }
        let verification = UserVerification::Required;
        let options = json!({ "rpId": self.party.id(), "allowCredentials": [], "userVerification": word(verification) });
        self.ask(options, (device, purpose, verification), now).await.map(Ok)
    }

    /// Believes that a person who signed in approves something: a passkey of theirs signed the challenge that their device was given for this.
    ///
    /// # Errors
    /// Refuses as [`PasskeyRefusal`] says. Faults when the database cannot keep it.
    pub(in crate::identity) async fn approve(
        &self,
        (person, session): (PersonId, SessionId),
        purpose: Purpose,
        credential: &str,
        now: Timestamp,
    ) -> Result<Result<(), PasskeyRefusal>, Fault> {
        let device = match self.device(person, session, now).await? {
            Ok(device) => device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let answer = match Assertion::read(credential) {
            Ok(answer) => answer,
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        let used = self.used(&answer, (&device, purpose), Some(person), now).await?;
        Ok(used.map(drop))
    }

    /// Lists the passkeys of a person, the oldest first, at most [`PASSKEYS_MAX`].
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, person: PersonId) -> Result<Vec<Passkey>, Fault> {
        store::passkeys_of(&self.database.as_subject(&Subject::Person(person)).await?, person).await
    }

    /// Removes a passkey of a person. The sessions it began stand; the person sees them in their list.
    ///
    /// # Errors
    /// Refuses a passkey that the person does not have. Faults when the database cannot keep it.
    pub async fn remove(
        &self,
        person: PersonId,
        passkey: Option<PasskeyId>,
        now: Timestamp,
    ) -> Result<Result<PasskeyId, PasskeyRefusal>, Fault> {
        let Some(id) = passkey else { return Ok(Err(PasskeyRefusal::Unknown)) };
        let unit = self.database.begin().await?;
        if !store::remove(&unit, id, person).await? {
            return Ok(Err(PasskeyRefusal::Unknown));
        }
        let by = deed::actor(Subject::Person(person));
        self.audit.append(&unit, deed::entry(REMOVE, by, PASSKEY, id, Code::named("asked")), now).await?;
        database::commit(unit).await?;
        Ok(Ok(id))
    }

    /// Returns the device of a session, where it may add a way of signing in: whoever took over a number may not, for a day.
    async fn device(
        &self,
        person: PersonId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Result<Thumbprint, PasskeyRefusal>, Fault> {
        let subject = Subject::Person(person);
        if let Some(until) = self.sessions.held_until(session, subject, now).await? {
            return Ok(Err(PasskeyRefusal::DeviceTooNew { until }));
        }
        let device = self.sessions.device_of(session, subject).await?;
        Ok(device.ok_or(PasskeyRefusal::DeviceTooNew { until: now }))
    }

    /// Puts a new challenge into `options`, and keeps it for the device.
    async fn ask(
        &self,
        mut options: Json,
        (device, purpose, verification): (Thumbprint, Purpose, UserVerification),
        now: Timestamp,
    ) -> Result<Options, Fault> {
        let challenge = URL_SAFE_NO_PAD.encode(random::bytes::<32>()?);
        let expires_at = challenge::expires_at(now);
        let purpose = purpose.word().into_owned();
        let given = Given { device, purpose, verification, expires_at, is_used: false };
        let unit = self.database.begin().await?;
        store::give(&unit, challenge::hash(&challenge), &given, now).await?;
        database::commit(unit).await?;
        options["challenge"] = challenge.into();
        options["timeout"] = (CHALLENGE_MINUTES * 60_000).into();
        Ok(Options { json: options.to_string(), expires_at })
    }

    /// Uses up a challenge, whatever becomes of its answer; one that is shown by another device stays as good as it was.
    async fn answered(
        &self,
        challenge: &str,
        device: &Thumbprint,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Result<UserVerification, Distrust>, Fault> {
        let hash = challenge::hash(challenge);
        let connection = self.database.connection();
        let Some(given) = store::given(connection, &hash).await? else { return Ok(Err(Distrust::ChallengeUnknown)) };
        if let Err(reason) = given.may_answer(device, purpose, now) {
            return Ok(Err(reason));
        }
        let is_first = store::use_up(connection, &hash, now).await?;
        Ok(if is_first { Ok(given.verification) } else { Err(Distrust::ChallengeUsed) })
    }

    /// Uses a passkey, of one person or of whoever has it: its challenge is used up, and what it showed is noted.
    async fn used(
        &self,
        answer: &Assertion,
        (device, purpose): (&Thumbprint, Purpose),
        whose: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Result<(PersonId, Shown), PasskeyRefusal>, Fault> {
        let verification = match self.answered(answer.client.challenge(), device, purpose, now).await? {
            Ok(verification) => verification,
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        let unit = self.database.begin().await?;
        let Some(passkey) = store::lock(&unit, &answer.credential_id).await? else {
            return Ok(Err(distrusted(Distrust::CredentialUnknown)));
        };
        if whose.is_some_and(|person| person != passkey.person) {
            return Ok(Err(distrusted(Distrust::CredentialUnknown)));
        }
        let shown = match ceremony::sign_in(&self.party, &passkey, answer, verification) {
            Ok(shown) => shown,
            Err(Distrust::CounterWentBack) => {
                self.tell_copied(unit, &passkey, now).await?;
                return Ok(Err(distrusted(Distrust::CounterWentBack)));
            }
            Err(reason) => return Ok(Err(distrusted(reason))),
        };
        store::note_used(&unit, passkey.id, &shown, now).await?;
        database::commit(unit).await?;
        Ok(Ok((passkey.person, shown)))
    }

    async fn tell_copied(&self, unit: Transaction, passkey: &Passkey, now: Timestamp) -> Result<(), Fault> {
        let by = deed::actor(Subject::Person(passkey.person));
        let because = Code::named(Distrust::CounterWentBack.as_str());
        let refused: PasskeyRefusal = Distrust::CounterWentBack.into();
        let entry =
            deed::entry(USE, by, PASSKEY, passkey.id, because).with_outcome(Outcome::Refused(Code::named(refused.code())));
        self.audit.append(&unit, entry, now).await?;
        database::commit(unit).await
    }
}

fn distrusted(reason: Distrust) -> PasskeyRefusal {
    tracing::info!(reason = reason.as_str(), "an answer of an authenticator was not believed");
    reason.into()
}

fn word(verification: UserVerification) -> &'static str {
    match verification {
        UserVerification::Preferred => "preferred",
        UserVerification::Required => "required",
    }
}
