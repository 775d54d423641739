//! Text to terms. One analyser for each language, from one table of rules; what has no rules yet is folded and left whole.

mod arabic;
mod chinese;
mod english;
mod folding;
mod french;
mod han;
mod letters;
mod lists;
mod negation;
mod neutral;
mod pinyin;
mod portuguese;
mod russian;
mod spanish;
mod stemming;
mod stems;
mod swahili;
mod tongue;
mod transliteration;
mod vietnamese;
mod words;

use std::ops::Range;

use vocabulary::Language;

pub use folding::fold;
pub use lists::{Sequences, Words};
pub use negation::Exclusions;
pub use pinyin::{sound, sound_of, syllables};
pub use stemming::Stemming;
pub use stems::{BuildFnv, Stem, Stems, hash};
pub use transliteration::{Script, consonants};
pub use words::{each_word, is_pair, is_unspaced};

/// What an analyser knows of a language. A new language is one such table and its line in `TABLE`.
#[derive(Debug)]
pub struct Rules {
    /// The language.
    pub language: Language,
    /// How its words are stemmed.
    pub stemming: Stemming,
    /// Its script, where people also type it in Latin letters.
    pub script: Option<Script>,
    /// Words that are neither indexed nor searched.
    pub stop_words: Words,
    /// Words that make a question of a query, and say nothing of what it is about.
    pub question_words: Words,
    /// Words that say what one wants to know about goods, not which goods.
    pub intents: Words,
    /// What stands between an intent and the goods ("the duty *on* …"), each as a sequence of words.
    pub links: Sequences,
    /// Words that end a question about the goods before them ("is … *prohibited*").
    pub verdicts: Words,
    /// Words of a description that all goods share: that it is a product, is made, packed, so long and so heavy.
    pub descriptors: Words,
    /// How it excludes.
    pub exclusions: Exclusions,
    /// Words that announce a code ("heading 0901").
    pub code_nouns: Words,
}

/// The languages with rules of their own.
static TABLE: [&Rules; 9] = [
    &english::RULES,
    &french::RULES,
    &spanish::RULES,
    &arabic::RULES,
    &chinese::RULES,
    &portuguese::RULES,
    &swahili::RULES,
    &russian::RULES,
    &vietnamese::RULES,
];

/// Changes whenever a text becomes other terms than before: a content pack that was built with other terms is of no use.
pub const VERSION: u32 = 1;

/// How many analysers there are: the languages with rules, and one for all others.
pub const ANALYSERS: usize = TABLE.len() + 1;

/// Cuts and stems the text of one language.
#[derive(Clone, Copy)]
pub struct Analyser {
    rules: &'static Rules,
    slot: usize,
}

/// One word in its place.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub folded: &'a str,
    pub clause_ended: bool,
    pub excluded: bool,
}

/// One term of an analysed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The stem, as [`Stems`] knows it.
    pub stem: Stem,
    /// Where the word stands in the text, in bytes.
    pub place: Range<usize>,
    /// Whether it stands in a clause that excludes.
    pub excluded: bool,
}

impl Analyser {
    /// Returns the analyser of a language.
    pub fn of(language: Language) -> Analyser {
        match TABLE.iter().position(|rules| rules.language == language) {
            Some(slot) => Analyser::in_slot(slot),
            None => Analyser::in_slot(TABLE.len()),
        }
    }

    /// Returns the analyser of a slot, `0..ANALYSERS`; the last one is the neutral analyser.
    pub fn in_slot(slot: usize) -> Analyser {
        let rules = TABLE.get(slot).copied().unwrap_or(&neutral::RULES);
        Analyser { rules, slot: slot.min(TABLE.len()) }
    }

    /// Returns which of the analysers this is; documents of different languages in one slot share their statistics.
    pub fn slot(&self) -> usize {
        self.slot
    }

    /// Returns a name for the slot that stays the same when languages are added.
    pub fn name(&self) -> &'static str {
        if self.slot == TABLE.len() { "other" } else { self.rules.language.as_str() }
    }

    /// Says whether its language is also typed as it is said, in Latin letters or in characters that sound the same.
    pub fn is_said(&self) -> bool {
        self.rules.language == Language::ZH
    }

    /// Returns what it knows of its language.
    pub fn rules(&self) -> &'static Rules {
        self.rules
    }

    /// Returns the terms of a text without its stop words, and marks what stands in an exclusion if `exclusions` count.
    pub fn tokens(&self, text: &str, exclusions: bool, stems: &mut Stems, tokens: &mut Vec<Token>) {
        let first = tokens.len();
        let mut openers = false;
        let mut folded = std::mem::take(&mut stems.folded);
        each_word(text, &mut folded, |word, place, clause_ended| {
            let stem = stems.stem(self, word);
            openers |= exclusions && stems.opens_exclusion(stem);
            tokens.push(Token { stem, place, excluded: clause_ended });
        });
        stems.folded = folded;
        if openers {
            self.mark_exclusions(stems, &mut tokens[first..]);
        } else {
            tokens[first..].iter_mut().for_each(|token| token.excluded = false);
        }
        let mut kept = first;
        for at in first..tokens.len() {
            if !stems.is_stop(tokens[at].stem) {
                tokens.swap(kept, at);
                kept += 1;
            }
        }
        tokens.truncate(kept);
    }

    /// On entry `excluded` still says whether a clause ended before the word.
    fn mark_exclusions(&self, stems: &Stems, tokens: &mut [Token]) {
        let mut words: Vec<Word<'_>> = tokens
            .iter()
            .map(|token| Word { folded: stems.word(token.stem), clause_ended: token.excluded, excluded: false })
            .collect();
        self.rules.exclusions.mark(&mut words);
        for (token, word) in tokens.iter_mut().zip(&words) {
            token.excluded = word.excluded;
        }
    }

    /// Returns the stem of a folded word.
    pub fn stem_word(&self, word: &str) -> String {
        if word.starts_with(|first: char| first.is_ascii_digit()) { word.to_owned() } else { self.rules.stemming.stem(word) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(language: Language, text: &str) -> Vec<(String, bool)> {
        let mut stems = Stems::default();
        let mut tokens = Vec::new();
        Analyser::of(language).tokens(text, true, &mut stems, &mut tokens);
        tokens.iter().map(|token| (stems.text(token.stem).to_owned(), token.excluded)).collect()
    }

    fn excluded(language: Language, text: &str) -> Vec<String> {
        terms(language, text).into_iter().filter(|(_, excluded)| *excluded).map(|(term, _)| term).collect()
    }

    #[test]
    fn an_exclusion_ends_with_its_clause() {
        assert_eq!(excluded(Language::EN, "Fruit, other than citrus fruit, fresh"), ["citrus", "fruit"]);
        assert_eq!(excluded(Language::EN, "Wool, not carded but combed"), ["not", "card"]);
        assert_eq!(excluded(Language::FR, "Fruits, à l'exclusion des agrumes, frais"), ["exclus", "agrum"]);
    }

    #[test]
    fn whether_or_not_excludes_nothing() {
        assert_eq!(excluded(Language::EN, "Oils, whether or not refined"), Vec::<String>::new());
        assert_eq!(excluded(Language::FR, "Huiles, même raffinées ou non raffinées"), Vec::<String>::new());
    }

    #[test]
    fn every_language_says_what_it_excludes() {
        for (language, text, wanted) in [
            (Language::ES, "Frutas, excepto los cítricos, frescas", "cítricos"),
            (Language::ES, "Carne, distinta de la de ave", "ave"),
            (Language::PT, "Frutas, exceto citrinos, frescas", "citrinos"),
            (Language::PT, "Peixe, à exclusão de filetes", "filetes"),
            (Language::AR, "فواكه، باستثناء الحمضيات، طازجة", "الحمضيات"),
            (Language::AR, "لحوم، ما عدا الدواجن", "الدواجن"),
            (Language::ZH, "水果，不包括柑橘，新鲜", "柑橘"),
            (Language::SW, "Matunda, isipokuwa machungwa, mabichi", "machungwa"),
            (Language::RU, "Фрукты, кроме цитрусовых, свежие", "цитрусовых"),
            (Language::RU, "Мясо, за исключением птицы", "птицы"),
            (Language::VI, "Trái cây, trừ cam quýt, tươi", "cam quýt"),
        ] {
            let found = excluded(language, text);
            let wanted: Vec<String> = terms(language, wanted).into_iter().map(|(term, _)| term).collect();
            assert!(!wanted.is_empty() && wanted.iter().all(|stem| found.contains(stem)), "{text}: {found:?}");
            let kept = terms(language, text).into_iter().filter(|(_, excluded)| !excluded).count();
            assert!(kept > 0, "{text}");
        }
        assert_eq!(excluded(Language::ES, "Café, incluso tostado o no tostado"), Vec::<String>::new());
        assert_eq!(excluded(Language::RU, "Кофе жареный или не жареный"), Vec::<String>::new());
        assert_eq!(excluded(Language::SW, "Kahawa ya kukaanga au si ya kukaanga"), Vec::<String>::new());
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, one, other) in [
            (Language::ES, "importación", "importaciones"),
            (Language::ES, "importacion", "importación"),
            (Language::ES, "camiones", "camión"),
            (Language::ES, "tostado", "tostada"),
            (Language::ES, "zapatos", "zapato"),
            (Language::ES, "nueces", "nuez"),
            (Language::ES, "arroces", "arroz"),
            (Language::ES, "tecnología", "tecnologias"),
            (Language::ES, "declaración", "declaraciones"),
            (Language::ES, "plátanos", "platano"),
            (Language::PT, "importação", "importações"),
            (Language::PT, "importacao", "importação"),
            (Language::PT, "limões", "limão"),
            (Language::PT, "aviões", "avião"),
            (Language::PT, "animais", "animal"),
            (Language::PT, "papéis", "papel"),
            (Language::PT, "homens", "homem"),
            (Language::PT, "torrado", "torrada"),
            (Language::PT, "declarações", "declaração"),
            (Language::PT, "combustíveis", "combustível"),
            (Language::RU, "пошлина", "пошлины"),
            (Language::RU, "чай", "чая"),
            (Language::RU, "жареный", "жареного"),
            (Language::RU, "автомобиль", "автомобили"),
            (Language::RU, "автомобилей", "автомобиль"),
            (Language::RU, "ткани", "тканей"),
            (Language::RU, "мёд", "мед"),
            (Language::RU, "хлопковая", "хлопковый"),
            (Language::RU, "импортный", "импортные"),
            (Language::RU, "машина", "машинами"),
            (Language::VI, "thuế", "thue"),
            (Language::VI, "cà phê", "ca phe"),
            (Language::VI, "Đường", "duong"),
            (Language::VI, "gạo", "gao"),
            (Language::VI, "xe đạp", "xe dap"),
            (Language::VI, "điện thoại", "dien thoai"),
            (Language::VI, "giấy phép", "giay phep"),
            (Language::VI, "hải quan", "hai quan"),
            (Language::VI, "thịt bò", "thit bo"),
            (Language::VI, "nước mắm", "nuoc mam"),
        ] {
            assert!(!terms(language, one).is_empty(), "{one}");
            assert_eq!(terms(language, one), terms(language, other), "{one} {other}");
        }
    }

    #[test]
    fn what_a_language_lists_is_folded_as_a_text_is() {
        for rules in TABLE {
            let exclusions = &rules.exclusions;
            let lists = [
                &rules.stop_words,
                &rules.question_words,
                &rules.intents,
                &rules.verdicts,
                &rules.descriptors,
                &rules.code_nouns,
            ];
            let lists = lists.into_iter().chain([&exclusions.harmless_after, &exclusions.closers]).flat_map(|list| list.iter());
            let sequences = rules.links.iter().chain(exclusions.openers.iter()).flatten();
            for word in lists.chain(sequences) {
                assert_eq!(fold(word), *word, "{:?}", rules.language);
            }
            assert!(!rules.code_nouns.is_empty() && !rules.links.is_empty(), "{:?}", rules.language);
        }
    }

    #[test]
    fn whoever_changes_what_terms_a_text_becomes_gives_the_analysis_another_version() {
        let texts = [
            (Language::EN, "Woven fabrics of cotton, other than denim; licences needed for second-hand clothing (heading 5208)."),
            (Language::FR, "Tissus de coton, à l'exclusion du denim ; les licences d'importation sont exigées."),
            (Language::ES, "Tejidos de algodón, excepto los de mezclilla; licencias de importación."),
            (Language::PT, "Tecidos de algodão, exceto de ganga; licenças de importação."),
            (Language::AR, "أقمشة منسوجة من القطن، باستثناء الدنيم"),
            (Language::ZH, "棉机织物，不包括牛仔布；进口许可证"),
            (Language::SW, "Vitambaa vya pamba, isipokuwa denim; vibali vya kuagiza"),
            (Language::RU, "Хлопковые ткани, кроме джинсовых; импортные лицензии"),
            (Language::VI, "Vải bông dệt thoi, trừ vải denim; giấy phép nhập khẩu"),
            ("ha".parse().expect("a language"), "Yadudduka na auduga"),
        ];
        let all = texts.map(|(language, text)| {
            let written = |(term, excluded): (String, bool)| format!("{}{term}", if excluded { "-" } else { "" });
            terms(language, text).into_iter().map(written).collect::<Vec<_>>().join(" ")
        });
        assert_eq!((VERSION, hash(&all.join("\n"))), (1, 273_611_938), "{all:#?}");
    }

    #[test]
    fn a_language_without_rules_is_folded_and_left_whole() {
        let hausa = "ha".parse().expect("a language");
        assert_eq!(terms(hausa, "Kofi  Sabo"), [("kofi".to_owned(), false), ("sabo".to_owned(), false)]);
    }
}
