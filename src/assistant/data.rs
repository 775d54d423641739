//! Sentences made of what is published as data: a form of ours, filled with figures that each come from a field. Rows CHAT-N1 and
//! CHAT-N2: no figure is in a sentence that is not in a slot, and the slots say where they come from.

use answer::verify::{Computed, Slot, SourceId, Value, Words};
use vocabulary::Language;

use crate::{
    fact::{Body, Fact},
    platform::message,
    tariff::estimate::{Due, Rules},
};

/// The first of the characters that hold the place of a slot while a form of ours is cut; no text has them (Unicode, private use).
const PLACE: u32 = 0xE000;

/// Fills the form of ours that `key` names with what `source` says. Nothing where there is no such form, or where it has a figure of its
/// own: what no field says is not said.
pub fn fill(key: &str, language: Language, slots: &[(&str, String)], source: &SourceId) -> Option<Computed> {
    let place = |at: usize| char::from_u32(PLACE + u32::try_from(at).ok()?);
    let places: Vec<(&str, String)> =
        slots.iter().enumerate().map(|(at, (name, _))| Some((*name, place(at)?.to_string()))).collect::<Option<_>>()?;
    let form = message::render(language, key, &places)?;
    let mut sentence = Computed::new();
    let mut words = String::new();
    for letter in form.chars() {
        let slot = u32::from(letter).checked_sub(PLACE).and_then(|at| slots.get(usize::try_from(at).ok()?));
        match slot {
            Some((_, text)) => {
                let before = Words::new(std::mem::take(&mut words)).ok()?;
                sentence = sentence.words(before).slot(Slot::plain(Value::Name(text.clone()), source.clone()));
            }
            None => words.push(letter),
        }
    }
    Some(sentence.words(Words::new(words).ok()?))
}

/// Says what a fact says: a fee with when it is due, an office, a form. Others are quoted.
pub fn of_fact(fact: &Fact, language: Language, source: &SourceId) -> Vec<Computed> {
    let said = fact.phrase(language).and_then(|phrase| fill(phrase.key, language, &phrase.slots, source));
    let due = match &fact.content.body {
        Body::Fee(fee) => fee.when.within(language).map(|(_, when)| when.to_owned()),
        _ => None,
    };
    let due = due.and_then(|when| fill("data-fee-due", language, &[("when", when)], source));
    said.into_iter().chain(due).collect()
}

/// Says what is due on the goods of one line, and on which rate each part of it.
pub fn of_duty(rules: &Rules, due: &Due<'_>, language: Language, source: &SourceId) -> Vec<Computed> {
    let currency = rules.book.system().currency().to_string();
    let amount = |money: vocabulary::Money| money.to_string().split_once(' ').map(|(_, amount)| amount.to_owned());
    let total = amount(due.total)
        .and_then(|total| fill("data-total", language, &[("total", total), ("currency", currency.clone())], source));
    let part = |charge: &duty::compute::Charge<'_>| {
        let code = &charge.tax.code;
        let named = rules.book.tax(code).and_then(|tax| tax.names.within(language)).map(|(_, name)| name.to_owned());
        let slots = [
            ("tax", named.unwrap_or_else(|| code.to_string())),
            ("amount", amount(charge.amount)?),
            ("currency", currency.clone()),
        ];
        fill("data-part", language, &slots, source)
    };
    total.into_iter().chain(due.charges.iter().filter_map(part)).collect()
}

#[cfg(test)]
mod tests {
    use answer::verify::{Draft, verify};
    use vocabulary::western_digit;

    use super::*;

    #[test]
    fn a_figure_is_in_a_slot_or_nowhere() {
        let source = SourceId::try_from("fact/fee/seven/1".to_owned()).expect("a source");
        for language in Language::SPOKEN {
            let slots = [("name", "Fee 7".to_owned()), ("amount", "45.00".to_owned()), ("currency", "XTS".to_owned())];
            let filled = fill("data-fee-fixed", language, &slots, &source).expect("it has no figure of its own");
            let answer = verify(vec![Draft::Computed(filled)], &[]).answer.expect("each of its figures has a source");
            let sentence = &answer.sentences()[0];
            assert!(sentence.text().contains("45.00") && sentence.text().contains("Fee 7"), "{}", sentence.text());
            assert_eq!(sentence.slots().len(), 3);
        }
        assert_eq!(fill("hs-code-invalid", Language::EN, &[("value", String::new())], &source), None, "its examples are figures");
    }

    #[test]
    fn every_text_of_the_assistant_is_written_in_every_spoken_language() {
        let file = |language: &Language| {
            let path = format!("{}/messages/{language}/assistant.ftl", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(&path).expect(&path)
        };
        let keys = |text: &str| text.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect::<Vec<_>>();
        let english = keys(&file(&Language::EN));
        assert!(english.len() > 40, "the English texts were read");
        for language in &Language::SPOKEN {
            let text = file(language);
            assert_eq!(keys(&text), english, "{language}");
            let figures = text.lines().find(|line| line.chars().any(|letter| western_digit(letter).is_some()));
            assert_eq!(figures, None, "a text of ours has a figure of its own");
        }
    }
}
