//! Who may call at all, settled before a resolver runs.

use async_graphql::{Context, Error, Guard, Result};
use vocabulary::{PersonId, SessionId};

use crate::{
    identity::{
        caller::{Caller, Possession, Subject},
        service::Identity,
    },
    platform::{
        clock::SharedClock,
        policy::{Role, RoleSet},
        refusal::{Refusal, refuse},
    },
};

/// Lets in whoever signed in, by what the access token says.
pub struct SignedIn;

impl Guard for SignedIn {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        signed_in(ctx).map(drop)
    }
}

/// Lets in whoever signed in and whose session stands in the database at this moment: for money, and for what cannot be taken back.
pub struct FreshSession;

impl Guard for FreshSession {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        let (subject, session) = signed_in(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let stands = ctx.data_unchecked::<Identity>().sessions.stands(session, subject, now).await?;
        if stands { Ok(()) } else { Err(unauthenticated()) }
    }
}

/// Lets in, for what moves money, every person whose session stands at this moment, and of machines those that made a proof for this
/// very request: a token alone can be copied from the log of a proxy, and nobody looks at a machine's screen.
///
/// What the machine may do (its scopes) is asked by what it does.
pub struct PersonOrProvenMachine;

impl Guard for PersonOrProvenMachine {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        FreshSession.check(ctx).await?;
        match ctx.data_opt::<Caller>() {
            Some(Caller::Machine { possession: Possession::Borne, .. }) => Err(refuse(&NotProven)),
            Some(_) => Ok(()),
            None => Err(unauthenticated()),
        }
    }
}

struct NotProven;

impl Refusal for NotProven {
    fn code(&self) -> &'static str {
        "POSSESSION_NOT_PROVEN"
    }
}

/// Lets in staff: whoever signed in by means that are strong enough for that, in a session that stands in the database at this moment,
/// with an account that is open. What somebody of the staff may do is asked beside it.
pub struct StaffSession;

impl Guard for StaffSession {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        let (subject, session) = signed_in(ctx)?;
        let now = ctx.data_unchecked::<SharedClock>().now();
        let identity = ctx.data_unchecked::<Identity>();
        let Some(means) = identity.sessions.means(session, subject, now).await? else { return Err(unauthenticated()) };
        let is_staff = match subject {
            Subject::Person(person) => identity.staff.is_staff(person, means).await?,
            Subject::Machine(_) => false,
        };
        if is_staff { Ok(()) } else { Err(refuse(&NotStaff)) }
    }
}

struct NotStaff;

impl Refusal for NotStaff {
    fn code(&self) -> &'static str {
        "STAFF_SESSION_REQUIRED"
    }
}

/// Returns who signed in, and in which session.
pub fn signed_in(ctx: &Context<'_>) -> Result<(Subject, SessionId)> {
    ctx.data_opt::<Caller>().and_then(Caller::signed_in).ok_or_else(unauthenticated)
}

/// Returns which person signed in, and in which session. A service is as unknown here as nobody.
pub fn person(ctx: &Context<'_>) -> Result<(PersonId, SessionId)> {
    match signed_in(ctx)? {
        (Subject::Person(person), session) => Ok((person, session)),
        (Subject::Machine(_), _) => Err(unauthenticated()),
    }
}

/// Returns who calls as an issuer of payment notices: a cashier, or a system whose owner is a cashier at this moment. What they issued is
/// theirs; what others issued is not.
pub async fn issuer(ctx: &Context<'_>) -> Result<Subject> {
    let (subject, _) = signed_in(ctx)?;
    let identity = ctx.data_unchecked::<Identity>();
    let owner = match subject {
        Subject::Person(_) => Some(subject),
        Subject::Machine(machine) => identity.machines.owner(machine).await?,
    };
    let wanted = RoleSet::NONE.and(Role::Cashier);
    let now = ctx.data_unchecked::<SharedClock>().now();
    let is_cashier = match owner {
        Some(owner) => identity.roles.held(owner, wanted, now).await?.has(Role::Cashier),
        None => false,
    };
    if is_cashier { Ok(subject) } else { Err(refuse(&NoIssuer)) }
}

struct NoIssuer;

impl Refusal for NoIssuer {
    fn code(&self) -> &'static str {
        "FORBIDDEN"
    }
}

struct NotSignedIn;

impl Refusal for NotSignedIn {
    fn code(&self) -> &'static str {
        "UNAUTHENTICATED"
    }
}

fn unauthenticated() -> Error {
    refuse(&NotSignedIn)
}
