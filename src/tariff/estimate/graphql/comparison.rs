//! Why an assessment differs from an estimate, as it is shown. Row DUTY-N2.

use async_graphql::{Enum, InputObject, SimpleObject};
use duty::{
    compare::{AssessedCharge, Assessment, Cause, Comparison, Difference},
    exact::{Exact, RoundingMode},
};
use vocabulary::{Currency, Language, Money, scalar::Day};

use super::{input::GoodsInput, scalar::Decimal};
use crate::{
    platform::{message, money::decimal},
    tariff::estimate::refusal::Refusal,
};

/// How many charges an assessment may have.
const CHARGES_MAX: usize = 1_000;

/// What customs assessed.
#[derive(InputObject)]
pub struct AssessmentInput {
    /// The day the declaration was accepted.
    accepted_on: Day,
    /// The goods as customs found them, line by line as in the estimate.
    pub lines: Vec<GoodsInput>,
    /// What was charged; at most 1,000.
    charges: Vec<AssessedChargeInput>,
}

/// One charge of an assessment.
#[derive(InputObject)]
pub struct AssessedChargeInput {
    /// The line it is on, from 0; null for a charge on the whole declaration.
    line: Option<u8>,
    /// The tax, by the code that the published taxes have; any other lower-case name for a charge they do not know.
    tax: String,
    /// How much was charged, in the currency of the territory.
    amount: Decimal,
    /// What it was taken of, where the assessment says.
    base: Option<Decimal>,
}

/// Why an assessment differs from an estimate: the parts add up to the difference.
#[derive(SimpleObject)]
pub struct AssessmentComparison {
    /// The currency of all amounts.
    currency: Currency,
    /// What was estimated.
    estimated: String,
    /// What was assessed.
    assessed: String,
    /// So much more was assessed; less where it is below zero.
    difference: String,
    /// So much of it has no name: ask for a review.
    unexplained: String,
    /// Where the difference comes from.
    parts: Vec<DifferencePart>,
}

/// One part of a difference.
#[derive(SimpleObject)]
pub struct DifferencePart {
    /// Why; where one change alone could not be worked out, it and the next together.
    causes: Vec<DifferenceCause>,
    /// On which line, from 0; null for what is on the whole declaration.
    line: Option<usize>,
    /// Of which tax.
    tax: String,
    /// So much more was assessed; less where it is below zero.
    amount: String,
    /// A sentence that says why, and what can be done.
    message: String,
}

/// Why an assessment differs.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Cause")]
pub enum DifferenceCause {
    /// The rate of exchange was another one on that day.
    Exchange,
    /// The law of that day was another one, or what was published of it since.
    Law,
    /// The goods stand elsewhere in the nomenclature.
    Code,
    /// The goods come from elsewhere.
    Origin,
    /// What was claimed was not granted, or something else was.
    Claim,
    /// The goods are worth more or less.
    Value,
    /// There are more or fewer of them.
    Quantity,
    /// Documents, additional codes or statements differ.
    Facts,
    /// The tax was taken of another amount than the published rules give.
    Base,
    /// Nothing that is published asks for this charge.
    Unpublished,
    /// What the published rules ask for was not charged.
    NotCharged,
    /// Nothing explains it.
    Unexplained,
}

impl AssessmentInput {
    /// Reads an assessment in `currency`.
    ///
    /// # Errors
    /// Refuses lists beyond their length, and amounts beyond what can be held.
    pub fn assessment(self, currency: Currency) -> Result<Assessment, Refusal> {
        if self.charges.len() > CHARGES_MAX {
            return Err(Refusal::ListTooLong { limit: CHARGES_MAX });
        }
        let minor = |amount: Exact| {
            let unit = Exact::decimal(1, currency.exponent()).and_then(|unit| amount.over(unit));
            unit.and_then(|minor| minor.rounded(RoundingMode::HalfUp)).map_err(|_| Refusal::TooLarge)
        };
        let charge = |input: AssessedChargeInput| {
            Ok::<_, Refusal>(AssessedCharge {
                line: input.line.map(usize::from),
                tax: input.tax.parse().map_err(|_| Refusal::TaxInvalid)?,
                minor: minor(input.amount.0)?,
                base_minor: input.base.map(|base| minor(base.0)).transpose()?,
            })
        };
        Ok(Assessment {
            day: self.accepted_on.0,
            lines: self.lines.into_iter().map(GoodsInput::goods).collect::<Result<_, _>>()?,
            charges: self.charges.into_iter().map(charge).collect::<Result<_, _>>()?,
        })
    }
}

impl AssessmentComparison {
    /// Returns how much of the difference has no name.
    pub fn left_unexplained(&self) -> &str {
        &self.unexplained
    }

    /// Shows a comparison.
    pub fn of(comparison: &Comparison, currency: Currency, language: Language) -> AssessmentComparison {
        let shown = |minor: i64| decimal(Money::new(minor, currency));
        let is_unexplained = |part: &&Difference| part.causes.contains(&Cause::Unexplained);
        let unexplained = comparison.differences.iter().filter(is_unexplained).map(|part| part.minor).sum();
        AssessmentComparison {
            currency,
            estimated: shown(comparison.estimated),
            assessed: shown(comparison.assessed),
            difference: shown(comparison.assessed - comparison.estimated),
            unexplained: shown(unexplained),
            parts: comparison.differences.iter().map(|part| part_shown(part, shown(part.minor), language)).collect(),
        }
    }
}

fn part_shown(part: &Difference, amount: String, language: Language) -> DifferencePart {
    let said = |cause: &Cause| message::render(language, code(*cause), &[("value", part.tax.to_string())]).unwrap_or_default();
    DifferencePart {
        causes: part.causes.iter().map(|cause| (*cause).into()).collect(),
        line: part.line,
        tax: part.tax.to_string(),
        amount,
        message: part.causes.iter().map(said).collect::<Vec<_>>().join(" "),
    }
}

fn code(cause: Cause) -> &'static str {
    match cause {
        Cause::Exchange => "DIFFERENCE_EXCHANGE",
        Cause::Law => "DIFFERENCE_LAW",
        Cause::Code => "DIFFERENCE_CODE",
        Cause::Origin => "DIFFERENCE_ORIGIN",
        Cause::Claim => "DIFFERENCE_CLAIM",
        Cause::Value => "DIFFERENCE_VALUE",
        Cause::Quantity => "DIFFERENCE_QUANTITY",
        Cause::Facts => "DIFFERENCE_FACTS",
        Cause::Base => "DIFFERENCE_BASE",
        Cause::Unpublished => "DIFFERENCE_UNPUBLISHED",
        Cause::NotCharged => "DIFFERENCE_NOT_CHARGED",
        Cause::Unexplained => "DIFFERENCE_UNEXPLAINED",
    }
}
