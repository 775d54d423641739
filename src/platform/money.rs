//! Amounts of money in the contract: said one way everywhere, as a decimal of major units with the currency beside it.

use async_graphql::SimpleObject;
use vocabulary::{Currency, Money};

/// An amount of money.
#[derive(SimpleObject)]
pub struct MoneyAmount {
    /// How much, in major units: a decimal with all places of the currency (`20.00` of XTS, `1.250` of KWD).
    amount: String,
    /// The currency (ISO 4217).
    currency: Currency,
}

impl From<Money> for MoneyAmount {
    fn from(money: Money) -> MoneyAmount {
        MoneyAmount { amount: decimal(money), currency: money.currency }
    }
}

/// Writes an amount of whole minor units as a decimal with all its places: `3430.60`.
pub fn decimal(money: Money) -> String {
    money.to_string().split_once(' ').map(|(_, amount)| amount.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_all_places_of_its_currency() {
        let shown = |minor, code: &str| decimal(Money::new(minor, code.parse().expect("a currency")));
        assert_eq!((shown(2_000, "XTS"), shown(-5, "KWD"), shown(7, "JPY")), ("20.00".into(), "-0.005".into(), "7".into()));
    }
}
