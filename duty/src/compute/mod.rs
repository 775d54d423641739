//! What is due on a consignment: tax after tax, each on what the law takes it of, with every step shown. Rows DUTY-M1, M3, N1, N3.

mod step;
mod work;

use vocabulary::Money;

use self::work::{Work, bear, finish};
use crate::{
    book::Book,
    choose::{self, Law},
    exact::Exact,
    fact::{Needs, Used},
    goods::Declaration,
    line::{Line, Valued},
    measure::Measure,
    tax::{BaseTerm, Tax},
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
        works.push(Work::begin(line, candidates, taxes.len()));
    }
    let mut steps: Vec<Step<'a>> = Vec::with_capacity(works.len() * taxes.len());
    for (place, tax) in taxes.iter().enumerate() {
        let laws: Vec<Option<Law<'a>>> = works.iter_mut().map(|work| work.law(tax, declaration)).collect();
        for lines in step::groups(tax, &laws) {
            let Some(law) = lines.first().and_then(|first| laws[*first]) else { continue };
            match step::step(book, taxes, &works, tax, law, lines) {
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
