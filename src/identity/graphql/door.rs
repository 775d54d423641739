//! Who is let in: the caller of a request, from what the request shows.

use std::sync::Arc;

use async_graphql::Data;
use futures_util::future::BoxFuture;
use vocabulary::Timestamp;

use super::gate::Counted;
use crate::{
    identity::{
        caller::{Caller, Possession},
        key::Keyring,
        session::{Revocations, Sessions, Standing},
        token::{Access, AccessTokens, Expected, Memory, PROOF_SECONDS, Remembered, SignedTokens, Unverified, check},
    },
    platform::{
        clock::SharedClock,
        fault::Fault,
        request::{Arrival, Credential, Denied, Doorkeeper, Scheme, Shown},
    },
};

/// Tells the server who is calling. Whoever shows nothing is anonymous; whoever shows something that is not good is refused.
pub struct Door {
    pub(in crate::identity) sessions: Sessions,
    pub(in crate::identity) keyring: Keyring,
    pub(in crate::identity) tokens: AccessTokens,
    pub(in crate::identity) signed: Arc<SignedTokens>,
    pub(in crate::identity) revocations: Revocations,
    pub(in crate::identity) proofs: Arc<Memory>,
    pub(in crate::identity) clock: SharedClock,
}

impl Doorkeeper for Door {
    fn admit<'a>(&'a self, arrival: &'a Arrival) -> BoxFuture<'a, Result<Data, Denied>> {
        Box::pin(async move {
            let mut data = Data::default();
            let (caller, counted) = self.caller(arrival, self.clock.now()).await?;
            data.insert(caller);
            if let Some(counted) = counted {
                data.insert(counted);
            }
            Ok(data)
        })
    }

    /// Without the proof, which was shown when the caller came in and is good once.
    fn readmit<'a>(&'a self, arrival: &'a Arrival) -> BoxFuture<'a, Result<(), Denied>> {
        Box::pin(async move {
            match &arrival.credential {
                Credential::Absent => Ok(()),
                Credential::Unreadable => Err(Denied::Unauthenticated),
                Credential::Token { token, .. } => self.access(token, self.clock.now()).await.map(drop),
            }
        })
    }
}

impl Door {
    async fn caller(&self, arrival: &Arrival, now: Timestamp) -> Result<(Caller, Option<Counted>), Denied> {
        let (scheme, token) = match &arrival.credential {
            Credential::Absent => return Ok((Caller::Anonymous, None)),
            Credential::Unreadable => return Err(Denied::Unauthenticated),
            Credential::Token { scheme, token } => (*scheme, token),
        };
        let access = self.access(token, now).await?;
        let possession = match scheme {
            Scheme::Bearer => Possession::Borne,
            Scheme::Dpop => self.prove(arrival, token, &access, now)?,
        };
        let caller = Caller::of(access.subject, access.session, possession);
        Ok((caller, Some(Counted { subject: access.subject, device: access.device })))
    }

    /// Verifies the token, and that its session has not ended.
    async fn access(&self, token: &Shown, now: Timestamp) -> Result<Access, Denied> {
        let verify = || self.signed.verify(&self.tokens, token.reveal(), &self.keyring.verifying(), now);
        let mut verified = verify();
        if verified == Err(Unverified::UnknownKey) && self.keyring.look_for_unknown(now).await.map_err(unavailable)? {
            verified = verify();
        }
        let access = verified.map_err(|reason| {
            tracing::debug!(?reason, "an access token was refused");
            Denied::Unauthenticated
        })?;
        let stands = match self.revocations.standing(access.session, now) {
            Standing::Stands => true,
            Standing::Ended => false,
            Standing::Unknown => self.sessions.stands(access.session, access.subject, now).await.map_err(unavailable)?,
        };
        if stands { Ok(access) } else { Err(Denied::Unauthenticated) }
    }

    fn prove(&self, arrival: &Arrival, token: &Shown, access: &Access, now: Timestamp) -> Result<Possession, Denied> {
        let proof = arrival.proof.as_ref().ok_or(Denied::Unauthenticated)?;
        let expected = Expected { method: arrival.method, address: self.tokens.audience(), token: token.reveal() };
        let proven = check(proof.reveal(), &expected, now).map_err(|_| Denied::Unauthenticated)?;
        // The key first: only devices that signed in may fill the memory.
        if proven.device != access.device {
            return Err(Denied::Unauthenticated);
        }
        match self.proofs.remember(proven.hash, 2 * PROOF_SECONDS + 1, now) {
            Remembered::New => Ok(Possession::Proven),
            Remembered::Known => Err(Denied::Unauthenticated),
            Remembered::Full => Err(Denied::Unavailable),
        }
    }
}

fn unavailable(fault: Fault) -> Denied {
    tracing::error!(cause = fault.chain(), "could not tell who is calling");
    Denied::Unavailable
}
