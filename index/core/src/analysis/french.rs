//! French.

use frostem::Algorithm;
use vocabulary::Language;

use super::{Exclusions, Rules};

pub(super) static RULES: Rules = Rules {
    language: Language::FR,
    stemmer: Some(Algorithm::French),
    stop_words: &[
        "a", "au", "aux", "autre", "autres", "avec", "c", "ce", "ces", "cette", "d", "dans", "de", "des", "du", "elle", "elles",
        "en", "est", "et", "il", "ils", "j", "l", "la", "le", "les", "leur", "leurs", "lui", "m", "n", "ne", "on", "ont", "ou",
        "par", "pas", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "si", "son", "sont", "sur", "t", "un", "une", "y",
    ],
    question_words: &[
        "ai", "as", "avons", "avez", "combien", "comment", "dois", "doit", "etes", "etre", "faire", "fais", "fait", "faut", "je",
        "ma", "me", "mes", "moi", "mon", "nos", "notre", "nous", "peut", "peux", "pourquoi", "puis", "quand", "quel", "quelle",
        "quelles", "quels", "quoi", "sans", "suis", "te", "toi", "ton", "tu", "vos", "votre", "vous",
    ],
    intents: &[
        "certificat", "classement", "classer", "code", "douane", "droit", "droits", "exportation", "exporter", "importation",
        "importer", "interdit", "licence", "origine", "preuve", "regle", "regles", "sh", "tarif", "taux", "taxe", "taxes", "tva",
    ],
    links: &[&["pour"], &["sur"], &["classement", "de"], &["classement", "des"], &["classement", "du"], &["importer"], &["exporter"]],
    verdicts: &["classe", "classes", "classees", "interdit", "interdits", "interdites"],
    exclusions: Exclusions {
        openers: &[
            &["a", "l", "exclusion", "de"], &["a", "l", "exclusion", "des"], &["a", "l", "exclusion", "du"], &["autres", "que"],
            &["autre", "que"], &["sauf"], &["excepte"], &["hormis"], &["non"],
        ],
        harmless_after: &["ou"],
        closers: &["mais"],
    },
    code_nouns: &[
        "chapitre", "code", "codes", "nc", "numero", "position", "sh", "sous", "souspositions", "tarif", "tarifaire", "taric",
    ],
};
