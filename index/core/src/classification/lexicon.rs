//! Words by which nomenclatures tell goods apart: properties, their values, and how each language says them.

use std::sync::LazyLock;

use vocabulary::Language;

/// The table: attribute, value, then a cell for each of [`LANGUAGES`]. The value `?` holds the question; a value that begins with `!`
/// is the opposite: the words stand in an exclusion ("not roasted"). Words are separated by `|`, the first is what is shown.
const TABLE: &str = include_str!("lexicon.tsv");

/// The languages of the columns.
const LANGUAGES: [Language; 7] =
    [Language::EN, Language::FR, Language::ES, Language::PT, Language::AR, Language::ZH, Language::SW];

/// A property of goods.
pub(super) struct Attribute {
    pub name: &'static str,
    question: [&'static str; 7],
    pub values: Vec<Value>,
}

/// One value of it.
pub(super) struct Value {
    pub name: &'static str,
    /// Whether the words must stand in an exclusion.
    pub excluded: bool,
    words: [&'static str; 7],
}

static ATTRIBUTES: LazyLock<Vec<Attribute>> = LazyLock::new(|| {
    let mut attributes: Vec<Attribute> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(name), Some(value)) = (cells.next(), cells.next()) else { continue };
        let mut words = [""; 7];
        for (word, cell) in words.iter_mut().zip(cells) {
            *word = cell;
        }
        if value == "?" {
            attributes.push(Attribute { name, question: words, values: Vec::new() });
        } else if let Some(attribute) = attributes.iter_mut().find(|attribute| attribute.name == name) {
            let (excluded, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
            attribute.values.push(Value { name: value, excluded, words });
        }
    }
    attributes
});

/// What the table says besides properties: questions whose options are places, and the two answers that every question has.
const BESIDES: [&str; 5] = ["chapter", "heading", "below", "none", "dont-know"];

/// Returns the languages that it knows.
pub fn languages() -> &'static [Language] {
    &LANGUAGES
}

/// Returns every property that has values.
pub(super) fn attributes() -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(|attribute| !BESIDES.contains(&attribute.name))
}

/// Returns the name of a property, where there is one.
pub(super) fn attribute(name: &str) -> Option<&'static str> {
    attributes().find(|attribute| attribute.name == name).map(|attribute| attribute.name)
}

/// Says whether a property has a value.
pub(super) fn is_value(attribute: &str, value: &str) -> bool {
    let found = attributes().find(|own| own.name == attribute);
    found.is_some_and(|own| own.values.iter().any(|own| own.name == value))
}

/// Returns the question for a property, or for `chapter`, `heading` and `below`, or what `none` and `dont-know` are called, in a language
/// or in English.
pub fn question_text(name: &str, language: Language) -> Option<(Language, &'static str)> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name).map(|attribute| cell(&attribute.question, language))
}

/// Returns what a value is called, in a language or in English.
pub(super) fn label(attribute: &str, value: &str, language: Language) -> Option<(Language, &'static str)> {
    let attribute = ATTRIBUTES.iter().find(|own| own.name == attribute)?;
    let value = attribute.values.iter().find(|own| own.name == value)?;
    let (language, words) = cell(&value.words, language);
    words.split('|').next().map(|word| (language, word))
}

fn cell(cells: &[&'static str; 7], language: Language) -> (Language, &'static str) {
    let place = LANGUAGES.iter().position(|own| *own == language).unwrap_or(0);
    (LANGUAGES[place], cells[place])
}

impl Value {
    /// Returns the words for it in a language; none where the language is not known.
    pub(super) fn words(&self, language: Language) -> impl Iterator<Item = &'static str> + use<> {
        let place = LANGUAGES.iter().position(|own| *own == language);
        let words = place.map_or("", |place| self.words[place]);
        // What is shown of an opposite ("not roasted") is not what is looked for within an exclusion.
        words.split('|').skip(usize::from(self.excluded)).filter(|word| !word.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let mut values = 0;
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 9, "{line}");
            assert!(cells.iter().all(|cell| !cell.trim().is_empty() && cell.trim() == *cell), "{line}");
            let is_name = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            assert!(is_name(cells[0]) && (cells[1] == "?" || is_name(cells[1].trim_start_matches('!'))), "{line}");
            if cells[1].starts_with('!') {
                assert!(cells[2..].iter().all(|cell| cell.contains('|')), "an opposite needs words beside its name: {line}");
            }
            values += usize::from(cells[1] != "?");
        }
        assert!(values >= 60, "{values}");
        for attribute in attributes() {
            assert!(attribute.values.len() >= 2, "{}", attribute.name);
            let twice = attribute
                .values
                .iter()
                .enumerate()
                .any(|(at, value)| attribute.values[..at].iter().any(|other| other.name == value.name));
            assert!(!twice, "{}", attribute.name);
        }
        assert!(BESIDES.iter().all(|name| question_text(name, Language::SW).is_some_and(|(spoken, _)| spoken == Language::SW)));
        assert_eq!(question_text("heading", Language::RU).map(|(language, _)| language), Some(Language::EN));
    }
}
