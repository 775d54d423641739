//! Any language without rules of its own: words are folded and left whole.

use vocabulary::Language;

use super::{Exclusions, Rules, Stemming};

pub(super) static RULES: Rules = Rules {
    language: Language::EN,
    stemming: Stemming::Whole,
    script: None,
    stop_words: &[],
    question_words: &[],
    intents: &[],
    links: &[],
    verdicts: &[],
    descriptors: &[],
    exclusions: Exclusions::NONE,
    code_nouns: &["hs", "code", "hts", "taric"],
};
