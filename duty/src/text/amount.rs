//! The grammar of amounts: so much money for each of so many of a unit.

use vocabulary::Currency;

use super::{
    lexer::{Kind, Token},
    parser::Parser,
    refusal::{RateTextError, RefusedText},
    unit_name::{Counting, coded},
};
use crate::{
    exact::Exact,
    rate::{Counted, Measured, Per, Rate, Specific},
    unit::Unit,
};

/// A currency, and whether its hundredth is meant.
#[derive(Clone, Copy)]
pub(super) enum Money {
    Major(Currency),
    Cents(Currency),
}

impl Parser<'_> {
    /// Reads a currency and what part of its major unit is meant, if one comes next.
    pub(super) fn currency(&mut self) -> Option<Money> {
        let text = self.peek().filter(|token| matches!(token.kind, Kind::Word | Kind::Mark))?.text;
        let written = |code: &str| code.parse().ok().map(Money::Major);
        let money = match text {
            "€" => written("EUR"),
            "£" => written("GBP"),
            // The euro at the rate of the European Commission.
            "EUC" => written("EUR"),
            "$" => self.dialect.dollar.map(Money::Major),
            "cents" => self.dialect.dollar.map(Money::Cents),
            code => written(code),
        }?;
        self.next += 1;
        if text == "EUR" {
            self.takes("( EUC )");
        }
        Some(money)
    }

    /// Returns the currency of the tariff, where a unit follows without one being written.
    pub(super) fn unwritten_currency(&self) -> Option<Money> {
        let unit_follows = ["/", "per", "each"].iter().any(|word| self.spelled(word, false).is_some());
        self.dialect.currency.filter(|_| unit_follows).map(Money::Major)
    }

    pub(super) fn specific(&mut self, amount: Exact, money: Money) -> Result<Rate, RateTextError> {
        let (currency, amount) = match money {
            Money::Major(currency) => (currency, Ok(amount)),
            Money::Cents(currency) => (currency, amount.over(Exact::HUNDRED)),
        };
        let amount = amount.map_err(|_| self.unexpected(RefusedText::TooLong, "a smaller number"))?;
        let mut per = Vec::new();
        if !self.takes("flat") {
            while let Some(mut next) = self.per()? {
                per.append(&mut next);
            }
            if per.is_empty() {
                return Err(self.unexpected(RefusedText::UnknownToken, "/ and a unit, each, or flat"));
            }
        }
        Ok(Rate::Specific(Specific { amount, currency, per }))
    }

    /// Reads `/ 100 kg of [drained weight] above 5`, if such a thing comes next.
    pub(super) fn per(&mut self) -> Result<Option<Vec<Per>>, RateTextError> {
        if self.takes("each") {
            let unit = Measured::in_unit(Unit::ARTICLE);
            return Ok(Some(vec![Per { size: Exact::ONE, measured: unit, counted: Counted::All }]));
        }
        let is_phrase = self.spelled("for each", true).is_some();
        let phrase = if is_phrase { self.longest(self.dialect.units(), true) } else { None };
        if let Some((countings, length)) = phrase {
            self.next += length;
            return self.counted(countings).map(Some);
        }
        if !self.takes("/") && !self.takes("per") {
            return Ok(None);
        }
        // A name may begin with a number of its own ("1000").
        let sized = if self.at_number() { self.longest(self.dialect.units(), true) } else { None };
        if let Some((countings, length)) = sized {
            self.next += length;
            return self.counted(countings).map(Some);
        }
        let size = self.size()?;
        let mut pers = self.unit()?;
        if let (Some(size), Some(first)) = (size, pers.first_mut()) {
            first.size = first.size.times(size).map_err(|_| self.unexpected(RefusedText::TooLong, "a smaller number"))?;
        }
        if let Some(last) = pers.last_mut() {
            self.said_of(&mut last.measured)?;
            last.counted = match last.counted {
                Counted::All if self.takes("above") => Counted::Above(self.number()?),
                Counted::All if self.takes("below") => Counted::Below(self.number()?),
                counted => counted,
            };
        }
        Ok(Some(pers))
    }

    pub(super) fn size(&mut self) -> Result<Option<Exact>, RateTextError> {
        match self.peek().map(|token| &token.kind) {
            Some(Kind::Number(size)) if *size > Exact::ZERO => {
                let size = *size;
                self.next += 1;
                Ok(Some(size))
            }
            Some(Kind::Number(_)) => Err(self.unexpected(RefusedText::UnknownUnit, "a number above zero")),
            _ => Ok(None),
        }
    }

    pub(super) fn unit(&mut self) -> Result<Vec<Per>, RateTextError> {
        let whole = |unit| vec![Per { size: Exact::ONE, measured: Measured::in_unit(unit), counted: Counted::All }];
        if let (Some(1), Some(Token { kind: Kind::Bracketed, text, .. })) =
            (self.spelled("unit", true), self.tokens.get(self.next + 1))
        {
            let unit = text.parse().map_err(|_| self.unexpected(RefusedText::UnknownUnit, "the code of a unit"))?;
            self.next += 2;
            return Ok(whole(unit));
        }
        if let Some((countings, length)) = self.longest(self.dialect.units(), true) {
            self.next += length;
            return self.counted(countings);
        }
        let unit = self.peek().filter(|token| token.kind == Kind::Word).and_then(|token| coded(token.text));
        let unit = unit.ok_or_else(|| self.unexpected(RefusedText::UnknownUnit, "a unit, such as kg"))?;
        self.next += 1;
        Ok(whole(unit))
    }

    pub(super) fn counted(&self, countings: &[Counting]) -> Result<Vec<Per>, RateTextError> {
        let pers = countings.iter().map(Counting::per).collect::<Option<Vec<Per>>>();
        pers.ok_or_else(|| self.unexpected(RefusedText::UnknownUnit, "a unit, such as kg"))
    }

    /// Reads what a quantity is of, if it is said.
    pub(super) fn said_of(&mut self, measured: &mut Measured) -> Result<(), RateTextError> {
        if measured.of.is_some() {
            return Ok(());
        }
        if let Some((aspect, length)) = self.longest(self.dialect.tails.iter(), false) {
            let aspect = aspect.parse().map_err(|_| self.unexpected(RefusedText::UnknownToken, "what it is a quantity of"))?;
            self.next += length;
            measured.of = Some(aspect);
        } else if let Some(aspect) = self.of()? {
            measured.of = Some(aspect);
        }
        Ok(())
    }

    /// Reads one unit that counts by ones, and what it is of.
    pub(super) fn measured(&mut self) -> Result<Measured, RateTextError> {
        let refusal = self.unexpected(RefusedText::UnknownUnit, "a single unit");
        let mut pers = self.unit()?;
        match pers.pop() {
            Some(Per { size, mut measured, counted: Counted::All }) if pers.is_empty() && size == Exact::ONE => {
                self.said_of(&mut measured)?;
                Ok(measured)
            }
            _ => Err(refusal),
        }
    }
}
