//! How Chinese is said: `hongcha`, `hong cha` and the misspelt 红查 are 红茶, because all sound alike.
//!
//! What is indexed are pairs of characters, so what is compared are pairs of syllables, without their tones, and with those sounds
//! made one that many speakers do not tell apart.

use std::sync::LazyLock;

use super::{is_pair, is_unspaced};

/// The longest syllable: `zhuang`.
const LETTERS_MAX: usize = 6;

/// The common characters, whose syllables are those that are typed.
const CHARACTERS: std::ops::Range<char> = '\u{4e00}'..'\u{9fa6}';
const COUNT: usize = 0x9fa6 - 0x4e00;

/// Written by `examples/letters.rs`: for each common character the place of its syllable, its lower eight bits, then the ninth bit of each; then
/// the syllables, in ascending order.
static SOUNDS: &[u8] = include_bytes!("sounds.bin");

static SYLLABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let syllables = std::str::from_utf8(&SOUNDS[COUNT + COUNT.div_ceil(8)..]).unwrap_or_default();
    syllables.split_ascii_whitespace().collect()
});

/// Returns how a common character is said, without its tone.
fn said(character: char) -> Option<&'static str> {
    if !CHARACTERS.contains(&character) {
        return None;
    }
    let at = (u32::from(character) - u32::from(CHARACTERS.start)) as usize;
    let ninth = SOUNDS[COUNT + at / 8] >> (at % 8) & 1;
    let place = usize::from(SOUNDS[at]) | usize::from(ninth) << 8;
    SYLLABLES.get(place.checked_sub(1)?).copied()
}

/// Says whether letters are a syllable that is typed; `m` and `hng` are said and not typed.
fn is_syllable(letters: &str) -> bool {
    let typed = with_plain_u(letters);
    typed.contains(['a', 'e', 'i', 'o', 'u']) && SYLLABLES.binary_search(&typed.as_str()).is_ok()
}

/// Returns how a pair of characters sounds, or nothing for anything else.
pub fn sound_of(pair: &str) -> Option<String> {
    let mut characters = pair.chars();
    let (Some(first), Some(second), None) = (characters.next(), characters.next(), characters.next()) else { return None };
    if !is_unspaced(first) {
        return None;
    }
    Some(sound(said(first)?, said(second)?))
}

/// Returns how two syllables sound together.
pub fn sound(first: &str, second: &str) -> String {
    format!("{} {}", heard(first), heard(second))
}

/// Cuts a word in Latin letters into syllables, as few as may be; nothing where it is not made of them.
pub fn syllables(word: &str) -> Option<Vec<&str>> {
    if word.is_empty() || is_pair(word) || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    // The fewest syllables that each beginning of the word is made of, and where the last of them begins.
    let mut fewest: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    fewest[0] = Some((0, 0));
    for until in 1..=word.len() {
        for from in until.saturating_sub(LETTERS_MAX)..until {
            let Some((count, _)) = fewest[from].filter(|_| is_syllable(&word[from..until])) else {
                continue;
            };
            // Of two ways as short, the one whose last syllable is shorter: `fang an` rather than `fan gan`.
            if fewest[until].is_none_or(|(best, _)| count < best) || fewest[until].is_some_and(|(best, _)| count + 1 == best) {
                fewest[until] = Some((count + 1, from));
            }
        }
    }
    let mut cut = Vec::new();
    let mut until = word.len();
    while until > 0 {
        let (_, from) = fewest[until]?;
        cut.push(&word[from..until]);
        until = from;
    }
    cut.reverse();
    Some(cut)
}

/// `lü` is typed `lu` or `lv`.
fn with_plain_u(syllable: &str) -> String {
    syllable.replace(['ü', 'v'], "u")
}

/// A syllable as it is heard where `zh` is no other than `z`, `ng` no other than `n`, and `n` at the beginning no other than `l`.
fn heard(syllable: &str) -> String {
    let plain = with_plain_u(syllable);
    let short = match plain.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => format!("{}{}", &plain[..1], &plain[2..]),
        [b'n', rest, ..] if rest.is_ascii_alphabetic() => format!("l{}", &plain[1..]),
        _ => plain,
    };
    short.strip_suffix('g').map_or(short.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use ::pinyin::ToPinyin;

    use super::*;

    #[test]
    fn every_common_character_is_said_as_the_library_says_it() {
        for character in CHARACTERS {
            let wanted = character.to_pinyin().map(|said| with_plain_u(said.plain()));
            assert_eq!(
                said(character).map(str::to_owned),
                wanted,
                "{character}: cargo run -p fingertip-index-core --example letters"
            );
        }
    }

    #[test]
    fn a_word_is_cut_into_syllables() {
        for (word, wanted) in [
            ("hongcha", "hong cha"),
            ("zonglvyou", "zong lv you"),
            ("dianshi", "dian shi"),
            ("xiyiji", "xi yi ji"),
            ("shengkafeidou", "sheng ka fei dou"),
            ("zhuangxiangdan", "zhuang xiang dan"),
            ("ji", "ji"),
        ] {
            assert_eq!(syllables(word).map(|cut| cut.join(" ")).as_deref(), Some(wanted), "{word}");
        }
        for word in ["usb", "iphone", "wifi", "c10", "红茶", "", "permit"] {
            assert_eq!(syllables(word), None, "{word}");
        }
    }

    #[test]
    fn pairs_that_sound_alike_are_one() {
        for (one, other) in [("编码", "编马"), ("水泥", "水尼"), ("禁止", "近止"), ("归类", "归内"), ("钉子", "丁子")]
        {
            assert!(sound_of(one).is_some(), "{one}");
            assert_eq!(sound_of(one), sound_of(other), "{one} {other}");
        }
        assert_eq!(sound_of("红茶"), Some(sound("hong", "cha")));
        assert_eq!(sound_of("绿色"), Some(sound("lv", "se")));
        assert_ne!(sound_of("红茶"), sound_of("绿茶"));
        for word in ["茶", "红茶包", "ab"] {
            assert_eq!(sound_of(word), None, "{word}");
        }
    }
}
