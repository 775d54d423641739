//! Which language a question is in, as far as its script and its small words tell: *el*, *de* and *que* are Spanish, whatever the rest.

use vocabulary::Language;

use super::{Analyser, TABLE, each_word};

/// Fewer small words of another language say nothing: *me* and *no* are words of several.
const SMALL_WORDS_MIN: usize = 2;

impl Analyser {
    /// Returns the language that a text is in, where that is clearly another one than this analyser's.
    pub fn foreign(&self, text: &str) -> Option<Language> {
        let own = written_in(TABLE.get(self.slot())?.language);
        written(text).filter(|language| Some(*language) != own).or_else(|| self.foreign_by_small_words(text))
    }

    fn foreign_by_small_words(&self, text: &str) -> Option<Language> {
        let mut counts = [0; TABLE.len()];
        each_word(text, &mut String::new(), |word, _, _| {
            for (count, rules) in counts.iter_mut().zip(TABLE) {
                *count += usize::from(rules.stop_words.contains(&word) || rules.question_words.contains(&word));
            }
        });
        let own = counts.get(self.slot()).copied()?;
        let most = counts.iter().copied().max().filter(|most| *most >= SMALL_WORDS_MIN && *most > 2 * own)?;
        counts.iter().position(|count| *count == most).map(|at| TABLE[at].language)
    }
}

/// Says whether a letter is of a script.
type IsOf = fn(char) -> bool;

/// The languages that we know by their script alone, each with its letters.
const BY_SCRIPT: [(Language, IsOf); 3] = [
    (Language::ZH, |letter| matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')),
    (Language::AR, |letter| matches!(letter, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}')),
    (Language::RU, |letter| matches!(letter, '\u{400}'..='\u{4ff}')),
];

/// Returns the language whose script most letters of a text are in; nothing where that is the Latin one, which most languages share.
fn written(text: &str) -> Option<Language> {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let most =
        |is_of: &fn(char) -> bool| 2 * text.chars().filter(|letter| letter.is_alphabetic() && is_of(*letter)).count() > letters;
    BY_SCRIPT.iter().find(|(_, is_of)| most(is_of)).map(|(language, _)| *language)
}

/// Returns the language that stands for the script of `language`; nothing for the Latin one.
fn written_in(language: Language) -> Option<Language> {
    BY_SCRIPT.iter().map(|(by_script, _)| *by_script).find(|by_script| *by_script == language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_in_another_language_is_known_by_its_small_words() {
        let english = Analyser::of(Language::EN);
        for (language, text) in [
            (Language::ES, "¿Qué pasa si pago los aranceles de la aduana tarde?"),
            (Language::FR, "combien de temps pour le dédouanement de ma voiture"),
            (Language::PT, "quanto pago de imposto para um carro usado"),
            (Language::SW, "je, ninahitaji kibali cha kuagiza mchele kwa ajili ya duka"),
            (Language::AR, "هل يلزم ترخيص من الوزارة لاستيراد الأرز إلى البلد؟"),
            (Language::ZH, "咖啡需要什么许可证，怎么申请"),
            (Language::ZH, "进口大米"),
            (Language::AR, "قهوة محمصة"),
            (Language::RU, "пошлина на чай TWG"),
        ] {
            assert_eq!(english.foreign(text), Some(language), "{text}");
            assert_eq!(Analyser::of(language).foreign(text), None, "{text}");
        }
        for text in
            ["no milk for me", "eau de toilette", "what is the duty on roasted coffee", "pasta la molisana", "茶 oolong tea", ""]
        {
            assert_eq!(english.foreign(text), None, "{text}");
        }
    }
}
