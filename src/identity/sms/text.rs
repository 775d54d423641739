//! How long a message is in the air: GSM 7-bit letters are cheap, all others make the whole message dearer.

/// How many segments a message of ours may have: one, because each is paid for and old phones show them apart.
pub const CHARACTERS_MAX: Segments = Segments { gsm7: 160, ucs2: 70 };

/// The letters of one segment in each encoding (3GPP TS 23.040).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// Septets of the GSM 7-bit alphabet.
    pub gsm7: usize,
    /// Units of UCS-2.
    pub ucs2: usize,
}

/// How a text travels, and how long it is then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The default alphabet of GSM (3GPP TS 23.038), counted in septets: letters of its extension count twice.
    Gsm7(usize),
    /// Two bytes a letter, counted in these.
    Ucs2(usize),
}

/// The default alphabet of 3GPP TS 23.038, without its escape.
const GSM7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension.
const GSM7_EXTENSION: &str = "\u{c}^{}\\[~]|€";

impl Encoding {
    /// Says how `text` travels.
    pub fn of(text: &str) -> Encoding {
        let septets = |letter| match letter {
            letter if GSM7.contains(letter) => Some(1),
            letter if GSM7_EXTENSION.contains(letter) => Some(2),
            _ => None,
        };
        match text.chars().map(septets).sum() {
            Some(septets) => Encoding::Gsm7(septets),
            None => Encoding::Ucs2(text.encode_utf16().count()),
        }
    }

    /// Says whether it fits in one segment.
    pub fn is_one_segment(self) -> bool {
        match self {
            Encoding::Gsm7(septets) => septets <= CHARACTERS_MAX.gsm7,
            Encoding::Ucs2(units) => units <= CHARACTERS_MAX.ucs2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_outside_the_alphabet_makes_the_whole_message_dearer() {
        assert_eq!(Encoding::of("Código 5 €"), Encoding::Ucs2(10));
        assert_eq!(Encoding::of("Code à 5 €"), Encoding::Gsm7(11));
        assert!(Encoding::of(&"a".repeat(160)).is_one_segment() && !Encoding::of(&"a".repeat(161)).is_one_segment());
        assert!(Encoding::of(&"码".repeat(70)).is_one_segment() && !Encoding::of(&"码".repeat(71)).is_one_segment());
    }
}
