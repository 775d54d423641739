//! What is proposed, as the contract has it, read into what the rules take.

use async_graphql::{ID, InputObject, OneofObject};
use rust_decimal::Decimal;
use vocabulary::{PersonId, scalar::Instant};

use crate::{
    identity::code::Amount,
    mandate::{
        granting::Offer,
        mandate::Agent,
        party::Party,
        refusal::Refusal,
        scope::{PayCaps, Scopes},
    },
};

/// What is proposed.
#[derive(InputObject)]
pub struct MandateOfferInput {
    /// The company the caller speaks for; null for the caller themselves.
    company_id: Option<ID>,
    /// The other side.
    other: OtherSideInput,
    /// What is allowed.
    allow: AllowInput,
    /// The one consignment it is for, by its reference; null for all.
    consignment: Option<String>,
    /// From when on; null for now.
    valid_from: Option<Instant>,
    /// Until when; two years from now at the latest.
    valid_until: Instant,
}

/// The other side: whoever has a number, or a company.
#[derive(OneofObject)]
enum OtherSideInput {
    /// Whoever has this number, with its country code (`+999 555 0100 12`).
    #[graphql(secret)]
    Phone(String),
    /// This company.
    CompanyId(ID),
}

/// What a mandate is to allow; nothing that is not named.
#[derive(InputObject)]
struct AllowInput {
    /// To see the principal's affairs.
    #[graphql(default)]
    view: bool,
    /// To prepare declarations and applications.
    #[graphql(default)]
    draft: bool,
    /// To lodge them.
    #[graphql(default)]
    lodge: bool,
    /// To collect receipts and goods.
    #[graphql(default)]
    collect: bool,
    /// To pay, up to these ceilings; null for not at all.
    pay: Option<PayCapsInput>,
}

/// How much may be paid.
#[derive(InputObject)]
struct PayCapsInput {
    /// In one payment, as people write it (`1250.00`).
    each: String,
    /// In one day of the territory; not below that of one payment.
    day: String,
    /// The currency of both, by its code of ISO 4217.
    currency: String,
}

impl PayCapsInput {
    fn caps(&self) -> Option<PayCaps> {
        let amount = |text: &str| Amount::of(text.trim().parse::<Decimal>().ok()?, &self.currency);
        PayCaps::new(amount(&self.each)?, amount(&self.day)?).ok()
    }
}

impl MandateOfferInput {
    /// Reads it, for a caller.
    pub fn read(self, caller: PersonId) -> Result<Offer, Refusal> {
        let company = |id: &ID| id.parse().map(Party::Company).map_err(|_| Refusal::CompanyUnknown);
        let AllowInput { view, draft, lodge, collect, pay } = self.allow;
        let pay = pay.map(|pay| pay.caps().ok_or(Refusal::CapsInvalid)).transpose()?;
        Ok(Offer {
            own: self.company_id.as_ref().map(company).transpose()?.unwrap_or(Party::Person(caller)),
            other: match &self.other {
                OtherSideInput::Phone(phone) => Agent::Phone(phone.parse()?),
                OtherSideInput::CompanyId(id) => Agent::Party(company(id)?),
            },
            scopes: Scopes { view, draft, lodge, pay, collect },
            consignment: self.consignment.map(|text| text.parse().map_err(|_| Refusal::ConsignmentInvalid)).transpose()?,
            valid_from: self.valid_from.map(|instant| instant.0),
            valid_until: self.valid_until.0,
        })
    }
}
