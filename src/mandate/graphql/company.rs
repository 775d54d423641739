//! Companies in the contract.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use vocabulary::scalar::Instant;

use super::mandates;
use crate::{
    identity::Identity,
    mandate::company::{ADMINS_MAX, Company, Standing},
};

/// A company that the caller administers.
pub struct CompanyShown(pub Company);

/// What is known of a company.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CompanyStanding")]
enum CompanyStanding {
    /// Somebody says that they act for it. Nothing can be done in its name.
    Claimed,
    /// An officer saw that they do.
    Confirmed,
}

#[Object(name = "Company")]
impl CompanyShown {
    /// Its lasting name.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The number under which the tax administration knows it.
    async fn tin(&self) -> &str {
        self.0.tin.as_str()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Whether it is known to belong to those who act for it.
    async fn standing(&self) -> CompanyStanding {
        if self.0.is_confirmed() { CompanyStanding::Confirmed } else { CompanyStanding::Claimed }
    }

    /// When it was confirmed; null where it was not.
    async fn confirmed_at(&self) -> Option<Instant> {
        match self.0.standing {
            Standing::Confirmed { at } => Some(Instant(at)),
            Standing::Claimed => None,
        }
    }

    /// Who acts for it; at most 20.
    #[graphql(complexity = "ADMINS_MAX * child_complexity")]
    async fn administrators(&self, ctx: &Context<'_>) -> Result<Vec<Administrator>> {
        let mut shown = Vec::new();
        for person in mandates(ctx).admins(self.0.id).await? {
            let phone = ctx.data_unchecked::<Identity>().phones.number_of(person).await?;
            shown.push(Administrator { id: ID(person.to_string()), phone: phone.map(|phone| phone.to_string()) });
        }
        Ok(shown)
    }
}

/// A person who acts for a company.
#[derive(SimpleObject)]
#[graphql(name = "CompanyAdministrator")]
struct Administrator {
    /// The lasting name of the person.
    id: ID,
    /// Their number, masked (`+999 •••• 12`); null where they have none.
    phone: Option<String>,
}
