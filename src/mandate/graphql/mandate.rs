//! Mandates in the contract.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use vocabulary::scalar::Instant;

use super::mandates;
use crate::{
    identity::{Identity, code::Amount},
    mandate::{
        mandate::{Agent, Mandate, State},
        party::{Party, Side},
        service::MandateUse,
    },
    platform::graphql,
};

/// How many uses of a mandate are shown.
const USES_MAX: usize = 20;

/// A mandate as one of its sides sees it.
pub struct MandateShown {
    pub mandate: Mandate,
    pub side: Side,
}

/// A side of a mandate.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "MandateSide")]
pub enum MandateSide {
    /// Who is acted for.
    Principal,
    /// Who acts.
    Agent,
}

impl From<Side> for MandateSide {
    fn from(side: Side) -> MandateSide {
        match side {
            Side::Principal => MandateSide::Principal,
            Side::Agent => MandateSide::Agent,
        }
    }
}

/// Where a mandate stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "MandateState")]
enum MandateState {
    /// One side proposed it and the other has not answered.
    Pending,
    /// Both sides agreed.
    Accepted,
    /// The other side said no.
    Rejected,
    /// Nobody answered in time, its time is over, or its consignment was released.
    Expired,
    /// Whoever proposed it took it back.
    Cancelled,
    /// One side ended it.
    Deauthorised,
}

/// A person, a company, or whoever proves a number.
#[derive(SimpleObject)]
#[graphql(name = "MandateParty")]
struct PartyShown {
    /// The lasting name of the person or company; null of whoever proves a number.
    id: Option<ID>,
    /// What the company is called; null of a person.
    company_name: Option<String>,
    /// The number of the person, masked (`+999 •••• 12`); null of a company.
    phone: Option<String>,
}

impl PartyShown {
    async fn of(ctx: &Context<'_>, party: Party) -> Result<PartyShown> {
        Ok(match party {
            Party::Person(person) => {
                let phone = ctx.data_unchecked::<Identity>().phones.number_of(person).await?;
                PartyShown { id: Some(ID(person.to_string())), company_name: None, phone: phone.map(|phone| phone.to_string()) }
            }
            Party::Company(id) => {
                let company = mandates(ctx).company(id).await?;
                let company_name = company.map(|company| company.name.as_str().to_owned());
                PartyShown { id: Some(ID(id.to_string())), company_name, phone: None }
            }
        })
    }
}

#[Object(name = "Mandate")]
impl MandateShown {
    /// Its lasting name.
    async fn id(&self) -> ID {
        ID(self.mandate.id.to_string())
    }

    /// The caller's side.
    async fn own_side(&self) -> MandateSide {
        self.side.into()
    }

    /// Who is acted for.
    async fn principal(&self, ctx: &Context<'_>) -> Result<PartyShown> {
        PartyShown::of(ctx, self.mandate.principal).await
    }

    /// Who acts.
    async fn agent(&self, ctx: &Context<'_>) -> Result<PartyShown> {
        match &self.mandate.agent {
            Agent::Party(party) => PartyShown::of(ctx, *party).await,
            Agent::Phone(phone) => Ok(PartyShown { id: None, company_name: None, phone: Some(phone.to_string()) }),
        }
    }

    /// Where it stands now.
    async fn state(&self, ctx: &Context<'_>) -> MandateState {
        match self.mandate.state_at(graphql::instant(ctx, None)) {
            State::Pending { .. } => MandateState::Pending,
            State::Accepted { .. } => MandateState::Accepted,
            State::Rejected { .. } => MandateState::Rejected,
            State::Expired { .. } => MandateState::Expired,
            State::Cancelled { .. } => MandateState::Cancelled,
            State::Deauthorised { .. } => MandateState::Deauthorised,
        }
    }

    /// Whose answer it waits for, where it is pending; null otherwise.
    async fn waits_for(&self, ctx: &Context<'_>) -> Option<MandateSide> {
        match self.mandate.state_at(graphql::instant(ctx, None)) {
            State::Pending { by: Side::Principal, .. } => Some(MandateSide::Agent),
            State::Pending { by: Side::Agent, .. } => Some(MandateSide::Principal),
            _ => None,
        }
    }

    /// Since when its principal has stopped it; null where it runs.
    async fn frozen_at(&self) -> Option<Instant> {
        self.mandate.frozen_at.map(Instant)
    }

    /// What it allows.
    async fn allows(&self) -> AllowedShown {
        let scopes = self.mandate.scopes;
        AllowedShown {
            view: scopes.view,
            draft: scopes.draft,
            lodge: scopes.lodge,
            collect: scopes.collect,
            pay: scopes.pay.map(|caps| PayShown { each: caps.each().into(), day: caps.day().into() }),
        }
    }

    /// The one consignment it is for; null where it is for all.
    async fn consignment(&self) -> Option<&str> {
        self.mandate.consignment.as_ref().map(|consignment| consignment.as_str())
    }

    /// From when on it holds.
    async fn valid_from(&self) -> Instant {
        Instant(self.mandate.valid_from)
    }

    /// Until when.
    async fn valid_until(&self) -> Instant {
        Instant(self.mandate.valid_until)
    }

    /// What was done under it, the latest first; at most 20.
    #[graphql(complexity = "USES_MAX * child_complexity")]
    async fn uses(&self, ctx: &Context<'_>) -> Result<Vec<UseShown>> {
        let currency = self.mandate.scopes.pay.map(|caps| caps.each().currency());
        let uses = mandates(ctx).uses(self.mandate.id).await?;
        Ok(uses.into_iter().map(|usage| UseShown::of(usage, currency)).collect())
    }
}

/// What a mandate allows.
#[derive(SimpleObject)]
#[graphql(name = "MandateAllows")]
struct AllowedShown {
    /// To see the principal's affairs.
    view: bool,
    /// To prepare declarations and applications.
    draft: bool,
    /// To lodge them.
    lodge: bool,
    /// To collect receipts and goods.
    collect: bool,
    /// To pay; null where it does not.
    pay: Option<PayShown>,
}

/// How much may be paid.
#[derive(SimpleObject)]
#[graphql(name = "MandatePayCaps")]
struct PayShown {
    /// In one payment.
    each: AmountShown,
    /// In one day of the territory.
    day: AmountShown,
}

/// An amount of money.
#[derive(SimpleObject)]
#[graphql(name = "Amount")]
struct AmountShown {
    /// As people write it, with the digits of the currency (`1250.00`).
    value: String,
    /// The currency by its code of ISO 4217.
    currency: String,
}

impl From<Amount> for AmountShown {
    fn from(amount: Amount) -> AmountShown {
        AmountShown { value: amount.decimal().to_string(), currency: amount.currency().to_owned() }
    }
}

/// Something that was done under a mandate.
#[derive(SimpleObject)]
#[graphql(name = "MandateUse")]
struct UseShown {
    /// What: `view`, `draft`, `lodge`, `pay`, `ask-to-pay` or `collect`.
    act: String,
    /// For which consignment; null where it was for none.
    consignment: Option<String>,
    /// How much was paid; null where nothing was.
    amount: Option<AmountShown>,
    /// When.
    used_at: Instant,
}

impl UseShown {
    fn of(usage: MandateUse, currency: Option<&str>) -> UseShown {
        let amount = usage.amount_minor.zip(currency).and_then(|(minor, currency)| Amount::new(minor, currency));
        UseShown {
            act: usage.act,
            consignment: usage.consignment.map(|consignment| consignment.to_string()),
            amount: amount.map(AmountShown::from),
            used_at: Instant(usage.used_at),
        }
    }
}
