//! Sentences made of what is published as data: a form of ours, filled with figures that each come from a field. Rows CHAT-N1 and
//! CHAT-N2: no figure is in a sentence that is not in a slot, and the slots say where they come from.

use vocabulary::{Language, western_digit};

use crate::{
    fact::{Amount, Body, Each, Fact, Fee, FeeUnit, Fixed, Share},
    platform::message,
    tariff::estimate::{Due, Rules},
};

/// A sentence filled with data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    text: String,
    slots: Vec<String>,
}

impl Filled {
    /// Fills the form of ours that `key` names. Nothing where there is no such form, or where it has a figure of its own: what no
    /// field says is not said.
    pub fn of(key: &str, language: Language, slots: &[(&str, String)]) -> Option<Filled> {
        let text = message::render(language, key, slots)?;
        let mut rest = text.clone();
        for (_, slot) in slots.iter().filter(|(_, slot)| !slot.is_empty()) {
            rest = rest.replacen(slot.as_str(), "", 1);
        }
        let has_figure = rest.chars().any(|letter| western_digit(letter).is_some());
        let slots = slots.iter().map(|(_, slot)| slot.clone()).collect();
        (!has_figure).then_some(Filled { text, slots })
    }

    /// Returns the sentence, and what was filled in.
    pub fn into_parts(self) -> (String, Vec<String>) {
        (self.text, self.slots)
    }
}

/// Says what a fact says: a fee with when it is due, an office, a form. Others are quoted.
pub fn of_fact(fact: &Fact, language: Language) -> Vec<Filled> {
    let name = fact.content.name.within(language).map(|(_, name)| name.to_owned()).unwrap_or_default();
    let text = |texts: &vocabulary::Texts| texts.within(language).map(|(_, text)| text.to_owned());
    match &fact.content.body {
        Body::Fee(fee) => {
            let due = text(&fee.when).and_then(|when| Filled::of("data-fee-due", language, &[("when", when)]));
            of_fee(name, fee, language).into_iter().chain(due).collect()
        }
        Body::Office(office) => {
            let address = text(&office.address).unwrap_or_default();
            let slots = [("name", name), ("address", address), ("phone", office.phone.clone())];
            Filled::of("data-office", language, &slots).into_iter().collect()
        }
        Body::Form(form) => {
            let slots = [("name", name), ("number", form.number.clone())];
            Filled::of("data-form", language, &slots).into_iter().collect()
        }
        Body::Procedure(_) | Body::Notice(_) | Body::Ruling(_) => Vec::new(),
    }
}

fn of_fee(name: String, fee: &Fee, language: Language) -> Option<Filled> {
    let currency = ("currency", fee.currency.clone());
    match &fee.amount {
        Amount::Fixed(Fixed { fixed }) => {
            Filled::of("data-fee-fixed", language, &[("name", name), ("amount", fixed.to_string()), currency])
        }
        Amount::Each(Each { each, per }) => {
            let unit = message::render(language, unit_key(*per), &[])?;
            Filled::of("data-fee-each", language, &[("name", name), ("amount", each.to_string()), currency, ("unit", unit)])
        }
        Amount::Share(Share { percent, minimum, maximum, .. }) => {
            let mut slots = vec![("name", name), ("percent", percent.to_string())];
            let key = match (minimum, maximum) {
                (None, None) => "data-fee-share",
                (Some(_), None) => "data-fee-share-least",
                (None, Some(_)) => "data-fee-share-most",
                (Some(_), Some(_)) => "data-fee-share-between",
            };
            slots.extend(minimum.map(|least| ("least", least.to_string())));
            slots.extend(maximum.map(|most| ("most", most.to_string())));
            if minimum.is_some() || maximum.is_some() {
                slots.push(currency);
            }
            Filled::of(key, language, &slots)
        }
    }
}

fn unit_key(unit: FeeUnit) -> &'static str {
    match unit {
        FeeUnit::Tonne => "unit-tonne",
        FeeUnit::Container => "unit-container",
        FeeUnit::Day => "unit-day",
        FeeUnit::Hour => "unit-hour",
        FeeUnit::Page => "unit-page",
        FeeUnit::Document => "unit-document",
        FeeUnit::Animal => "unit-animal",
        FeeUnit::Vehicle => "unit-vehicle",
        FeeUnit::Kilogram => "unit-kilogram",
    }
}

/// Says what is due on the goods of one line, and on which rate each part of it.
pub fn of_duty(rules: &Rules, due: &Due<'_>, language: Language) -> Vec<Filled> {
    let currency = rules.book.system().currency().to_string();
    let amount = |money: vocabulary::Money| money.to_string().split_once(' ').map(|(_, amount)| amount.to_owned());
    let total = amount(due.total).and_then(|total| {
        Filled::of("data-total", language, &[("total", total), ("currency", currency.clone())])
    });
    let part = |charge: &duty::compute::Charge<'_>| {
        let code = &charge.tax.code;
        let named = rules.book.tax(code).and_then(|tax| tax.names.within(language)).map(|(_, name)| name.to_owned());
        let slots = [
            ("tax", named.unwrap_or_else(|| code.to_string())),
            ("amount", amount(charge.amount)?),
            ("currency", currency.clone()),
        ];
        Filled::of("data-part", language, &slots)
    };
    total.into_iter().chain(due.charges.iter().filter_map(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_in_a_slot_or_nowhere() {
        for language in Language::SPOKEN {
            let slots = [("name", "Fee 7".to_owned()), ("amount", "45.00".to_owned()), ("currency", "XTS".to_owned())];
            let filled = Filled::of("data-fee-fixed", language, &slots).expect("it has no figure of its own");
            assert!(filled.text.contains("45.00") && filled.text.contains("Fee 7"), "{}", filled.text);
        }
        assert_eq!(Filled::of("hs-code-invalid", Language::EN, &[("value", String::new())]), None, "its examples are figures");
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
