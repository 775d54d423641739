//! What has to be known before an amount can be, as it is asked for.

use async_graphql::{Enum, SimpleObject};
use duty::fact::{Need, Needs};
use vocabulary::{Language, scalar::Day};

use crate::platform::message;

/// Something that has to be known before an amount can be: never a guess instead of it. Row DUTY-N3.
#[derive(SimpleObject)]
pub struct DutyNeed {
    /// What kind of thing it is.
    kind: DutyNeedKind,
    /// A sentence for the trader that says what to do.
    message: String,
    /// The value that is missing: `customs-value`, `freight`, `part:the case`.
    value: Option<String>,
    /// The unit of the quantity that is missing, by its code.
    unit: Option<String>,
    /// What the quantity is of, where it is not of the goods as such.
    of: Option<String>,
    /// The currency without a rate of exchange.
    currency: Option<String>,
    /// The day it is needed on.
    day: Option<Day>,
    /// The statement to say yes or no to, word for word.
    statement: Option<String>,
    /// The additional codes to choose one of.
    additional_codes: Vec<String>,
    /// The quota that is not open, or has not enough left.
    quota: Option<String>,
    /// The tax it is about.
    tax: Option<String>,
    /// The measures it is about.
    measures: Vec<String>,
}

/// What kind of thing is missing.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DutyNeedKind {
    /// A value of the goods.
    Value,
    /// A quantity of the goods.
    Quantity,
    /// A quantity above zero.
    QuantityAboveZero,
    /// A published rate of exchange that holds on the day.
    ExchangeRate,
    /// A yes or no.
    Statement,
    /// An additional code.
    AdditionalCode,
    /// A quota that is open, with enough left.
    OpenQuota,
    /// A rate that can be read: the office has to be asked.
    ReadableRate,
    /// A rate on the line: none is published.
    Rate,
    /// One rate: several hold, and none is closer to the goods.
    OneRate,
    /// A claim that can be made on these goods.
    Claim,
    /// A rate for this figure: the bands do not reach so far.
    Band,
    /// Amounts that can be held.
    SmallerAmounts,
}

/// Shows what is missing.
pub fn shown(needs: &Needs, language: Language) -> Vec<DutyNeed> {
    needs.list().iter().map(|need| need_shown(need, language)).collect()
}

/// Asks for what is missing, in a sentence.
pub fn sentence(need: &Need, language: Language) -> String {
    need_shown(need, language).message
}

fn need_shown(need: &Need, language: Language) -> DutyNeed {
    let empty = |kind: DutyNeedKind| DutyNeed {
        kind,
        message: String::new(),
        value: None,
        unit: None,
        of: None,
        currency: None,
        day: None,
        statement: None,
        additional_codes: Vec::new(),
        quota: None,
        tax: None,
        measures: Vec::new(),
    };
    let (code, fact, shown) = match need {
        Need::Value(value) => {
            let name = value.to_string();
            let shown = DutyNeed { value: Some(name.clone()), ..empty(DutyNeedKind::Value) };
            ("NEED_VALUE", name, shown)
        }
        Need::Quantity(measured) | Need::QuantityAboveZero(measured) => {
            let is_zero = matches!(need, Need::QuantityAboveZero(_));
            let kind = if is_zero { DutyNeedKind::QuantityAboveZero } else { DutyNeedKind::Quantity };
            let (unit, of) = (Some(measured.unit.to_string()), measured.of.as_ref().map(ToString::to_string));
            let code = if is_zero { "NEED_QUANTITY_ABOVE_ZERO" } else { "NEED_QUANTITY" };
            (code, measured.to_string(), DutyNeed { unit, of, ..empty(kind) })
        }
        Need::Exchange { currency, day } => {
            let name = currency.to_string();
            let shown = DutyNeed { currency: Some(name.clone()), day: Some(Day(*day)), ..empty(DutyNeedKind::ExchangeRate) };
            ("NEED_EXCHANGE_RATE", name, shown)
        }
        Need::Statement(statement) => {
            let text = statement.to_string();
            ("NEED_STATEMENT", text.clone(), DutyNeed { statement: Some(text), ..empty(DutyNeedKind::Statement) })
        }
        Need::AdditionalCode(codes) => {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            let listed = codes.join(", ");
            ("NEED_ADDITIONAL_CODE", listed, DutyNeed { additional_codes: codes, ..empty(DutyNeedKind::AdditionalCode) })
        }
        Need::OpenQuota(order) => {
            let name = order.to_string();
            ("NEED_OPEN_QUOTA", name.clone(), DutyNeed { quota: Some(name), ..empty(DutyNeedKind::OpenQuota) })
        }
        Need::ReadableRate { measure, text, .. } => {
            let shown = DutyNeed { measures: vec![measure.to_string()], ..empty(DutyNeedKind::ReadableRate) };
            ("NEED_READABLE_RATE", text.clone(), shown)
        }
        Need::Measure(tax) => {
            let name = tax.to_string();
            ("NEED_RATE", name.clone(), DutyNeed { tax: Some(name), ..empty(DutyNeedKind::Rate) })
        }
        Need::OneMeasure { tax, measures } => {
            let measures: Vec<String> = measures.iter().map(ToString::to_string).collect();
            let (listed, tax) = (measures.join(", "), Some(tax.to_string()));
            ("NEED_ONE_RATE", listed, DutyNeed { tax, measures, ..empty(DutyNeedKind::OneRate) })
        }
        Need::Claim => ("NEED_CLAIM", String::new(), empty(DutyNeedKind::Claim)),
        Need::NoBand { figure } => ("NEED_BAND", figure.to_string(), empty(DutyNeedKind::Band)),
        Need::SmallerAmounts | Need::Unrecorded => ("NEED_SMALLER_AMOUNTS", String::new(), empty(DutyNeedKind::SmallerAmounts)),
    };
    let message = message::render(language, code, &[("value", fact)]).unwrap_or_else(|| code.to_owned());
    DutyNeed { message, ..shown }
}
