//! What one test comes to: it holds, it does not, or what is missing.

use vocabulary::HsCode;

use super::{
    check::Ground,
    figure::{Answer, Answers, Figure, Question},
    key::Key,
    rule::{Clause, Formula, Level, Test},
    scheme::{Scheme, ToleranceOf},
    truth::Truth,
};
use crate::exact::{Exact, Overflow};

/// Why a test held or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because<'a> {
    /// The trader said so.
    Said {
        /// The statement.
        statement: &'a Key,
        /// Whether it is true.
        holds: bool,
    },
    /// No material from outside shares the code of the goods.
    Changed(Level),
    /// Some do, within the tolerance or beyond it.
    Kept {
        /// Down to this level.
        level: Level,
        /// Their share and the most that is forgiven; nothing where nothing is.
        share: Option<Share>,
        /// The article of the tolerance.
        tolerance: Option<&'a Key>,
    },
    /// The regional value is so much.
    RegionalValue {
        /// How it was worked out.
        formula: Formula,
        /// Found, and the least that is wanted.
        share: Share,
    },
    /// The materials from outside are worth so much of the price.
    ForeignValue(Share),
    /// They weigh so much of the goods.
    ForeignWeight(Share),
    /// The scheme gives such goods no preference.
    NoPreference,
}

/// A share in percent, beside the bound it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What was found, exactly.
    pub found: Exact,
    /// What is the least or the most.
    pub bound: Exact,
}

/// What one test came to.
pub(super) struct Finding<'a> {
    pub(super) clause: &'a Clause,
    pub(super) truth: Truth,
    because: Option<Because<'a>>,
    /// What would settle it and was not asked yet. Empty where it is open because the trader does not know.
    pub(super) asks: Vec<Question>,
    pub(super) find_out: Vec<Question>,
}

impl<'a> Finding<'a> {
    /// Returns it as a ground of the outcome, where it is settled.
    pub(super) fn ground(&self) -> Vec<Ground<'a>> {
        let article = &self.clause.article;
        self.because.iter().map(|because| Ground { article, because: because.clone() }).collect()
    }
}

/// Returns every question that a test may ask.
pub(super) fn asks(scheme: &Scheme, clause: &Clause, code: &HsCode) -> Vec<Question> {
    let figures = match &clause.test {
        Test::Said(statement) => return vec![Question::Statement(statement.clone())],
        Test::Change { of: level, except } => {
            let (level, except) = (*level, except.clone());
            let kept = Figure::Unchanged { level, except: except.clone() };
            match scheme.tolerance(code).map(|tolerance| tolerance.of) {
                None => vec![kept],
                Some(ToleranceOf::Value) => vec![kept, Figure::Price],
                Some(ToleranceOf::Weight) => vec![kept, Figure::UnchangedWeight { level, except }, Figure::Weight],
            }
        }
        Test::RegionalValue { formula, .. } => match formula {
            Formula::BuildDown => vec![Figure::Price, Figure::Foreign],
            Formula::BuildUp => vec![Figure::Price, Figure::Regional],
            Formula::NetCost => vec![Figure::NetCost, Figure::Foreign],
        },
        Test::ForeignValue { .. } => vec![Figure::Price, Figure::Foreign],
        Test::ForeignWeight { of, .. } => vec![Figure::ForeignWeight { of: of.clone() }, Figure::Weight],
    };
    figures.into_iter().map(Question::Figure).collect()
}

/// Finds what one test comes to.
pub(super) fn finding<'a>(scheme: &'a Scheme, clause: &'a Clause, code: &HsCode, answers: &Answers) -> Finding<'a> {
    let settled = |holds: bool, because| Finding {
        clause,
        truth: holds.into(),
        because: Some(because),
        asks: Vec::new(),
        find_out: Vec::new(),
    };
    let open =
        |asks: Vec<Question>, find_out: Vec<Question>| Finding { clause, truth: Truth::Open, because: None, asks, find_out };
    match (&clause.test, told(scheme, clause, code, answers)) {
        (Test::Said(statement), _) => {
            let question = || vec![Question::Statement(statement.clone())];
            match answers.said(statement) {
                Some(Answer::Yes) => settled(true, Because::Said { statement, holds: true }),
                Some(Answer::No) => settled(false, Because::Said { statement, holds: false }),
                Some(Answer::DontKnow) => open(Vec::new(), question()),
                None => open(question(), Vec::new()),
            }
        }
        (_, Ok((holds, because))) => settled(holds, because),
        (_, Err(Missing { asks, find_out })) if find_out.is_empty() => open(asks, find_out),
        // One sum that nobody knows is enough to leave a share open: the others are not worth asking.
        (_, Err(Missing { find_out, .. })) => open(Vec::new(), find_out),
    }
}

/// Sums that are not there: some to be asked, some that the trader did not know.
#[derive(Default)]
struct Missing {
    asks: Vec<Question>,
    find_out: Vec<Question>,
}

impl From<Overflow> for Missing {
    /// A sum that cannot be reckoned with settles nothing.
    fn from(_: Overflow) -> Missing {
        Missing::default()
    }
}

/// Returns some sums, or what of them is missing.
fn sums<const N: usize>(answers: &Answers, figures: [Figure; N]) -> Result<[Exact; N], Missing> {
    let mut missing = Missing::default();
    let values = figures.map(|figure| match answers.told(&figure) {
        Some(Some(value)) => Exact::whole(value),
        Some(None) => {
            missing.find_out.push(Question::Figure(figure));
            Exact::ZERO
        }
        None => {
            missing.asks.push(Question::Figure(figure));
            Exact::ZERO
        }
    });
    if missing.asks.is_empty() && missing.find_out.is_empty() { Ok(values) } else { Err(missing) }
}

/// Says what a test over sums comes to.
fn told<'a>(scheme: &'a Scheme, clause: &'a Clause, code: &HsCode, answers: &Answers) -> Result<(bool, Because<'a>), Missing> {
    match &clause.test {
        Test::Said(_) => Err(Missing::default()),
        Test::Change { of: level, except } => changed(scheme, *level, except, code, answers),
        Test::RegionalValue { formula, least } => {
            let (part, whole) = match formula {
                Formula::BuildDown | Formula::NetCost => {
                    let whole = if *formula == Formula::NetCost { Figure::NetCost } else { Figure::Price };
                    let [whole, foreign] = sums(answers, [whole, Figure::Foreign])?;
                    (whole.minus(foreign)?, whole)
                }
                Formula::BuildUp => {
                    let [whole, regional] = sums(answers, [Figure::Price, Figure::Regional])?;
                    (regional, whole)
                }
            };
            let share = Share::of(part, whole, *least)?;
            Ok((share.found >= share.bound, Because::RegionalValue { formula: *formula, share }))
        }
        Test::ForeignValue { most } => {
            let [whole, foreign] = sums(answers, [Figure::Price, Figure::Foreign])?;
            let share = Share::of(foreign, whole, *most)?;
            Ok((share.found <= share.bound, Because::ForeignValue(share)))
        }
        Test::ForeignWeight { most, of } => {
            let figure = Figure::ForeignWeight { of: of.clone() };
            if answers.told(&figure) == Some(Some(0)) {
                return Ok((true, Because::ForeignWeight(Share { found: Exact::ZERO, bound: *most })));
            }
            let [foreign, whole] = sums(answers, [figure, Figure::Weight])?;
            let share = Share::of(foreign, whole, *most)?;
            Ok((share.found <= share.bound, Because::ForeignWeight(share)))
        }
    }
}

/// Says whether the codes of all materials from outside differ enough, within the tolerance.
fn changed<'a>(
    scheme: &'a Scheme,
    level: Level,
    except: &[HsCode],
    code: &HsCode,
    answers: &Answers,
) -> Result<(bool, Because<'a>), Missing> {
    let [kept] = sums(answers, [Figure::Unchanged { level, except: except.to_vec() }])?;
    if kept.is_zero() {
        return Ok((true, Because::Changed(level)));
    }
    let Some(tolerance) = scheme.tolerance(code) else {
        return Ok((false, Because::Kept { level, share: None, tolerance: None }));
    };
    let (part, whole) = match tolerance.of {
        ToleranceOf::Value => {
            let [whole] = sums(answers, [Figure::Price])?;
            (kept, whole)
        }
        ToleranceOf::Weight => {
            let [part, whole] = sums(answers, [Figure::UnchangedWeight { level, except: except.to_vec() }, Figure::Weight])?;
            (part, whole)
        }
    };
    let share = Share::of(part, whole, tolerance.most)?;
    Ok((share.found <= share.bound, Because::Kept { level, share: Some(share), tolerance: Some(&tolerance.article) }))
}

impl Share {
    fn of(part: Exact, whole: Exact, bound: Exact) -> Result<Share, Overflow> {
        Ok(Share { found: part.times(Exact::HUNDRED)?.over(whole)?, bound })
    }
}
