//! Money as apps hold it: whole minor units and a currency. What the contract writes (`20.00`) is read without a rounding.

use serde::Serialize;
use vocabulary::Currency;

use crate::error::FingertipError;

/// An amount of money: whole minor units of a currency (`1250` of `KWD` are 1.250 dinars).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    /// Whole minor units.
    pub minor: i64,
    /// The three letters of the currency (ISO 4217).
    pub currency: String,
}

read::reads!(struct Money { minor, currency });

impl Money {
    /// Reads an amount in major units, as the contract writes it.
    pub(crate) fn read(amount: &str, currency: &str) -> Result<Money, FingertipError> {
        let unreadable =
            || FingertipError::Server { trace_id: String::new(), detail: format!("an amount that is none: {amount} {currency}") };
        let places = usize::from(currency.parse::<Currency>().map_err(|_| unreadable())?.exponent());
        let (digits, is_negative) = amount.strip_prefix('-').map_or((amount, false), |digits| (digits, true));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        // More places than the currency has may only be noughts.
        let (kept, beyond) = fraction.split_at_checked(places).unwrap_or((fraction, ""));
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) || beyond.bytes().any(|byte| byte != b'0') {
            return Err(unreadable());
        }
        let minor: i64 = format!("{whole}{kept:0<places$}").parse().map_err(|_| unreadable())?;
        Ok(Money { minor: if is_negative { -minor } else { minor }, currency: currency.to_owned() })
    }

    /// Writes the amount in major units, as the contract reads it.
    pub(crate) fn major(&self) -> Result<String, FingertipError> {
        let currency = self.currency.parse::<Currency>();
        let currency =
            currency.map_err(|_| FingertipError::invalid("currency", "CURRENCY_INVALID", "is no currency of ISO 4217"))?;
        // It is written `XTS 3430.60`.
        Ok(vocabulary::Money::new(self.minor, currency).to_string().split_off(currency.as_str().len() + 1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_amount_of_its_currency_is_not_read() {
        for (amount, currency) in [
            ("20.001", "XTS"),
            ("1.5", "JPY"),
            ("", "XTS"),
            (".5", "XTS"),
            ("1e3", "XTS"),
            ("1,5", "XTS"),
            ("--1", "XTS"),
            ("1", "???"),
        ] {
            assert!(Money::read(amount, currency).is_err(), "{amount} {currency}");
        }
        assert_eq!(Money::read("20.5", "XTS").expect("an amount").minor, 2050);
        assert_eq!(Money::read("20.500", "XTS").expect("an amount").minor, 2050);
    }

    proptest! {
        #[test]
        fn an_amount_comes_back_as_it_was_written(minor in -1_000_000_000_000_i64..1_000_000_000_000, which in 0_usize..3) {
            let money = Money { minor, currency: ["JPY", "XTS", "KWD"][which].to_owned() };
            prop_assert_eq!(Money::read(&money.major().expect("a currency"), &money.currency).expect("an amount"), money);
        }
    }
}
