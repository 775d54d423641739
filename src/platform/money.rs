//! Amounts of money in the contract: said one way everywhere, as a decimal of major units with the currency beside it.

use async_graphql::{InputObject, SimpleObject};
use vocabulary::{Currency, Money};

use super::refusal::Refusal;

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

/// An amount of money that somebody names.
#[derive(Clone, Debug, InputObject)]
pub struct MoneyInput {
    /// How much, in major units: digits, and a point before no more places than the currency has (`20`, `20.5`, `20.00` of XTS).
    amount: String,
    /// The currency (ISO 4217).
    currency: Currency,
}

/// A text that is no amount of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountInvalid;

impl Refusal for AmountInvalid {
    fn code(&self) -> &'static str {
        "AMOUNT_INVALID"
    }
}

impl MoneyInput {
    /// Takes an amount and its currency.
    pub fn new(amount: String, currency: Currency) -> MoneyInput {
        MoneyInput { amount, currency }
    }

    /// Reads it exactly.
    ///
    /// # Errors
    /// Refuses signs, separators, exponents, places that the currency does not have, and sums beyond about 9.2 × 10^18 minor units.
    pub fn money(&self) -> Result<Money, AmountInvalid> {
        Money::from_decimal(&self.amount, self.currency).ok_or(AmountInvalid)
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

    #[test]
    fn an_amount_is_read_as_it_is_written_and_no_other_way() {
        let read = |amount: &str, code: &str| {
            let currency = code.parse().expect("a currency");
            MoneyInput { amount: amount.to_owned(), currency }.money().map(|money| money.minor)
        };
        assert_eq!(read("20.5", "XTS"), Ok(2_050));
        assert_eq!(read("1.250", "KWD"), Ok(1_250));
        assert_eq!(read("7", "JPY"), Ok(7));
        assert_eq!(read("90071992547409.93", "XTS"), Ok(9_007_199_254_740_993));
        for (amount, code) in
            [("", "XTS"), ("-1", "XTS"), ("1,5", "XTS"), ("1.", "XTS"), (".5", "XTS"), ("1.005", "XTS"), ("7.0", "JPY")]
        {
            assert_eq!(read(amount, code), Err(AmountInvalid), "{amount} {code}");
        }
        assert_eq!(read("1e3", "XTS"), Err(AmountInvalid));
        assert_eq!(read("99999999999999999999", "JPY"), Err(AmountInvalid));
    }
}
