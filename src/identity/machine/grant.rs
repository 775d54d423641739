//! The use case of a machine: it proves who it is and which key its host holds, and gets an access token.

use jiff::SignedDuration;
use vocabulary::{MachineId, MachineKeyId, SessionId, Timestamp};

use super::{
    assertion::{Assertion, Disbelief, Once},
    request::{Client, TokenRequest},
    secret::ClientSecret,
    service::Machines,
    store,
};
use crate::{
    identity::{
        caller::Subject,
        session::{DeviceName, Ending, Means, NewDevice, Sessions},
        token::{ACCESS_SECONDS, ProofRefusal, Proven, check_alone},
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        token_grant::{TokenAsk, TokenGranted, TokenRefusal},
    },
};

/// How often the use of a key is written down: a machine that asks each minute is no writer.
const NOTED_SECONDS: i64 = 60;
/// How many sessions a machine may begin in an hour. It begins one for each key of a host; one that makes a key each time would fill
/// our tables.
const BEGUN_HOUR_MAX: u64 = 60;
/// Where tokens are asked for, below the issuer.
const PATH: &str = "/oauth/token";

/// A machine that proved who it is.
struct Authenticated {
    key: MachineKeyId,
    /// The statement that is used up by it, where it was one.
    once: Option<Once>,
}

impl Machines {
    /// Gives a machine an access token of ten minutes, bound to the key of its host.
    ///
    /// # Errors
    /// Refuses as [`TokenRefusal`] says. Faults when the database cannot be reached, or there is nothing to sign with.
    pub async fn grant(&self, ask: TokenAsk, now: Timestamp) -> Result<Result<TokenGranted, TokenRefusal>, Fault> {
        let proof = ask.proof.clone();
        let request = match TokenRequest::read(ask) {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // The client first: only machines that we know may fill the memory of proofs.
        let Some(client) = self.authenticate(&request.client, now).await? else {
            return Ok(Err(TokenRefusal::InvalidClient));
        };
        let Some(proof) = proof else { return Ok(Err(TokenRefusal::InvalidProof("the header DPoP is missing"))) };
        let address = format!("{}{PATH}", self.issuer);
        match check_alone(proof.reveal(), "POST", &address, now) {
            Ok(proven) => self.give(client, proven, &request, now).await,
            Err(refusal) => Ok(Err(proof_refused(refusal))),
        }
    }

    async fn give(
        &self,
        client: Authenticated,
        proven: Proven,
        request: &TokenRequest,
        now: Timestamp,
    ) -> Result<Result<TokenGranted, TokenRefusal>, Fault> {
        let unit = self.database.begin().await?;
        let Some(key) = store::lock_key(&unit, client.key).await? else { return Ok(Err(TokenRefusal::InvalidClient)) };
        if request.scopes.as_ref().is_some_and(|wanted| !key.scopes.hold(wanted)) {
            return Ok(Err(TokenRefusal::InvalidScope));
        }
        if let Some(once) = &client.once
            && !Sessions::note_proof_within(&unit, &once.hash, once.until).await?
        {
            return Ok(Err(TokenRefusal::InvalidClient));
        }
        if !Sessions::note_proof_within(&unit, &proven.hash, proven.until).await? {
            return Ok(Err(proof_refused(ProofRefusal::Replayed)));
        }
        let is_noted = key.last_used_at.is_some_and(|at| now.as_second() - at.as_second() < NOTED_SECONDS);
        if !is_noted {
            store::note_used(&unit, client.key, now).await?;
        }
        let Some((session, ended)) = self.session(&unit, client.key, key.machine, &proven, is_noted, now).await? else {
            return Ok(Err(TokenRefusal::SlowDown));
        };
        let subject = Subject::Machine(key.machine);
        let (access_token, _) = self.sessions.access(subject, session, &proven.device, now)?;
        database::commit(unit).await?;
        self.sessions.tell_ended(&ended, now);
        Ok(Ok(TokenGranted { access_token, seconds: ACCESS_SECONDS, scope: key.scopes.to_string() }))
    }

    /// Returns the session that the key stands in on this host, with those that had to end for it; it begins one where none stands. Nothing
    /// where too many were begun.
    async fn session(
        &self,
        unit: &Transaction,
        key: MachineKeyId,
        machine: MachineId,
        proven: &Proven,
        is_noted: bool,
        now: Timestamp,
    ) -> Result<Option<(SessionId, Vec<SessionId>)>, Fault> {
        let subject = Subject::Machine(machine);
        let before = store::session_on(unit, key, &proven.device).await?;
        if let Some(session) = before
            && Sessions::stands_within(unit, session, subject, now).await?
        {
            if !is_noted {
                Sessions::note_refresh_within(unit, session, now).await?;
            }
            return Ok(Some((session, Vec::new())));
        }
        let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN);
        if Sessions::begun_since_within(unit, subject, hour_ago).await? >= BEGUN_HOUR_MAX {
            return Ok(None);
        }
        let old = Sessions::ended_before_within(unit, subject, hour_ago).await?;
        store::forget_sessions(unit, &old).await?;
        Sessions::forget_within(unit, subject, &old).await?;
        let by = crate::identity::deed::actor(subject);
        let over = self.sessions.end_each_within(unit, before.as_slice(), subject, (&by, Ending::Displaced), now).await?;
        let device = NewDevice { key: proven.key.clone(), name: DeviceName::default() };
        let (session, displaced) =
            self.sessions.begin_without_tokens(unit, subject, &device, Means::ClientCredentials, now).await?;
        store::put_session(unit, key, &proven.device, session).await?;
        Ok(Some((session, [over, displaced].concat())))
    }

    async fn authenticate(&self, client: &Client, now: Timestamp) -> Result<Option<Authenticated>, Fault> {
        match client {
            Client::Secret { machine, secret } => self.by_secret(*machine, secret).await,
            Client::Assertion { machine, text } => self.by_assertion(*machine, text, now).await,
        }
    }

    async fn by_secret(&self, machine: MachineId, secret: &ClientSecret) -> Result<Option<Authenticated>, Fault> {
        let key = store::key_by_secret(self.database.connection(), machine, &secret.hash()).await?;
        Ok(key.map(|key| Authenticated { key, once: None }))
    }

    async fn by_assertion(&self, named: Option<MachineId>, text: &str, now: Timestamp) -> Result<Option<Authenticated>, Fault> {
        let assertion = match Assertion::read(text) {
            Ok(assertion) if named.is_none_or(|named| named == assertion.machine()) => assertion,
            Ok(_) => return Ok(disbelieved(Disbelief::Malformed)),
            Err(reason) => return Ok(disbelieved(reason)),
        };
        let mut reason = Disbelief::Signature;
        for (key, public) in store::public_keys(self.database.connection(), assertion.machine()).await? {
            match assertion.believe(&public, &self.issuer, now) {
                Ok(once) => return Ok(Some(Authenticated { key, once: Some(once) })),
                Err(Disbelief::Signature) => {}
                Err(other) => reason = other,
            }
        }
        Ok(disbelieved(reason))
    }
}

fn disbelieved(reason: Disbelief) -> Option<Authenticated> {
    tracing::debug!(?reason, "a statement of a machine was not believed");
    None
}

fn proof_refused(refusal: ProofRefusal) -> TokenRefusal {
    TokenRefusal::InvalidProof(match refusal {
        ProofRefusal::Required => "the header DPoP is missing",
        ProofRefusal::Invalid => "the proof is not signed by its own key, or made for another request",
        ProofRefusal::Stale { .. } => "the proof is older or earlier than a minute: set the clock of the host right",
        ProofRefusal::Replayed => "the proof was shown before: make one for each request",
    })
}
