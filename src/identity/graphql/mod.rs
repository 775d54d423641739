//! This slice in the contract.

mod door;
mod erasure;
mod gate;
mod guard;
mod machine;
mod oidc;
mod passkey;
mod phone;
mod role;
mod staff;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{Language, SessionId, scalar::Instant};

pub use self::{
    door::Door,
    erasure::{ErasureMutation, ErasureQuery},
    gate::RateGate,
    guard::{FreshSession, PersonOrProvenMachine, SignedIn, StaffSession, issuer, person as signed_in_person},
    machine::MachineMutation,
    oidc::OidcMutation,
    passkey::{PasskeyMutation, PasskeyOptions},
    phone::{PhoneMutation, digits},
    role::{RoleMutation, RoleQuery},
    staff::{StaffMutation, StaffQuery},
};
use self::{machine::ShownMachine, passkey::ShownPasskey};
use super::{
    caller::Subject,
    machine::MACHINES_MAX,
    passkey::PASSKEYS_MAX,
    service::Identity,
    session::{RefreshRefusal, SESSIONS_MAX, Session, TokenPair},
};
use crate::platform::{
    clock::SharedClock,
    graphql::{self, language},
    message,
    policy::{MachineScope, Role, may, needs},
    refusal::Refusal,
    request::Arrival,
};

/// Questions about whoever asks.
#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    /// Who is asking. `UNAUTHENTICATED` where nobody signed in, or the session has ended.
    #[graphql(
        directive = may::apply(vec![Role::Trader, Role::Service]),
        // Of itself a machine may hear whatever it is for.
        directive = needs::apply(MachineScope::ALL.to_vec()),
        guard = "FreshSession",
        cache_control(private)
    )]
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        let (subject, session) = guard::signed_in(ctx)?;
        Ok(Me { subject, session })
    }
}

/// Whoever is asking.
struct Me {
    subject: Subject,
    session: SessionId,
}

#[Object]
impl Me {
    /// The lasting name of the person or service; it has no meaning and is no secret.
    async fn id(&self) -> ID {
        ID(self.subject.to_string())
    }

    /// The number the person signs in with, masked (`+999 •••• 12`); null where there is none.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Subject::Person(person) = self.subject else { return Ok(None) };
        Ok(identity(ctx).phones.number_of(person).await?.map(|phone| phone.to_string()))
    }

    /// The roles that the caller has at this moment.
    #[graphql(complexity = "Role::ALL.len()")]
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        let every = Role::ALL.into_iter().collect();
        Ok(identity(ctx).roles.held(self.subject, every, graphql::instant(ctx, None)).await?.iter().collect())
    }

    /// The sessions that stand, the one refreshed last first; at most 20.
    #[graphql(complexity = "SESSIONS_MAX * child_complexity")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<ShownSession>> {
        let sessions = identity(ctx).sessions.list(self.subject, graphql::instant(ctx, None)).await?;
        Ok(sessions.into_iter().map(|session| ShownSession::of(session, self.session)).collect())
    }

    /// The passkeys of the person, the oldest first; at most 10. A machine has none.
    #[graphql(complexity = "PASSKEYS_MAX * child_complexity")]
    async fn passkeys(&self, ctx: &Context<'_>) -> Result<Vec<ShownPasskey>> {
        let Subject::Person(person) = self.subject else { return Ok(Vec::new()) };
        Ok(identity(ctx).passkeys.list(person).await?.into_iter().map(ShownPasskey::from).collect())
    }

    /// The machines of the person, the oldest first; at most 10. A machine has none.
    #[graphql(complexity = "MACHINES_MAX * child_complexity")]
    async fn machines(&self, ctx: &Context<'_>) -> Result<Vec<ShownMachine>> {
        let Subject::Person(person) = self.subject else { return Ok(Vec::new()) };
        Ok(identity(ctx).machines.list(person).await?.into_iter().map(ShownMachine::from).collect())
    }
}

/// One sign-in on one device.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub struct ShownSession {
    /// Its lasting name.
    id: ID,
    /// What the device calls itself; null where it gave no name.
    device_name: Option<String>,
    /// When the person signed in.
    began_at: Instant,
    /// When the session was last refreshed: about when the device was last in use.
    refreshed_at: Instant,
    /// Whether it is the session of this request.
    is_current: bool,
}

impl ShownSession {
    fn of(session: Session, current: SessionId) -> ShownSession {
        ShownSession {
            id: ID(session.id.to_string()),
            device_name: Some(session.device_name.as_str().to_owned()).filter(|name| !name.is_empty()),
            began_at: Instant(session.began_at),
            refreshed_at: Instant(session.refreshed_at),
            is_current: session.id == current,
        }
    }
}

/// What can be done with a session.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Gives a new access token and the next refresh token. Store the refresh token before using it.
    ///
    /// Send it by POST without `Authorization`, and in the header `DPoP` a proof of the device's key (RFC 9449), made for this request,
    /// with `ath` the hash of the refresh token. When the answer was lost, send the same refresh token with a new proof: it gets the
    /// same next one.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn refresh_session(&self, ctx: &Context<'_>, input: RefreshSessionInput) -> Result<RefreshSessionPayload> {
        let arrival = ctx.data::<Arrival>()?;
        let proof = arrival.proof.as_ref().map(|proof| proof.reveal());
        let now = ctx.data_unchecked::<SharedClock>().now();
        let refreshed = identity(ctx).sessions.refresh(&input.refresh_token, proof, arrival.method, now).await?;
        Ok(RefreshSessionPayload::present(refreshed, language(ctx, None)))
    }

    /// Ends a session: the caller's own (signing out), or another one of the same person.
    #[graphql(
        directive = may::apply(vec![Role::Trader, Role::Service]),
        directive = needs::apply(MachineScope::ALL.to_vec()),
        guard = "FreshSession"
    )]
    async fn end_session(&self, ctx: &Context<'_>, input: EndSessionInput) -> Result<EndSessionPayload> {
        let (subject, current) = guard::signed_in(ctx)?;
        let session = match &input.session_id {
            None => Some(current),
            Some(id) => id.parse().ok(),
        };
        let now = ctx.data_unchecked::<SharedClock>().now();
        let ended = match session {
            Some(session) => identity(ctx).sessions.end(session, subject, now).await?.then_some(session),
            None => None,
        };
        Ok(match ended {
            Some(session) => EndSessionPayload::Ended(SessionEnded { id: ID(session.to_string()) }),
            None => EndSessionPayload::Unknown(SessionUnknown { message: said(&SessionNotFound, language(ctx, None)) }),
        })
    }
}

/// What to refresh.
#[derive(InputObject)]
struct RefreshSessionInput {
    /// The newest refresh token that the device has stored.
    #[graphql(secret)]
    refresh_token: String,
}

/// What comes of refreshing a session.
#[derive(Union)]
enum RefreshSessionPayload {
    Tokens(SessionTokens),
    Over(SignInAgain),
    Proof(ProofRefused),
}

/// The tokens of a session that stands.
#[derive(SimpleObject)]
struct SessionTokens {
    /// The session.
    session_id: ID,
    /// The access token: send it as `Authorization: Bearer` or, with a proof, as `Authorization: DPoP`.
    access_token: String,
    /// When the access token stops being good: ten minutes after it was made.
    expires_at: Instant,
    /// The next refresh token. It takes the place of the one that was sent.
    refresh_token: String,
}

impl From<TokenPair> for SessionTokens {
    fn from(pair: TokenPair) -> SessionTokens {
        SessionTokens {
            session_id: ID(pair.session.to_string()),
            access_token: pair.access_token,
            expires_at: Instant(pair.expires_at),
            refresh_token: pair.refresh_token,
        }
    }
}

/// The session is over: the person has to sign in again. Nothing else says so.
#[derive(SimpleObject)]
struct SignInAgain {
    /// `REFRESH_TOKEN_UNKNOWN`, `SESSION_OVER` or `REFRESH_TOKEN_REUSED`.
    code: String,
    /// A sentence for the person, in their language.
    message: String,
}

/// The proof does not hold; the session stands. Try again with a new proof.
#[derive(SimpleObject)]
struct ProofRefused {
    /// `PROOF_REQUIRED`, `PROOF_INVALID`, `PROOF_STALE` or `PROOF_REPLAYED`.
    code: String,
    /// A sentence for the person, in their language.
    message: String,
    /// For `PROOF_STALE`: by how many seconds the device's clock is ahead of ours, negative where it is behind. Null otherwise.
    clock_ahead_seconds: Option<i64>,
}

impl ProofRefused {
    fn of(refusal: &impl Refusal, language: Language) -> ProofRefused {
        ProofRefused {
            code: refusal.code().to_owned(),
            message: said(refusal, language),
            clock_ahead_seconds: refusal.facts().first().and_then(|(_, seconds)| seconds.parse().ok()),
        }
    }
}

impl RefreshSessionPayload {
    fn present(refreshed: Result<TokenPair, RefreshRefusal>, language: Language) -> RefreshSessionPayload {
        match refreshed {
            Ok(pair) => Self::Tokens(pair.into()),
            Err(refusal) if refusal.is_final() => {
                Self::Over(SignInAgain { code: refusal.code().to_owned(), message: said(&refusal, language) })
            }
            Err(refusal) => Self::Proof(ProofRefused::of(&refusal, language)),
        }
    }
}

/// What to end.
#[derive(InputObject)]
struct EndSessionInput {
    /// The session to end; null for the caller's own.
    session_id: Option<ID>,
}

/// What comes of ending a session.
#[derive(Union)]
enum EndSessionPayload {
    Ended(SessionEnded),
    Unknown(SessionUnknown),
}

/// A session has ended: nothing that belongs to it is good any more.
#[derive(SimpleObject)]
struct SessionEnded {
    /// The session.
    id: ID,
}

/// The person has no such session that stands.
#[derive(SimpleObject)]
struct SessionUnknown {
    /// A sentence for the person, in their language.
    message: String,
}

/// The same is said of a session that is somebody else's and of one that never was.
struct SessionNotFound;

impl Refusal for SessionNotFound {
    fn code(&self) -> &'static str {
        "SESSION_UNKNOWN"
    }
}

fn said(refusal: &impl Refusal, language: Language) -> String {
    message::render(language, refusal.code(), &refusal.facts()).unwrap_or_else(|| refusal.code().to_owned())
}

fn identity<'a>(ctx: &Context<'a>) -> &'a Identity {
    ctx.data_unchecked()
}
