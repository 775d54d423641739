//! The words of a rate that are kept. Rules only.

use duty::{rate::Rate, text::parse_rate};
use vocabulary::Currency;

/// Returns the words of a rate that are kept: those it is printed in where our grammar reads the same in them, else ours for what its
/// own tariff means by them. What nobody can read is kept as printed, so that whoever calculates hears of it.
///
/// # Errors
/// Refuses words that its own tariff does not know and our grammar would read: they may mean something else.
pub(super) fn words(printed: &str, read: Option<&Rate>, currency: Currency) -> Result<String, String> {
    match (read, parse_rate(printed, Some(currency))) {
        (Some(rate), Ok(own)) if own == *rate => Ok(printed.to_owned()),
        (Some(rate), _) => Ok(rate.to_string()),
        (None, Err(_)) => Ok(printed.to_owned()),
        (None, Ok(own)) => Err(format!("{printed:?} is no rate of its tariff, and would be read as {own}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_source_are_kept_where_they_are_ours_too() {
        let dollar: Currency = "USD".parse().expect("a currency");
        let rate = |text: &str| text.parse::<Rate>().expect("a rate");
        assert_eq!(words("6.8%", Some(&rate("6.8 %")), dollar).as_deref(), Ok("6.8%"));
        assert_eq!(words("2.8 cents/doz.", Some(&rate("0.028 USD/dozen")), dollar).as_deref(), Ok("0.028 USD/dozen"));
        assert_eq!(words("The duty on the article + 25%", None, dollar).as_deref(), Ok("The duty on the article + 25%"));
        assert!(words("6.8%", None, dollar).is_err());
    }
}
