//! What is due on a consignment: tax after tax, each on what the law takes it of, with every step shown. Rows DUTY-M1, M3, N1, N3.

use vocabulary::Money;

use crate::{
    book::Book,
    choose::{self, Candidate, Law},
    condition::Condition,
    exact::{Exact, Overflow},
    fact::{Evaluation, Need, Needs, Source, Used, both, sum},
    goods::Declaration,
    line::{Line, Valued},
    measure::{Kind, Measure, Printed},
    rate::{Measured, Rate, Value},
    share::share,
    tax::{BaseTerm, Level, Tax},
};

/// What is due on a consignment, or what has to be known first.
#[derive(Clone, Debug)]
pub struct Computation<'a> {
    /// Line by line, as declared.
    pub lines: Vec<LineComputation<'a>>,
    /// Every step, in order.
    pub steps: Vec<Step<'a>>,
    /// All that is due; nothing where anything is missing on any line.
    pub total: Option<Money>,
}

/// What is due on one line.
#[derive(Clone, Debug)]
pub struct LineComputation<'a> {
    /// What is due, or everything that is missing.
    pub due: Result<Due<'a>, Needs>,
    /// Where the customs value comes from.
    pub valued: Vec<Valued<'a>>,
    /// Restrictions and prohibitions on the line.
    pub controls: Vec<Control<'a>>,
}

/// What is due on one line.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// The customs value, in major units of the currency of the territory, unrounded.
    pub customs_value: Exact,
    /// Tax by tax, in the order they are worked out.
    pub charges: Vec<Charge<'a>>,
    /// All of them together.
    pub total: Money,
}

/// One tax on one line.
#[derive(Clone, Debug)]
pub struct Charge<'a> {
    /// The tax.
    pub tax: &'a Tax,
    /// The law it is due under.
    pub law: Law<'a>,
    /// How much is due; of an amount on the whole declaration the part of this line.
    pub amount: Money,
    /// The place of its step.
    pub step: usize,
}

/// A restriction or prohibition on a line.
#[derive(Clone, Debug)]
pub struct Control<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Whether its condition holds; or what has to be known to tell.
    pub holds: Result<bool, Needs>,
}

/// One step: a tax on a line, or on the lines of a declaration together.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The tax.
    pub tax: &'a Tax,
    /// The law it is due under.
    pub law: Law<'a>,
    /// The lines it is due on, by their places.
    pub lines: Vec<usize>,
    /// What it is taken of: term by term, the lines together.
    pub base: Vec<(BaseTerm, Exact)>,
    /// Every fact that was used.
    pub used: Vec<Used>,
    /// The amount before it was rounded, in major units.
    pub unrounded: Exact,
    /// The amount, rounded.
    pub amount: Money,
    /// How much each line weighs in it: its part of the base. Nothing where it is on one line alone.
    pub weights: Vec<Exact>,
    /// What each line bears of it.
    pub shares: Vec<Money>,
}

/// How a tax stands on a line while others are worked out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    NotDue,
    Due(Money),
    Unknown,
}

/// A line at work.
struct Work<'a, 'd> {
    line: Line<'a, 'd>,
    candidates: Vec<Candidate<'a>>,
    slots: Vec<Slot>,
    charges: Vec<Charge<'a>>,
    needs: Option<Needs>,
}

/// Lines that bear one amount together.
struct Together<'a, 'd, 'w> {
    works: &'w [Work<'a, 'd>],
    lines: &'w [usize],
    base: Result<Exact, Needs>,
}

/// Works out what is due on a consignment.
///
/// Where anything is missing on a line, that line has no amounts at all, and the whole has no total: never a number that is a guess.
pub fn compute<'a>(book: &Book<'a>, declaration: &Declaration) -> Computation<'a> {
    compute_with(book, declaration, false)
}

/// Works it out as if every document that is asked for were at hand, where `with_documents` says so.
pub(crate) fn compute_with<'a>(book: &Book<'a>, declaration: &Declaration, with_documents: bool) -> Computation<'a> {
    let taxes = book.system.taxes();
    let mut works: Vec<Work<'a, '_>> = Vec::with_capacity(declaration.lines.len());
    for goods in &declaration.lines {
        let line = Line::new(book, declaration, goods, with_documents);
        let candidates = choose::candidates(book.measures, book.areas, declaration, &line);
        let mut work = Work { candidates, slots: Vec::with_capacity(taxes.len()), charges: Vec::new(), needs: None, line };
        work.check_claim();
        works.push(work);
    }
    let mut steps: Vec<Step<'a>> = Vec::with_capacity(works.len() * taxes.len());
    for (place, tax) in taxes.iter().enumerate() {
        let laws: Vec<Option<Law<'a>>> = works.iter_mut().map(|work| work.law(tax, declaration)).collect();
        for lines in groups(tax, &laws) {
            let Some(law) = lines.first().and_then(|first| laws[*first]) else { continue };
            match step(book, taxes, &works, tax, law, lines) {
                Ok(step) => {
                    bear(&mut works, steps.len(), &step, place);
                    steps.push(step);
                }
                Err((lines, needs)) => lines.iter().for_each(|line| works[*line].lack(needs.clone(), place)),
            }
        }
    }
    finish(book, works, steps)
}

impl<'a> Work<'a, '_> {
    /// Refuses a claim that nothing on the line answers.
    fn check_claim(&mut self) {
        let claim = self.line.goods.claim.as_ref();
        if claim.is_some_and(|claim| !choose::is_answered(claim, &self.candidates)) {
            self.needs = Some(Needs::one(Need::Claim));
        }
    }

    /// Returns the law by which a tax is due on the line, and takes note where that is not known.
    fn law(&mut self, tax: &'a Tax, declaration: &Declaration) -> Option<Law<'a>> {
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

    fn lack(&mut self, needs: Needs, place: usize) {
        self.slots[place] = Slot::Unknown;
        self.needs = Some(match self.needs.take() {
            Some(known) => known.and(needs),
            None => needs,
        });
    }

    /// Returns one part of what a tax is taken of.
    fn term(&self, term: &BaseTerm, taxes: &[Tax]) -> Result<Exact, Needs> {
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

/// Puts together the lines that bear one amount: each line alone, or those under one law.
fn groups(tax: &Tax, laws: &[Option<Law<'_>>]) -> Vec<Vec<usize>> {
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
fn step<'a>(
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

/// Lets lines bear what a step made due.
fn bear<'a>(works: &mut [Work<'a, '_>], number: usize, step: &Step<'a>, place: usize) {
    for (line, amount) in step.lines.iter().zip(&step.shares) {
        let work = &mut works[*line];
        work.slots[place] = Slot::Due(*amount);
        work.charges.push(Charge { tax: step.tax, law: step.law, amount: *amount, step: number });
    }
}

fn finish<'a>(book: &Book<'a>, works: Vec<Work<'a, '_>>, steps: Vec<Step<'a>>) -> Computation<'a> {
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
