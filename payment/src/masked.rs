//! A name as somebody may read it who is asked to pay for it and need not know it: the first letter of each word, and dots. Row PAY-M11.

use unicode_segmentation::UnicodeSegmentation as _;

/// How many words of a name are shown.
pub const WORDS_MAX: usize = 3;
/// How many characters of a letter are shown, with the signs that belong to it: no text hides behind one.
const LETTER_CHARACTERS_MAX: usize = 4;
/// What stands for the rest of a word, however long it is. It is in the alphabet of GSM: another dot would make a message dearer.
const REST: &str = "..";

/// Masks a name: of each of its first words the first letter, and dots that do not tell how long it is (`H.. I..`). Whoever knows the name
/// knows it again, and nobody else learns it.
///
/// A word of one letter, or that begins with a digit, shows nothing of itself: a short name is never shown whole, nor a number of a taxpayer.
/// Where words are not parted by spaces, as in Chinese, the whole name is one word. Nothing for a name without letters and digits.
pub fn masked(name: &str) -> Option<String> {
    let words: Vec<String> = name.split_whitespace().filter_map(masked_word).take(WORDS_MAX).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Masks a word; nothing of one without letters and digits, such as `&`.
fn masked_word(word: &str) -> Option<String> {
    let mut letters = word.graphemes(true).filter(|letter| letter.starts_with(char::is_alphanumeric));
    let first = letters.next()?;
    let is_shown = first.starts_with(char::is_alphabetic) && letters.next().is_some();
    let shown: String = first.chars().take(if is_shown { LETTER_CHARACTERS_MAX } else { 0 }).collect();
    Some(shown + REST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_shows_the_first_letter_of_its_words_in_every_script() {
        for (name, shown) in [
            ("Halcyon Imports", "H.. I.."),
            ("Éléonore N'Diaye", "É.. N.."),
            ("شركة النور للتجارة", "ش.. ا.. ل.."),
            ("晨光进出口有限公司", "晨.."),
            ("王 小明", ".. 小.."),
            ("Торговый дом Заря", "Т.. д.. З.."),
            ("किरण ट्रेडर्स", "कि.. ट्रे.."),
            ("Ελένη Παπαδοπούλου", "Ε.. Π.."),
            ("ሰላም ንግድ", "ሰ.. ን.."),
            ("สมชาย การค้า", "ส.. ก.."),
            ("김민수", "김.."),
        ] {
            assert_eq!(masked(name).as_deref(), Some(shown), "{name}");
        }
    }

    #[test]
    fn a_short_name_is_never_shown_whole() {
        for (name, shown) in [
            ("Li", "L.."),
            ("O", ".."),
            ("李", ".."),
            ("م", ".."),
            ("Я", ".."),
            ("कि", ".."),
            ("X Y", ".. .."),
            ("J. Wu", ".. W.."),
            ("e\u{301}", ".."),
        ] {
            assert_eq!(masked(name).as_deref(), Some(shown), "{name}");
        }
    }

    #[test]
    fn what_is_no_name_shows_nothing() {
        assert_eq!(masked("P051234567X 4711 Ltd").as_deref(), Some("P.. .. L.."), "a number tells nothing of itself");
        assert_eq!(masked("Smith & Sons (Imports)").as_deref(), Some("S.. S.. I.."));
        assert_eq!(masked("\u{202e}Kilimo\u{200f} Agro of the North").as_deref(), Some("K.. A.. o.."), "no more than three");
        for name in ["", " ", "&", "\u{202e}\u{200b}", "...", "—"] {
            assert_eq!(masked(name), None, "{name:?}");
        }
        let marks = format!("e{}x", "\u{301}".repeat(500));
        assert_eq!(masked(&marks).map(|shown| shown.chars().count()), Some(LETTER_CHARACTERS_MAX + REST.len()));
    }

    proptest! {
        #[test]
        fn nothing_is_shown_but_first_letters(name in "\\PC{0,60}|[a-zé李م कT.]{0,20}") {
            let shown = masked(&name).unwrap_or_default();
            prop_assert!(shown.chars().count() < WORDS_MAX * (LETTER_CHARACTERS_MAX + REST.len()) + WORDS_MAX, "{}", shown);
            prop_assert!(!shown.chars().any(char::is_control), "{}", shown);
            let words: Vec<&str> = name.split_whitespace().collect();
            for word in shown.split(' ').filter(|word| !word.is_empty()) {
                let letter = word.strip_suffix(REST).unwrap_or(word);
                prop_assert!(word.ends_with(REST) && letter.graphemes(true).count() <= 1, "{}", shown);
                prop_assert!(!words.contains(&word) || letter.is_empty(), "{} of {}", word, name);
            }
        }
    }
}
