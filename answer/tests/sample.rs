//! The whole sample, in seven languages: every sentence of it can be quoted, and none with another digit stands (gate T2).

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use answer::{
    intent, sentence,
    verify::{Draft, Passage, Quote, verify},
};
use vocabulary::{Language, western_digit};

/// The publications of the sample, each with its language; without their front matter.
fn publications() -> Vec<(Language, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/publications");
    let mut publications = Vec::new();
    for publication in fs::read_dir(folder).expect("the sample") {
        for file in fs::read_dir(publication.expect("a publication").path()).expect("a folder") {
            let path = file.expect("a file").path();
            let language = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.split('.').next()?.parse().ok());
            let text = fs::read_to_string(&path).expect("a text");
            let body = text.splitn(3, "---\n").nth(2).unwrap_or(&text).to_owned();
            publications
                .extend(language.filter(|_| path.extension().is_some_and(|kind| kind == "md")).map(|language| (language, body)));
        }
    }
    publications
}

/// The text with its `at`th digit another one.
fn with_another_digit(text: &str, at: usize) -> Option<String> {
    let (place, digit) = text.char_indices().filter(|(_, character)| western_digit(*character).is_some()).nth(at)?;
    let other = char::from(b'0' + (western_digit(digit)? + 1 + (at as u8 % 7)) % 10);
    Some(format!("{}{other}{}", &text[..place], &text[place + digit.len_utf8()..]))
}

/// The runs of digits of a text.
fn runs(text: &str) -> BTreeSet<String> {
    let western: String =
        text.chars().map(|character| western_digit(character).map_or(' ', |digit| char::from(b'0' + digit))).collect();
    western.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_sentence_is_quoted_as_it_stands_and_no_digit_is_invented() {
    let publications = publications();
    let (mut quoted, mut changed) = (0, 0);
    for (language, text) in &publications {
        let passages = [Passage { text, language: *language }];
        for sentence in sentence::cut(text, *language) {
            let stands = sentence.span.of(text).expect("a place of the text");
            let draft = Draft::Quoted { quote: Quote::at(0, sentence.span) };
            let answer = verify(vec![draft], &passages).answer.unwrap_or_else(|| panic!("{language}: {stands}"));
            assert_eq!(answer.sentences()[0].text(), stands);
            quoted += 1;
            for at in 0..stands.len().min(4) {
                let Some(other) = with_another_digit(stands, at) else { break };
                let quotes = vec![Quote::at(0, sentence.span)];
                let verdict = verify(vec![Draft::Written { text: other.clone(), language: *language, quotes }], &passages);
                // Another number of the same sentence is none that was invented.
                let known = runs(&other).is_subset(&runs(stands));
                assert!(known || verdict.answer.is_none(), "{language}: {other} for {stands}");
                changed += usize::from(!known);
            }
        }
    }
    assert!(publications.len() > 100 && quoted > 3_000 && changed > 1_000, "{} {quoted} {changed}", publications.len());
}

#[test]
fn nothing_that_is_published_is_taken_for_an_instruction() {
    for (language, text) in publications() {
        for sentence in sentence::cut(&text, language) {
            let stands = sentence.span.of(&text).unwrap_or_default();
            assert!(!intent::instructs(stands), "{language}: {stands}");
        }
    }
}

#[test]
fn an_answer_has_the_digits_of_its_passages_and_no_others() {
    let publications = publications();
    for language in Language::SPOKEN {
        let texts: Vec<&str> =
            publications.iter().filter(|(own, _)| *own == language).map(|(_, text)| text.as_str()).take(8).collect();
        for text in texts.iter().take(2) {
            let question: String = text.chars().filter(|character| !character.is_control()).take(120).collect();
            let Some(verdict) = support::answer(&question, language, &texts) else { continue };
            for sentence in verdict.answer.iter().flat_map(|answer| answer.sentences()) {
                assert!(texts.iter().any(|text| text.contains(sentence.text())), "{language}: {}", sentence.text());
            }
        }
    }
}
