//! Why an assessment differs from an estimate: what changed is put into the estimate one thing after another, and each step's effect
//! has that cause. What is left over is said to be unexplained. Row DUTY-N2.
//!
//! The order is: the rate of exchange, the law of the day, the code, the origin, what was claimed, the values, the quantities, the
//! other facts. Another order would share an effect of two changes together differently; the sum is the same.

use std::collections::BTreeMap;

use vocabulary::Date;

use crate::{
    book::Book,
    compute::{Computation, compute},
    exact::Exact,
    fact::{Evaluation, Recorded, Used},
    goods::{Declaration, Goods},
    name::TaxCode,
    rate::Value,
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
    /// The line it is on; none for a charge on the whole declaration.
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

/// The changes, in the order they are made.
const STEPS: [Cause; 8] =
    [Cause::Exchange, Cause::Law, Cause::Code, Cause::Origin, Cause::Claim, Cause::Value, Cause::Quantity, Cause::Facts];

/// Makes one change, and says whether there was one to make.
fn change<'b>(
    cause: Cause,
    book: &mut Book<'b>,
    declaration: &mut Declaration,
    assessed: &Book<'b>,
    assessment: &Assessment,
) -> bool {
    match cause {
        Cause::Exchange => {
            book.exchange = assessed.exchange;
            declaration.day = assessment.day;
            return true;
        }
        Cause::Law => {
            *book = *assessed;
            return true;
        }
        _ => {}
    }
    let mut changed = false;
    for (own, found) in declaration.lines.iter_mut().zip(&assessment.lines) {
        changed |= match cause {
            Cause::Code => replace(&mut own.code, &found.code),
            Cause::Origin => replace(&mut own.country, &found.country),
            Cause::Claim => replace(&mut own.claim, &found.claim),
            Cause::Value => replace(&mut own.values, &found.values),
            Cause::Quantity => replace(&mut own.quantities, &found.quantities),
            _ => {
                let documents = replace(&mut own.documents, &found.documents);
                let codes = replace(&mut own.additional_codes, &found.additional_codes);
                replace(&mut own.statements, &found.statements) | documents | codes
            }
        };
    }
    changed
}

fn replace<T: PartialEq + Clone>(own: &mut T, found: &T) -> bool {
    let differs = own != found;
    own.clone_from(found);
    differs
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
        let sum: &mut i64 = charged.entry(place).or_default();
        *sum = sum.checked_add(charge.minor)?;
    }
    Some(charged)
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

/// Explains what is left between the published rules, applied to the goods as assessed, and what was charged.
fn left_over(computation: &Computation<'_>, now: &Amounts, charged: &Amounts, assessment: &Assessment) -> Vec<Difference> {
    let cause = |key: &(Option<usize>, TaxCode)| match (now.get(key), charged.get(key)) {
        (None, Some(_)) => Cause::Unpublished,
        (Some(_), None) => Cause::NotCharged,
        (Some(_), Some(minor)) if is_of_another_base(computation, key, *minor, assessment) => Cause::Base,
        _ => Cause::Unexplained,
    };
    let mut differences = between(now, charged, &[]);
    for difference in &mut differences {
        difference.causes = vec![cause(&(difference.line, difference.tax.clone()))];
    }
    differences
}

/// Says whether the published rate, taken of the base that the assessment names, gives just what was charged.
fn is_of_another_base(
    computation: &Computation<'_>,
    key: &(Option<usize>, TaxCode),
    minor: i64,
    assessment: &Assessment,
) -> bool {
    let again = || {
        let of_key = |charge: &&AssessedCharge| charge.tax == key.1 && (key.0.is_none() || charge.line == key.0);
        let mut charges = assessment.charges.iter().filter(of_key);
        let base = charges.next()?.base_minor?;
        let is_of = |line: usize| key.0.is_none_or(|wanted| wanted == line);
        let step = computation.steps.iter().find(|step| step.tax.code == key.1 && step.lines.iter().any(|line| is_of(*line)))?;
        let currency = step.amount.currency;
        let base = Exact::decimal(base, currency.exponent()).ok()?;
        let with_base = step.used.iter().map(|used| match used {
            Used::Value(Value::Base, _) => Used::Value(Value::Base, base),
            used => used.clone(),
        });
        let used: Vec<Used> = with_base.collect();
        let rate = step.law.rate()?.rate.as_deref().ok()?;
        let amount = rate.amount(&mut Evaluation::new(&Recorded(&used))).ok()?;
        Some(step.tax.rounding.round(amount, currency).ok()?.minor)
    };
    again() == Some(minor)
}
