//! The field `:61:`, and the days and amounts of SWIFT.

use vocabulary::{Currency, Date};

use crate::amount::Numbers;

/// One movement, as its field says it.
pub struct Movement<'a> {
    pub value_on: Date,
    pub booked_on: Date,
    pub minor: i64,
    pub customer_reference: &'a str,
    pub bank_reference: &'a str,
}

/// Reads `:61:`: `2603010302C1234,50NTRF260018421707//B7788`. Names what is not good.
pub fn movement(value: &str, currency: Currency) -> Result<Movement<'_>, &'static str> {
    let (day, rest) = value.split_at_checked(6).ok_or("value date (:61:)")?;
    let value_on = date(day).ok_or("value date (:61:)")?;
    let (booked_on, rest) = match rest.split_at_checked(4) {
        Some((entry, after)) if entry.bytes().all(|byte| byte.is_ascii_digit()) => {
            (entry_date(value_on, entry).ok_or("entry date (:61:)")?, after)
        }
        _ => (value_on, rest),
    };
    // A reversal of a credit takes money away. What a bank expects and has not booked (EC, ED) is no movement.
    let marks = [("RC", -1), ("RD", 1), ("C", 1), ("D", -1)];
    let marked = marks.into_iter().find_map(|(mark, sign)| Some((sign, rest.strip_prefix(mark)?)));
    let (sign, rest) = marked.ok_or("debit or credit mark (:61:)")?;
    let rest = rest.strip_prefix(|letter: char| letter.is_ascii_uppercase()).unwrap_or(rest);
    let end = rest.find(|sign: char| !sign.is_ascii_digit() && sign != ',').ok_or("transaction type (:61:)")?;
    let (amount, rest) = rest.split_at(end);
    let minor = minor(amount, currency).and_then(|minor| minor.checked_mul(sign)).ok_or("amount (:61:)")?;
    let (kind, references) = rest.split_at_checked(4).ok_or("transaction type (:61:)")?;
    let is_kind = kind.starts_with(['N', 'F', 'S']) && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_kind {
        return Err("transaction type (:61:)");
    }
    let (customer_reference, bank_reference) = references.split_once("//").unwrap_or((references, ""));
    // Sixteen letters each by the standard; some banks write a few more.
    if customer_reference.len() > 35 || bank_reference.len() > 35 {
        return Err("reference (:61:)");
    }
    Ok(Movement { value_on, booked_on, minor, customer_reference, bank_reference })
}

/// Reads an amount: a comma always, no sign, at most fifteen characters.
pub fn minor(text: &str, currency: Currency) -> Option<i64> {
    let good = text.len() <= 15 && text.contains(',') && text.starts_with(|sign: char| sign.is_ascii_digit());
    good.then(|| Numbers::COMMA.minor(text, currency))?
}

pub fn date(text: &str) -> Option<Date> {
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(2000 + text[..2].parse::<i16>().ok()?, text[2..4].parse().ok()?, text[4..].parse().ok()?).ok()
}

/// Returns the day of an entry, which is written without its year: the one that lies nearest to the value date.
fn entry_date(value_on: Date, entry: &str) -> Option<Date> {
    let (month, day) = (entry[..2].parse().ok()?, entry[2..].parse().ok()?);
    let years = [value_on.year() - 1, value_on.year(), value_on.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    days.min_by_key(|day| value_on.until(*day).map_or(i32::MAX, |span| span.get_days().abs()))
}
