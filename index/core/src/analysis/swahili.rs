//! Swahili, with a light stemmer of our own: the plural becomes the singular, the verb its root, a place its noun.
//!
//! Sources: E. O. Ashton, *Swahili Grammar*, 1944, for noun classes and the order of verb prefixes; E. C. Polomé, *Swahili
//! Language Handbook*, 1967, for the sound changes of class 7 and 8 before vowels.

use vocabulary::Language;

use super::{Exclusions, Rules, Sequences, Stemming, Words};

pub(super) static RULES: Rules = Rules {
    language: Language::SW,
    stemming: Stemming::Own(stem),
    script: None,
    stop_words: Words::of(
        "na ya wa za la cha vya pa kwa ni katika kama au ama hii hiyo hizo hizi huyu huyo hao hawa ile ule wale yale zile \
         kile vile hiki hivi hivyo hapo hapa huo huu lake lao yake yao zake zao wake wao chake chao vyake pia tu bado zaidi \
         sana kwamba ambao ambayo ambaye ambazo ambacho ambavyo ndani baada kabla hadi mpaka toka kutoka kwenye juu chini \
         yenye wenye zenye lenye nyingine mengine wengine vingine nao nayo nazo",
    ),
    question_words: Words::of(
        "nini nani gani wapi lini vipi je kiasi gharama ngapi mbona kwanini naomba nataka ninataka nahitaji ninahitaji \
         tunahitaji unahitaji unahitajika inahitajika zinahitajika naweza ninaweza tunaweza unaweza nawezaje ninawezaje \
         tunawezaje unawezaje lazima mimi sisi wewe yangu yetu wangu wetu langu letu kuna",
    ),
    intents: Words::of(
        "asili cheti forodha hati kanuni kibali kiwango kodi kuagiza kuingiza kulipa kusafirisha leseni msimbo nambari \
         orodha ruhusa tozo ushuru uthibitisho vat vibali viwango vyeti",
    ),
    links: Sequences::of("wa | ya | za | la | cha | vya | kwa | juu ya | kuhusu | kuagiza | kuingiza | kusafirisha"),
    verdicts: Words::of("marufuku imekatazwa inaruhusiwa imeruhusiwa zinaruhusiwa zimekatazwa zimepigwa yamekatazwa"),
    descriptors: Words::of(
        "bidhaa kitu vitu imetengenezwa hutumika inatumika hutumiwa ina yana ajili pakiti ukubwa rangi urefu upana uzito cm \
         mm kg ml vipande",
    ),
    exclusions: Exclusions {
        openers: Sequences::of(
            "isipokuwa | isipokua | ila | mbali na | bila kujumuisha | bila kuhesabu | ukiondoa | si | sio | siyo",
        ),
        harmless_after: Words::of("au ama"),
        closers: Words::of("bali lakini"),
    },
    code_nouns: Words::of("msimbo namba nambari kichwa sura kifungu kodi hs"),
};

/// Singulars that no rule gives.
const IRREGULAR: [(&str, &str); 13] = [
    ("miaka", "mwaka"),
    ("miezi", "mwezi"),
    ("nyaraka", "waraka"),
    ("waraka", "waraka"),
    ("taratibu", "utaratibu"),
    ("utaratibu", "utaratibu"),
    ("macho", "jicho"),
    ("meno", "jino"),
    ("mafuta", "mafuta"),
    ("maziwa", "maziwa"),
    ("mazao", "zao"),
    ("wananchi", "mwananchi"),
    ("wanafunzi", "mwanafunzi"),
];

/// Plural prefixes of the noun classes and the singular ones, with how many letters must follow.
const CLASSES: [(&str, &str, usize); 6] =
    [("vy", "ch", 3), ("vi", "ki", 3), ("wa", "m", 4), ("mi", "m", 3), ("ma", "", 4), ("u", "", 6)];

/// Who does it, when, and what is referred to: the prefixes of a verb, in this order.
const SUBJECTS: [&str; 15] = ["ni", "tu", "wa", "zi", "ya", "li", "vi", "ki", "pa", "ku", "ha", "u", "a", "m", "i"];
const TENSES: [&str; 6] = ["nge", "na", "ta", "me", "li", "ki"];
const RELATIVES: [&str; 9] = ["cho", "vyo", "ye", "yo", "zo", "lo", "po", "ko", "o"];

/// Roots end in `a`; shorter rests are not roots, and rests of borrowed verbs (`hitaji`) are longer.
const ROOT_LETTERS_MIN: usize = 4;

/// How many letters a noun has before the ending that makes a place of it.
const PLACE_LETTERS_MIN: usize = 4;

/// Brings a folded word to its stem. Carefully: what may be either is left.
fn stem(word: &str) -> String {
    if !word.is_ascii() {
        return word.to_owned();
    }
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_owned();
    }
    if let Some(root) = root_of(word) {
        return root;
    }
    let noun = word.strip_suffix("ni").filter(|noun| noun.len() >= PLACE_LETTERS_MIN).unwrap_or(word);
    singular_of(noun)
}

/// The root of a verb with an infinitive prefix, or with subject and tense.
fn root_of(word: &str) -> Option<String> {
    if let Some(root) = word.strip_prefix("ku").or_else(|| word.strip_prefix("kw")).filter(|root| is_root(root)) {
        return Some(active(root));
    }
    for subject in SUBJECTS {
        let Some(rest) = word.strip_prefix(subject) else { continue };
        for root in TENSES.iter().filter_map(|tense| rest.strip_prefix(tense)) {
            let related = RELATIVES.iter().find_map(|relative| root.strip_prefix(relative).filter(|root| is_root(root)));
            if let Some(root) = related.or(Some(root)).filter(|root| is_root(root)) {
                return Some(active(root));
            }
        }
    }
    None
}

fn is_root(rest: &str) -> bool {
    let vowel = rest.ends_with(['a', 'i', 'e', 'u']);
    rest.len() > ROOT_LETTERS_MIN && vowel || rest.len() == ROOT_LETTERS_MIN && rest.ends_with('a')
}

/// The active of a passive root: `lipwa`, `lipa`.
fn active(root: &str) -> String {
    match root.strip_suffix("wa") {
        Some(bare) if bare.len() >= 3 && !bare.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{bare}a"),
        _ => root.to_owned(),
    }
}

fn singular_of(noun: &str) -> String {
    for (plural, singular, letters_min) in CLASSES {
        if let Some(rest) = noun.strip_prefix(plural).filter(|rest| rest.len() >= letters_min) {
            return format!("{singular}{rest}");
        }
    }
    noun.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_is_its_singular() {
        for (plural, singular) in [
            ("vibali", "kibali"),
            ("vyeti", "cheti"),
            ("vyakula", "chakula"),
            ("magari", "gari"),
            ("matunda", "tunda"),
            ("mizigo", "mzigo"),
            ("mikataba", "mkataba"),
            ("wafanyabiashara", "mfanyabiashara"),
            ("wasafirishaji", "msafirishaji"),
            ("viwanda", "kiwanda"),
            ("taratibu", "utaratibu"),
            ("nyaraka", "waraka"),
            ("miaka", "mwaka"),
        ] {
            assert_eq!(stem(plural), stem(singular), "{plural} {singular}");
        }
    }

    #[test]
    fn a_verb_is_its_root() {
        for (verb, root) in [
            ("kuagiza", "agiza"),
            ("ninaagiza", "agiza"),
            ("tunaagiza", "agiza"),
            ("kulipa", "lipa"),
            ("inalipwa", "lipa"),
            ("atalipa", "lipa"),
            ("kusafirisha", "safirisha"),
            ("wanasafirisha", "safirisha"),
            ("zinazohitajika", "hitajika"),
            ("inahitajika", "hitajika"),
            ("tumelipa", "lipa"),
        ] {
            assert_eq!(stem(verb), root, "{verb}");
        }
    }

    #[test]
    fn a_place_is_its_noun_and_short_words_are_left() {
        for (place, noun) in [("bandarini", "bandari"), ("forodhani", "forodha"), ("nchini", "nchi"), ("sokoni", "soko")] {
            assert_eq!(stem(place), stem(noun), "{place}");
        }
        for word in ["nchi", "maji", "mali", "kahawa", "chai", "nguo", "simu", "mafuta", "maziwa"] {
            assert_eq!(stem(word), word, "{word}");
        }
    }
}
