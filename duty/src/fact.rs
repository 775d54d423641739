//! What a calculation reads, what it read, and what it lacks. Row DUTY-N3.

use vocabulary::{Currency, Date};

use crate::{
    condition::Condition,
    exact::{Exact, Overflow},
    name::{AdditionalCode, MeasureId, OrderNumber, Statement, TaxCode},
    rate::{Measured, Value},
};

/// Where a calculation reads from: a declaration, or a trace of an earlier calculation.
pub trait Source {
    /// Returns a value, in major units of the currency of the territory.
    ///
    /// # Errors
    /// Returns what is missing.
    fn value(&self, value: &Value) -> Result<Exact, Needs>;

    /// Returns a quantity, in the unit that is asked for.
    ///
    /// # Errors
    /// Returns what is missing.
    fn quantity(&self, measured: &Measured) -> Result<Exact, Needs>;

    /// Returns what one major unit of a currency is in that of the territory.
    ///
    /// # Errors
    /// Returns what is missing.
    fn exchange(&self, currency: Currency) -> Result<Exact, Needs>;

    /// Says whether a condition holds.
    ///
    /// # Errors
    /// Returns what has to be known to tell.
    fn holds(&self, condition: &Condition) -> Result<bool, Needs>;
}

/// A calculation at work: what it reads from, and what it has read.
pub struct Evaluation<'a> {
    source: &'a dyn Source,
    /// What was read, in the order it was first read.
    pub used: Vec<Used>,
}

/// A fact that a calculation used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Used {
    /// A value, in major units of the currency of the territory.
    Value(Value, Exact),
    /// A quantity.
    Quantity(Measured, Exact),
    /// What one unit of a currency is.
    Exchange(Currency, Exact),
    /// Whether a condition held.
    Condition(Condition, bool),
}

/// Something that has to be known before an amount can be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A value of the goods.
    Value(Value),
    /// A quantity of the goods.
    Quantity(Measured),
    /// Another quantity than zero, because a value is divided by it.
    QuantityAboveZero(Measured),
    /// A published rate of exchange in force on a day.
    Exchange {
        /// Of which currency.
        currency: Currency,
        /// On which day.
        day: Date,
    },
    /// Whether something is so, in the words of the source.
    Statement(Statement),
    /// Which of these additional codes the goods are of.
    AdditionalCode(Vec<AdditionalCode>),
    /// A quota that is open, with enough left: this one is not, or nothing is known of it.
    OpenQuota(OrderNumber),
    /// A rate that can be read: this one cannot.
    ReadableRate {
        /// Of which measure.
        measure: MeasureId,
        /// The text.
        text: String,
        /// Why it cannot.
        reason: String,
    },
    /// A measure of this tax on the line: none is published.
    Measure(TaxCode),
    /// One measure of this tax: several hold, and none is closer to the goods.
    OneMeasure {
        /// Of which tax.
        tax: TaxCode,
        /// Those that hold.
        measures: Vec<MeasureId>,
    },
    /// A claim that can be made: what was claimed is not on the line.
    Claim,
    /// A band for this figure.
    NoBand {
        /// The figure.
        figure: Exact,
    },
    /// Amounts within what can be held.
    SmallerAmounts,
    /// A fact that the trace of an earlier calculation should hold, and does not.
    Unrecorded,
}

impl Need {
    /// What asks for what is missing, each by the code of its message, and by the value that it speaks of where that has words of its own.
    pub const ASKED: [(&str, Option<&str>); 18] = [
        ("NEED_VALUE", Some("customs-value")),
        ("NEED_VALUE", Some("fob-value")),
        ("NEED_VALUE", Some("freight")),
        ("NEED_VALUE", Some("insurance")),
        ("NEED_VALUE", Some("retail-price")),
        ("NEED_VALUE", None),
        ("NEED_QUANTITY", None),
        ("NEED_QUANTITY_ABOVE_ZERO", None),
        ("NEED_EXCHANGE_RATE", None),
        ("NEED_STATEMENT", None),
        ("NEED_ADDITIONAL_CODE", None),
        ("NEED_OPEN_QUOTA", None),
        ("NEED_READABLE_RATE", None),
        ("NEED_RATE", None),
        ("NEED_ONE_RATE", None),
        ("NEED_CLAIM", None),
        ("NEED_BAND", None),
        ("NEED_SMALLER_AMOUNTS", None),
    ];

    /// Returns the code of the message that asks for it, and what the message speaks of.
    pub fn asked(&self) -> (&'static str, String) {
        let listed = |names: Vec<String>| names.join(", ");
        match self {
            Need::Value(value) => ("NEED_VALUE", value.to_string()),
            Need::Quantity(measured) => ("NEED_QUANTITY", measured.to_string()),
            Need::QuantityAboveZero(measured) => ("NEED_QUANTITY_ABOVE_ZERO", measured.to_string()),
            Need::Exchange { currency, .. } => ("NEED_EXCHANGE_RATE", currency.to_string()),
            Need::Statement(statement) => ("NEED_STATEMENT", statement.to_string()),
            Need::AdditionalCode(codes) => ("NEED_ADDITIONAL_CODE", listed(codes.iter().map(ToString::to_string).collect())),
            Need::OpenQuota(order) => ("NEED_OPEN_QUOTA", order.to_string()),
            Need::ReadableRate { text, .. } => ("NEED_READABLE_RATE", text.clone()),
            Need::Measure(tax) => ("NEED_RATE", tax.to_string()),
            Need::OneMeasure { measures, .. } => ("NEED_ONE_RATE", listed(measures.iter().map(ToString::to_string).collect())),
            Need::Claim => ("NEED_CLAIM", String::new()),
            Need::NoBand { figure } => ("NEED_BAND", figure.to_string()),
            Need::SmallerAmounts | Need::Unrecorded => ("NEED_SMALLER_AMOUNTS", String::new()),
        }
    }
}

/// All that is missing, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs(Vec<Need>);

impl Needs {
    /// Makes a list of nothing: what is missing is told where it is missed first.
    pub fn told_before() -> Needs {
        Needs(Vec::new())
    }

    /// Makes a list of one.
    pub fn one(need: Need) -> Needs {
        Needs(vec![need])
    }

    /// Adds those of another list.
    #[must_use]
    pub fn and(mut self, other: Needs) -> Needs {
        for need in other.0 {
            self.add(need);
        }
        self
    }

    fn add(&mut self, need: Need) {
        if let Need::AdditionalCode(codes) = &need
            && let Some(Need::AdditionalCode(own)) = self.0.iter_mut().find(|own| asks_for_same_type(own, codes))
        {
            own.extend(codes.iter().filter(|code| !own.contains(code)).cloned().collect::<Vec<_>>());
        } else if !self.0.contains(&need) {
            self.0.push(need);
        }
    }

    /// Returns them.
    pub fn list(&self) -> &[Need] {
        &self.0
    }
}

fn asks_for_same_type(need: &Need, codes: &[AdditionalCode]) -> bool {
    let of_type = |codes: &[AdditionalCode]| codes.first().and_then(|code| code.as_str().chars().next());
    matches!(need, Need::AdditionalCode(own) if of_type(own) == of_type(codes))
}

impl From<Overflow> for Needs {
    fn from(_: Overflow) -> Needs {
        Needs::one(Need::SmallerAmounts)
    }
}

/// Joins two results, or all that both of them lack.
///
/// # Errors
/// Returns what either lacks, and what joining them lacks.
pub fn both<A, B, C>(
    one: Result<A, Needs>,
    other: Result<B, Needs>,
    join: impl FnOnce(A, B) -> Result<C, Needs>,
) -> Result<C, Needs> {
    match (one, other) {
        (Ok(one), Ok(other)) => join(one, other),
        (Err(needs), Ok(_)) | (Ok(_), Err(needs)) => Err(needs),
        (Err(needs), Err(more)) => Err(needs.and(more)),
    }
}

/// Adds up parts, or returns all that any of them lacks.
///
/// # Errors
/// Returns what is missing.
pub fn sum(parts: impl IntoIterator<Item = Result<Exact, Needs>>) -> Result<Exact, Needs> {
    let mut sum = Ok(Exact::ZERO);
    for part in parts {
        sum = both(sum, part, |sum, part| Ok(sum.plus(part)?));
    }
    sum
}

impl<'a> Evaluation<'a> {
    /// Begins to calculate.
    pub fn new(source: &'a dyn Source) -> Evaluation<'a> {
        Evaluation { source, used: Vec::new() }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// Returns what is missing.
    pub fn value(&mut self, value: &Value) -> Result<Exact, Needs> {
        let amount = self.source.value(value)?;
        self.note(Used::Value(value.clone(), amount));
        Ok(amount)
    }

    /// Reads a quantity.
    ///
    /// # Errors
    /// Returns what is missing.
    pub fn quantity(&mut self, measured: &Measured) -> Result<Exact, Needs> {
        let quantity = self.source.quantity(measured)?;
        self.note(Used::Quantity(measured.clone(), quantity));
        Ok(quantity)
    }

    /// Returns an amount of another currency in that of the territory.
    ///
    /// # Errors
    /// Returns what is missing.
    pub fn exchanged(&mut self, amount: Exact, currency: Currency) -> Result<Exact, Needs> {
        let rate = self.source.exchange(currency)?;
        self.note(Used::Exchange(currency, rate));
        Ok(amount.times(rate)?)
    }

    /// Says whether a condition holds.
    ///
    /// # Errors
    /// Returns what has to be known to tell.
    pub fn holds(&mut self, condition: &Condition) -> Result<bool, Needs> {
        let holds = self.source.holds(condition)?;
        self.note(Used::Condition(condition.clone(), holds));
        Ok(holds)
    }

    fn note(&mut self, used: Used) {
        if !self.used.contains(&used) {
            self.used.push(used);
        }
    }
}

/// What an earlier calculation used, to calculate again from.
pub struct Recorded<'a>(pub &'a [Used]);

impl Recorded<'_> {
    fn find<T>(&self, of: impl Fn(&Used) -> Option<T>) -> Result<T, Needs> {
        self.0.iter().find_map(of).ok_or_else(|| Needs::one(Need::Unrecorded))
    }
}

impl Source for Recorded<'_> {
    fn value(&self, value: &Value) -> Result<Exact, Needs> {
        self.find(|used| match used {
            Used::Value(own, amount) if own == value => Some(*amount),
            _ => None,
        })
    }

    fn quantity(&self, measured: &Measured) -> Result<Exact, Needs> {
        self.find(|used| match used {
            Used::Quantity(own, quantity) if own == measured => Some(*quantity),
            _ => None,
        })
    }

    fn exchange(&self, currency: Currency) -> Result<Exact, Needs> {
        self.find(|used| match used {
            Used::Exchange(own, rate) if *own == currency => Some(*rate),
            _ => None,
        })
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Needs> {
        self.find(|used| match used {
            Used::Condition(own, holds) if own == condition => Some(*holds),
            _ => None,
        })
    }
}
