//! What the message with a code says. Phones are shared, so it tells neither amount nor goods unless its reader asked for that (ID-N2).

use vocabulary::Language;

use super::{digits::Digits, purpose::Purpose};
use crate::{identity::sms::Encoding, platform::message};

/// Whether a message may tell an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountShown {
    /// It may not: others may read it.
    Hidden,
    /// The person asked for it.
    OptedIn,
}

/// How many minutes a code holds, as the message says.
pub const MINUTES: u8 = 5;

/// Writes the message with a code, in `language`. An amount so long that it would take a second message is left out.
///
/// Nothing only where `messages/` lacks the text in every language, which a test excludes.
pub fn text(digits: &Digits, purpose: Purpose, shown: AmountShown, language: Language) -> Option<String> {
    let mut facts = vec![("code", digits.reveal().to_owned()), ("minutes", MINUTES.to_string())];
    let plain = message::render(language, key(purpose), &facts);
    let (Some(amount), AmountShown::OptedIn) = (purpose.amount(), shown) else { return plain };
    facts.push(("amount", amount.to_string()));
    message::render(language, "SMS_CODE_PAY_AMOUNT", &facts).filter(|text| Encoding::of(text).is_one_segment()).or(plain)
}

fn key(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::View => "SMS_CODE_VIEW",
        Purpose::Lodge => "SMS_CODE_LODGE",
        Purpose::Pay(_) => "SMS_CODE_PAY",
        Purpose::Mandate => "SMS_CODE_MANDATE",
        Purpose::ChangePhone => "SMS_CODE_CHANGE_PHONE",
        Purpose::Erase => "SMS_CODE_ERASE",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::identity::code::purpose::Amount;

    fn texts(language: Language, shown: AmountShown) -> Vec<String> {
        let amount = Amount::new(9_999_999_999, "KES").expect("an amount");
        let purposes =
            [Purpose::View, Purpose::Lodge, Purpose::Pay(amount), Purpose::Mandate, Purpose::ChangePhone, Purpose::Erase];
        let digits = "012345".parse().expect("a code");
        purposes.iter().map(|purpose| text(&digits, *purpose, shown, language).expect("a text")).collect()
    }

    #[test]
    fn each_message_fits_in_one_segment_and_begins_with_its_code() {
        for language in Language::SPOKEN {
            for text in [texts(language, AmountShown::Hidden), texts(language, AmountShown::OptedIn)].concat() {
                let encoding = Encoding::of(&text);
                assert!(encoding.is_one_segment(), "{language}: {encoding:?}: {text}");
                // Phones offer the first number of a message to be pasted.
                assert!(text.starts_with("012345") && text[6..].contains('5'), "{language}: {text}");
                assert!(!text.contains("{ ") && !text.contains("{$"), "{text}");
            }
        }
    }

    #[test]
    fn each_purpose_and_each_language_has_words_of_its_own() {
        let all: Vec<_> = Language::SPOKEN.into_iter().flat_map(|language| texts(language, AmountShown::Hidden)).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn no_message_tells_an_amount_unless_its_reader_asked() {
        for language in Language::SPOKEN {
            let tells = |shown| texts(language, shown).iter().filter(|text| text.contains("99999999.99")).count();
            assert_eq!((tells(AmountShown::Hidden), tells(AmountShown::OptedIn)), (0, 1), "{language}");
        }
    }

    #[test]
    fn an_amount_too_long_for_one_message_is_left_out() {
        let digits = "012345".parse().expect("a code");
        let purpose = Purpose::Pay(Amount::new(i64::MAX, "KES").expect("an amount"));
        let shown = text(&digits, purpose, AmountShown::OptedIn, Language::AR);
        assert_eq!(shown, text(&digits, purpose, AmountShown::Hidden, Language::AR));
    }
}
