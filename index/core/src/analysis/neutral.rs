//! Any language without rules of its own: words are folded and left whole.

use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::EN,
    stemming: Stemming::Whole,
    script: None,
    stop_words: Words::of(""),
    question_words: Words::of(""),
    intents: Words::of(""),
    links: Sequences::of(""),
    verdicts: Words::of(""),
    descriptors: Words::of(""),
    exclusions: Exclusions::unknown(),
    code_nouns: Words::of("hs code hts taric"),
};
