//! Origin: whether goods were made in the countries of an agreement, by its own rules, so that its lower duty may be claimed. Row
//! DUTY-M8.
//!
//! A [`Scheme`] is an agreement as data; a [`ProductRule`] says what goods of some codes must meet. [`check`] answers from what the
//! trader has said so far: they qualify, they fail, or what has to be said next. The trader's list of materials becomes a few sums by
//! [`Bill::figures`], which a phone can work out by itself: the list never has to leave it.
//!
//! Source: World Customs Organization, Revised Kyoto Convention, specific annex K; the agreements.

mod bill;
mod check;
mod figure;
mod finding;
mod form;
mod key;
mod rule;
mod scheme;
mod truth;

pub use bill::{Bill, BillError, MATERIALS_MAX, Material};
pub use check::{Asked, Ground, Outcome, check, figures_wanted, questions};
pub use figure::{Answer, Answers, Figure, FigureError, FigureValueError, Question, QuestionError};
pub use finding::{Because, Share};
pub use key::{Key, KeyError, SchemeCode, SchemeCodeError};
pub use rule::{Clause, Formula, Level, Obtained, ProductRule, Rule, Test, product_rule};
pub use scheme::{Article, Cumulation, CumulationKind, Proof, ProofFee, Scheme, SchemeError, Statement, Tolerance, ToleranceOf};
