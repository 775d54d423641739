//! Fills slots with what is published, on the day they are filled. Sentences about facts are those that the assistant says too.

use std::collections::BTreeMap;

use vocabulary::{Date, HsCode, Language, Timestamp};

use super::{
    quote::Quoted,
    text::{Piece, SlotKey, TemplateText},
};
use crate::{
    enquiry::{Enquiry, Refusal},
    fact::{Amount, Body, Each, Fact, FactKey, FactKind, Facts, Fee, Fixed, Share},
    platform::{fault::Fault, message},
    tariff::{MeasureType, Measures},
};

/// How many measures a line has at most for its duty to be told.
const MEASURES_MAX: usize = 200;

/// What is published as data.
#[derive(Clone)]
pub struct Sources {
    /// Fees, forms and offices.
    pub facts: Facts,
    /// Duties.
    pub measures: Measures,
}

/// A template that was filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What it says.
    pub text: String,
    /// What it took from where.
    pub quoted: Vec<Quoted>,
}

/// When something is filled.
#[derive(Clone, Copy)]
pub(super) struct On {
    pub day: Date,
    pub now: Timestamp,
}

impl Sources {
    /// Fills the slots of a text that is written to the asker of an enquiry.
    pub(super) async fn fill(&self, text: &TemplateText, enquiry: &Enquiry, on: On) -> Result<Result<Filled, Refusal>, Fault> {
        let mut filled = Filled { text: String::new(), quoted: Vec::new() };
        let mut slots = 0;
        for piece in text.pieces() {
            let slot = match piece {
                Piece::Words(words) => {
                    filled.text += words;
                    continue;
                }
                Piece::Slot(slot) => slot,
            };
            slots += 1;
            let said = match slot {
                SlotKey::Reference => Some((enquiry.reference.to_string(), None)),
                SlotKey::Fact(kind, id) => self.fact((*kind, id.clone()), enquiry.language, on).await?,
                SlotKey::Duty(code) => self.duty(code, on).await?,
            };
            let Some((words, quoted)) = said else { return Ok(Err(Refusal::SlotUnresolved { place: slots })) };
            filled.text += &words;
            let is_new = quoted.filter(|quote| !filled.quoted.contains(quote));
            filled.quoted.extend(is_new);
        }
        Ok(Ok(filled))
    }

    /// Returns what each source says now, those that say nothing left out.
    pub(super) async fn now(&self, quoted: &[Quoted], on: On) -> Result<BTreeMap<String, String>, Fault> {
        let mut now = BTreeMap::new();
        for Quoted { source, .. } in quoted {
            let parts: Vec<&str> = source.split('/').collect();
            let said = match parts[..] {
                ["fact", kind, id] => match (kind.parse(), id.parse()) {
                    (Ok(kind), Ok(id)) => self.read((kind, id), on).await?.map(|fact| fact.content_digest.to_string()),
                    _ => None,
                },
                ["measure", code] => match code.parse() {
                    Ok(code) => self.duty(&code, on).await?.and_then(|(_, quoted)| quoted).map(|quoted| quoted.digest),
                    Err(_) => None,
                },
                _ => None,
            };
            now.extend(said.map(|digest| (source.clone(), digest)));
        }
        Ok(now)
    }

    async fn read(&self, key: FactKey, on: On) -> Result<Option<Fact>, Fault> {
        self.facts.read(key, on.day, on.now).await
    }

    async fn fact(&self, key: FactKey, language: Language, on: On) -> Result<Option<(String, Option<Quoted>)>, Fault> {
        let source = source_of(key.0, key.1.as_str());
        let Some(fact) = self.read(key, on).await? else { return Ok(None) };
        let digest = fact.content_digest.to_string();
        Ok(sentence(&fact, language).map(|words| (words, Some(Quoted { source, digest }))))
    }

    /// Says the duty on the goods of a line, as it is printed, on the closest code that has one.
    async fn duty(&self, code: &HsCode, on: On) -> Result<Option<(String, Option<Quoted>)>, Fault> {
        let padded = code.padded();
        let above = |digits: usize| format!("{:0<10}", padded.get(..digits)?).parse().ok();
        let mut lines: Vec<HsCode> = [10, 8, 6, 4].into_iter().filter_map(above).collect();
        lines.dedup();
        let Some(found) = self.measures.all_in_force(&lines, on.day, on.now, MEASURES_MAX).await? else { return Ok(None) };
        let of_all =
            found.into_iter().filter(|measure| measure.key.measure_type == MeasureType::Duty && measure.key.origin.is_none());
        let closest = of_all.max_by(|one, other| one.key.code.cmp(&other.key.code));
        Ok(closest.map(|measure| {
            let source = format!("measure/{code}");
            let quoted = Quoted::of_words(source, &format!("{}\0{}", measure.key.code, measure.rate));
            (measure.rate, Some(quoted))
        }))
    }
}

/// Names a fact as a source.
pub(in crate::enquiry) fn source_of(kind: FactKind, id: &str) -> String {
    format!("fact/{}/{id}", kind.as_str())
}

/// Says what a fact says, in one sentence. Nothing of kinds that no slot names.
fn sentence(fact: &Fact, language: Language) -> Option<String> {
    let name = fact.content.name.within(language).map(|(_, name)| name.to_owned())?;
    match &fact.content.body {
        Body::Fee(fee) => of_fee(name, fee, language),
        Body::Office(office) => {
            let address = office.address.within(language).map(|(_, text)| text.to_owned())?;
            message::render(language, "data-office", &[("name", name), ("address", address), ("phone", office.phone.clone())])
        }
        Body::Form(form) => message::render(language, "data-form", &[("name", name), ("number", form.number.clone())]),
        Body::Procedure(_) | Body::Notice(_) | Body::Ruling(_) => None,
    }
}

fn of_fee(name: String, fee: &Fee, language: Language) -> Option<String> {
    let currency = ("currency", fee.currency.clone());
    match &fee.amount {
        Amount::Fixed(Fixed { fixed }) => {
            message::render(language, "data-fee-fixed", &[("name", name), ("amount", fixed.to_string()), currency])
        }
        Amount::Each(Each { each, per }) => {
            let unit = message::render(language, per.message_key(), &[])?;
            let facts = [("name", name), ("amount", each.to_string()), currency, ("unit", unit)];
            message::render(language, "data-fee-each", &facts)
        }
        Amount::Share(Share { percent, minimum, maximum, .. }) => {
            let key = match (minimum, maximum) {
                (None, None) => "data-fee-share",
                (Some(_), None) => "data-fee-share-least",
                (None, Some(_)) => "data-fee-share-most",
                (Some(_), Some(_)) => "data-fee-share-between",
            };
            let bound = |bound: &Option<rust_decimal::Decimal>| bound.map(|amount| amount.to_string()).unwrap_or_default();
            let facts =
                [("name", name), ("percent", percent.to_string()), ("least", bound(minimum)), ("most", bound(maximum)), currency];
            message::render(language, key, &facts)
        }
    }
}
