//! What a code is for. A code for one purpose approves no other.

use std::fmt;

use iso_currency::Currency;
use rust_decimal::Decimal;

/// What a code approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To see one's own affairs.
    View,
    /// To lodge a declaration or an application.
    Lodge,
    /// To pay this amount, and no other.
    Pay(Amount),
    /// To let somebody act for oneself.
    Mandate,
    /// To change the telephone number.
    ChangePhone,
    /// To be forgotten.
    Erase,
}

/// An amount of money above nothing: whole minor units of a currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    minor: i64,
    currency: Currency,
}

impl Purpose {
    /// Returns the name by which it is stored and spoken of.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::View => "view",
            Purpose::Lodge => "lodge",
            Purpose::Pay(_) => "pay",
            Purpose::Mandate => "mandate",
            Purpose::ChangePhone => "change-phone",
            Purpose::Erase => "erase",
        }
    }

    /// Returns the amount that is bound to the code.
    pub fn amount(self) -> Option<Amount> {
        match self {
            Purpose::Pay(amount) => Some(amount),
            _ => None,
        }
    }
}

impl Amount {
    /// Takes an amount above nothing, in minor units, of a currency by its three letters.
    pub fn new(minor: i64, currency: &str) -> Option<Amount> {
        let currency = Currency::from_code(currency)?;
        (minor > 0).then_some(Amount { minor, currency })
    }

    /// Takes an amount above nothing as people write it (`1250.00`), with no more digits than the currency has.
    pub fn of(decimal: Decimal, currency: &str) -> Option<Amount> {
        let known = Currency::from_code(currency)?;
        let digits = u32::from(known.exponent().unwrap_or(2));
        let decimal = decimal.normalize();
        if decimal.scale() > digits {
            return None;
        }
        let minor = decimal.mantissa().checked_mul(10_i128.checked_pow(digits - decimal.scale())?)?;
        Amount::new(i64::try_from(minor).ok()?, currency)
    }

    /// Returns the amount as people write it, with the digits of its currency.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent().unwrap_or(2).into())
    }

    /// Returns the amount in minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// Returns the three letters of the currency.
    pub fn currency(self) -> &'static str {
        self.currency.code()
    }
}

impl fmt::Display for Amount {
    /// Writes it as on a payment notice: `KES 1250.00`. A currency of which ISO 4217 knows no minor unit is written with two digits.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.currency(), self.decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_the_digits_of_its_currency() {
        let shown = |minor, currency| Amount::new(minor, currency).map(|amount| amount.to_string());
        assert_eq!(shown(125_000, "KES").as_deref(), Some("KES 1250.00"));
        assert_eq!(shown(1_250, "JPY").as_deref(), Some("JPY 1250"));
        assert_eq!(shown(1_250, "KWD").as_deref(), Some("KWD 1.250"));
        assert_eq!(shown(1_250, "XTS").as_deref(), Some("XTS 12.50"));
        assert_eq!((shown(0, "KES"), shown(-1, "KES"), shown(1, "kes"), shown(1, "ABCD")), (None, None, None, None));
    }
}
