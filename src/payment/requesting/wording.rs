//! What the message to whoever is asked says: what for, how much, for whom by a mask, and which notice. Rules only. Rows PAY-M11, ID-N2.
//!
//! It is one segment in every language: each is paid for, and old phones show them apart. It has no link: there is no page that a payer
//! without the app would be led to, and who is used to links of customs follows those of thieves.

use payment::{NoticeReference, masked::masked};
use vocabulary::{Language, Money};

use crate::{identity::sms::Encoding, platform::message};

/// The sentences, the longer first.
const KEYS: [&str; 2] = ["payment-request", "payment-request-short"];
/// How many characters of what a notice is for the longer sentence shows at least.
const PURPOSE_SHOWN_MIN: usize = 12;
/// What stands for the rest of it.
const REST: &str = "..";
/// What the fact `name` is where the notice names no debtor; the sentences know the word. No mask of a name is it.
const NOBODY: &str = "none";

/// What a message tells.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Which notice.
    pub reference: NoticeReference,
    /// What for, as its issuer wrote it.
    pub purpose: &'a str,
    /// How much is owed of it.
    pub amount: Money,
    /// Whose debt it is, unmasked.
    pub debtor: Option<&'a str>,
}

impl Told<'_> {
    /// Writes it, with as much of the purpose as one segment takes. Nothing only where `messages/` lacks the sentence in every language, which
    /// a test excludes.
    pub fn text(&self, language: Language) -> Option<String> {
        let [long, short] = KEYS;
        let whole = self.purpose.chars().count();
        let fitting = |key: &'static str, least: usize| {
            (least..=whole).rev().filter_map(move |shown| self.written(language, key, shown)).find(|text| fits(text))
        };
        let text = fitting(long, whole.min(PURPOSE_SHOWN_MIN)).or_else(|| fitting(short, 0));
        // A sum so long that nothing fits is told all the same.
        text.or_else(|| self.written(language, short, 0))
    }

    fn written(&self, language: Language, key: &str, shown: usize) -> Option<String> {
        let facts = [
            ("reference", self.reference.to_string()),
            ("purpose", shortened(self.purpose, shown)),
            ("amount", self.amount.to_string()),
            ("name", self.debtor.and_then(masked).unwrap_or_else(|| NOBODY.to_owned())),
        ];
        message::render(language, key, &facts)
    }
}

fn fits(text: &str) -> bool {
    Encoding::of(text).is_one_segment()
}

/// Cuts a text to so many characters, and says that it goes on.
fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}{REST}", text[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<'a>(purpose: &'a str, minor: i64, debtor: Option<&'a str>) -> Told<'a> {
        let amount = Money::new(minor, "KES".parse().expect("a currency"));
        Told { reference: NoticeReference::new(4_821_009_375), purpose, amount, debtor }
    }

    const PURPOSES: [&str; 4] = [
        "Duties on coffee",
        "Droits de douane et TVA sur une expédition de café vert",
        "رسوم جمركية على شحنة بن",
        "咖啡进口关税和增值税",
    ];
    const DEBTORS: [Option<&str>; 5] = [
        None,
        Some("Halcyon Imports"),
        Some("شركة النور للتجارة والاستيراد"),
        Some("晨光进出口有限公司"),
        Some("Торговый дом Заря"),
    ];

    #[test]
    fn each_message_tells_purpose_sum_mask_and_reference_in_one_segment() {
        for language in Language::SPOKEN {
            for purpose in PURPOSES {
                for debtor in DEBTORS {
                    let told = told(purpose, 1_234_567_890, debtor);
                    let text = told.text(language).expect("a text");
                    assert!(fits(&text), "{language}: {:?}: {text}", Encoding::of(&text));
                    let first: String = purpose.chars().take(4).collect();
                    for part in [&told.reference.to_string(), "KES 12345678.90", &first] {
                        assert!(text.contains(part), "{language}: {part} is not in {text}");
                    }
                    let mask = debtor.and_then(masked);
                    assert!(mask.is_none_or(|mask| text.contains(&mask)), "{language}: {text}");
                    assert!(!text.contains(['{', '}', '$']) && !text.contains(NOBODY), "{language}: {text}");
                    for word in debtor.unwrap_or_default().split_whitespace() {
                        assert!(!text.contains(word), "{language}: {word} is in {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn languages_differ_and_a_debt_of_nobody_named_has_a_sentence_of_its_own() {
        let mut texts: Vec<String> = Vec::new();
        for language in Language::SPOKEN {
            texts.extend(
                [None, Some("Halcyon Imports")].map(|debtor| told("Duties", 1_000, debtor).text(language).expect("a text")),
            );
        }
        let count = texts.len();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), count, "{texts:#?}");
    }

    #[test]
    fn a_long_purpose_is_cut_and_a_sum_beyond_all_measure_told_all_the_same() {
        let text = told(&"Duties and taxes on ".repeat(8), 1_000, Some("Halcyon Imports")).text(Language::EN).expect("a text");
        assert!(text.contains("Duties and taxes on") && text.contains(".. ") && fits(&text), "{text}");
        let beyond = told("关税", i64::MAX, Some("晨光")).text(Language::AR).expect("a text");
        assert!(
            beyond.contains("92233720368547758.07") && beyond.contains(&NoticeReference::new(4_821_009_375).to_string()),
            "{beyond}"
        );
    }
}
