//! A line at work: which laws hold on it, what it bears already, and what is missing. Row DUTY-N3.

use vocabulary::Money;

use super::{Charge, Computation, Control, Due, LineComputation, Step};
use crate::{
    book::Book,
    choose::{self, Candidate, Law},
    exact::{Exact, Overflow},
    fact::{Need, Needs, Source},
    goods::Declaration,
    line::Line,
    measure::{Kind, Measure},
    rate::Value,
    tax::{BaseTerm, Tax},
};

/// How a tax stands on a line while others are worked out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    NotDue,
    Due(Money),
    Unknown,
}

/// A line at work.
pub(super) struct Work<'a, 'd> {
    pub(super) line: Line<'a, 'd>,
    candidates: Vec<Candidate<'a>>,
    slots: Vec<Slot>,
    charges: Vec<Charge<'a>>,
    needs: Option<Needs>,
}

impl<'a, 'd> Work<'a, 'd> {
    /// Begins with a line that nothing is due on yet. A claim that nothing on it answers is refused.
    pub(super) fn begin(line: Line<'a, 'd>, candidates: Vec<Candidate<'a>>, taxes: usize) -> Work<'a, 'd> {
        let is_answered = line.goods.claim.as_ref().is_none_or(|claim| choose::is_answered(claim, &candidates));
        let needs = (!is_answered).then(|| Needs::one(Need::Claim));
        Work { candidates, slots: Vec::with_capacity(taxes), charges: Vec::new(), needs, line }
    }

    /// Returns the law by which a tax is due on the line, and takes note where that is not known.
    pub(super) fn law(&mut self, tax: &'a Tax, declaration: &Declaration) -> Option<Law<'a>> {
        self.slots.push(Slot::NotDue);
        if tax.flow != declaration.flow {
            return None;
        }
        match choose::law(tax, &self.candidates, &self.line) {
            Ok(law) => law,
            Err(needs) => {
                let place = self.slots.len() - 1;
                self.lack(needs, place);
                None
            }
        }
    }

    /// Takes note of what is missing for a tax.
    pub(super) fn lack(&mut self, needs: Needs, place: usize) {
        self.slots[place] = Slot::Unknown;
        self.needs = Some(match self.needs.take() {
            Some(known) => known.and(needs),
            None => needs,
        });
    }

    /// Returns one part of what a tax is taken of.
    pub(super) fn term(&self, term: &BaseTerm, taxes: &[Tax]) -> Result<Exact, Needs> {
        match term {
            BaseTerm::Customs => self.line.value(&Value::Customs),
            BaseTerm::Fob => self.line.value(&Value::Fob),
            BaseTerm::Freight => self.line.value(&Value::Freight),
            BaseTerm::Insurance => self.line.value(&Value::Insurance),
            BaseTerm::Retail => self.line.value(&Value::Retail),
            BaseTerm::Tax(code) => {
                let place = taxes.iter().position(|tax| tax.code == *code);
                match place.and_then(|place| self.slots.get(place)) {
                    Some(Slot::Due(amount)) => Ok(Exact::decimal(amount.minor, amount.currency.exponent())?),
                    Some(Slot::NotDue) => Ok(Exact::ZERO),
                    // The order of the taxes puts what a tax is taken of before it. Other lines that bear a tax with this one lack the same.
                    Some(Slot::Unknown) | None => Err(self.needs.clone().unwrap_or_else(Needs::told_before)),
                }
            }
        }
    }
}

/// Lets lines bear what a step made due.
pub(super) fn bear<'a>(works: &mut [Work<'a, '_>], number: usize, step: &Step<'a>, place: usize) {
    for (line, amount) in step.lines.iter().zip(&step.shares) {
        let work = &mut works[*line];
        work.slots[place] = Slot::Due(*amount);
        work.charges.push(Charge { tax: step.tax, law: step.law, amount: *amount, step: number });
    }
}

/// Adds up what is due, line by line.
pub(super) fn finish<'a>(book: &Book<'a>, works: Vec<Work<'a, '_>>, steps: Vec<Step<'a>>) -> Computation<'a> {
    let nothing = Money::new(0, book.system.currency());
    let mut total = Some(nothing);
    let mut lines = Vec::with_capacity(works.len());
    for work in works {
        let controls = controls(&work);
        let due = due(nothing, work.needs, work.line.value(&Value::Customs), work.charges);
        total = match (&due, total) {
            (Ok(due), Some(total)) => total.checked_add(due.total).ok(),
            _ => None,
        };
        lines.push(LineComputation { due, valued: work.line.valued, controls });
    }
    Computation { lines, steps, total }
}

fn due<'a>(
    nothing: Money,
    needs: Option<Needs>,
    value: Result<Exact, Needs>,
    charges: Vec<Charge<'a>>,
) -> Result<Due<'a>, Needs> {
    let sum =
        || charges.iter().try_fold(nothing, |sum, charge| sum.checked_add(charge.amount)).map_err(|_| Needs::from(Overflow));
    let customs_value = match needs {
        Some(needs) => return Err(value.map_or_else(|more| needs.clone().and(more), |_| needs.clone())),
        None => value?,
    };
    Ok(Due { customs_value, total: sum()?, charges })
}

fn controls<'a>(work: &Work<'a, '_>) -> Vec<Control<'a>> {
    let measures = work.candidates.iter().map(|candidate| candidate.measure);
    let is_control =
        |measure: &&'a Measure| matches!(measure.kind, Kind::Restriction | Kind::Prohibition | Kind::SupplementaryUnit);
    let told = |measure: &'a Measure| Control { measure, holds: work.line.holds(&measure.condition) };
    measures.filter(is_control).map(told).collect()
}
