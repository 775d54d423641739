//! Letters brought to one form: small, without accents, digits western. Whoever types without accents finds the same.

use vocabulary::western_digit;

use super::{
    han,
    letters::{Plain, plain},
};

/// Appends the folded form of `text` to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let from = folded.len();
        folded.push_str(text);
        folded[from..].make_ascii_lowercase();
        return;
    }
    let (mut before, mut syllable) = ('\0', '\0');
    for character in text.chars() {
        match plain(character) {
            Plain::Nothing if character == BREVE && matches!(before, 'и' | 'И') => {
                folded.pop();
                folded.push('й');
            }
            Plain::Nothing => {}
            Plain::Itself => push(character.to_ascii_lowercase(), &mut syllable, folded),
            Plain::Letter(other) => push(other, &mut syllable, folded),
            Plain::Letters(others) => others.chars().for_each(|other| push(other, &mut syllable, folded)),
        }
        before = character;
    }
}

/// The mark of й, a letter of its own that keyboards have.
const BREVE: char = '\u{306}';

/// Pushes a plain letter. Letters of Korean that stand alone become the syllable that they make with the one before.
fn push(letter: char, syllable: &mut char, folded: &mut String) {
    if let Some(whole) = joined(*syllable, letter) {
        folded.pop();
        folded.push(whole);
        *syllable = whole;
        return;
    }
    *syllable = letter;
    push_letter(letter, folded);
}

/// The syllable that two letters of Korean make. Source: The Unicode Standard, section 3.12.
fn joined(before: char, letter: char) -> Option<char> {
    const FIRST: u32 = 0xAC00;
    const LEAD: u32 = 0x1100;
    const VOWEL: u32 = 0x1161;
    const TAIL: u32 = 0x11A7;
    let (before, letter) = (u32::from(before), u32::from(letter));
    match (before, letter) {
        (0x1100..=0x1112, 0x1161..=0x1175) => char::from_u32(FIRST + ((before - LEAD) * 21 + letter - VOWEL) * 28),
        (0xAC00..=0xD7A3, 0x11A8..=0x11C2) if (before - FIRST).is_multiple_of(28) => char::from_u32(before + letter - TAIL),
        _ => None,
    }
}

/// Returns the folded form of `text`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Letters that Unicode does not decompose but keyboards do.
fn push_letter(character: char, folded: &mut String) {
    match character {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ı' => folded.push('i'),
        'ة' => folded.push('ه'),
        'ى' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        'ـ' => {}
        '\u{3400}'..='\u{9fff}' => folded.push(han::simplified(character)),
        _ => match western_digit(character) {
            Some(value) => folded.push(char::from(b'0' + value)),
            None => folded.push(character),
        },
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    use super::*;

    /// As the library does it, a text at a time.
    fn folded_by_the_library(text: &str) -> String {
        let (mut before, mut folded) = ('\0', String::new());
        let plain = text.nfkd().filter(|character| {
            let is_short_i = *character == BREVE && matches!(before, 'и' | 'И');
            before = *character;
            is_short_i || !is_combining_mark(*character)
        });
        plain
            .nfc()
            .flat_map(char::to_lowercase)
            .filter(|letter| !is_combining_mark(*letter))
            .for_each(|letter| push_letter(letter, &mut folded));
        folded
    }

    #[test]
    fn every_letter_is_folded_as_the_library_does_wherever_it_stands() {
        // Where no letter has a form for compatibility, the test of the table says enough.
        for letter in ('\0'..='\u{1ffff}').chain('\u{2f800}'..='\u{2fa1d}') {
            let text = format!("{letter}é{letter}가{letter}ᄀ{letter}é");
            assert_eq!(fold(&text), folded_by_the_library(&text), "U+{:04X} in {text}", u32::from(letter));
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_is_folded_as_the_library_does(text in "[a-cA-C иИйЙеё\u{301}\u{306}\u{308}ᄀ-하-ᅵᆨ-ᆾ가-갛ﾡ-ﾾ①ﷺ㍿進ﬁǅİ]{0,12}") {
            proptest::prop_assert_eq!(fold(&text), folded_by_the_library(&text));
        }
    }

    #[test]
    fn a_word_without_its_accents_is_the_same_word() {
        for (typed, folded) in [
            ("Éléphants", "elephants"),
            ("ŒUVRE", "oeuvre"),
            ("Straße", "strasse"),
            ("٠٩٠١", "0901"),
            ("ＡＢＣ", "abc"),
            ("Чёрный чай", "черный чай"),
            ("أُرْزّ", "ارز"),
            ("進口關稅", "进口关税"),
        ] {
            assert_eq!(fold(typed), folded);
        }
    }
}
