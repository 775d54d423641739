//! The use cases of sessions, in the order a person meets them.

use vocabulary::{PersonId, SessionId, Timestamp};

use super::{
    decision::{Decision, RefreshRefusal, decide},
    hold::held_until,
    means::Means,
    revocation::{REMEMBERED_SECONDS, REVOKED_MAX, Revocations},
    session::{DeviceName, Ending, SESSIONS_MAX, Session, over_at},
    store::{self, KeptToken},
};
use crate::{
    audit::{Action, Actor, Audit, Code},
    identity::{
        alert::{self, Alert},
        caller::Subject,
        deed,
        key::Keyring,
        token::{AccessTokens, DeviceKey, Expected, ProofRefusal, Proven, RefreshToken, Thumbprint, check},
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        identifier,
        outbox::{self, Outbox},
    },
};

/// What the audit log says of a session that began. It is no event: nobody follows it, and there are too many.
pub(super) const BEGIN: Action = Action::named("session.begin");
/// What it says of a session that ended.
pub(super) const END: Action = Action::named("session.end");
/// What kind of thing a session is in the audit log.
pub(super) const SESSION: Code = Code::named("session");
/// The field of an entry that says by what means a session began.
pub(super) const MEANS: Code = Code::named("means");
/// The outbox topic of a session that ended; the subject is the session.
pub const ENDED: &str = "identity.session_ended";
/// The outbox topic of a session that was ended because a refresh token of it was shown where it should not be: its person is to be
/// told. The subject is the session.
pub const THEFT_SUSPECTED: &str = "identity.theft_suspected";

/// How many tokens of a session are kept, to tell one that is shown again from one that never was.
const GENERATIONS_KEPT: i32 = 20;

/// A device that a session begins on. Whoever begins the session has seen a proof of its key.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// Its public key.
    pub key: DeviceKey,
    /// What it calls itself.
    pub name: DeviceName,
}

/// What a device is given when a session begins, and each time it is refreshed. It has no `Debug`: both texts are worth a sign-in.
pub struct TokenPair {
    /// The session.
    pub session: SessionId,
    /// The access token.
    pub access_token: String,
    /// When the access token stops being good.
    pub expires_at: Timestamp,
    /// The refresh token: to be stored before it is used.
    pub refresh_token: String,
}

/// A session that began in a unit of work which is not stored yet.
pub struct Begun {
    subject: Subject,
    session: SessionId,
    device: Thumbprint,
    token: RefreshToken,
    displaced: Vec<SessionId>,
}

/// The sessions of one database. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    pub(super) database: Database,
    pub(super) outbox: Outbox,
    pub(super) audit: Audit,
    pub(super) keyring: Keyring,
    pub(super) tokens: AccessTokens,
    pub(super) revocations: Revocations,
}

impl Sessions {
    /// Keeps sessions in `database`.
    pub fn new(
        database: Database,
        outbox: Outbox,
        audit: Audit,
        keyring: Keyring,
        tokens: AccessTokens,
        revocations: Revocations,
    ) -> Sessions {
        Sessions { database, outbox, audit, keyring, tokens, revocations }
    }

    /// Adds a person of whom nothing is known but that they exist. How they sign in is somebody else's to say.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn add_person(&self, now: Timestamp) -> Result<PersonId, Fault> {
        let person = PersonId::new(identifier::new_number());
        store::add_person(self.database.connection(), person, now).await?;
        Ok(person)
    }

    /// Adds a person in the unit of work at hand.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn add_person_within(unit: &Transaction, now: Timestamp) -> Result<PersonId, Fault> {
        let person = PersonId::new(identifier::new_number());
        store::add_person(unit, person, now).await?;
        Ok(person)
    }

    /// Checks a proof of a device's key that was made for `token`, and keeps it from being shown again.
    ///
    /// # Errors
    /// Refuses as [`ProofRefusal`] says. Faults when the database cannot be reached.
    pub async fn prove(
        &self,
        proof: Option<&str>,
        method: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<Result<Proven, ProofRefusal>, Fault> {
        let Some(proof) = proof else { return Ok(Err(ProofRefusal::Required)) };
        let expected = Expected { method, address: self.tokens.audience(), token };
        let proven = match check(proof, &expected, now) {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let is_new = store::use_proof(self.database.connection(), &proven.hash, proven.until).await?;
        Ok(if is_new { Ok(proven) } else { Err(ProofRefusal::Replayed) })
    }

    /// Returns the device of a session of a subject.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn device_of(&self, session: SessionId, subject: Subject) -> Result<Option<Thumbprint>, Fault> {
        let device = store::device_of_session(self.database.connection(), session, subject).await?;
        Ok(device.map(|(thumbprint, _)| thumbprint))
    }

    /// Returns until when the device of a session may not do what a thief of a number would do first; nothing where it may.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn held_until(&self, session: SessionId, subject: Subject, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
        let connection = self.database.connection();
        let Some((_, since)) = store::device_of_session(connection, session, subject).await? else { return Ok(Some(now)) };
        let first = store::first_device_since(connection, subject).await?.unwrap_or(now);
        Ok(held_until(since, first, now))
    }

    /// Begins a session on a device whose key was proven, by what means its subject proved who they are. One session too many ends the
    /// one that was used least lately.
    ///
    /// # Errors
    /// Faults when the database cannot keep it, or there is nothing to sign with.
    pub async fn begin(&self, subject: Subject, device: &NewDevice, means: Means, now: Timestamp) -> Result<TokenPair, Fault> {
        let unit = self.database.begin().await?;
        let begun = self.begin_within(&unit, subject, device, means, now).await?;
        database::commit(unit).await?;
        self.give_tokens(begun, now)
    }

    /// Begins a session as [`Sessions::begin`] does, in the unit of work at hand. Its tokens are given once that is stored.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub(in crate::identity) async fn begin_within(
        &self,
        unit: &Transaction,
        subject: Subject,
        device: &NewDevice,
        means: Means,
        now: Timestamp,
    ) -> Result<Begun, Fault> {
        let token = RefreshToken::draw()?;
        let (session, displaced) = self.begin_without_tokens(unit, subject, device, means, now).await?;
        store::add_token(unit, session, 1, &token.hash(), now).await?;
        Ok(Begun { subject, session, device: device.key.thumbprint(), token, displaced })
    }

    /// Gives the tokens of a session that began and is stored.
    ///
    /// # Errors
    /// Faults when there is nothing to sign with.
    pub(in crate::identity) fn give_tokens(&self, begun: Begun, now: Timestamp) -> Result<TokenPair, Fault> {
        self.tell_ended(&begun.displaced, now);
        self.pair(begun.subject, begun.session, &begun.device, &begun.token, now)
    }

    /// Refreshes a session: gives a new access token, and the next refresh token. Shown again because its answer was lost, a refresh
    /// token gets the same next one; shown where it should not be, it ends its session.
    ///
    /// `proof` is a proof of the device's key for a request by `method` with this refresh token.
    ///
    /// # Errors
    /// Refuses as [`RefreshRefusal`] says. Faults when the database cannot keep it; then the token is as good as before.
    pub async fn refresh(
        &self,
        shown: &str,
        proof: Option<&str>,
        method: &str,
        now: Timestamp,
    ) -> Result<Result<TokenPair, RefreshRefusal>, Fault> {
        let Some(token) = RefreshToken::read(shown) else { return Ok(Err(RefreshRefusal::Unknown)) };
        let Some(proof) = proof else { return Ok(Err(ProofRefusal::Required.into())) };
        let expected = Expected { method, address: self.tokens.audience(), token: shown };
        let proven = match check(proof, &expected, now) {
            Ok(proven) => proven,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let unit = self.database.begin().await?;
        if !store::use_proof(&unit, &proven.hash, proven.until).await? {
            return Ok(Err(ProofRefusal::Replayed.into()));
        }
        let Some(kept) = store::lock_token(&unit, &token.hash()).await? else { return Ok(Err(RefreshRefusal::Unknown)) };
        let successor = match decide(&kept.held, &proven.device, now) {
            Decision::Over => return Ok(Err(RefreshRefusal::Over)),
            Decision::EndForTheft => {
                if let Subject::Person(person) = kept.subject {
                    alert::send(&unit, person, Alert::SessionStolen, now).await?;
                }
                outbox::append(&unit, THEFT_SUSPECTED, &kept.session.to_string(), now).await?;
                self.end_within(&unit, kept.session, kept.subject, (Ending::Theft, deed::actor(kept.subject)), now).await?;
                database::commit(unit).await?;
                self.tell_ended(&[kept.session], now);
                return Ok(Err(RefreshRefusal::Reused));
            }
            Decision::Resend => match &kept.successor_sealed {
                Some(sealed) => token.unseal(sealed)?,
                None => return Ok(Err(RefreshRefusal::Over)),
            },
            Decision::Rotate => rotate(&unit, &token, &kept, now).await?,
        };
        database::commit(unit).await?;
        self.pair(kept.subject, kept.session, &proven.device, &successor, now).map(Ok)
    }

    /// Lists the sessions of a subject that stand, the one refreshed last first, at most [`SESSIONS_MAX`].
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, subject: Subject, now: Timestamp) -> Result<Vec<Session>, Fault> {
        let mut sessions = store::sessions_of(&self.database.as_subject(&subject).await?, subject).await?;
        sessions.retain(|session| now < over_at(session.began_at, session.refreshed_at));
        sessions.truncate(SESSIONS_MAX);
        Ok(sessions)
    }

    /// Ends a session of a subject: at once where the database is asked, within a minute elsewhere. Returns false where the subject
    /// has no such session that stands, whoever else may have.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn end(&self, session: SessionId, subject: Subject, now: Timestamp) -> Result<bool, Fault> {
        let unit = self.database.begin().await?;
        if !self.end_within(&unit, session, subject, (Ending::Asked, deed::actor(subject)), now).await? {
            return Ok(false);
        }
        database::commit(unit).await?;
        self.tell_ended(&[session], now);
        Ok(true)
    }

    /// Ends all sessions of a subject in the unit of work at hand, and returns them: to be told once that is stored.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn end_all_within(
        &self,
        unit: &Transaction,
        subject: Subject,
        (ending, by): (Ending, Actor),
        now: Timestamp,
    ) -> Result<Vec<SessionId>, Fault> {
        let mut ended = Vec::new();
        loop {
            let standing = store::sessions_of(unit, subject).await?;
            if standing.is_empty() {
                return Ok(ended);
            }
            let standing: Vec<_> = standing.iter().map(|session| session.id).collect();
            ended.extend(self.end_each_within(unit, &standing, subject, (&by, ending), now).await?);
        }
    }

    /// Ends all sessions of a subject but one in the unit of work at hand, and returns them: to be told once that is stored.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn end_others_within(
        &self,
        unit: &Transaction,
        (subject, but): (Subject, SessionId),
        (ending, by): (Ending, Actor),
        now: Timestamp,
    ) -> Result<Vec<SessionId>, Fault> {
        let standing = store::sessions_of(unit, subject).await?;
        let others: Vec<_> = standing.iter().map(|session| session.id).filter(|session| *session != but).collect();
        self.end_each_within(unit, &others, subject, (&by, ending), now).await
    }

    /// Asks the database whether a session stands, and by what means it began.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn means(&self, session: SessionId, subject: Subject, now: Timestamp) -> Result<Option<Means>, Fault> {
        let found = store::standing(self.database.connection(), session, subject).await?;
        let stands = |(began_at, refreshed_at, _): &(Timestamp, Timestamp, Means)| now < over_at(*began_at, *refreshed_at);
        Ok(found.filter(stands).map(|(_, _, means)| means))
    }

    /// Says whether a subject ever began a session on a device by one of these means.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn has_begun_by(&self, subject: Subject, device: &Thumbprint, means: &[Means]) -> Result<bool, Fault> {
        store::has_begun_by(self.database.connection(), subject, device, means).await
    }

    /// Asks the database whether a session stands.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn stands(&self, session: SessionId, subject: Subject, now: Timestamp) -> Result<bool, Fault> {
        Ok(self.means(session, subject, now).await?.is_some())
    }

    /// Reads the sessions that ended lately into the list of revocations.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn read_revocations(&self, now: Timestamp) -> Result<(), Fault> {
        // One more than there is room for, so that the list knows when it is not whole.
        let ended = store::ended_lately(self.database.connection(), REMEMBERED_SECONDS, REVOKED_MAX + 1, now).await?;
        for (session, ended_at) in ended {
            self.revocations.add(session, ended_at);
        }
        Ok(())
    }

    /// Forgets the proofs that would not hold any more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn forget_proofs(&self, now: Timestamp) -> Result<(), Fault> {
        store::forget_proofs(self.database.connection(), now).await
    }

    async fn end_within(
        &self,
        unit: &Transaction,
        session: SessionId,
        subject: Subject,
        (ending, by): (Ending, Actor),
        now: Timestamp,
    ) -> Result<bool, Fault> {
        Ok(!self.end_each_within(unit, &[session], subject, (&by, ending), now).await?.is_empty())
    }

    /// Tells this server, and by the outbox all others, that sessions ended.
    pub(in crate::identity) fn tell_ended(&self, sessions: &[SessionId], now: Timestamp) {
        for session in sessions {
            self.revocations.add(*session, now);
        }
        self.outbox.wake();
    }

    fn pair(
        &self,
        subject: Subject,
        session: SessionId,
        device: &Thumbprint,
        refresh: &RefreshToken,
        now: Timestamp,
    ) -> Result<TokenPair, Fault> {
        let key = self.keyring.signing()?;
        let (access_token, expires_at) = self.tokens.issue((subject, session, device), identifier::new_number(), &key, now)?;
        Ok(TokenPair { session, access_token, expires_at, refresh_token: refresh.reveal() })
    }
}

async fn rotate(unit: &Transaction, token: &RefreshToken, kept: &KeptToken, now: Timestamp) -> Result<RefreshToken, Fault> {
    let successor = RefreshToken::draw()?;
    let generation = kept.generation.saturating_add(1);
    store::add_token(unit, kept.session, generation, &successor.hash(), now).await?;
    store::note_rotation(unit, &token.hash(), (&successor.hash(), &token.seal(&successor)?), now).await?;
    store::note_refresh(unit, kept.session, generation.saturating_sub(GENERATIONS_KEPT), now).await?;
    Ok(successor)
}
