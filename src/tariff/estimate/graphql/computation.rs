//! What is due, as it is shown.

use async_graphql::SimpleObject;
use duty::{
    Computation,
    compute::{Control, Due, LineComputation},
    facts,
    goods::Declaration,
    measure::Kind,
    tax::Level,
};
use vocabulary::{
    Currency, HsCode, Language, Texts,
    scalar::{Day, Instant},
};

use super::{
    need::{self, DutyNeed},
    scalar::shown,
    step::{DutyStep, steps},
};
use crate::{
    platform::money::decimal,
    tariff::{
        GoodsMeasureType,
        book::OwnedBook,
        estimate::{
            rules::Rules,
            unusual::{Unusual, unusual},
        },
    },
};

/// What duties, taxes and levies goods will cost. Unbinding: an assessment is made by customs only.
#[derive(SimpleObject)]
pub struct DutyComputation {
    /// The day whose rules and rates of exchange it stands on.
    as_of: Day,
    /// What was known at this instant.
    known_at: Instant,
    /// The currency of all amounts.
    currency: Currency,
    /// All that is due; null where anything is missing on any line.
    total: Option<String>,
    /// Line by line, as declared.
    lines: Vec<DutyLine>,
    /// Every step, in order: enough to work each out again.
    steps: Vec<DutyStep>,
}

/// What is due on one line.
#[derive(SimpleObject)]
pub struct DutyLine {
    /// The code it is declared under.
    code: HsCode,
    /// The customs value in the currency of the territory; null where it is not known.
    customs_value: Option<String>,
    /// All that is due on it; null where anything is missing.
    total: Option<String>,
    /// Tax by tax, in the order they are worked out; none where anything is missing.
    charges: Vec<DutyCharge>,
    /// Everything that is missing.
    needs: Vec<DutyNeed>,
    /// Restrictions and prohibitions, and further units to declare.
    controls: Vec<DutyControl>,
    /// Values per unit that are far from the usual ones. A warning for the trader; nothing is decided by it.
    unusual_values: Vec<UnusualValue>,
}

/// One tax on one line.
#[derive(SimpleObject)]
pub struct DutyCharge {
    /// The tax, by its code (`duty`, `vat`).
    tax: String,
    /// What it is called.
    name: String,
    /// How much is due.
    amount: String,
    /// The rate in the words of its source.
    rate: String,
    /// What kind of measure it is due under; null for what holds for all goods.
    #[graphql(name = "type")]
    kind: Option<GoodsMeasureType>,
    /// The act it comes from.
    source_act: String,
    /// Whether it is the part this line bears of an amount on the whole declaration.
    is_share: bool,
}

/// A restriction or prohibition on a line, or a further unit to declare.
#[derive(SimpleObject)]
pub struct DutyControl {
    /// What it is.
    #[graphql(name = "type")]
    kind: GoodsMeasureType,
    /// When it holds, or what it asks for, in the words of its source; null where it always does.
    condition: Option<String>,
    /// Whether it holds for these goods; null where that depends on what was not said.
    holds: Option<bool>,
    /// What has to be known to tell.
    needs: Vec<DutyNeed>,
    /// The act it comes from.
    source_act: String,
}

/// A value per unit that is far from the usual ones. Source: WTO Customs Valuation Agreement, Article 1: the price paid comes first.
#[derive(SimpleObject)]
pub struct UnusualValue {
    /// The value for one unit of these goods.
    value: String,
    /// Nine in ten consignments are worth more.
    low: String,
    /// Nine in ten consignments are worth less.
    high: String,
    /// The unit.
    unit: String,
    /// Which statistics, and of which time.
    statistics: String,
    /// A sentence that says what it means, and what does not follow from it.
    message: String,
}

impl DutyComputation {
    /// Shows a calculation; its steps only where they are asked for.
    pub fn of(rules: &Rules, declaration: &Declaration, language: Language, with_steps: bool) -> DutyComputation {
        let computation = rules.compute(declaration);
        let currency = rules.book.system().currency();
        let lines = computation.lines.iter().enumerate();
        DutyComputation {
            as_of: Day(rules.day),
            known_at: Instant(rules.known_at),
            currency,
            total: computation.total.map(decimal),
            lines: lines.map(|(place, line)| DutyLine::of(rules, declaration, place, line, language)).collect(),
            steps: if with_steps { steps_of(&computation, currency) } else { Vec::new() },
        }
    }
}

fn steps_of(computation: &Computation<'_>, currency: Currency) -> Vec<DutyStep> {
    steps(&duty::trace::Trace::of(computation, currency))
}

impl DutyLine {
    fn of(rules: &Rules, declaration: &Declaration, place: usize, line: &LineComputation<'_>, language: Language) -> DutyLine {
        let currency = rules.book.system().currency();
        let lent = rules.lent();
        let warned = facts(&lent, declaration, place).map(|facts| unusual(&rules.book, &declaration.lines[place], &facts));
        let due = line.due.as_ref();
        DutyLine {
            code: declaration.lines[place].code,
            customs_value: due.ok().and_then(|due| shown(due.customs_value, currency)),
            total: due.ok().map(|due| decimal(due.total)),
            charges: due.map(|due| charges(&rules.book, due, language)).unwrap_or_default(),
            needs: due.err().map(|needs| need::shown(needs, language)).unwrap_or_default(),
            controls: line.controls.iter().map(|control| DutyControl::of(control, language)).collect(),
            unusual_values: warned
                .unwrap_or_default()
                .iter()
                .filter_map(|found| UnusualValue::of(found, currency, language))
                .collect(),
        }
    }
}

fn charges(book: &OwnedBook, due: &Due<'_>, language: Language) -> Vec<DutyCharge> {
    let charge = |charge: &duty::compute::Charge<'_>| DutyCharge {
        tax: charge.tax.code.to_string(),
        name: book.tax_name(&charge.tax.code, language),
        amount: decimal(charge.amount),
        rate: charge.law.rate().map(|printed| printed.text.to_string()).unwrap_or_default(),
        kind: charge.law.measure().map(|measure| measure.kind.into()),
        source_act: charge.law.source_act().to_owned(),
        is_share: charge.tax.level == Level::Declaration,
    };
    due.charges.iter().map(charge).collect()
}

/// Returns what a thing is called in `language`, else in English, else in any.
pub fn called(names: &Texts, language: Language) -> Option<String> {
    names.within(language).map(|(_, name)| name.to_owned())
}

impl DutyControl {
    fn of(control: &Control<'_>, language: Language) -> DutyControl {
        let condition = control.measure.condition.to_string();
        let kind: Kind = control.measure.kind;
        DutyControl {
            kind: kind.into(),
            condition: Some(condition).filter(|condition| !condition.is_empty()),
            holds: control.holds.as_ref().ok().copied(),
            needs: control.holds.as_ref().err().map(|needs| need::shown(needs, language)).unwrap_or_default(),
            source_act: control.measure.source_act.to_string(),
        }
    }
}

impl UnusualValue {
    fn of(found: &Unusual, currency: Currency, language: Language) -> Option<UnusualValue> {
        let value = decimal(vocabulary::Money::new(found.minor, currency));
        let (low, high, unit) = (shown(found.low, currency)?, shown(found.high, currency)?, found.measured.to_string());
        let facts =
            [("value", format!("{currency} {value}")), ("from", low.clone()), ("until", high.clone()), ("code", unit.clone())];
        let message = crate::platform::message::render(language, "UNUSUAL_VALUE", &facts)?;
        Some(UnusualValue { value, low, high, unit, statistics: found.statistics.clone(), message })
    }
}
