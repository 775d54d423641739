//! What can be worked out from a question: duties on goods that it names, exactly, or what is missing. Rows CHAT-N1, CHAT-M13.

use duty::{
    condition::Flow,
    goods::{Amount, Declaration, Goods},
    rate::Measured,
};
use vocabulary::{Date, HsCode, Language, Timestamp};

use super::{answer::SourceKey, data, goods::GoodsSaid};
use crate::{
    platform::{fault::Fault, message, refusal::Refusal as _},
    tariff::estimate::{Estimates, need_sentence},
};

/// How much is asked for at a time; what is left shows itself with the next answer.
const NEEDS_MAX: usize = 3;

/// What came of working it out.
#[derive(Clone, Debug, PartialEq)]
pub enum Computed {
    /// The question names no goods that anything can be worked out for.
    Nothing,
    /// More has to be known; a sentence for each thing.
    Needs(Vec<String>),
    /// It is worked out.
    Due {
        /// For which goods.
        code: HsCode,
        /// What is due, in sentences.
        said: Vec<answer::verify::Computed>,
    },
}

/// Works out what is due on goods that a question names.
///
/// # Errors
/// Faults when the database cannot be reached.
pub async fn duty(
    estimates: &Estimates,
    said: &GoodsSaid,
    day: Date,
    known_at: Timestamp,
    language: Language,
) -> Result<Computed, Fault> {
    let need = |key: &str| message::render(language, key, &[]).into_iter().collect::<Vec<_>>();
    let Some(code) = said.code else {
        // A value without goods is a question about goods all the same.
        return Ok(if said.value.is_some() { Computed::Needs(need("need-goods")) } else { Computed::Nothing });
    };
    let Some(country) = said.country else { return Ok(Computed::Needs(need("need-country"))) };
    let mut goods = Goods::new(code, country);
    if let Some((value, currency)) = &said.value {
        goods.values.customs = value.parse().ok().map(|number| Amount { number, currency: *currency });
    }
    let quantity = |(quantity, unit): &(String, &str)| Some((Measured::in_unit(unit.parse().ok()?), quantity.parse().ok()?));
    goods.quantities = said.quantities.iter().filter_map(quantity).collect();
    let declaration = Declaration { flow: Flow::Import, day, lines: vec![goods] };
    let rules = match estimates.rules(&declaration, known_at).await? {
        Ok(rules) => rules,
        Err(refusal) => {
            let told = message::render(language, refusal.code(), &refusal.facts());
            return Ok(Computed::Needs(told.into_iter().collect()));
        }
    };
    let computation = rules.compute(&declaration);
    Ok(match computation.lines.first().map(|line| &line.due) {
        Some(Ok(due)) => {
            let source = SourceKey::Tariff { code };
            Computed::Due { code, said: data::of_duty(&rules, due, language, &source.id()) }
        }
        Some(Err(needs)) => {
            let asked = needs.list().iter().map(|need| need_sentence(need, language));
            Computed::Needs(asked.take(NEEDS_MAX).collect())
        }
        None => Computed::Nothing,
    })
}
