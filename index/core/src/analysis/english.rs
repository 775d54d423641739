//! English.

use frostem::Algorithm;
use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::EN,
    stemming: Stemming::Snowball(Algorithm::English),
    script: None,
    stop_words: Words::of(
        "a about an and are as at be been being by for from has have in into is it its of on or other s shall than that the \
         their them there these they this those to was were which whose with",
    ),
    question_words: Words::of(
        "am any can cannot could did do does done find get had he her him his how i if me mean means must my need needed \
         our ours she should so some t tell then us we what when where who whom why will would you your",
    ),
    intents: Words::of(
        "appeal banned certificate classification classified classify code duties duty export exporting hs import importing \
         licence license much origin permit prohibited proof rate restricted rule rules tariff tax taxes vat",
    ),
    links: Sequences::of("for | on | classification of | to import | to export | i import | i export"),
    verdicts: Words::of("allowed banned classified prohibited restricted"),
    descriptors: Words::of(
        "product products item items article articles goods made used use uses using designed consists consist contains \
         containing contain features feature includes include including comes come supplied packaged packed packaging \
         retail sale sold approx approximately size sizes colour color coloured dimensions measures measuring weight length \
         width height cm mm kg ml material materials manufactured various different intended purpose pieces piece pcs pack \
         each",
    ),
    exclusions: Exclusions {
        openers: Sequences::of("other than | excluding | exclude | excludes | excl | except | not | apart from"),
        harmless_after: Words::of("or if but"),
        closers: Words::of("but"),
    },
    code_nouns: Words::of("chapter code codes cn commodity heading hs hts number subheading taric tariff line item"),
};
