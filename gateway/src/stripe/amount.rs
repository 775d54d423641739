//! How the card provider counts: not always in the minor units of ISO 4217. Row MON-02.
//!
//! Source: the provider's page "Supported currencies" (zero-decimal and three-decimal currencies, special cases). To be held against the
//! page when an account is opened; the simulator keeps a table of its own, and a test pays in every currency.

use thiserror::Error;
use vocabulary::{Currency, Money};

/// How a currency is counted where it is not as ISO 4217 counts it, or not in every unit.
struct Counting {
    currency: &'static str,
    /// How many decimals a unit of the provider is.
    decimals: u8,
    /// What every amount is a multiple of, in units of the provider.
    step: i64,
}

/// The exceptions. Every other currency is counted in its minor units.
const EXCEPTIONS: [Counting; 8] = [
    // Two decimals in ISO 4217, none here.
    Counting { currency: "MGA", decimals: 0, step: 1 },
    // No decimals in ISO 4217; here they are told in hundredths, which are 00.
    Counting { currency: "ISK", decimals: 2, step: 100 },
    Counting { currency: "UGX", decimals: 2, step: 100 },
    // Three decimals, of which the last is 0.
    Counting { currency: "BHD", decimals: 3, step: 10 },
    Counting { currency: "JOD", decimals: 3, step: 10 },
    Counting { currency: "KWD", decimals: 3, step: 10 },
    Counting { currency: "OMR", decimals: 3, step: 10 },
    Counting { currency: "TND", decimals: 3, step: 10 },
];

/// An amount that the provider cannot count: it has parts that are too small there, or is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("cannot be counted by the provider")]
pub struct NotCounted;

fn counting(currency: Currency) -> (u8, i64) {
    let exception = EXCEPTIONS.iter().find(|exception| exception.currency == currency.as_str());
    exception.map_or((currency.exponent(), 1), |exception| (exception.decimals, exception.step))
}

/// Turns an amount into units of the provider.
///
/// # Errors
/// Refuses an amount that it cannot count exactly.
pub fn to_units(money: Money) -> Result<i64, NotCounted> {
    let (decimals, step) = counting(money.currency);
    let units = scaled(money.minor, money.currency.exponent(), decimals).ok_or(NotCounted)?;
    if units > 0 && units % step == 0 { Ok(units) } else { Err(NotCounted) }
}

/// Turns units of the provider into an amount: exactly, or not at all.
pub fn from_units(units: i64, currency: Currency) -> Option<Money> {
    let (decimals, _) = counting(currency);
    Some(Money::new(scaled(units, decimals, currency.exponent())?, currency))
}

fn scaled(amount: i64, from: u8, to: u8) -> Option<i64> {
    let factor = 10_i64.checked_pow(u32::from(from.abs_diff(to)))?;
    if to >= from {
        return amount.checked_mul(factor);
    }
    (amount % factor == 0).then(|| amount / factor)
}

/// Names a currency as requests do.
pub(super) fn currency(currency: Currency) -> stripe_types::Currency {
    let code = currency.as_str().to_ascii_lowercase();
    // A code that the library does not list is sent as it is.
    code.parse().unwrap_or(stripe_types::Currency::Unknown(code))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().expect("a currency"))
    }

    #[test]
    fn shillings_of_uganda_are_told_in_hundredths_and_ariary_without_any() {
        assert_eq!(to_units(of(5_000, "UGX")), Ok(500_000));
        assert_eq!(from_units(500_000, "UGX".parse().expect("a currency")), Some(of(5_000, "UGX")));
        assert_eq!(from_units(500_050, "UGX".parse().expect("a currency")), None);
        assert_eq!(to_units(of(1_500, "MGA")), Ok(15));
        assert_eq!(to_units(of(1_501, "MGA")), Err(NotCounted));
        assert_eq!(to_units(of(500, "JPY")), Ok(500));
    }

    #[test]
    fn the_last_of_three_decimals_is_nought() {
        assert_eq!(to_units(of(1_250, "KWD")), Ok(1_250));
        assert_eq!(to_units(of(1_255, "KWD")), Err(NotCounted));
    }

    #[test]
    fn nothing_and_less_than_nothing_are_no_payment() {
        assert_eq!(to_units(of(0, "EUR")), Err(NotCounted));
        assert_eq!(to_units(of(-5, "EUR")), Err(NotCounted));
        assert_eq!(to_units(of(i64::MAX, "UGX")), Err(NotCounted));
        assert_eq!(to_units(of(9_007_199_254_740_993, "EUR")), Ok(9_007_199_254_740_993));
    }

    proptest! {
        #[test]
        fn what_is_told_comes_back_in_every_currency(minor in 1..=i64::MAX, code in "MGA|ISK|UGX|KWD|TND|EUR|KES|XOF|XTS|JPY|RWF") {
            let money = of(minor, &code);
            if let Ok(units) = to_units(money) {
                prop_assert_eq!(from_units(units, money.currency), Some(money));
            }
        }
    }

    /// Every currency of ISO 4217 that amounts are paid in.
    fn all() -> Vec<Currency> {
        let letters = || b'A'..=b'Z';
        letters()
            .flat_map(|one| letters().flat_map(move |two| letters().map(move |three| [one, two, three])))
            .filter_map(|code| std::str::from_utf8(&code).ok()?.parse().ok())
            .collect()
    }

    #[test]
    fn whatever_is_no_exception_is_counted_as_the_standard_counts() {
        let listed = all();
        assert!(listed.len() > 150, "{}", listed.len());
        for currency in listed {
            let exception = EXCEPTIONS.iter().find(|exception| exception.currency == currency.as_str());
            let (decimals, step) = counting(currency);
            assert_eq!((decimals, step) == (currency.exponent(), 1), exception.is_none(), "{currency}");
        }
    }
}
