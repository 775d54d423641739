//! Writes what the analysis knows of single letters, `src/analysis/letters.bin` and `src/analysis/sounds.bin`, out of Unicode and pinyin as the
//! crates `unicode-normalization` and `pinyin` have them:  cargo run -p fingertip-index-core --example letters
//!
//! A test of `analysis::letters` says when they are another. Then whoever changes them raises `analysis::VERSION` where a text becomes other
//! terms, for a phone has to fold as its pack was folded.

use std::{collections::BTreeSet, error::Error, fs, path::Path};

use pinyin::ToPinyin;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

const BREVE: char = '\u{306}';

/// What a letter becomes: decomposed, without marks, small.
fn plain(letter: char) -> String {
    let mut before = '\0';
    let plain = letter.to_string().nfkd().collect::<String>();
    let plain = plain.chars().filter(|character| {
        let is_short_i = *character == BREVE && matches!(before, 'и' | 'И');
        before = *character;
        is_short_i || !is_combining_mark(*character)
    });
    plain.nfc().flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter)).collect()
}

fn number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The distance of two letters: small ones first, forward before backward.
fn distance(bytes: &mut Vec<u8>, from: u32, to: u32) {
    let way = i64::from(to) - i64::from(from);
    number(bytes, (if way < 0 { -2 * way - 1 } else { 2 * way }) as u32);
}

struct Other {
    letter: u32,
    plain: Vec<u32>,
}

/// How many letters from the first on become nothing, or move by the same distance with `step` between them.
fn alike(others: &[Other], step: u32) -> usize {
    let first = &others[0];
    let same = |(at, other): (u32, &Other)| {
        let moved = match (first.plain.as_slice(), other.plain.as_slice()) {
            ([], []) => true,
            ([one], [other_one]) => i64::from(*one) - i64::from(first.letter) == i64::from(*other_one) - i64::from(other.letter),
            _ => false,
        };
        moved && other.letter == first.letter + at * step
    };
    (0..).zip(others).take_while(|one| same(*one)).count()
}

fn written(mut others: &[Other]) -> Vec<u8> {
    let (mut bytes, mut behind, mut last) = (Vec::new(), 0, 0);
    while let Some(first) = others.first() {
        let (each, second) = (alike(others, 1), alike(others, 2));
        // Listed are those that follow one another and are not alike.
        let listed = (1..others.len()).find(|at| {
            let here = &others[*at..];
            here[0].letter != others[at - 1].letter + 1 || alike(here, 1) > 2 || alike(here, 2) > 2 || here[0].plain.is_empty()
        });
        let listed = listed.unwrap_or(others.len());
        let (kind, count, step) = match first.plain.as_slice() {
            [] => (0, each, 1),
            [_] if each > 1 && each >= second => (1, each, 1),
            [_] if second > 2 => (2, second, 2),
            _ => (3, listed, 1),
        };
        number(&mut bytes, first.letter - behind);
        number(&mut bytes, (count as u32) << 2 | kind);
        match kind {
            1 | 2 => distance(&mut bytes, first.letter, first.plain[0]),
            3 => others[..count].iter().for_each(|other| {
                number(&mut bytes, other.plain.len() as u32);
                for letter in &other.plain {
                    distance(&mut bytes, last, *letter);
                    last = *letter;
                }
            }),
            _ => {}
        }
        behind = first.letter + step * count as u32;
        others = &others[count..];
    }
    bytes
}

/// For each common character the place of its syllable, lower eight bits, then the ninth bit of each; then the syllables.
fn sounds() -> Vec<u8> {
    let plain = |character: char| Some(character.to_pinyin()?.plain().replace(['ü', 'v'], "u"));
    let said: Vec<Option<String>> = ('\u{4e00}'..'\u{9fa6}').map(plain).collect();
    let syllables: Vec<&String> = said.iter().flatten().collect::<BTreeSet<_>>().into_iter().collect();
    let place = |said: &Option<String>| said.as_ref().and_then(|said| syllables.binary_search(&said).ok()).map_or(0, |at| at + 1);
    let places: Vec<usize> = said.iter().map(place).collect();
    let mut bytes: Vec<u8> = places.iter().map(|place| *place as u8).collect();
    bytes.extend(places.chunks(8).map(|eight| (0..).zip(eight).fold(0, |byte, (bit, place)| byte | ((place >> 8) as u8) << bit)));
    for syllable in syllables {
        bytes.extend_from_slice(syllable.as_bytes());
        bytes.push(b' ');
    }
    bytes
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/analysis");
    let other = |letter: char| {
        let plain: Vec<u32> = plain(letter).chars().map(u32::from).collect();
        (plain != [u32::from(letter)]).then(|| Other { letter: letter.into(), plain })
    };
    let others: Vec<Other> = ('\u{80}'..=char::MAX).filter_map(other).collect();
    let (letters, sounds) = (written(&others), sounds());
    println!("{} letters in {} bytes; sounds in {} bytes", others.len(), letters.len(), sounds.len());
    fs::write(folder.join("letters.bin"), letters)?;
    fs::write(folder.join("sounds.bin"), sounds)?;
    Ok(())
}
