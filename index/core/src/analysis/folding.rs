//! Letters brought to one form: small, without accents, digits western. Whoever types without accents finds the same.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use vocabulary::western_digit;

use super::han;

/// Appends the folded form of `text` to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let from = folded.len();
        folded.push_str(text);
        folded[from..].make_ascii_lowercase();
        return;
    }
    let mut before = '\0';
    let plain = text.nfkd().filter(|character| {
        let is_short_i = *character == BREVE && matches!(before, 'и' | 'И');
        before = *character;
        is_short_i || !is_combining_mark(*character)
    });
    for character in plain.nfc().flat_map(char::to_lowercase) {
        push_letter(character, folded);
    }
}

/// The mark of й, a letter of its own that keyboards have.
const BREVE: char = '\u{306}';

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
            None => folded.extend((!is_combining_mark(character)).then_some(character)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
