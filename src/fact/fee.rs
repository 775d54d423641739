//! Fees and charges as priced facts. Rules only. Source: WTO TFA Article 6.1.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::fact::Texts;

/// A fee or charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// The service it pays for: two fees of one service, for the same goods on the same day, must agree.
    pub service: String,
    /// How much.
    pub amount: Amount,
    /// The ISO 4217 code of the currency.
    pub currency: String,
    /// How it can be paid.
    pub pay_by: Vec<PayBy>,
    /// When it is due.
    pub when: Texts,
    /// Whether it is truly owed beside the fee of another authority for the same service.
    #[serde(default)]
    pub both_apply: bool,
}

/// How much a fee is. Decimals are kept as they stand in the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// Always the same.
    Fixed(Fixed),
    /// A part of a value.
    Share(Share),
    /// So much for each unit.
    Each(Each),
}

/// Always the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// In the currency of the fee.
    #[serde(with = "rust_decimal::serde::str")]
    pub fixed: Decimal,
}

/// A part of a value, within bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Percent of the value.
    #[serde(with = "rust_decimal::serde::str")]
    pub percent: Decimal,
    /// Of which value.
    pub of: Base,
    /// No less than this, in the currency of the fee.
    #[serde(default, with = "rust_decimal::serde::str_option", skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Decimal>,
    /// No more than this, in the currency of the fee.
    #[serde(default, with = "rust_decimal::serde::str_option", skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Decimal>,
}

/// So much for each unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// In the currency of the fee.
    #[serde(with = "rust_decimal::serde::str")]
    pub each: Decimal,
    /// For each what.
    pub per: Unit,
}

/// What a share is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// The customs value: WTO Customs Valuation Agreement; for exports the FOB value.
    CustomsValue,
}

/// What a fee is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// 1,000 kg.
    Tonne,
    /// A container.
    Container,
    /// A day begun.
    Day,
    /// An hour begun.
    Hour,
    /// A page.
    Page,
    /// A document.
    Document,
    /// An animal.
    Animal,
    /// A vehicle.
    Vehicle,
    /// A kilogram.
    Kilogram,
}

impl Unit {
    /// Returns the key of its name in `messages/`.
    pub fn message_key(self) -> &'static str {
        match self {
            Unit::Tonne => "unit-tonne",
            Unit::Container => "unit-container",
            Unit::Day => "unit-day",
            Unit::Hour => "unit-hour",
            Unit::Page => "unit-page",
            Unit::Document => "unit-document",
            Unit::Animal => "unit-animal",
            Unit::Vehicle => "unit-vehicle",
            Unit::Kilogram => "unit-kilogram",
        }
    }
}

/// How a fee can be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayBy {
    /// By card.
    Card,
    /// By mobile money.
    MobileMoney,
    /// At or through a bank.
    Bank,
    /// In cash.
    Cash,
}

/// What a trader says of the goods, so that a fee can be worked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The customs value, in the currency of the fee.
    pub customs_value: Option<Decimal>,
    /// How many of each unit.
    pub quantities: Vec<(Unit, Decimal)>,
}

/// What has to be known before a fee can be worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Needed {
    /// The customs value.
    CustomsValue,
    /// How many of the unit.
    Quantity(Unit),
}

/// Why a fee cannot be worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Undetermined {
    /// Something has to be known first.
    #[error("something has to be known first")]
    Needs(Needed),
    /// The amount is beyond what can be counted.
    #[error("the amount is too large")]
    TooLarge,
}

impl Fee {
    /// Returns what is owed, exactly and unrounded: rounding is for the law of the charge it becomes.
    ///
    /// # Errors
    /// Says what has to be known first.
    pub fn due(&self, parameters: &Parameters) -> Result<Decimal, Undetermined> {
        match &self.amount {
            Amount::Fixed(Fixed { fixed }) => Ok(*fixed),
            Amount::Share(share) => {
                let Base::CustomsValue = share.of;
                let value = parameters.customs_value.ok_or(Undetermined::Needs(Needed::CustomsValue))?;
                let part = value.checked_mul(share.percent).ok_or(Undetermined::TooLarge)? / Decimal::ONE_HUNDRED;
                let at_least = share.minimum.map_or(part, |minimum| part.max(minimum));
                Ok(share.maximum.map_or(at_least, |maximum| at_least.min(maximum)))
            }
            Amount::Each(Each { each, per }) => {
                let known = parameters.quantities.iter().find(|(unit, _)| unit == per);
                let (_, quantity) = known.ok_or(Undetermined::Needs(Needed::Quantity(*per)))?;
                each.checked_mul(*quantity).ok_or(Undetermined::TooLarge)
            }
        }
    }

    /// Says whether another fee asks the same: the same amount in the same currency.
    pub fn agrees_with(&self, other: &Fee) -> bool {
        self.amount == other.amount && self.currency == other.currency
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if self.currency.len() != 3 || !self.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(format!("currency {:?} is not three capital letters, as in ISO 4217", self.currency));
        }
        if self.service.is_empty() {
            return Err("service is empty".to_owned());
        }
        let figures = match &self.amount {
            Amount::Fixed(Fixed { fixed }) => vec![*fixed],
            Amount::Share(share) => [Some(share.percent), share.minimum, share.maximum].into_iter().flatten().collect(),
            Amount::Each(Each { each, .. }) => vec![*each],
        };
        if figures.iter().any(Decimal::is_sign_negative) {
            return Err("amount is below zero".to_owned());
        }
        match &self.amount {
            Amount::Share(Share { minimum: Some(minimum), maximum: Some(maximum), .. }) if minimum > maximum => {
                Err("amount has a minimum above its maximum".to_owned())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fee(amount: &str) -> Fee {
        let text = format!("{{service: s, amount: {amount}, currency: XTS, pay_by: [card], when: {{en: At once}}}}");
        serde_norway::from_str(&text).expect(amount)
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn a_fee_is_worked_out_or_says_what_it_needs() {
        let nothing = Parameters::default();
        let value = |text| Parameters { customs_value: Some(decimal(text)), ..Parameters::default() };
        let tonnes = Parameters { quantities: vec![(Unit::Tonne, decimal("2.5"))], ..Parameters::default() };
        assert_eq!(fee("{fixed: \"45.00\"}").due(&nothing), Ok(decimal("45.00")));
        let share = fee("{percent: \"0.5\", of: customs-value, minimum: \"20.00\", maximum: \"2000.00\"}");
        assert_eq!(share.due(&nothing), Err(Undetermined::Needs(Needed::CustomsValue)));
        for (customs_value, due) in [("1000", "20"), ("10000", "50"), ("999999999", "2000"), ("4001.10", "20.0055")] {
            assert_eq!(share.due(&value(customs_value)), Ok(decimal(due)));
        }
        let each = fee("{each: \"1.70\", per: tonne}");
        assert_eq!(each.due(&tonnes), Ok(decimal("4.25")));
        assert_eq!(each.due(&nothing), Err(Undetermined::Needs(Needed::Quantity(Unit::Tonne))));
        assert_eq!(share.due(&value("79228162514264337593543950335")), Ok(decimal("2000")));
        assert_eq!(
            fee("{percent: \"250\", of: customs-value}").due(&value("79228162514264337593543950335")),
            Err(Undetermined::TooLarge)
        );
    }

    #[test]
    fn an_amount_that_makes_no_sense_is_refused() {
        let refused = |amount| fee(amount).check().expect_err(amount);
        assert_eq!(refused("{fixed: \"-1\"}"), "amount is below zero");
        assert!(refused("{percent: \"1\", of: customs-value, minimum: \"5\", maximum: \"4\"}").contains("above its maximum"));
        assert!(serde_norway::from_str::<Amount>("{fixed: \"1\", per: day}").is_err(), "a fixed amount counts nothing");
    }
}
