//! What texts become stays what it was: a pack is of no use where its phone cuts and stems otherwise. Whoever changes this on purpose raises
//! `analysis::VERSION`, and writes the new figures down here.

use std::{
    fs,
    path::{Path, PathBuf},
};

use index_core::analysis::{Analyser, Stems, VERSION, fold, sound_of};
use vocabulary::Language;

/// Of each language how many terms the sample has, and a digest of them with their places, as they were when letters and syllables were still looked
/// up in the libraries that `letters.bin` and `sounds.bin` were written from.
const WANTED: [(&str, u64, u64); 9] = [
    ("en", 79_225, 0x699E_860D_AF86_408F),
    ("fr", 71_966, 0x50B4_20A7_605D_D587),
    ("es", 36_318, 0x92DE_DD81_4050_C7DE),
    ("ar", 39_662, 0xCC2A_086B_2702_BB3A),
    ("zh", 42_956, 0xEF57_D604_F8BF_AE39),
    ("pt", 37_987, 0xA449_747C_4398_8FAC),
    ("sw", 39_021, 0xF94F_8353_5B06_9E67),
    ("ru", 35_498, 0x97CA_D133_8065_AA9F),
    ("vi", 35_220, 0x6B08_4F4B_3D8F_03EA),
];

/// FNV-1a of 64 bits, which any language has in a line.
struct Digest(u64);

impl Digest {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sample").map(|entry| entry.expect("an entry").path()) {
        match entry.is_dir() {
            true => found.extend(files(&entry, extension)),
            false if entry.extension().is_some_and(|own| own == extension) => found.push(entry),
            false => {}
        }
    }
    found.sort();
    found
}

/// The texts of the sample: its publications in a language, and what is searched and the tariff in all of them.
fn texts(language: &str) -> Vec<String> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let read = |path: &PathBuf| fs::read_to_string(path).expect("text");
    let own = files(&sample.join("publications"), "md");
    let own = own.iter().filter(|path| path.file_stem().is_some_and(|stem| stem == language)).map(read);
    let asked = ["judged", "messy"].map(|folder| files(&sample.join(folder), "jsonl").iter().map(read).collect::<String>());
    let tariff = read(&sample.join("tariff/nomenclature.csv")).lines().step_by(5).collect::<Vec<_>>().join("\n");
    own.chain(asked).chain([tariff]).collect()
}

#[test]
fn texts_become_the_terms_that_they_always_became() {
    assert_eq!(VERSION, 1, "the figures below are of this version");
    let found = WANTED.map(|(language, ..)| {
        let analyser = Analyser::of(language.parse::<Language>().expect("a language"));
        let (mut found, mut taken) = (0, Digest(0xCBF2_9CE4_8422_2325));
        for line in texts(language).iter().flat_map(|text| text.lines()) {
            let (mut stems, mut tokens) = (Stems::default(), Vec::new());
            analyser.tokens(line, true, &mut stems, &mut tokens);
            for token in &tokens {
                taken.take(stems.text(token.stem).as_bytes());
                taken.take(&[0xFF, u8::from(token.excluded)]);
                taken.take(&(token.place.start as u64).to_le_bytes());
                taken.take(&(token.place.end as u64).to_le_bytes());
                if let Some(sound) = analyser.is_said().then(|| sound_of(stems.word(token.stem))).flatten() {
                    taken.take(sound.as_bytes());
                }
            }
            taken.take(fold(line).as_bytes());
            found += tokens.len() as u64;
        }
        (language, found, taken.0)
    });
    assert_eq!(found, WANTED);
}
