//! How sessions begin and end within a unit of work, and those of machines, which prove who they are each time they ask and have no
//! refresh token.

use vocabulary::{DeviceId, PersonId, SessionId, Timestamp};

use super::{
    means::Means,
    service::{BEGIN, END, ENDED, MEANS, NewDevice, SESSION, Sessions},
    session::{Ending, SESSIONS_MAX, over_at},
    store,
};
use crate::{
    audit::{Actor, Code, Value},
    identity::{caller::Subject, deed, token::Thumbprint},
    platform::{database::Transaction, fault::Fault, identifier, outbox},
};

impl Sessions {
    /// Begins a session that no refresh token keeps going, on a device whose key was proven. Returns it with those that had to end for
    /// it, which [`Sessions::tell_ended`] has to be told of.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn begin_without_tokens(
        &self,
        unit: &Transaction,
        subject: Subject,
        device: &NewDevice,
        means: Means,
        now: Timestamp,
    ) -> Result<(SessionId, Vec<SessionId>), Fault> {
        let standing = store::sessions_of(unit, subject).await?;
        let displaced: Vec<_> = standing.iter().skip(SESSIONS_MAX - 1).map(|session| session.id).collect();
        let by = deed::actor(subject);
        let ended = self.end_each_within(unit, &displaced, subject, (&by, Ending::Displaced), now).await?;
        let id = SessionId::new(identifier::new_number());
        let device_id = store::device_of(unit, subject, device, DeviceId::new(identifier::new_number()), now).await?;
        store::add_session(unit, id, subject, (device_id, means), now).await?;
        let entry = deed::entry(BEGIN, by, SESSION, id, Code::named("signed-in")).after(MEANS, Value::Code(means.code()));
        self.audit.append(unit, entry, now).await?;
        Ok((id, ended))
    }

    /// Ends sessions of a subject, and returns those that stood until now.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn end_each_within(
        &self,
        unit: &Transaction,
        sessions: &[SessionId],
        subject: Subject,
        (by, ending): (&Actor, Ending),
        now: Timestamp,
    ) -> Result<Vec<SessionId>, Fault> {
        let mut ended = Vec::with_capacity(sessions.len());
        for session in sessions {
            if store::end(unit, *session, subject, ending, now).await? {
                outbox::append(unit, ENDED, &session.to_string(), now).await?;
                self.audit.append(unit, deed::entry(END, by.clone(), SESSION, session, ending.code()), now).await?;
                ended.push(*session);
            }
        }
        Ok(ended)
    }

    /// Says whether a session stands.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub(in crate::identity) async fn stands_within(
        unit: &Transaction,
        session: SessionId,
        subject: Subject,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let found = store::standing(unit, session, subject).await?;
        Ok(found.is_some_and(|(began_at, refreshed_at, _)| now < over_at(began_at, refreshed_at)))
    }

    /// Notes that a session without refresh tokens is in use.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn note_refresh_within(
        unit: &Transaction,
        session: SessionId,
        now: Timestamp,
    ) -> Result<(), Fault> {
        store::note_refresh(unit, session, 0, now).await
    }

    /// Counts the sessions that a subject began since an instant, as far as they are kept.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub(in crate::identity) async fn begun_since_within(
        unit: &Transaction,
        subject: Subject,
        since: Timestamp,
    ) -> Result<u64, Fault> {
        store::begun_since(unit, subject, since).await
    }

    /// Returns the sessions of a subject that ended before an instant.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub(in crate::identity) async fn ended_before_within(
        unit: &Transaction,
        subject: Subject,
        before: Timestamp,
    ) -> Result<Vec<SessionId>, Fault> {
        store::ended_before(unit, subject, before).await
    }

    /// Forgets sessions that never had a refresh token, and the devices of their subject that no session is on. The audit log knows of
    /// them all the same.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn forget_within(
        unit: &Transaction,
        subject: Subject,
        sessions: &[SessionId],
    ) -> Result<(), Fault> {
        if sessions.is_empty() {
            return Ok(());
        }
        store::forget(unit, sessions).await?;
        store::forget_devices_without_session(unit, subject).await
    }

    /// Notes that a proof was shown; false where it was before.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub(in crate::identity) async fn note_proof_within(
        unit: &Transaction,
        hash: &[u8; 32],
        until: Timestamp,
    ) -> Result<bool, Fault> {
        store::use_proof(unit, hash, until).await
    }

    /// Keeps others from adding to what a person has until the unit of work is over.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub(in crate::identity) async fn lock_person_within(unit: &Transaction, person: PersonId) -> Result<(), Fault> {
        store::lock_person(unit, person).await
    }

    /// Signs an access token for a session on a device.
    ///
    /// # Errors
    /// Faults when there is nothing to sign with.
    pub(in crate::identity) fn access(
        &self,
        subject: Subject,
        session: SessionId,
        device: &Thumbprint,
        now: Timestamp,
    ) -> Result<(String, Timestamp), Fault> {
        let key = self.keyring.signing()?;
        self.tokens.issue((subject, session, device), identifier::new_number(), &key, now)
    }
}
