//! The grammar of bands: rates by where a figure lies.

use super::{
    amount::Money,
    parser::Parser,
    refusal::{RateTextError, RefusedText},
};
use crate::{
    exact::Exact,
    rate::{Band, BandBy, Bands},
};

impl Parser<'_> {
    pub(super) fn bands(&mut self) -> Result<Bands, RateTextError> {
        let by = if self.takes("customs value in") { self.unit_value()? } else { BandBy::Quantity(self.measured()?) };
        self.needs("{", "{ and the bands")?;
        let mut bands: Vec<Band> = Vec::new();
        loop {
            self.needs("from", "from and the figure a band begins at")?;
            let refusal = self.unexpected(RefusedText::Ambiguous, "a figure above that of the band before");
            let from = self.number()?;
            if bands.last().is_some_and(|before| before.from >= from) {
                return Err(refusal);
            }
            self.needs(":", ": and a rate")?;
            bands.push(Band { from, rate: self.rate()? });
            if self.takes("}") {
                return Ok(Bands { by, bands });
            }
            if !self.takes(";") {
                return Err(self.open_bracket("; and another band, or }"));
            }
        }
    }

    fn unit_value(&mut self) -> Result<BandBy, RateTextError> {
        let currency = match self.currency() {
            Some(Money::Major(currency)) => currency,
            _ => return Err(self.unexpected(RefusedText::UnknownCurrency, "a currency")),
        };
        self.needs("/", "/ and a unit")?;
        let size = self.size()?.unwrap_or(Exact::ONE);
        Ok(BandBy::UnitValue { currency, size, measured: self.measured()? })
    }
}
