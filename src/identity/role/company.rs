//! For whom somebody may act, as far as roles ask.

use futures_util::future::BoxFuture;
use vocabulary::{PersonId, Timestamp};

use crate::platform::{
    fault::Fault,
    policy::{Role, RoleSet},
};

/// Tells whether a person acts for a company. The slice that knows companies and mandates implements it.
///
/// It opens the door of a field. For which company, and how far, is asked again where that company's rows are read.
pub trait Companies: Send + Sync + 'static {
    /// Says what a person is to companies, any of them, at `now`.
    fn acting(&self, person: PersonId, now: Timestamp) -> BoxFuture<'_, Result<Acting, Fault>>;
}

/// What a person is to companies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acting {
    /// Whether they speak for one.
    pub as_admin: bool,
    /// Whether one lets them act for it.
    pub as_broker: bool,
}

impl From<Acting> for RoleSet {
    fn from(acting: Acting) -> RoleSet {
        let roles = [(acting.as_admin, Role::CompanyAdmin), (acting.as_broker, Role::BrokerForCompany)];
        roles.into_iter().filter_map(|(holds, role)| holds.then_some(role)).collect()
    }
}

/// There are no companies, so nobody acts for one.
pub struct NoCompanies;

impl Companies for NoCompanies {
    fn acting(&self, _: PersonId, _: Timestamp) -> BoxFuture<'_, Result<Acting, Fault>> {
        Box::pin(std::future::ready(Ok(Acting::default())))
    }
}
