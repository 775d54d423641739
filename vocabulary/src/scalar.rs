//! The types as GraphQL scalars: a wrong value is refused before a resolver runs, with a code that a phone can act on.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::{AreaCode, AuthorityCode, CountryCode, Currency, Date, FactId, HsCode, Language, PublicationId, Timestamp};

fn parse<T>(value: Value, code: &str) -> InputValueResult<T>
where
    T: std::str::FromStr + ScalarType + async_graphql::InputType,
    T::Err: std::fmt::Display,
{
    match value {
        Value::String(text) => text.parse().map_err(|error| {
            let shown: String = text.chars().take(60).collect();
            InputValueError::custom(format!("{shown:?} {error}")).with_extension("code", code).with_extension("value", shown)
        }),
        other => Err(InputValueError::expected_type(other).with_extension("code", code)),
    }
}

macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident, $code:literal) => {
        $(#[$doc])*
        #[Scalar]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                parse(value, $code)
            }

            fn to_value(&self) -> Value {
                Value::String(self.to_string())
            }
        }
    };
}

text_scalar!(
    /// A code of the Harmonized System or of a national tariff built on it: 2, 4, 6, 8, 10 or 12 digits, in any spelling and
    /// script (`0901`, `09.01`, `٠٩٠١`). Source: Harmonized System Convention, Article 1.
    HsCode,
    "HS_CODE_INVALID"
);
text_scalar!(
    /// A country or territory by its two letters (ISO 3166-1 alpha-2, and the codes that users may assign).
    CountryCode,
    "COUNTRY_INVALID"
);
text_scalar!(
    /// A country, or a group of countries as an agreement or the tariff names it: 2 to 20 capital letters, digits and hyphens.
    AreaCode,
    "AREA_INVALID"
);
text_scalar!(
    /// A currency that amounts can be paid in, by its three letters (ISO 4217).
    Currency,
    "CURRENCY_INVALID"
);
text_scalar!(
    /// A language by its ISO 639 code: two or three letters (`en`, `sw`).
    Language,
    "LANGUAGE_INVALID"
);
text_scalar!(
    /// The lasting name of a publication, at most 120 characters (`coffee-export-procedure`).
    PublicationId,
    "PUBLICATION_ID_INVALID"
);
text_scalar!(
    /// The lasting name of a published fact of one kind, at most 80 characters (`phytosanitary-certificate`).
    FactId,
    "FACT_ID_INVALID"
);
text_scalar!(
    /// The code of an authority that publishes, at most 40 characters (`zz-agriculture`).
    AuthorityCode,
    "AUTHORITY_CODE_INVALID"
);

/// A calendar day as it stands in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub Date);

/// An instant as it stands in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant(pub Timestamp);

macro_rules! time_scalar {
    ($(#[$doc:meta])* $name:ident, $exposed:literal, $code:literal, $expected:literal) => {
        impl std::str::FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, &'static str> {
                text.parse().map($name).map_err(|_| $expected)
            }
        }

        $(#[$doc])*
        #[Scalar(name = $exposed)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                parse(value, $code)
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.to_string())
            }
        }
    };
}

time_scalar!(
    /// A calendar day (ISO 8601, `2026-03-01`), in the territory's own time zone.
    Day,
    "Date",
    "DATE_INVALID",
    "is not a day of the calendar written like 2026-03-01"
);
time_scalar!(
    /// An instant (RFC 3339, `2026-03-01T12:00:00Z`).
    Instant,
    "DateTime",
    "DATE_TIME_INVALID",
    "is not an instant written like 2026-03-01T12:00:00Z"
);
