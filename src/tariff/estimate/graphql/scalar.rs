//! What numbers and codes of the duty engine are in the contract.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use duty::{
    exact::Exact,
    name::{AdditionalCode, DocumentCode, OrderNumber},
    unit::Unit,
};
use vocabulary::Currency;

use crate::platform::money::decimal;

macro_rules! scalar {
    ($(#[$doc:meta])* $name:ident($own:ty), $public:literal, $code:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub $own);

        $(#[$doc])*
        #[Scalar(name = $public)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let Value::String(text) = value else {
                    return Err(InputValueError::expected_type(value).with_extension("code", $code));
                };
                text.parse().map($name).map_err(|error| {
                    let shown: String = text.chars().take(60).collect();
                    InputValueError::custom(format!("{shown:?} {error}")).with_extension("code", $code).with_extension("value", shown)
                })
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.to_string())
            }
        }
    };
}

scalar!(
    /// An exact decimal number as text (`1250.50`), of at most 28 digits.
    Decimal(Exact),
    "Decimal",
    "DECIMAL_INVALID"
);
scalar!(
    /// The code of a unit in UN/ECE Recommendation 20 (`KGM`, `LTR`, `NAR`), and `ASV` for percent of alcohol by volume.
    UnitCode(Unit),
    "UnitCode",
    "UNIT_INVALID"
);
scalar!(
    /// A document that a measure asks for, by the code that is written on the declaration (`Y900`, `MB1`).
    Document(DocumentCode),
    "DocumentCode",
    "DOCUMENT_CODE_INVALID"
);
scalar!(
    /// A code that tells apart goods of one line (`A999`, `X520`, Meursing codes).
    Additional(AdditionalCode),
    "AdditionalCode",
    "ADDITIONAL_CODE_INVALID"
);
scalar!(
    /// The number under which a quota is administered (`ZQ-1005`).
    QuotaNumber(OrderNumber),
    "QuotaNumber",
    "QUOTA_NUMBER_INVALID"
);

/// Writes an exact amount for people to read, rounded half up to the minor unit of `currency`; nothing beyond what can be held.
pub fn shown(exact: Exact, currency: Currency) -> Option<String> {
    duty::tax::Rounding::MINOR_HALF_UP.round(exact, currency).ok().map(decimal)
}
