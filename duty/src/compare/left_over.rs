//! What is left between the published rules, applied to the goods as assessed, and what was charged.

use super::{Amounts, AssessedCharge, Assessment, Cause, Difference, between};
use crate::{
    compute::Computation,
    exact::Exact,
    fact::{Evaluation, Recorded, Used},
    name::TaxCode,
    rate::Value,
};

/// Explains what is left between the published rules, applied to the goods as assessed, and what was charged.
pub(super) fn left_over(
    computation: &Computation<'_>,
    now: &Amounts,
    charged: &Amounts,
    assessment: &Assessment,
) -> Vec<Difference> {
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
        let is_only = assessment.lines.len() == 1;
        let on_line = |line: Option<usize>| key.0.is_none() || line == key.0 || (line.is_none() && is_only);
        let of_key = |charge: &&AssessedCharge| charge.tax == key.1 && on_line(charge.line);
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
