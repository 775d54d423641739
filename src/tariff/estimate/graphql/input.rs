//! What a trader declares, as it comes in.

use async_graphql::{Enum, InputObject};
use duty::{
    condition::Flow,
    goods::{Amount, Claim, Declaration, Goods, Values},
    rate::Measured,
};
use vocabulary::{
    AreaCode, CountryCode, Currency, Date, HsCode,
    scalar::{Day, Instant},
};

use super::scalar::{Additional, Decimal, Document, QuotaNumber, UnitCode};
use crate::tariff::{GoodsMeasureType, estimate::refusal::Refusal};

/// How long a list of a line may be.
const LIST_MAX: usize = 50;

/// A consignment, as it would be declared.
#[derive(InputObject)]
#[graphql(name = "ConsignmentInput")]
pub struct ConsignmentInput {
    /// Which way it moves. By default into the territory.
    #[graphql(default_with = "GoodsFlow::Import")]
    flow: GoodsFlow,
    /// The day the declaration is accepted. By default today in the territory.
    pub as_of: Option<Day>,
    /// What we said at this instant, later corrections left out. By default now.
    pub known_at: Option<Instant>,
    /// Its lines, 1 to 100.
    pub lines: Vec<GoodsInput>,
}

/// Which way goods move.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Flow")]
pub enum GoodsFlow {
    /// Into the territory.
    Import,
    /// Out of it.
    Export,
}

/// The goods on one line. Say what you know: what is missing is asked for.
#[derive(InputObject)]
pub struct GoodsInput {
    /// Their code: one that goods can be declared under.
    code: HsCode,
    /// The country they originate in; of exports the country they go to.
    country: CountryCode,
    /// Their customs value, where it is known as such. Source: WTO Customs Valuation Agreement.
    customs_value: Option<AmountInput>,
    /// Their value free on board (Incoterms): with freight and insurance it makes the customs value.
    fob_value: Option<AmountInput>,
    /// The freight to the border.
    freight: Option<AmountInput>,
    /// The insurance to the border.
    insurance: Option<AmountInput>,
    /// The retail price of all of them, with all taxes.
    retail_price: Option<AmountInput>,
    /// The values of parts that the tariff speaks of ("the case"); at most 50.
    #[graphql(default)]
    parts: Vec<PartInput>,
    /// Their quantities; at most 50.
    #[graphql(default)]
    quantities: Vec<QuantityInput>,
    /// The documents at hand; at most 50.
    #[graphql(default)]
    documents: Vec<Document>,
    /// The additional codes they are of; at most 50.
    #[graphql(default)]
    additional_codes: Vec<Additional>,
    /// What is so, and what is not, of what was asked; at most 50.
    #[graphql(default)]
    statements: Vec<StatementInput>,
    /// What is asked for instead of the normal duty.
    claim: Option<ClaimInput>,
}

/// An amount of money.
#[derive(InputObject)]
pub struct AmountInput {
    /// How much, in major units.
    amount: Decimal,
    /// Of which currency.
    currency: Currency,
}

/// The value of a part of the goods.
#[derive(InputObject)]
pub struct PartInput {
    /// The part, in the words of the tariff.
    name: String,
    /// Its value.
    value: AmountInput,
}

/// A quantity of the goods.
#[derive(InputObject)]
pub struct QuantityInput {
    /// How much.
    quantity: Decimal,
    /// Of which unit.
    unit: UnitCode,
    /// Of what, where it is not of the goods as such: the drained weight.
    of: Option<String>,
}

/// What the trader says of something that was asked.
#[derive(InputObject)]
pub struct StatementInput {
    /// What was asked, word for word.
    text: String,
    /// Whether it is so.
    holds: bool,
}

/// What is asked for instead of the normal duty.
#[derive(InputObject)]
pub struct ClaimInput {
    /// What kind of measure: `PREFERENCE`, `QUOTA`, `SUSPENSION`, `END_USE` or `SIMPLIFIED`.
    #[graphql(name = "type")]
    kind: GoodsMeasureType,
    /// Under which agreement or scheme, where there are several.
    area: Option<AreaCode>,
    /// From which quota.
    quota: Option<QuotaNumber>,
}

impl ConsignmentInput {
    /// Reads it as a declaration of `today`, where it names no day.
    ///
    /// # Errors
    /// Refuses lists beyond their length, and texts that cannot be what they stand for.
    pub fn declaration(self, today: Date) -> Result<Declaration, Refusal> {
        let lines = self.lines.into_iter().map(GoodsInput::goods).collect::<Result<_, _>>()?;
        Ok(Declaration { flow: self.flow.into(), day: self.as_of.map_or(today, |day| day.0), lines })
    }
}

impl GoodsInput {
    /// Reads the goods.
    ///
    /// # Errors
    /// As [`ConsignmentInput::declaration`].
    pub fn goods(self) -> Result<Goods, Refusal> {
        let lengths =
            [self.parts.len(), self.quantities.len(), self.documents.len(), self.additional_codes.len(), self.statements.len()];
        if lengths.into_iter().any(|length| length > LIST_MAX) {
            return Err(Refusal::ListTooLong { limit: LIST_MAX });
        }
        let amount = |input: Option<AmountInput>| input.map(AmountInput::amount);
        let values = Values {
            customs: amount(self.customs_value),
            fob: amount(self.fob_value),
            freight: amount(self.freight),
            insurance: amount(self.insurance),
            retail: amount(self.retail_price),
            parts: self
                .parts
                .into_iter()
                .map(|part| Ok((text(&part.name)?, part.value.amount())))
                .collect::<Result<_, Refusal>>()?,
        };
        let quantity = |input: QuantityInput| {
            let of = input.of.as_deref().map(text).transpose()?;
            Ok((Measured { unit: input.unit.0, of }, input.quantity.0))
        };
        let statement = |input: StatementInput| Ok((text(&input.text)?, input.holds));
        Ok(Goods {
            values,
            quantities: self.quantities.into_iter().map(quantity).collect::<Result<_, Refusal>>()?,
            documents: self.documents.into_iter().map(|document| document.0).collect(),
            additional_codes: self.additional_codes.into_iter().map(|code| code.0).collect(),
            statements: self.statements.into_iter().map(statement).collect::<Result<_, Refusal>>()?,
            claim: self.claim.map(ClaimInput::claim),
            ..Goods::new(self.code, self.country)
        })
    }
}

impl AmountInput {
    fn amount(self) -> Amount {
        Amount { number: self.amount.0, currency: self.currency }
    }
}

impl ClaimInput {
    fn claim(self) -> Claim {
        Claim { kind: self.kind.into(), area: self.area, quota: self.quota.map(|quota| quota.0) }
    }
}

fn text<T: std::str::FromStr>(text: &str) -> Result<T, Refusal> {
    text.trim().parse().map_err(|_| Refusal::TextInvalid { value: text.chars().take(60).collect() })
}
