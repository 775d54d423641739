//! Where goods come from and go to: countries, and the groups of countries that laws and agreements speak of.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A country or territory by its two letters (ISO 3166-1 alpha-2, and the codes that users may assign).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

/// A text that is no code of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the two capital letters of a country (ISO 3166-1)")]
pub struct CountryCodeError;

/// A country, or a group of countries as an agreement or the tariff names it: 2 to 20 capital letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(Box<str>);

/// A text that is no code of a country or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a country or group of 2 to 20 capital letters, digits and hyphens")]
pub struct AreaCodeError;

impl CountryCode {
    /// Returns its two letters.
    pub fn as_str(&self) -> &str {
        // The letters are ASCII capitals: `from_str` lets nothing else in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl AreaCode {
    /// Returns the code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CountryCode {
    type Err = CountryCodeError;

    fn from_str(text: &str) -> Result<CountryCode, CountryCodeError> {
        match text.as_bytes() {
            &[first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => Ok(CountryCode([first, second])),
            _ => Err(CountryCodeError),
        }
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    fn from_str(text: &str) -> Result<AreaCode, AreaCodeError> {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        let starts_well = text.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit());
        let good = (2..=20).contains(&text.len()) && starts_well && text.bytes().all(allowed);
        if good { Ok(AreaCode(text.into())) } else { Err(AreaCodeError) }
    }
}

impl From<CountryCode> for AreaCode {
    fn from(country: CountryCode) -> AreaCode {
        AreaCode(country.as_str().into())
    }
}

macro_rules! as_text {
    ($name:ident, $error:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<$name, $error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.as_str().to_owned()
            }
        }
    };
}

as_text!(CountryCode, CountryCodeError);
as_text!(AreaCode, AreaCodeError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_capitals_and_a_group_a_little_more() {
        assert_eq!("KE".parse::<CountryCode>().map(|country| country.to_string()), Ok("KE".to_owned()));
        for text in ["ke", "KEN", "K", "", "K1", "É"] {
            assert_eq!(text.parse::<CountryCode>(), Err(CountryCodeError), "{text}");
        }
        for text in ["KE", "1011", "EU-CETA", "2020"] {
            assert_eq!(text.parse::<AreaCode>().map(|area| area.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "k", "A", "-A", "ABCDEFGHIJKLMNOPQRSTU", "A B"] {
            assert_eq!(text.parse::<AreaCode>(), Err(AreaCodeError), "{text}");
        }
    }
}
