//! What a person is to companies, for the roles that fields ask for.

use futures_util::future::{BoxFuture, FutureExt};
use vocabulary::{PersonId, Timestamp};

use super::{
    mandate::{Agent, State},
    party::{Party, Side},
    service::Mandates,
    store,
};
use crate::{
    identity::{Acting as CompanyRoles, Companies},
    platform::fault::Fault,
};

/// How many mandates are looked at to find one that holds.
const LOOKED_AT_MAX: usize = super::granting::MANDATES_MAX;

impl Companies for Mandates {
    fn acting(&self, person: PersonId, now: Timestamp) -> BoxFuture<'_, Result<CompanyRoles, Fault>> {
        async move {
            let connection = self.database.connection();
            let companies = store::companies_of(connection, person).await?;
            let parties = self.parties_of(person).await?;
            let held = store::list(connection, Side::Agent, (&parties, None), None, LOOKED_AT_MAX).await?;
            let as_broker = held.iter().any(|mandate| {
                let holds = matches!(mandate.state_at(now), State::Accepted { .. }) && mandate.frozen_at.is_none();
                holds && matches!(mandate.principal, Party::Company(_)) && matches!(mandate.agent, Agent::Party(_))
            });
            Ok(CompanyRoles { as_admin: companies.iter().any(|company| company.is_confirmed()), as_broker })
        }
        .boxed()
    }
}
