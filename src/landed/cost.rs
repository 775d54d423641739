//! What fees come to. Rules only.

use duty::name::TaxCode;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use vocabulary::{Currency, FactId, Money};

use crate::fact::{Fact, Fee, Needed, Parameters, Undetermined};

/// What an agency asks on the way of a consignment.
#[derive(Clone, Debug)]
pub struct AgencyFee {
    /// Which.
    pub id: FactId,
    /// The fee as it is published; nothing where none of that name is in force.
    pub fact: Option<Fact>,
    /// The procedures in which it is paid.
    pub procedures: Vec<FactId>,
    /// How many times it is paid for the consignment.
    pub times: Decimal,
    /// How much that is.
    pub due: Result<Money, Missing>,
    /// Whether it is worked out as a tax already: then it is not counted here.
    pub is_among_taxes: bool,
}

/// Why a fee has no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No fee of that name is in force.
    Fee,
    /// Something has to be known first.
    Needs(Needed),
    /// It is in another currency than that of the territory.
    Currency,
    /// It is beyond what can be counted.
    TooLarge,
}

impl AgencyFee {
    /// Works out a fee that is paid so many times. It is the same as a tax where the territory has one of its name.
    pub fn new(
        id: FactId,
        (fact, fee): (Option<Fact>, Option<&Fee>),
        (procedures, times): (Vec<FactId>, Decimal),
        parameters: &Parameters,
        (currency, taxes): (Currency, &[TaxCode]),
    ) -> AgencyFee {
        let due = fee.ok_or(Missing::Fee).and_then(|fee| due(fee, times, parameters, currency));
        let is_among_taxes = taxes.iter().any(|tax| tax.as_str() == id.as_str());
        AgencyFee { id, fact, procedures, times, due, is_among_taxes }
    }
}

/// Returns what a fee comes to in `currency`, rounded half up to the minor unit: a fee is paid in money that there is.
fn due(fee: &Fee, times: Decimal, parameters: &Parameters, currency: Currency) -> Result<Money, Missing> {
    if fee.currency != currency.as_str() {
        return Err(Missing::Currency);
    }
    let due = fee.due(parameters).map_err(|why| match why {
        Undetermined::Needs(needed) => Missing::Needs(needed),
        Undetermined::TooLarge => Missing::TooLarge,
    })?;
    let minor = due.checked_mul(times).and_then(|due| due.checked_mul(Decimal::from(10_u64.pow(currency.exponent().into()))));
    let minor = minor.map(|minor| minor.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
    let minor = minor.and_then(|minor| minor.to_i64()).ok_or(Missing::TooLarge)?;
    Ok(Money::new(minor, currency))
}

/// Adds up what is counted beside the taxes; nothing where any of it has no amount.
pub fn total(fees: &[AgencyFee], currency: Currency) -> Option<Money> {
    let counted = fees.iter().filter(|fee| !fee.is_among_taxes);
    counted.map(|fee| fee.due.ok()).try_fold(Money::new(0, currency), |sum, due| sum.checked_add(due?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::FeeCountedBy;

    fn fee(amount: &str) -> Fee {
        let text = format!("{{service: s, amount: {amount}, currency: XTS, pay_by: [card], when: {{en: At once}}}}");
        serde_norway::from_str(&text).expect(amount)
    }

    fn worked_out(id: &str, fee: Option<&Fee>, times: i64, parameters: &Parameters) -> AgencyFee {
        let taxes = ["processing-fee".parse().expect("a tax")];
        let paid = (vec!["import-declaration".parse().expect("an id")], Decimal::from(times));
        AgencyFee::new(id.parse().expect("an id"), (None, fee), paid, parameters, (Currency::XTS, &taxes))
    }

    #[test]
    fn fees_are_added_up_beside_the_taxes_and_never_among_them() {
        let parameters = Parameters {
            customs_value: Some("4001.10".parse().expect("a decimal")),
            quantities: vec![(FeeCountedBy::Tonne, "2.5".parse().expect("a decimal"))],
        };
        let share = fee("{percent: \"0.5\", of: customs-value}");
        let (permit, each) = (fee("{fixed: \"60.00\"}"), fee("{each: \"1.70\", per: tonne}"));
        let fees = [
            worked_out("processing-fee", Some(&share), 1, &parameters),
            worked_out("permit", Some(&permit), 2, &parameters),
            worked_out("inspection", Some(&share), 1, &parameters),
            worked_out("weighing", Some(&each), 1, &parameters),
        ];
        let due: Vec<i64> = fees.iter().map(|fee| fee.due.expect("an amount").minor).collect();
        // 0.5 % of 4,001.10 is 20.0055; 2.5 tonnes at 1.70 are 4.25.
        assert_eq!(due, [2_001, 12_000, 2_001, 425]);
        assert_eq!(total(&fees, Currency::XTS), Some(Money::new(14_426, Currency::XTS)), "without what is a tax already");
    }

    #[test]
    fn without_one_amount_there_is_no_total() {
        let nothing = Parameters::default();
        let share = fee("{percent: \"0.5\", of: customs-value}");
        let euro = Fee { currency: "EUR".to_owned(), ..fee("{fixed: \"5\"}") };
        for (found, missing) in [
            (worked_out("gone", None, 1, &nothing), Missing::Fee),
            (worked_out("share", Some(&share), 1, &nothing), Missing::Needs(Needed::CustomsValue)),
            (worked_out("euro", Some(&euro), 1, &nothing), Missing::Currency),
            (worked_out("vast", Some(&fee("{fixed: \"79228162514264337593543950335\"}")), 2, &nothing), Missing::TooLarge),
        ] {
            assert_eq!(found.due, Err(missing));
            assert_eq!(total(&[worked_out("permit", Some(&fee("{fixed: \"1\"}")), 1, &nothing), found], Currency::XTS), None);
        }
        let tax = worked_out("processing-fee", Some(&share), 1, &nothing);
        assert_eq!(total(&[tax], Currency::XTS), Some(Money::new(0, Currency::XTS)), "what is a tax is told of there");
    }
}
