//! English.

use frostem::Algorithm;
use vocabulary::Language;

use super::{Exclusions, Rules};

pub(super) static RULES: Rules = Rules {
    language: Language::EN,
    stemmer: Some(Algorithm::English),
    stop_words: &[
        "a", "an", "and", "are", "as", "at", "be", "been", "being", "by", "for", "from", "has", "have", "in", "into", "is",
        "it", "its", "of", "on", "or", "other", "s", "shall", "than", "that", "the", "their", "them", "there", "these", "they",
        "this", "those", "to", "was", "were", "which", "whose", "with",
    ],
    question_words: &[
        "am", "any", "can", "cannot", "could", "did", "do", "does", "done", "get", "had", "he", "her", "him", "his", "how", "i",
        "if", "me", "must", "my", "need", "needed", "our", "ours", "she", "should", "so", "some", "t", "tell", "then", "us",
        "we", "what", "when", "where", "who", "whom", "why", "will", "would", "you", "your",
    ],
    intents: &[
        "appeal", "banned", "certificate", "classification", "classified", "classify", "code", "duties", "duty", "export",
        "exporting", "hs", "import", "importing", "licence", "license", "much", "origin", "permit", "prohibited", "proof",
        "rate", "restricted", "rule", "rules", "tariff", "tax", "taxes", "vat",
    ],
    links: &[&["for"], &["on"], &["classification", "of"], &["to", "import"], &["to", "export"], &["i", "import"], &["i", "export"]],
    verdicts: &["allowed", "banned", "classified", "prohibited", "restricted"],
    exclusions: Exclusions {
        openers: &[
            &["other", "than"], &["excluding"], &["exclude"], &["excludes"], &["excl"], &["except"], &["not"], &["apart", "from"],
        ],
        harmless_after: &["or", "if", "but"],
        closers: &["but"],
    },
    code_nouns: &[
        "chapter", "code", "codes", "cn", "commodity", "heading", "hs", "hts", "number", "subheading", "taric", "tariff", "line",
        "item",
    ],
};
