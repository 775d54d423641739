//! Money. The same as in the core, for UniFFI.

use fingertip_sdk_core::Money;

/// An amount of money: whole minor units of a currency (`1250` of `KWD` are 1.250 dinars).
#[uniffi::remote(Record)]
pub struct Money {
    /// Whole minor units.
    pub minor: i64,
    /// The three letters of the currency (ISO 4217).
    pub currency: String,
}
