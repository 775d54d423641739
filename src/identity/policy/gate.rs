//! The gate before the schema: nothing of a document runs before the policies of all it asks for have been met.

use std::{any::TypeId, future::ready, sync::Arc};

use async_graphql::{Data, Error, Executor, Request, Response, ServerError};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use vocabulary::{SessionId, Timestamp};

use super::declared::{Demand, May, Policies};
use crate::{
    identity::{
        attempt::{Attempt, Attempts, By},
        caller::{Caller, Subject},
        machine::Machines,
        role::{Roles, StaffRole},
        session::{Means, Sessions},
    },
    platform::{
        clock::SharedClock,
        fault::Fault,
        policy::{Role, RoleSet},
        refusal::{Refusal, refuse},
    },
};

/// A schema behind its policies. Cheap to clone.
#[derive(Clone)]
pub struct Gate<S> {
    schema: S,
    policies: Arc<Policies>,
    keeper: Keeper,
}

/// Whom the gate asks about a caller.
#[derive(Clone)]
pub struct Keeper {
    /// Who has which role.
    pub roles: Roles,
    /// What machines may do.
    pub machines: Machines,
    /// Whether a session stands.
    pub sessions: Sessions,
    /// Who is told of what was refused.
    pub attempts: Attempts,
    /// What time it is.
    pub clock: SharedClock,
}

/// Why a caller may not use a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PolicyRefusal {
    /// Nobody signed in, or not well enough.
    Unauthenticated,
    /// Whoever signed in has none of the roles.
    Forbidden,
}

impl Refusal for PolicyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
        }
    }
}

impl<S> Gate<S> {
    /// Puts a schema behind its policies.
    pub fn new(schema: S, policies: Policies, keeper: Keeper) -> Gate<S> {
        for field in policies.undeclared() {
            tracing::error!(field, "a field says of nobody that they may use it, so nobody may");
        }
        for field in policies.scopeless() {
            tracing::error!(field, "a field for services says of no scope that it is enough, so no machine may use it");
        }
        Gate { schema, policies: Arc::new(policies), keeper }
    }

    /// Returns what a request asks for that not everybody may use. A document that cannot be read asks for nothing: it is not run.
    fn demands(&self, request: &mut Request) -> Vec<Demand> {
        let operation = request.operation_name.take();
        let asked = request.parsed_query().map(|document| self.policies.demands(document, operation.as_deref()));
        request.operation_name = operation;
        asked.unwrap_or_default()
    }
}

impl<S: Executor> Executor for Gate<S> {
    async fn execute(&self, mut request: Request) -> Response {
        let demands = self.demands(&mut request);
        if !demands.is_empty() {
            let caller = caller(&request.data).unwrap_or(Caller::Anonymous);
            if let Err(error) = self.keeper.admit(caller, &demands).await {
                return Response::from_errors(vec![error]);
            }
        }
        self.schema.execute(request).await
    }

    /// Whoever follows something is asked again before each thing they are told.
    fn execute_stream(&self, mut request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let demands: Arc<[Demand]> = self.demands(&mut request).into();
        if demands.is_empty() {
            return self.schema.execute_stream(request, session);
        }
        let of_session = session.as_ref().and_then(|data| caller(data));
        let caller = caller(&request.data).or(of_session).unwrap_or(Caller::Anonymous);
        let (schema, keeper) = (self.schema.clone(), self.keeper.clone());
        let admitted = async move {
            match keeper.admit(caller, &demands).await {
                Ok(()) => keeper.guarded(schema.execute_stream(request, session), caller, demands),
                Err(error) => stream::once(ready(Response::from_errors(vec![error]))).boxed(),
            }
        };
        stream::once(admitted).flatten().boxed()
    }
}

impl Keeper {
    /// Lets a caller in who has a role for each demand.
    async fn admit(&self, caller: Caller, demands: &[Demand]) -> Result<(), ServerError> {
        let now = self.clock.now();
        for demand in demands {
            let told = |error: Error| ServerError { path: demand.path.clone(), ..error.into_server_error(demand.at) };
            match self.judge(caller, &demand.may, now).await {
                Ok(Ok(())) => {}
                Ok(Err(refusal)) => {
                    self.note(caller, demand, refusal, now);
                    return Err(told(refuse(&refusal)));
                }
                Err(fault) => return Err(told(fault.into())),
            }
        }
        Ok(())
    }

    async fn judge(
        &self,
        caller: Caller,
        May { roles: may, scopes }: &May,
        now: Timestamp,
    ) -> Result<Result<(), PolicyRefusal>, Fault> {
        let may = *may;
        let Some((subject, session)) = caller.signed_in() else { return Ok(decide(None, may)) };
        let held = self.roles.held(subject, may, now).await?;
        if let Subject::Machine(machine) = subject
            && held.meets(may)
            && !self.machines.may(machine, scopes).await?
        {
            return Ok(Err(PolicyRefusal::Forbidden));
        }
        let is_strong = !needs_strength(held) || is_strong(&self.sessions, (subject, session), now).await?;
        Ok(decide(Some(Held { roles: held, is_strong }), may))
    }

    /// Notes that somebody was refused what only officers may use.
    fn note(&self, caller: Caller, demand: &Demand, refusal: PolicyRefusal, now: Timestamp) {
        if needs_strength(demand.may.roles) {
            let by = caller.signed_in().map_or(By::Anybody, |(subject, _)| By::Subject(subject));
            self.attempts.note(Attempt::at_field(by, &demand.field, refusal.code()), now);
        }
    }

    fn guarded(
        self,
        responses: BoxStream<'static, Response>,
        caller: Caller,
        demands: Arc<[Demand]>,
    ) -> BoxStream<'static, Response> {
        let asked_again = responses.then(move |response| {
            let (keeper, demands) = (self.clone(), demands.clone());
            async move { keeper.admit(caller, &demands).await.map(|()| response) }
        });
        let mut over = false;
        let until_refused = asked_again.take_while(move |told| {
            let go_on = !over;
            over = told.is_err();
            ready(go_on)
        });
        until_refused.map(|told| told.unwrap_or_else(|error| Response::from_errors(vec![error]))).boxed()
    }
}

/// What a caller who signed in has of the roles asked for.
#[derive(Clone, Copy, Debug)]
struct Held {
    roles: RoleSet,
    /// Whether the session is good enough for the roles of staff.
    is_strong: bool,
}

/// Decides whether a caller, or nobody we know, may use a field.
fn decide(held: Option<Held>, may: RoleSet) -> Result<(), PolicyRefusal> {
    let Some(held) = held else {
        return if may.has(Role::Anonymous) { Ok(()) } else { Err(PolicyRefusal::Unauthenticated) };
    };
    match held.roles.meets(may) {
        false => Err(PolicyRefusal::Forbidden),
        true if needs_strength(held.roles.only(may)) && !held.is_strong => Err(PolicyRefusal::Unauthenticated),
        true => Ok(()),
    }
}

/// Returns whether all of these roles are roles of staff: one that everybody has who signed in opens the field as well.
fn needs_strength(roles: RoleSet) -> bool {
    roles != RoleSet::NONE && roles.iter().all(|role| StaffRole::set().has(role))
}

/// Says whether a session stands in the database at this moment and was begun by means strong enough for the roles of staff.
async fn is_strong(sessions: &Sessions, (subject, session): (Subject, SessionId), now: Timestamp) -> Result<bool, Fault> {
    Ok(sessions.means(session, subject, now).await?.is_some_and(Means::is_strong))
}

fn caller(data: &Data) -> Option<Caller> {
    data.get(&TypeId::of::<Caller>()).and_then(|caller| caller.downcast_ref::<Caller>()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(roles: &[Role]) -> RoleSet {
        roles.iter().copied().collect()
    }

    #[test]
    fn one_role_of_those_declared_is_enough_and_none_is_not() {
        let held = |roles, is_strong| Some(Held { roles: set(roles), is_strong });
        let (signed_out, forbidden) = (Err(PolicyRefusal::Unauthenticated), Err(PolicyRefusal::Forbidden));
        for (name, held, may, expected) in [
            ("anybody, what is public", None, &[Role::Anonymous][..], Ok(())),
            ("anybody, what traders may", None, &[Role::Trader], signed_out),
            ("anybody, what nobody may", None, &[], signed_out),
            ("a trader, what traders may", held(&[Role::Trader], false), &[Role::Trader, Role::Service], Ok(())),
            ("a trader, what admins may", held(&[], false), &[Role::Admin], forbidden),
            ("a trader, what nobody may", held(&[], false), &[], forbidden),
            ("an admin", held(&[Role::Admin], true), &[Role::Admin, Role::Auditor], Ok(())),
            ("an admin whose session is weak", held(&[Role::Admin], false), &[Role::Admin], signed_out),
            ("an admin, what traders may too", held(&[Role::Admin, Role::Trader], false), &[Role::Admin, Role::Trader], Ok(())),
        ] {
            assert_eq!(decide(held, set(may)), expected, "{name}");
        }
    }
}
