//! Vietnamese. A word is one syllable or several; the syllables are folded, without tones, and ranking looks at neighbours.
//! Few words stop: without its tone a particle is also a good (`toi`, I, is garlic; `con`, still, is alcohol).

use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::VI,
    stemming: Stemming::Whole,
    script: None,
    stop_words: Words::of("boi cac cua duoc hoac khi la nhung nhu rang se tai the thi trong tuy va voi"),
    question_words: Words::of("bao can gi hoi khong lam lieu nao nhieu phai sao"),
    intents: Words::of("chung code giay hai kim ngach hs khau le ma mien muc nhap phep phi quan suat thue thu xuat xu"),
    links: Sequences::of("cho | doi voi | nhap khau | xuat khau | cua"),
    verdicts: Words::of("cam phep"),
    descriptors: Words::of(""),
    exclusions: Exclusions {
        openers: Sequences::of("ngoai tru | tru | khong bao gom | loai tru"),
        harmless_after: Words::of("hay hoac"),
        closers: Words::of("nhung ma"),
    },
    code_nouns: Words::of("chuong code hs ma nhom so"),
};
