//! The use cases of a phone: ask for a code, sign in with it, change the number. Rows ID-M1 to ID-M3, SEC-OTP-03.

use std::net::IpAddr;

use vocabulary::{Language, PersonId, SessionId, Timestamp};

use super::{refusal::SignInRefusal, store};
use crate::{
    audit::{Action, Audit, Code},
    identity::{
        caller::Subject,
        code::{AmountShown, Binding, CodeRequest, CodeSent, Codes, Digits, PhoneProven, Purpose, Standing},
        deed,
        phone::PhoneNumber,
        session::{DeviceName, Means, NewDevice, Sessions, TokenPair},
        token::{Proven, Thumbprint},
    },
    platform::{
        database::{self, Database},
        fault::Fault,
        request::Arrival,
    },
};

/// What the audit log says of a number that was changed.
const CHANGE: Action = Action::named("phone.change");
/// What kind of thing a person is in it.
const PERSON: Code = Code::named("person");

/// Phones as a proof of who somebody is. Cheap to clone.
#[derive(Clone)]
pub struct Phones {
    database: Database,
    audit: Audit,
    codes: Codes,
    sessions: Sessions,
}

/// What comes with a request about a number, as the device sent it.
#[derive(Clone, Copy, Debug)]
pub struct PhoneAsk<'a> {
    /// The number, as a person writes it.
    pub phone: &'a str,
    /// The proof of the device's key.
    pub proof: Option<&'a str>,
    /// The method of the request.
    pub method: &'a str,
    /// Where the request came from, once trusted proxies are taken off.
    pub address: Option<IpAddr>,
    /// The language of the person.
    pub language: Language,
}

impl<'a> PhoneAsk<'a> {
    /// Takes what the transport knows of a request about `phone`.
    pub fn of(arrival: &'a Arrival, phone: &'a str) -> PhoneAsk<'a> {
        let proof = arrival.proof.as_ref().map(|proof| proof.reveal());
        PhoneAsk { phone, proof, method: arrival.method, address: arrival.address, language: arrival.language }
    }
}

impl Phones {
    /// Signs people in with `codes`.
    pub fn new(database: Database, audit: Audit, codes: Codes, sessions: Sessions) -> Phones {
        Phones { database, audit, codes, sessions }
    }

    /// Sends a code to a number. The proof has to be made for the number as it was sent.
    ///
    /// Whether anybody has the number plays no part in what is answered.
    ///
    /// # Errors
    /// Refuses as [`SignInRefusal`] says. Faults when the database cannot be reached.
    pub async fn request_code(
        &self,
        ask: &PhoneAsk<'_>,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Result<CodeSent, SignInRefusal>, Fault> {
        let phone: PhoneNumber = match ask.phone.parse() {
            Ok(phone) => phone,
            Err(refusal) => return Ok(Err(SignInRefusal::Phone(refusal))),
        };
        let device = match self.prove(ask, ask.phone, now).await? {
            Ok(proven) => proven.device,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let is_known = store::is_known(self.database.connection(), &phone, &device).await?;
        let request = CodeRequest {
            binding: Binding { phone, purpose, device },
            standing: if is_known { Standing::Known } else { Standing::New },
            address: ask.address,
            language: ask.language,
            amount_shown: AmountShown::Hidden,
        };
        Ok(self.codes.request(request, now).await?.map_err(SignInRefusal::from))
    }

    /// Signs in whoever has the number, with the code that was sent to it for this device: somebody new where nobody has it yet.
    /// The proof has to be made for the code.
    ///
    /// # Errors
    /// Refuses as [`SignInRefusal`] says. Faults when the database cannot keep it.
    pub async fn sign_in(
        &self,
        ask: &PhoneAsk<'_>,
        code: &Digits,
        name: DeviceName,
        now: Timestamp,
    ) -> Result<Result<TokenPair, SignInRefusal>, Fault> {
        let proven = match self.prove(ask, code.reveal(), now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let phone = match self.verify(ask.phone, Purpose::View, &proven.device, code, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let person = self.owner(phone.phone(), ask.language, now).await?;
        let device = NewDevice { key: proven.key, name };
        self.sessions.begin(Subject::Person(person), &device, Means::Phone, now).await.map(Ok)
    }

    /// Proves again, within a session, that the person holds their number and wants this: a step that a session alone does not allow.
    ///
    /// # Errors
    /// Refuses as [`SignInRefusal`] says. Faults when the database cannot be reached.
    pub async fn approve(
        &self,
        (person, session): (PersonId, SessionId),
        purpose: Purpose,
        code: &Digits,
        now: Timestamp,
    ) -> Result<Result<PhoneProven, SignInRefusal>, Fault> {
        let subject = Subject::Person(person);
        if let Some(until) = self.sessions.held_until(session, subject, now).await? {
            return Ok(Err(SignInRefusal::DeviceTooNew { until }));
        }
        let reached = store::reached_at(self.database.connection(), person).await?;
        let device = self.sessions.device_of(session, subject).await?;
        let (Some((phone, _)), Some(device)) = (reached, device) else {
            return Ok(Err(SignInRefusal::NoPhone));
        };
        let verified = self.codes.verify(Binding { phone, purpose, device }, code, now).await?;
        Ok(verified.map_err(SignInRefusal::from))
    }

    /// Gives a person another number. It takes a code sent to the number they have and one sent to the new one, both for this.
    ///
    /// # Errors
    /// Refuses as [`SignInRefusal`] says. Faults when the database cannot keep it.
    pub async fn change(
        &self,
        (person, session): (PersonId, SessionId),
        current_code: &Digits,
        (new_phone, new_code): (&str, &Digits),
        language: Language,
        now: Timestamp,
    ) -> Result<Result<PhoneNumber, SignInRefusal>, Fault> {
        let current = match self.approve((person, session), Purpose::ChangePhone, current_code, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let new = match self.verify(new_phone, Purpose::ChangePhone, current.device(), new_code, now).await? {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let unit = self.database.begin().await?;
        store::release(&unit, current.phone(), person).await?;
        if !store::claim(&unit, new.phone(), (person, language), now).await? {
            return Ok(Err(SignInRefusal::PhoneTaken));
        }
        let by = deed::actor(Subject::Person(person));
        let (before, after) = (
            self.audit.keep(&unit, deed::reference(person), Code::named("phone"), current.phone().reveal(), now).await?,
            self.audit.keep(&unit, deed::reference(person), Code::named("phone"), new.phone().reveal(), now).await?,
        );
        let entry = deed::entry(CHANGE, by, PERSON, person, Code::named("asked"))
            .before(Code::named("phone"), crate::audit::Value::Personal(before))
            .after(Code::named("phone"), crate::audit::Value::Personal(after));
        self.audit.append(&unit, entry, now).await?;
        database::commit(unit).await?;
        Ok(Ok(new.phone().clone()))
    }

    /// Returns the number of a person.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn number_of(&self, person: PersonId) -> Result<Option<PhoneNumber>, Fault> {
        let unit = self.database.as_subject(&Subject::Person(person)).await?;
        Ok(store::reached_at(&unit, person).await?.map(|(phone, _)| phone))
    }

    /// Returns the number of a person, and the language to speak there.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn reached_at(&self, person: PersonId) -> Result<Option<(PhoneNumber, Language)>, Fault> {
        store::reached_at(self.database.connection(), person).await
    }

    /// Returns who has a number.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn person_of(&self, phone: &PhoneNumber) -> Result<Option<PersonId>, Fault> {
        store::person_of(self.database.connection(), phone).await
    }

    /// Returns whose a proven number is; it becomes somebody new's where it was nobody's.
    async fn owner(&self, phone: &PhoneNumber, language: Language, now: Timestamp) -> Result<PersonId, Fault> {
        if let Some(person) = store::person_of(self.database.connection(), phone).await? {
            store::note_proven(self.database.connection(), phone, language, now).await?;
            return Ok(person);
        }
        let unit = self.database.begin().await?;
        let person = Sessions::add_person_within(&unit, now).await?;
        if store::claim(&unit, phone, (person, language), now).await? {
            database::commit(unit).await?;
            return Ok(person);
        }
        // Another device of theirs was quicker.
        drop(unit);
        let person = store::person_of(self.database.connection(), phone).await?;
        person.ok_or_else(|| Fault::while_("signing in")(NumberWithoutOwner))
    }

    async fn verify(
        &self,
        phone: &str,
        purpose: Purpose,
        device: &Thumbprint,
        code: &Digits,
        now: Timestamp,
    ) -> Result<Result<PhoneProven, SignInRefusal>, Fault> {
        let phone = match phone.parse() {
            Ok(phone) => phone,
            Err(refusal) => return Ok(Err(SignInRefusal::Phone(refusal))),
        };
        let binding = Binding { phone, purpose, device: device.clone() };
        Ok(self.codes.verify(binding, code, now).await?.map_err(SignInRefusal::from))
    }

    async fn prove(&self, ask: &PhoneAsk<'_>, token: &str, now: Timestamp) -> Result<Result<Proven, SignInRefusal>, Fault> {
        Ok(self.sessions.prove(ask.proof, ask.method, token, now).await?.map_err(SignInRefusal::from))
    }
}

/// A number that somebody has, and then nobody.
#[derive(Debug, thiserror::Error)]
#[error("the number was taken and given back at the same time")]
struct NumberWithoutOwner;
