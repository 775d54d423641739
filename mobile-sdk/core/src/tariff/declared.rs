//! Reads a consignment as the engine takes it, and refuses what the server does, by the same codes (`docs/errors.md`).

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use duty::{
    condition::Flow,
    exact::Exact,
    goods::{Amount, Claim, Declaration, Goods, Values},
    measure::Kind,
    rate::Measured,
};
use vocabulary::Date;

use super::model;
use crate::{error::FingertipError, money::Money};

/// How long a list of a line may be, as on the server.
const LIST_MAX: usize = 50;
/// How much of a text is told of that cannot be read.
const SHOWN_MAX: usize = 60;

/// Reads a consignment as a declaration of `today`, where it names no day.
pub fn declaration(consignment: &model::Consignment, today: Date) -> Result<Declaration, FingertipError> {
    let day = consignment.as_of.as_deref().map(|text| read(text, "as_of", "DATE_INVALID")).transpose()?;
    Ok(Declaration {
        flow: if consignment.is_export { Flow::Export } else { Flow::Import },
        day: day.unwrap_or(today),
        lines: consignment.lines.iter().map(goods).collect::<Result<_, _>>()?,
    })
}

fn goods(goods: &model::Goods) -> Result<Goods, FingertipError> {
    let lengths = [goods.quantities.len(), goods.documents.len(), goods.additional_codes.len(), goods.statements.len()];
    if lengths.into_iter().any(|length| length > LIST_MAX) {
        let detail = format!("a list here has at most {LIST_MAX} entries");
        return Err(FingertipError::invalid("lines", "LIST_TOO_LONG", detail));
    }
    let quantity = |quantity: &model::Quantity| {
        let unit = read(&quantity.unit, "unit", "UNIT_INVALID")?;
        let of = quantity.of.as_deref().map(|text| read(text, "of", "TEXT_INVALID")).transpose()?;
        Ok((Measured { unit, of }, read(&quantity.quantity, "quantity", "DECIMAL_INVALID")?))
    };
    let mut statements = BTreeMap::new();
    for said in &goods.statements {
        statements.insert(read(&said.text, "statements", "TEXT_INVALID")?, said.holds);
    }
    Ok(Goods {
        values: Values {
            customs: amount(&goods.customs_value)?,
            fob: amount(&goods.fob_value)?,
            freight: amount(&goods.freight)?,
            insurance: amount(&goods.insurance)?,
            retail: amount(&goods.retail_price)?,
            parts: Vec::new(),
        },
        quantities: goods.quantities.iter().map(quantity).collect::<Result<_, FingertipError>>()?,
        documents: all(&goods.documents, "documents", "DOCUMENT_CODE_INVALID")?,
        additional_codes: all(&goods.additional_codes, "additional_codes", "ADDITIONAL_CODE_INVALID")?,
        statements,
        claim: goods.claim.as_ref().map(claim).transpose()?,
        ..Goods::new(read(&goods.code, "code", "HS_CODE_INVALID")?, read(&goods.country, "country", "COUNTRY_INVALID")?)
    })
}

fn claim(claim: &model::Claim) -> Result<Claim, FingertipError> {
    let word = claim.measure_type.to_ascii_lowercase().replace('_', "-");
    Ok(Claim {
        kind: read::<Kind>(&word, "measure_type", "MEASURE_TYPE_INVALID")?,
        area: claim.area.as_deref().map(|text| read(text, "area", "AREA_INVALID")).transpose()?,
        quota: claim.quota.as_deref().map(|text| read(text, "quota", "QUOTA_NUMBER_INVALID")).transpose()?,
    })
}

fn amount(money: &Option<Money>) -> Result<Option<Amount>, FingertipError> {
    let amount = |money: &Money| {
        let number = read::<Exact>(&money.major()?, "amount", "DECIMAL_INVALID")?;
        Ok(Amount { number, currency: read(&money.currency, "currency", "CURRENCY_INVALID")? })
    };
    money.as_ref().map(amount).transpose()
}

fn all<T: FromStr + Ord>(texts: &[String], field: &str, code: &str) -> Result<BTreeSet<T>, FingertipError> {
    // One after the other: to collect a set carries a sort along, for each type of set.
    let mut all = BTreeSet::new();
    for text in texts {
        all.insert(read(text, field, code)?);
    }
    Ok(all)
}

fn read<T: FromStr>(text: &str, field: &str, code: &str) -> Result<T, FingertipError> {
    let shown = || text.chars().take(SHOWN_MAX).collect::<String>();
    text.trim().parse().map_err(|_| FingertipError::invalid(field, code, format!("cannot be read: {}", shown())))
}
