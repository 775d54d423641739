//! Why an assessment differs from an estimate: what changed is put into the estimate one thing after another, and each step's effect
//! has that cause. What is left over is said to be unexplained. Row DUTY-N2.
//!
//! The order is: the rate of exchange, the law of the day, the code, the origin, what was claimed, the values, the quantities, the
//! other facts. Another order would share an effect of two changes together differently; the sum is the same.

mod change;
mod left_over;

use std::collections::BTreeMap;

use vocabulary::{Currency, Date, Money};

use self::{
    change::{STEPS, change},
    left_over::left_over,
};
use crate::{
    book::Book,
    compute::{Computation, compute},
    exact::Exact,
    goods::{Declaration, Goods},
    name::TaxCode,
    share::share,
    tax::Level,
};

/// What customs assessed.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day the declaration was accepted.
    pub day: Date,
    /// The goods as customs found them, line by line as in the estimate.
    pub lines: Vec<Goods>,
    /// What was charged.
    pub charges: Vec<AssessedCharge>,
}

/// One charge of an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedCharge {
    /// The line it is on; none for a charge on the whole declaration, and where the assessment does not say: then the lines that the tax is on
    /// share it as the published rules weigh them.
    pub line: Option<usize>,
    /// The tax, by the code the published taxes have, or by whatever the assessment calls it.
    pub tax: TaxCode,
    /// How much was charged, in minor units.
    pub minor: i64,
    /// What it was taken of, in minor units, where the assessment says.
    pub base_minor: Option<i64>,
}

/// An estimate and an assessment of the same goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What was estimated, in minor units.
    pub estimated: i64,
    /// What was assessed.
    pub assessed: i64,
    /// Where the difference comes from; the parts add up to it.
    pub differences: Vec<Difference>,
}

/// One part of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Why.
    pub causes: Vec<Cause>,
    /// On which line; none for what is on the whole declaration.
    pub line: Option<usize>,
    /// Of which tax.
    pub tax: TaxCode,
    /// So much more was assessed, in minor units; less where it is below zero.
    pub minor: i64,
}

/// Why an assessment differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
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

/// Why two things cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotComparable {
    /// They have different numbers of lines.
    #[error("the assessment has other lines than the estimate")]
    Lines,
    /// The estimate itself has no amounts.
    #[error("the estimate has no amounts")]
    Undetermined,
    /// Amounts beyond what can be held.
    #[error("an amount is beyond what can be held")]
    TooLarge,
}

/// Amounts by line and tax, in minor units.
type Amounts = BTreeMap<(Option<usize>, TaxCode), i64>;

/// Compares what was estimated with what was assessed: `estimated` is the book the estimate was made from, `assessed` that of the day
/// of the assessment.
///
/// # Errors
/// Refuses an estimate without amounts, and one of other lines.
pub fn compare(
    (estimated, declaration): (&Book<'_>, &Declaration),
    assessed: &Book<'_>,
    assessment: &Assessment,
) -> Result<Comparison, NotComparable> {
    if declaration.lines.len() != assessment.lines.len() {
        return Err(NotComparable::Lines);
    }
    let mut now = amounts(&compute(estimated, declaration)).ok_or(NotComparable::Undetermined)?;
    let first = now.values().sum();
    let mut differences = Vec::new();
    let mut at_work = declaration.clone();
    let mut book = *estimated;
    let mut pending = Vec::new();
    for cause in STEPS {
        if !change(cause, &mut book, &mut at_work, assessed, assessment) {
            continue;
        }
        pending.push(cause);
        // What cannot be worked out with one change alone is explained by it and the next together.
        if let Some(next) = amounts(&compute(&book, &at_work)) {
            differences.extend(between(&now, &next, &std::mem::take(&mut pending)));
            now = next;
        }
    }
    let charged = charged(&now, &assessment.charges).ok_or(NotComparable::TooLarge)?;
    differences.extend(left_over(&compute(&book, &at_work), &now, &charged, assessment));
    differences.retain(|difference| difference.minor != 0);
    Ok(Comparison { estimated: first, assessed: charged.values().sum(), differences })
}

fn amounts(computation: &Computation<'_>) -> Option<Amounts> {
    computation.total?;
    let mut amounts = Amounts::new();
    for (place, line) in computation.lines.iter().enumerate() {
        for charge in &line.due.as_ref().ok()?.charges {
            let line = (charge.tax.level == Level::Line).then_some(place);
            *amounts.entry((line, charge.tax.code.clone())).or_default() += charge.amount.minor;
        }
    }
    Some(amounts)
}

/// Returns what was charged, each charge where the calculation has its tax.
fn charged(now: &Amounts, charges: &[AssessedCharge]) -> Option<Amounts> {
    let mut charged = Amounts::new();
    for charge in charges {
        let on_all = (None, charge.tax.clone());
        let place = if now.contains_key(&on_all) { on_all } else { (charge.line, charge.tax.clone()) };
        let lines: Vec<_> = now.iter().filter(|((line, tax), _)| line.is_some() && *tax == charge.tax).collect();
        let parts = if place.0.is_none() && !now.contains_key(&place) && !lines.is_empty() {
            shared(charge.minor, &lines)?
        } else {
            vec![(place, charge.minor)]
        };
        for (place, minor) in parts {
            let sum: &mut i64 = charged.entry(place).or_default();
            *sum = sum.checked_add(minor)?;
        }
    }
    Some(charged)
}

/// What a charge comes to by line and tax.
type ByLine = Vec<((Option<usize>, TaxCode), i64)>;

/// Shares a charge that names no line among the lines that its tax is on.
fn shared(minor: i64, lines: &[(&(Option<usize>, TaxCode), &i64)]) -> Option<ByLine> {
    let weights: Vec<Exact> = lines.iter().map(|(_, weight)| Exact::whole(**weight)).collect();
    let shares = share(Money::new(minor, Currency::XTS), &weights).ok()?;
    Some(lines.iter().zip(shares).map(|((place, _), share)| ((*place).clone(), share.minor)).collect())
}

fn between(before: &Amounts, after: &Amounts, causes: &[Cause]) -> Vec<Difference> {
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let of = |amounts: &Amounts, key: &(Option<usize>, TaxCode)| amounts.get(key).copied().unwrap_or(0);
    let difference = |key: &(Option<usize>, TaxCode)| Difference {
        causes: causes.to_vec(),
        line: key.0,
        tax: key.1.clone(),
        minor: of(after, key) - of(before, key),
    };
    keys.map(difference).filter(|difference| difference.minor != 0).collect()
}
