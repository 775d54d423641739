//! How the provider counts each currency: its decimals are not always those of ISO 4217.
//!
//! Source: the card provider's page "Supported currencies" (zero-decimal, three-decimal and special cases). The adapter keeps a table of
//! its own; a test pays in every currency, so that neither can be wrong alone.

/// Currencies without decimals. MGA has two in ISO 4217.
const WHOLE: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
/// Currencies that are whole, and nevertheless told in hundredths, which must be 00.
const WHOLE_IN_HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];
/// Currencies with three decimals, the last of which must be 0.
const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];
/// Currencies with two decimals that are paid out in whole units.
const PAID_OUT_WHOLE: [&str; 2] = ["HUF", "TWD"];
/// What three letters are no currency of this provider.
const UNKNOWN: [&str; 16] = [
    "XXX", "XAU", "XAG", "IQD", "LYD", "ZZZ", // not taken
    "BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "XSU", // units of account that nobody pays in
];

/// How a currency is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counting {
    /// How many decimals a unit is.
    pub(crate) decimals: u8,
    /// What every amount is a multiple of.
    pub(crate) step: i64,
    /// What every payout is a multiple of.
    pub(crate) payout_step: i64,
}

/// Returns how `currency` (three capitals) is counted, if it is taken at all.
pub(crate) fn counting(currency: &str) -> Option<Counting> {
    let known = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) && !UNKNOWN.contains(&currency);
    let (decimals, step, payout_step) = match currency {
        _ if !known => return None,
        _ if WHOLE.contains(&currency) => (0, 1, 1),
        _ if WHOLE_IN_HUNDREDTHS.contains(&currency) => (2, 100, 100),
        _ if THOUSANDTHS.contains(&currency) => (3, 10, 10),
        _ if PAID_OUT_WHOLE.contains(&currency) => (2, 1, 100),
        _ => (2, 1, 1),
    };
    Some(Counting { decimals, step, payout_step })
}
