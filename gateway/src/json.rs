//! JSON of strangers: bounded before it is read, and read by what is there, whatever else is.

use payment::Unsure;
use serde_json::Value;
use vocabulary::{Currency, Money, Timestamp};

/// How deeply it may be nested. Source: row WHK-12.
const DEPTH_MAX: usize = 64;
/// The longest id of a provider that is kept.
#[cfg(feature = "stripe")]
const ID_CHARACTERS_MAX: usize = 255;

/// Reads JSON that is not nested too deeply.
pub(crate) fn read(body: &[u8]) -> Result<Value, Unsure> {
    if depth(body) > DEPTH_MAX {
        return Err(Unsure::Unreadable);
    }
    serde_json::from_slice(body).map_err(|_| Unsure::Unreadable)
}

/// Counts how deeply brackets are nested, outside of texts.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Returns a text that is not empty.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// Returns an id: a text that is short, or the id of the object in its place.
#[cfg(feature = "stripe")]
pub(crate) fn id(value: &Value, name: &str) -> Option<String> {
    let value = value.get(name)?;
    let id = value.as_str().or_else(|| value.get("id")?.as_str())?;
    let fits = !id.is_empty() && id.chars().count() <= ID_CHARACTERS_MAX && !id.chars().any(char::is_control);
    fits.then(|| id.to_owned())
}

/// Returns an instant told in seconds since 1970.
#[cfg(feature = "stripe")]
pub(crate) fn second(value: &Value, name: &str) -> Option<Timestamp> {
    Timestamp::from_second(value.get(name)?.as_i64()?).ok()
}

/// Returns an instant told as RFC 3339 writes it.
pub(crate) fn instant(value: &Value, name: &str) -> Option<Timestamp> {
    text(value, name)?.parse().ok()
}

/// Returns an amount told as a decimal text in major units (`15.21`), exactly.
pub(crate) fn decimal(value: &Value, amount: &str, currency: &str) -> Option<Money> {
    let currency: Currency = text(value, currency)?.parse().ok()?;
    let minor = minor(text(value, amount)?, currency.exponent())?;
    Some(Money::new(minor, currency))
}

/// Reads a decimal of major units into minor ones: digits, and after a point at most as many as the currency has, or zeros.
pub(crate) fn minor(text: &str, exponent: u8) -> Option<i64> {
    let places = usize::from(exponent);
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) {
        return None;
    }
    let fraction = fraction.unwrap_or_default();
    let (kept, rest) = fraction.split_at(fraction.len().min(places));
    if rest.bytes().any(|byte| byte != b'0') {
        return None;
    }
    format!("{whole}{kept:0<places$}").parse().ok()
}

/// Writes minor units as a decimal of major ones, with as many decimals as the currency has.
pub(crate) fn major(money: Money) -> String {
    let places = usize::from(money.currency.exponent());
    let sign = if money.minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", money.minor.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let point = if places == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bomb_of_brackets_is_refused_before_it_is_read() {
        assert!(read("[".repeat(65).as_bytes()).is_err());
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(nested(64).as_bytes()).is_ok());
        assert!(read(nested(65).as_bytes()).is_err());
        assert!(read(br#"{"text":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\""}"#).is_ok());
    }

    #[test]
    fn decimals_are_exact_or_nothing() {
        assert_eq!(minor("15.21", 2), Some(1_521));
        assert_eq!(minor("15", 0), Some(15));
        assert_eq!(minor("15.00", 0), Some(15));
        assert_eq!(minor("90071992547409.93", 2), Some(9_007_199_254_740_993));
        for wrong in ["", ".5", "5.", "-5", "+5", "1e3", "1,5", "15.211", "NaN", "９", "92233720368547758.08"] {
            assert_eq!(minor(wrong, 2), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minor_units in 0..=i64::MAX, code in "JPY|KES|KWD|XTS|UGX") {
            let money = Money::new(minor_units, code.parse().expect("a currency"));
            prop_assert_eq!(minor(&major(money), money.currency.exponent()), Some(minor_units));
        }
    }
}
