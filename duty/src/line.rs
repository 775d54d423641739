//! One line of a declaration, as calculations read it: values exchanged and added up, quantities converted, conditions told.

use vocabulary::Currency;

use crate::{
    book::Book,
    condition::{Condition, Flow},
    exact::Exact,
    exchange::ExchangeRate,
    fact::{Need, Needs, Source, both, sum},
    goods::{Amount, Declaration, Goods, Values},
    name::{AdditionalCode, OrderNumber},
    rate::{Measured, Value},
    tax::Valuation,
    unit::Unit,
};

/// One line of a declaration.
pub(crate) struct Line<'a, 'd> {
    book: Book<'a>,
    declaration: &'d Declaration,
    pub goods: &'d Goods,
    /// The customs value, worked out once.
    customs: Result<Exact, Needs>,
    pub valued: Vec<Valued<'a>>,
    /// Whether documents that are not at hand are taken to be.
    with_documents: bool,
}

/// How the customs value came about: one part of it.
#[derive(Clone, Debug)]
pub struct Valued<'a> {
    /// Which part.
    pub value: Value,
    /// As declared.
    pub amount: Amount,
    /// By which rate it was exchanged; none in the currency of the territory.
    pub exchange: Option<&'a ExchangeRate>,
}

/// Returns what is known of one line of a declaration; nothing where it has no such line.
pub fn facts<'a, 'd>(book: &Book<'a>, declaration: &'d Declaration, line: usize) -> Option<impl Source + use<'a, 'd>> {
    declaration.lines.get(line).map(|goods| Line::new(book, declaration, goods, false))
}

impl<'a, 'd> Line<'a, 'd> {
    pub fn new(book: &Book<'a>, declaration: &'d Declaration, goods: &'d Goods, with_documents: bool) -> Line<'a, 'd> {
        let nothing = Err(Needs::told_before());
        let mut line = Line { book: *book, declaration, goods, customs: nothing, valued: Vec::new(), with_documents };
        line.customs = line.add_up();
        line
    }

    /// Adds up the customs value from what was declared.
    fn add_up(&mut self) -> Result<Exact, Needs> {
        let values = &self.goods.values;
        if values.customs.is_some() {
            return self.part(Value::Customs, values.customs);
        }
        let with_freight = self.book.system.valuation() == Valuation::Cif && self.declaration.flow == Flow::Import;
        match values.fob {
            None => Err(Needs::one(Need::Value(Value::Customs))),
            fob if with_freight => {
                let fob = self.part(Value::Fob, fob);
                let freight = self.part(Value::Freight, values.freight);
                let insurance = self.part(Value::Insurance, values.insurance);
                sum([fob, freight, insurance])
            }
            fob => self.part(Value::Fob, fob),
        }
    }

    fn part(&mut self, value: Value, amount: Option<Amount>) -> Result<Exact, Needs> {
        let exchanged = self.exchanged(&value, amount)?;
        if let Some(amount) = amount {
            let exchange = self.book.exchange.on(amount.currency, self.declaration.day);
            let exchange = exchange.filter(|_| amount.currency != self.book.system.currency());
            self.valued.push(Valued { value, amount, exchange });
        }
        Ok(exchanged)
    }

    /// Returns an amount in the currency of the territory.
    fn exchanged(&self, value: &Value, amount: Option<Amount>) -> Result<Exact, Needs> {
        let known = amount.filter(|amount| !amount.number.is_negative());
        let Amount { number, currency } = known.ok_or_else(|| Needs::one(Need::Value(value.clone())))?;
        Ok(number.times(self.exchange(currency)?)?)
    }

    /// Says whether a claim of the trader draws from a quota that can be drawn from.
    fn draws_from(&self, order: &OrderNumber) -> Result<bool, Needs> {
        let claimed = self.goods.claim.as_ref().is_some_and(|claim| claim.quota.as_ref().is_none_or(|quota| quota == order));
        if !claimed {
            return Ok(false);
        }
        let closed = || Needs::one(Need::OpenQuota(order.clone()));
        let quota = self.book.quotas.on(order, self.declaration.day).ok_or_else(closed)?;
        let wanted = self.quantity(&quota.measured)?;
        if quota.has(wanted, self.declaration.day) { Ok(true) } else { Err(closed()) }
    }

    /// Says whether the goods are of an additional code: known where the trader named one of its type.
    fn is_of(&self, code: &AdditionalCode) -> Result<bool, Needs> {
        let of_type = |code: &AdditionalCode| code.as_str().chars().next();
        let named = &self.goods.additional_codes;
        if named.contains(code) {
            return Ok(true);
        }
        let names_another = named.iter().any(|other| of_type(other) == of_type(code));
        if names_another { Ok(false) } else { Err(Needs::one(Need::AdditionalCode(vec![code.clone()]))) }
    }
}

impl Source for Line<'_, '_> {
    fn value(&self, value: &Value) -> Result<Exact, Needs> {
        let Values { fob, freight, insurance, retail, parts, .. } = &self.goods.values;
        match value {
            // The base is known to the calculation, not to the line.
            Value::Base => Err(Needs::one(Need::Unrecorded)),
            Value::Customs => self.customs.clone(),
            // What leaves is valued free on board.
            Value::Fob if fob.is_none() && self.declaration.flow == Flow::Export => self.customs.clone(),
            Value::Fob => self.exchanged(value, *fob),
            Value::Freight => self.exchanged(value, *freight),
            Value::Insurance => self.exchanged(value, *insurance),
            Value::Retail => self.exchanged(value, *retail),
            Value::Part(name) => self.exchanged(value, parts.iter().find(|(own, _)| own == name).map(|(_, amount)| *amount)),
        }
    }

    fn quantity(&self, measured: &Measured) -> Result<Exact, Needs> {
        let of_it = || self.goods.quantities.iter().filter(|(own, quantity)| own.of == measured.of && !quantity.is_negative());
        if let Some((_, quantity)) = of_it().find(|(own, _)| own.unit == measured.unit) {
            return Ok(*quantity);
        }
        for (own, quantity) in of_it() {
            if let Some(converted) = own.unit.convert(*quantity, measured.unit)? {
                return Ok(converted);
            }
        }
        self.pure_alcohol(measured)?.ok_or_else(|| Needs::one(Need::Quantity(measured.clone())))
    }

    fn exchange(&self, currency: Currency) -> Result<Exact, Needs> {
        if currency == self.book.system.currency() {
            return Ok(Exact::ONE);
        }
        let day = self.declaration.day;
        let rate = self.book.exchange.on(currency, day);
        rate.map(|rate| rate.value).ok_or_else(|| Needs::one(Need::Exchange { currency, day }))
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Needs> {
        match condition {
            Condition::Always => Ok(true),
            Condition::All(conditions) => self.count(conditions, false).map(|found| !found),
            Condition::Any(conditions) => self.count(conditions, true),
            Condition::Not(condition) => self.holds(condition).map(|holds| !holds),
            Condition::Flow(flow) => Ok(*flow == self.declaration.flow),
            Condition::Season(season) => Ok(season.contains(self.declaration.day)),
            Condition::Document(code) => Ok(self.with_documents || self.goods.documents.contains(code)),
            Condition::AdditionalCode(code) => self.is_of(code),
            Condition::Quota(order) => self.draws_from(order),
            Condition::ConsignmentAtMost(most) => {
                let most = self.exchanged(&Value::Customs, Some(Amount::of(most.0)?))?;
                let values =
                    self.declaration.lines.iter().map(|goods| Line::new(&self.book, self.declaration, goods, false).customs);
                Ok(sum(values)? <= most)
            }
            Condition::QuantityAtMost(measured, most) => Ok(self.quantity(measured)? <= *most),
            Condition::Statement(statement) => {
                let said = self.goods.statements.get(statement).copied();
                said.ok_or_else(|| Needs::one(Need::Statement(statement.clone())))
            }
        }
    }
}

impl Line<'_, '_> {
    /// Says whether one of the conditions is `wanted`, even where others are not known.
    fn count(&self, conditions: &[Condition], wanted: bool) -> Result<bool, Needs> {
        let mut unknown: Option<Needs> = None;
        for condition in conditions {
            match self.holds(condition) {
                Ok(holds) if holds == wanted => return Ok(true),
                Ok(_) => {}
                Err(needs) => unknown = Some(unknown.map_or_else(|| needs.clone(), |known| known.and(needs.clone()))),
            }
        }
        unknown.map_or(Ok(false), Err)
    }

    /// Works out pure alcohol from the volume and the strength of the drink.
    fn pure_alcohol(&self, measured: &Measured) -> Result<Option<Exact>, Needs> {
        let of_goods = |unit: Unit| Measured { unit, of: measured.of.clone() };
        let Some(one) = Unit::LITRE_OF_PURE_ALCOHOL.convert(Exact::ONE, measured.unit)? else { return Ok(None) };
        let litres = self.quantity(&of_goods(Unit::LITRE));
        let litres =
            both(litres, self.quantity(&of_goods(Unit::ALCOHOL_BY_VOLUME)), |litres, strength| Ok(litres.percent(strength)?))?;
        Ok(Some(litres.times(one)?))
    }
}

impl Amount {
    /// Returns an amount of whole minor units.
    ///
    /// # Errors
    /// Never for a currency of ISO 4217: none has more than four decimals.
    pub fn of(money: vocabulary::Money) -> Result<Amount, crate::exact::Overflow> {
        Ok(Amount { number: Exact::decimal(money.minor, money.currency.exponent())?, currency: money.currency })
    }
}
