//! What a fact says in one sentence: a form of `messages/`, and what fills it. Whoever says it fills the form: the assistant with slots that
//! name their source, a reply of an officer with plain text. Rules only.

use vocabulary::Language;

use super::{
    body::Body,
    fact::{Fact, Texts},
    fee::{Amount, Each, Fee, Fixed, Share},
};
use crate::platform::message;

/// A form, and what fills it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The form, by its name among the messages.
    pub key: &'static str,
    /// What fills it, by the names of its places.
    pub slots: Vec<(&'static str, String)>,
}

impl Fact {
    /// Says what it is in one sentence for a reader of `language`. Nothing of kinds that have more than one to say, and of what has no words.
    pub fn phrase(&self, language: Language) -> Option<Phrase> {
        let name = ("name", text(&self.content.name, language)?);
        match &self.content.body {
            Body::Fee(fee) => of_fee(name, fee, language),
            Body::Office(office) => {
                let slots = vec![name, ("address", text(&office.address, language)?), ("phone", office.phone.clone())];
                Some(Phrase { key: "data-office", slots })
            }
            Body::Form(form) => Some(Phrase { key: "data-form", slots: vec![name, ("number", form.number.clone())] }),
            Body::Procedure(_) | Body::Notice(_) | Body::Ruling(_) => None,
        }
    }
}

fn text(texts: &Texts, language: Language) -> Option<String> {
    texts.within(language).map(|(_, text)| text.to_owned())
}

fn of_fee(name: (&'static str, String), fee: &Fee, language: Language) -> Option<Phrase> {
    let currency = ("currency", fee.currency.clone());
    let phrase = |key, slots| Some(Phrase { key, slots });
    match &fee.amount {
        Amount::Fixed(Fixed { fixed }) => phrase("data-fee-fixed", vec![name, ("amount", fixed.to_string()), currency]),
        Amount::Each(Each { each, per }) => {
            let unit = message::render(language, per.message_key(), &[])?;
            phrase("data-fee-each", vec![name, ("amount", each.to_string()), currency, ("unit", unit)])
        }
        Amount::Share(Share { percent, minimum, maximum, .. }) => {
            let key = match (minimum, maximum) {
                (None, None) => "data-fee-share",
                (Some(_), None) => "data-fee-share-least",
                (None, Some(_)) => "data-fee-share-most",
                (Some(_), Some(_)) => "data-fee-share-between",
            };
            let mut slots = vec![name, ("percent", percent.to_string())];
            slots.extend(minimum.map(|least| ("least", least.to_string())));
            slots.extend(maximum.map(|most| ("most", most.to_string())));
            if minimum.is_some() || maximum.is_some() {
                slots.push(currency);
            }
            phrase(key, slots)
        }
    }
}
