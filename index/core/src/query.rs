//! What a person typed, understood: a code, a code with words round it, or words.

use vocabulary::{Language, western_digit};

use crate::{
    analysis::{Analyser, Rules, Stems, each_word, fold, hash, is_pair, is_unspaced, sound, syllables},
    spelling,
};

/// A query as it is understood, before the index is asked what it knows of the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The digits of a code, without separators: two or more, not necessarily a whole level.
    pub code: Option<String>,
    /// The words to look for.
    pub words: Vec<QueryWord>,
    /// Hashes of the stems that the person excludes ("other than …").
    pub excluded: Vec<u32>,
    /// How many clauses the query has: words and a code. Of scripts without spaces, whose words come as pairs, none count.
    pub clauses: usize,
    /// Whether the last word may go on: nothing was typed behind it.
    pub open_ended: bool,
    /// The language it is in, where that is clearly not the analyser's.
    pub foreign: Option<Language>,
}

/// One word to look for.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryWord {
    /// As typed, folded.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// The hash of the stem.
    pub hash: u32,
    /// 1, or less for what only says what one wants to know.
    pub weight: f32,
    /// How the pair of characters sounds that was typed in Latin letters; then it is looked for by that alone.
    pub sound: Option<String>,
}

/// How much words weigh that say what one wants to know about goods.
const INTENT_WEIGHT: f32 = 0.5;

/// A description has at least so many different words, and this share of its words are ones that join others.
const DESCRIPTION_WORDS_MIN: usize = 10;
const DESCRIPTION_STOPS_MIN: f32 = 0.12;

/// How many words into a description a word weighs half.
const DESCRIPTION_HALF: f32 = 16.0;

/// How much words weigh in a description that describe all goods alike.
const DESCRIPTOR_WEIGHT: f32 = 0.1;

/// How many pairs of letters are looked for in scripts without spaces: a long sentence, cut.
const PAIRS_MAX: usize = 64;

impl Query {
    /// Understands a text in the language of an analyser.
    pub fn understand(text: &str, analyser: &Analyser) -> Query {
        let rules = analyser.rules();
        let (code, rest) = match take_code(text, rules) {
            Some((code, rest)) => (Some(code), rest),
            None => (None, text.to_owned()),
        };
        let open_ended = !text.ends_with(char::is_whitespace);
        let mut query = Query { code, open_ended, foreign: analyser.foreign(text), ..Query::default() };
        query.take_words(&rest, analyser, true);
        query.drop_foreign_stops();
        if analyser.is_said() {
            query.take_sounds(&rest);
        }
        query
    }

    /// Understands a question in sentences: as [`Query::understand`], but what it denies it asks about ("goods that are not *declared*").
    pub fn of_question(text: &str, analyser: &Analyser) -> Query {
        let mut query = Query::understand(text, analyser);
        if !query.excluded.is_empty() {
            let (code, open_ended, foreign) = (query.code, query.open_ended, query.foreign);
            query = Query { code, open_ended, foreign, ..Query::default() };
            query.take_words(text, analyser, false);
            query.drop_foreign_stops();
        }
        query
    }

    /// Understands words of which none is a code.
    pub fn of_words(text: &str, analyser: &Analyser) -> Query {
        let mut query = Query::default();
        query.take_words(text, analyser, true);
        query
    }

    fn take_words(&mut self, text: &str, analyser: &Analyser, exclusions: bool) {
        let rules = analyser.rules();
        let (mut stems, mut tokens) = (Stems::default(), Vec::new());
        analyser.tokens(text, exclusions, &mut stems, &mut tokens);
        let positive = tokens.iter().any(|token| !token.excluded);
        let mut questioning = Vec::new();
        for token in &tokens {
            let (word, stem) = (stems.word(token.stem), stems.text(token.stem));
            if token.excluded && positive {
                self.excluded.push(hash(stem));
            } else if is_pair(word) && self.words.len() >= PAIRS_MAX {
                break;
            } else if !self.words.iter().any(|known| known.stem == stem) {
                questioning.push(rules.question_words.contains(&word));
                let word = QueryWord { word: word.to_owned(), stem: stem.to_owned(), hash: hash(stem), weight: 1.0, sound: None };
                self.words.push(word);
            }
        }
        let spaced = self.words.iter().filter(|word| !is_pair(&word.word)).count();
        self.clauses = spaced + usize::from(self.code.is_some());
        if self.code.is_some() || questioning.iter().any(|questions| !questions) {
            let mut questioning = questioning.into_iter();
            self.words.retain(|_| !questioning.next().unwrap_or(false));
        }
        self.weigh_intents(text, rules);
    }

    /// The small words of another language say as little as those of the analyser's.
    fn drop_foreign_stops(&mut self) {
        let Some(language) = self.foreign else { return };
        let small = &Analyser::of(language).rules().stop_words;
        let telling = |word: &QueryWord| !small.contains(&word.word.as_str());
        if self.words.iter().any(telling) {
            self.words.retain(telling);
        }
    }

    /// Adds the pairs of syllables of what was typed in Latin letters, in one word or in several: `hongcha`, `hong cha`.
    fn take_sounds(&mut self, text: &str) {
        let (mut run, mut runs) = (Vec::new(), Vec::new());
        each_word(text, &mut String::new(), |word, _, _| match syllables(word) {
            Some(cut) => run.extend(cut.into_iter().map(str::to_owned)),
            None => runs.push(std::mem::take(&mut run)),
        });
        runs.push(run);
        for pair in runs.iter().flat_map(|run| run.windows(2)).take(PAIRS_MAX) {
            let word = pair.join(" ");
            if self.words.iter().any(|known| known.word == word) {
                continue;
            }
            let (stem, hash, sound) = (word.clone(), hash(&word), Some(sound(&pair[0], &pair[1])));
            self.words.push(QueryWord { word, stem, hash, weight: 1.0, sound });
        }
    }

    /// A description in sentences says first what it is, and then what it is packed in and good for; a title of many words
    /// is not in sentences, and says it anywhere.
    fn weigh_description(&mut self, words: &[&str], rules: &Rules) {
        let stops = words.iter().filter(|word| rules.stop_words.contains(word)).count();
        if self.words.len() < DESCRIPTION_WORDS_MIN || (stops as f32) < DESCRIPTION_STOPS_MIN * words.len() as f32 {
            return;
        }
        for (at, word) in self.words.iter_mut().enumerate() {
            word.weight /= 1.0 + at as f32 / DESCRIPTION_HALF;
            if rules.descriptors.contains(&word.word.as_str()) {
                word.weight *= DESCRIPTOR_WEIGHT;
            }
        }
    }

    /// "the import duty on *coffee*": what one wants to know stands before the link, the goods after it.
    fn weigh_intents(&mut self, text: &str, rules: &Rules) {
        let mut said = Vec::new();
        each_word(text, &mut String::new(), |word, _, _| said.push(word.to_owned()));
        let words: Vec<&str> = said.iter().map(String::as_str).collect();
        self.weigh_description(&words, rules);
        let is_intent = |word: &str| rules.intents.contains(&word);
        let linked = (0..words.len()).rev().find_map(|at| {
            let link = rules.links.iter().find(|link| words[at..].starts_with(link))?;
            let until = at + link.len();
            (until < words.len() && words[..until].iter().any(|word| is_intent(word))).then_some(until)
        });
        let verdict = words.last().is_some_and(|last| rules.verdicts.contains(last)).then_some(words.len());
        let Some(until) = linked.or(verdict) else { return };
        let said = &words[..until];
        let goods = |word: &QueryWord| !is_intent(&word.word) || !said.contains(&word.word.as_str());
        if self.words.iter().any(goods) {
            self.words.iter_mut().filter(|word| !goods(word)).for_each(|word| word.weight *= INTENT_WEIGHT);
        }
    }
}

/// Finds a code in a text, and returns what is left of the text.
///
/// The whole text, digits and separators only, is a code. Among words, digits are a code where a noun announces them
/// ("heading 9") or where they are written as only codes are (`0901.21`, `0901210010`).
fn take_code(text: &str, rules: &Rules) -> Option<(String, String)> {
    if let Some(digits) = whole_code(text) {
        return Some((digits, String::new()));
    }
    let folded = spaced(&fold(text));
    let parts: Vec<&str> = folded.split_whitespace().collect();
    let noun = |part: &str| rules.code_nouns.contains(&part.trim_matches(|character: char| !character.is_alphanumeric()));
    let mut at = 0;
    while at < parts.len() {
        let mut until = at;
        let mut digits = String::new();
        while until < parts.len() && code_part(parts[until]) && digits.len() + digit_count(parts[until]) <= 12 {
            digits.extend(parts[until].chars().filter(char::is_ascii_digit));
            until += 1;
        }
        let announced = at > 0 && noun(parts[at - 1]) || until < parts.len() && is_pair(parts[until]) && noun(parts[until]);
        if until > at && is_code(&digits, &parts[at..until], announced) {
            let behind = parts[until..].iter().filter(|part| !is_pair(part) || !noun(part));
            let rest: Vec<&str> = parts[..at].iter().filter(|part| !noun(part)).chain(behind).copied().collect();
            return Some((pad_chapter(digits), rest.join(" ")));
        }
        at += 1;
    }
    None
}

/// Puts a space where a script that writes none meets digits: `品目0901`.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut before = ' ';
    for character in text.chars() {
        let meets = |one: char, other: char| is_unspaced(one) && other.is_ascii_digit();
        if meets(before, character) || meets(character, before) {
            spaced.push(' ');
        }
        spaced.push(character);
        before = character;
    }
    spaced
}

fn whole_code(text: &str) -> Option<String> {
    let mut digits = String::new();
    for character in text.chars() {
        match western_digit(character) {
            Some(value) => digits.push(char::from(b'0' + value)),
            None if character.is_whitespace() || matches!(character, '.' | '-' | '·' | '٫' | '．' | '/' | '*') => {}
            None => return None,
        }
    }
    (2..=14).contains(&digits.len()).then_some(digits)
}

fn code_part(part: &str) -> bool {
    let part = part.trim_matches([',', ';', ':', '?', '!', '(', ')', '.', '*']);
    !part.is_empty()
        && part.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | '-'))
        && part.starts_with(|first: char| first.is_ascii_digit())
}

fn digit_count(part: &str) -> usize {
    part.chars().filter(char::is_ascii_digit).count()
}

fn is_code(digits: &str, parts: &[&str], announced: bool) -> bool {
    if announced {
        return digits != "0";
    }
    let dotted = parts.iter().any(|part| part.get(4..5) == Some(".") && part.len() >= 7);
    let spaced = parts.len() > 1 && parts[0].len() == 4;
    digits.len() >= 6 && digits.len().is_multiple_of(2) && (dotted || spaced || parts.len() == 1)
}

/// Chapter 9 is chapter 09.
fn pad_chapter(digits: String) -> String {
    if digits.len() == 1 { format!("0{digits}") } else { digits }
}

/// What a code may be found under: itself without its padding, with the zero that was left out, then ever shorter.
pub fn beginnings(code: &str) -> Vec<String> {
    let mut digits = &code[..code.len().min(12)];
    while digits.len() > 2 && digits.len().is_multiple_of(2) && digits.ends_with("00") {
        digits = &digits[..digits.len() - 2];
    }
    let mut beginnings = vec![digits.to_owned()];
    if digits.len() % 2 == 1 {
        beginnings.push(format!("0{digits}"));
    }
    let mut len = digits.len() - 1;
    while len >= 2 {
        beginnings.push(digits[..len].to_owned());
        len -= 1;
    }
    beginnings
}

/// Says whether a word may be corrected at all.
pub fn is_correctable(word: &str) -> bool {
    spelling::is_correctable(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn understand(text: &str) -> Query {
        Query::understand(text, &Analyser::of(Language::EN))
    }

    fn stems(text: &str) -> Vec<String> {
        understand(text).words.into_iter().map(|word| word.stem).collect()
    }

    #[test]
    fn a_code_is_found_in_any_spelling_and_script() {
        for spelling in ["090121", "0901.21", "0901 21", "09-01-21", "٠٩٠١٢١", "०९०१२१", " 0901.21. "] {
            assert_eq!(understand(spelling).code.as_deref(), Some("090121"), "{spelling}");
        }
        assert_eq!(understand("427").code.as_deref(), Some("427"));
    }

    #[test]
    fn a_code_is_found_among_words() {
        for (text, code, words) in [
            ("hs code 0901.21 coffee", "090121", vec!["coffe"]),
            ("chapter 9", "09", vec![]),
            ("heading 9403", "9403", vec![]),
            ("what is 0901 21 00?", "09012100", vec![]),
        ] {
            let query = understand(text);
            assert_eq!(query.code.as_deref(), Some(code), "{text}");
            assert_eq!(query.words.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>(), words, "{text}");
        }
    }

    #[test]
    fn a_number_among_words_is_no_code() {
        for text in ["100 ml bottle", "battery 12 v", "iphone 15", "9 volt"] {
            assert_eq!(understand(text).code, None, "{text}");
        }
    }

    #[test]
    fn a_question_is_about_its_goods() {
        assert_eq!(stems("what do I need for coffee?"), ["coffe"]);
        assert_eq!(stems("what?"), ["what"]);
        let query = understand("what is the import duty on roasted coffee");
        let full: Vec<&str> = query.words.iter().filter(|word| word.weight == 1.0).map(|word| word.stem.as_str()).collect();
        assert_eq!(full, ["roast", "coffe"]);
    }

    #[test]
    fn a_description_says_first_what_it_is() {
        let query = understand(
            "The product is a wooden bowl made of bamboo, with a lid and a spoon, packed for retail sale in a box of printed paper",
        );
        let weight = |stem: &str| query.words.iter().find(|word| word.stem == stem).map_or(0.0, |word| word.weight);
        assert!(weight("bowl") > weight("spoon") && weight("spoon") > weight("paper"), "{query:?}");
        assert!(weight("product") < 0.2 && weight("wooden") > 0.9, "{query:?}");
        let title = understand("wooden bowl bamboo lid spoon printed box paper gift kitchen salad large round");
        assert!(title.words.iter().all(|word| word.weight == 1.0));
    }

    #[test]
    fn what_a_question_denies_it_asks_about() {
        let query = Query::of_question("what happens to goods that were not declared?", &Analyser::of(Language::EN));
        assert!(query.excluded.is_empty() && query.words.iter().any(|word| word.stem == "declar"), "{query:?}");
        let asked = "duty on fruit";
        assert_eq!(Query::of_question(asked, &Analyser::of(Language::EN)), understand(asked));
    }

    #[test]
    fn what_the_person_excludes_is_not_looked_for() {
        let query = understand("fruit other than citrus");
        assert_eq!(query.words.len(), 1);
        assert_eq!(query.excluded, [hash("citrus")]);
        assert_eq!(stems("other than citrus"), ["citrus"]);
    }

    fn understand_in(language: Language, text: &str) -> Query {
        Query::understand(text, &Analyser::of(language))
    }

    #[test]
    fn a_code_is_announced_in_every_language() {
        for (language, text, code) in [
            (Language::FR, "chapitre 9", "09"),
            (Language::ES, "partida 0901 café", "0901"),
            (Language::ES, "capítulo 9", "09"),
            (Language::PT, "posição 0901", "0901"),
            (Language::PT, "capítulo 9", "09"),
            (Language::RU, "код 0901", "0901"),
            (Language::RU, "группа 9", "09"),
            (Language::AR, "البند ٠٩٠١", "0901"),
            (Language::AR, "رمز 0901 قهوة", "0901"),
            (Language::SW, "kichwa 0901", "0901"),
            (Language::ZH, "品目0901", "0901"),
            (Language::ZH, "第9章", "09"),
            (Language::ZH, "税号 0901.21 咖啡", "090121"),
            (Language::VI, "mã 0901", "0901"),
            (Language::VI, "chương 9", "09"),
        ] {
            assert_eq!(understand_in(language, text).code.as_deref(), Some(code), "{text}");
        }
        assert_eq!(understand_in(Language::ZH, "2头马").code, None);
    }

    #[test]
    fn a_question_is_about_its_goods_in_every_language() {
        for (language, text, goods) in [
            (Language::FR, "quel est le droit de douane sur le café torréfié", "café torréfié"),
            (Language::ES, "¿cuánto es el arancel para el café tostado?", "café tostado"),
            (Language::ES, "¿qué impuestos debo pagar para importar arroz?", "arroz"),
            (Language::PT, "qual é o imposto de importação sobre café torrado", "café torrado"),
            (Language::PT, "preciso de licença para importar arroz?", "arroz"),
            (Language::RU, "какая пошлина на жареный кофе", "жареный кофе"),
            (Language::RU, "нужна ли лицензия для риса", "рис"),
            (Language::AR, "كم الرسوم على القهوة", "قهوة"),
            (Language::AR, "هل يلزم ترخيص لاستيراد الأرز؟", "أرز"),
            (Language::SW, "ushuru wa kahawa ni kiasi gani?", "kahawa"),
            (Language::SW, "je, ninahitaji kibali cha kuagiza mchele", "mchele"),
            (Language::VI, "thuế nhập khẩu cho cà phê", "cà phê"),
        ] {
            let query = understand_in(language, text);
            let wanted: Vec<String> = understand_in(language, goods).words.into_iter().map(|word| word.stem).collect();
            let found: Vec<String> = query.words.iter().filter(|word| word.weight == 1.0).map(|word| word.stem.clone()).collect();
            assert!(wanted.iter().all(|stem| found.contains(stem)), "{text}: {found:?} without {wanted:?}");
            assert!(found.len() <= wanted.len() + 2, "{text}: {found:?}");
        }
        let weight = |text: &str, pair: &str| {
            understand_in(Language::ZH, text).words.iter().find(|word| word.word == pair).map(|word| word.weight)
        };
        assert_eq!(weight("咖啡进口关税", "咖啡"), Some(1.0));
        assert_eq!(weight("咖啡进口关税", "关税"), Some(INTENT_WEIGHT));
        assert_eq!(weight("咖啡需要什么许可证", "什么"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_understanding_panic(text in "\\PC{0,80}") {
            understand(&text);
        }
    }
}
