//! Whether each fee of a notice was published before it was assessed, and what a notice says that a kept estimate did not: asked before
//! paying. Nothing here keeps anybody from paying. Rows PUB-N3, DUTY-N2, WTO TFA 6.1.

use duty::{
    compare::{AssessedCharge, Assessment, Cause, Comparison},
    goods::Goods,
    name::TaxCode,
};
use payment::{Charge, ChargeKind};
use vocabulary::{Date, FactId, Money, Timestamp, words};

use super::notice::IssuedNotice;
use crate::{
    fact::{Fact, FactKind, Facts},
    platform::{fault::Fault, short_code::ShortCode},
    tariff::estimate::{Estimates, Refusal},
};

words! {
    /// Why a fee may not be asked for.
    Doubt, "doubt about a fee" {
        /// The notice does not say which published fee it is.
        NotNamed = "not-named",
        /// No such fee was in force on the day of the assessment, and none is now.
        NotPublished = "not-published",
        /// It was published after the assessment.
        PublishedLater = "published-later",
        /// It is the fee of another authority.
        OtherAuthority = "other-authority",
    }
}

/// A fee about which there is a doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtfulFee {
    /// The line of the notice.
    pub charge: Charge,
    /// Why.
    pub doubt: Doubt,
    /// When it was published, where it was later.
    pub published_on: Option<Date>,
}

/// What a notice says that a kept estimate did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The difference of what both speak of, and where it comes from.
    pub comparison: Comparison,
    /// What an estimate does not speak of: fees of agencies, penalties, interest.
    pub beside: Money,
}

/// Returns the fees of a notice that may not be asked for, as far as what is published tells. Article 6.1 is about fees and charges, not
/// about duties and taxes.
///
/// # Errors
/// Faults when the database cannot be reached.
pub async fn doubtful_fees(
    facts: &Facts,
    issued: &IssuedNotice,
    (today, now): (Date, Timestamp),
) -> Result<Vec<DoubtfulFee>, Fault> {
    let mut doubtful = Vec::new();
    let assessed_on = issued.assessed_on;
    for charge in issued.notice.charges.iter().filter(|charge| charge.kind == ChargeKind::Fee && charge.minor > 0) {
        let id = charge.published_as.as_deref().and_then(|name| name.parse::<FactId>().ok());
        let (then, since) = match &id {
            None => (None, None),
            Some(id) => {
                let key = (FactKind::Fee, id.clone());
                let then = facts.read(key.clone(), assessed_on, now).await?;
                let since = if then.is_none() { facts.read(key, today, now).await? } else { None };
                (then, since)
            }
        };
        let named = Named { is_named: charge.published_as.is_some(), then: then.as_ref(), since: since.as_ref() };
        if let Some((doubt, published_on)) = doubt(charge, assessed_on, named) {
            doubtful.push(DoubtfulFee { charge: charge.clone(), doubt, published_on });
        }
    }
    Ok(doubtful)
}

/// The published fee that a charge names.
#[derive(Clone, Copy, Default)]
struct Named<'a> {
    is_named: bool,
    /// As it was in force on the day of the assessment.
    then: Option<&'a Fact>,
    /// As it is in force today, where it was not then.
    since: Option<&'a Fact>,
}

fn doubt(charge: &Charge, assessed_on: Date, named: Named<'_>) -> Option<(Doubt, Option<Date>)> {
    let Some(fact) = named.then.or(named.since) else {
        return Some((if named.is_named { Doubt::NotPublished } else { Doubt::NotNamed }, None));
    };
    let published_on = fact.content.announcement.announced_on;
    if fact.content.authority != charge.agency {
        return Some((Doubt::OtherAuthority, None));
    }
    // In force from a day before it was published is not published.
    let is_later = named.then.is_none() || published_on > assessed_on;
    is_later.then_some((Doubt::PublishedLater, Some(published_on)))
}

impl Compared {
    /// Says whether a part of the difference has no name.
    pub fn is_unexplained(&self) -> bool {
        self.comparison.differences.iter().any(|part| part.causes.contains(&Cause::Unexplained))
    }
}

/// Why a notice is not compared with an estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCompared {
    /// It is in another currency.
    Currency,
    /// There is no such estimate, or its goods cannot be compared.
    Estimate(Refusal),
}

/// Compares a notice with a kept estimate. `goods` are those of the assessment, as customs found them; the estimate's where nobody says.
///
/// # Errors
/// Refuses an estimate that is not there or in another currency, and goods that cannot be compared. Faults when the database cannot be
/// reached.
pub async fn compare(
    estimates: &Estimates,
    code: &str,
    (issued, goods): (&IssuedNotice, Option<Vec<Goods>>),
    now: Timestamp,
) -> Result<Result<Compared, NotCompared>, Fault> {
    let currency = issued.notice.currency;
    let saved = match code.parse::<ShortCode>() {
        Ok(code) => estimates.find(&code, now).await?,
        Err(_) => None,
    };
    let Some(saved) = saved else { return Ok(Err(NotCompared::Estimate(Refusal::Unknown))) };
    if saved.result.total.currency != currency {
        return Ok(Err(NotCompared::Currency));
    }
    let (charges, beside) = spoken_of(&issued.notice.charges, |tax| saved.result.trace.steps.iter().any(|step| step.tax == *tax));
    let lines = goods.unwrap_or_else(|| saved.declaration.lines.clone());
    let assessment = Assessment { day: issued.assessed_on, lines, charges };
    let compared = estimates.compare(&saved, &assessment, now).await?;
    let compared = compared.map(|comparison| Compared { comparison, beside: Money::new(beside, currency) });
    Ok(compared.map_err(NotCompared::Estimate))
}

/// Parts charges into those that an estimate speaks of, by the codes of published taxes, and the sum of the others.
fn spoken_of(charges: &[Charge], is_estimated: impl Fn(&TaxCode) -> bool) -> (Vec<AssessedCharge>, i64) {
    let (mut spoken, mut beside) = (Vec::new(), 0);
    for charge in charges.iter().filter(|charge| charge.minor > 0) {
        // Duties and taxes are called as their kind is where the notice does not say otherwise.
        let name = charge.published_as.as_deref().unwrap_or(charge.kind.as_str());
        let tax = name.parse::<TaxCode>().ok();
        let is_tax = matches!(charge.kind, ChargeKind::Duty | ChargeKind::Excise | ChargeKind::Vat);
        match tax.filter(|tax| is_tax || (charge.kind == ChargeKind::Fee && is_estimated(tax))) {
            Some(tax) => spoken.push(AssessedCharge { line: None, tax, minor: charge.minor, base_minor: charge.base_minor }),
            None => beside += charge.minor,
        }
    }
    (spoken, beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge(kind: ChargeKind, published_as: Option<&str>, minor: i64) -> Charge {
        Charge {
            line: 1,
            kind,
            agency: "zz-customs".parse().expect("a code"),
            code: "X".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: published_as.map(ToOwned::to_owned),
            minor,
            paid_minor: 0,
        }
    }

    #[test]
    fn a_fee_that_names_nothing_is_not_one_that_is_published_nowhere() {
        let day = Date::constant(2026, 6, 15);
        let of = |name| doubt(&charge(ChargeKind::Fee, name, 1), day, Named { is_named: name.is_some(), ..Named::default() });
        assert_eq!((of(None), of(Some("x"))), (Some((Doubt::NotNamed, None)), Some((Doubt::NotPublished, None))));
    }

    #[test]
    fn an_estimate_speaks_of_taxes_and_of_the_fees_that_it_counts() {
        let charges = [
            charge(ChargeKind::Duty, None, 10),
            charge(ChargeKind::Fee, Some("processing-fee"), 20),
            charge(ChargeKind::Fee, Some("phytosanitary-certificate"), 40),
            charge(ChargeKind::Penalty, None, 80),
            charge(ChargeKind::Vat, Some("Not A Tax"), 160),
        ];
        let (spoken, beside) = spoken_of(&charges, |tax| tax.as_str() == "processing-fee");
        let named: Vec<(&str, i64)> = spoken.iter().map(|charge| (charge.tax.as_str(), charge.minor)).collect();
        assert_eq!((named, beside), (vec![("duty", 10), ("processing-fee", 20)], 280));
    }
}
