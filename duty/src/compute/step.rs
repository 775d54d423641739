//! One step: a tax on a line, or on lines that bear one amount together.

use vocabulary::Money;

use super::{Step, work::Work};
use crate::{
    book::Book,
    choose::Law,
    condition::Condition,
    exact::Exact,
    fact::{Evaluation, Need, Needs, Source, Used, both, sum},
    line::Line,
    measure::Printed,
    rate::{Measured, Rate, Value},
    share::share,
    tax::{BaseTerm, Level, Tax},
};

/// Lines that bear one amount together.
struct Together<'a, 'd, 'w> {
    works: &'w [Work<'a, 'd>],
    lines: &'w [usize],
    base: Result<Exact, Needs>,
}

/// Puts together the lines that bear one amount: each line alone, or those under one law.
pub(super) fn groups(tax: &Tax, laws: &[Option<Law<'_>>]) -> Vec<Vec<usize>> {
    let due = laws.iter().enumerate().filter_map(|(line, law)| law.as_ref().map(|law| (line, law)));
    if tax.level == Level::Line {
        return due.map(|(line, _)| vec![line]).collect();
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (line, law) in due {
        match groups.iter_mut().find(|group| laws[group[0]].as_ref() == Some(law)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups
}

/// Works out one tax on some lines together; gives the lines back with what is missing.
pub(super) fn step<'a>(
    book: &Book<'a>,
    taxes: &[Tax],
    works: &[Work<'a, '_>],
    tax: &'a Tax,
    law: Law<'a>,
    lines: Vec<usize>,
) -> Result<Step<'a>, (Vec<usize>, Needs)> {
    let work_out = || {
        let rate = readable(law)?;
        let mut base = Vec::with_capacity(tax.base.len());
        let mut whole = Ok(Exact::ZERO);
        for term in &tax.base {
            let amount = sum(lines.iter().map(|line| works[*line].term(term, taxes)));
            if let Ok(amount) = amount {
                base.push((term.clone(), amount));
            }
            whole = both(whole, amount, |whole, amount| Ok(whole.plus(amount)?));
        }
        let together = Together { works, lines: &lines, base: whole };
        let mut evaluation = Evaluation::new(&together);
        let unrounded = rate.amount(&mut evaluation)?;
        let used = evaluation.used;
        let amount = tax.rounding.round(unrounded, book.system.currency())?;
        let weights = weights(tax, works, taxes, &lines)?;
        let shares = share(amount, &weights)?;
        Ok(Worked { base, used, unrounded, amount, weights, shares })
    };
    match work_out() {
        Ok(Worked { base, used, unrounded, amount, weights, shares }) => {
            Ok(Step { tax, law, lines, base, used, unrounded, amount, weights, shares })
        }
        Err(needs) => Err((lines, needs)),
    }
}

/// What comes of working out a step.
struct Worked {
    base: Vec<(BaseTerm, Exact)>,
    used: Vec<Used>,
    unrounded: Exact,
    amount: Money,
    weights: Vec<Exact>,
    shares: Vec<Money>,
}

fn readable(law: Law<'_>) -> Result<&Rate, Needs> {
    let unreadable = |printed: &Printed, measure: &str, reason: &str| {
        let measure = measure.parse().map_err(|_| Needs::one(Need::Unrecorded));
        measure
            .map(|measure| Needs::one(Need::ReadableRate { measure, text: printed.text.to_string(), reason: reason.to_owned() }))
    };
    let (printed, name) = match law {
        Law::Measure(measure) => (measure.rate.as_ref(), measure.id.as_str()),
        Law::General(general) => (Some(&general.rate), general.source_act.as_ref()),
    };
    // Only measures that money is due under are chosen, and they have a rate.
    let printed = printed.ok_or_else(|| Needs::one(Need::Unrecorded))?;
    printed.rate.as_deref().map_err(|reason| unreadable(printed, name, reason).unwrap_or_else(|needs| needs))
}

/// Returns how much each line weighs in an amount on several of them: its part of the base. A line alone is not weighed.
fn weights(tax: &Tax, works: &[Work<'_, '_>], taxes: &[Tax], lines: &[usize]) -> Result<Vec<Exact>, Needs> {
    if lines.len() == 1 {
        return Ok(Vec::new());
    }
    let of_line = |line: &usize| sum(tax.base.iter().map(|term| works[*line].term(term, taxes)));
    lines.iter().map(of_line).collect()
}

impl<'a, 'd> Together<'a, 'd, '_> {
    fn each(&self) -> impl Iterator<Item = &Line<'a, 'd>> {
        self.lines.iter().map(|line| &self.works[*line].line)
    }
}

impl Source for Together<'_, '_, '_> {
    fn value(&self, value: &Value) -> Result<Exact, Needs> {
        match value {
            Value::Base => self.base.clone(),
            value => sum(self.each().map(|line| line.value(value))),
        }
    }

    fn quantity(&self, measured: &Measured) -> Result<Exact, Needs> {
        sum(self.each().map(|line| line.quantity(measured)))
    }

    fn exchange(&self, currency: vocabulary::Currency) -> Result<Exact, Needs> {
        // Lines of one declaration are exchanged alike.
        self.each().next().map_or_else(|| Err(Needs::one(Need::Unrecorded)), |line| line.exchange(currency))
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Needs> {
        let mut all = Ok(true);
        for line in self.each() {
            all = both(all, line.holds(condition), |all, holds| Ok(all && holds));
        }
        all
    }
}
