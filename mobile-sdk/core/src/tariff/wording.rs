//! Between what apps say of goods and what the contract does.

use super::model::{Consignment, DutyCharge, DutyComputation, DutyLine, Measure};
use crate::{
    content::Freshness,
    error::FingertipError,
    money::Money,
    op::{compute_duty, measures, save_estimate},
    wire::{of_word, word},
};

/// Two operations take a consignment, and each has its own types of it.
macro_rules! consignment {
    ($name:ident, $of:ident) => {
        /// Writes a consignment.
        pub fn $name(consignment: &Consignment) -> Result<$of::ConsignmentInput, FingertipError> {
            let amount = |money: &Option<Money>| {
                let amount = |money: &Money| {
                    Ok::<_, FingertipError>($of::AmountInput { amount: money.major()?, currency: money.currency.clone() })
                };
                money.as_ref().map(amount).transpose()
            };
            let goods = |goods: &super::Goods| {
                let claim = |claim: &super::Claim| $of::ClaimInput {
                    type_: of_word(&claim.measure_type),
                    area: claim.area.clone(),
                    quota: claim.quota.clone(),
                };
                let quantity = |quantity: &super::Quantity| $of::QuantityInput {
                    quantity: quantity.quantity.clone(),
                    unit: quantity.unit.clone(),
                    of: quantity.of.clone(),
                };
                let statement =
                    |statement: &super::Statement| $of::StatementInput { text: statement.text.clone(), holds: statement.holds };
                Ok($of::GoodsInput {
                    code: goods.code.clone(),
                    country: goods.country.clone(),
                    customs_value: amount(&goods.customs_value)?,
                    fob_value: amount(&goods.fob_value)?,
                    freight: amount(&goods.freight)?,
                    insurance: amount(&goods.insurance)?,
                    retail_price: amount(&goods.retail_price)?,
                    quantities: goods.quantities.iter().map(quantity).collect(),
                    documents: goods.documents.clone(),
                    additional_codes: goods.additional_codes.clone(),
                    statements: goods.statements.iter().map(statement).collect(),
                    claim: goods.claim.as_ref().map(claim),
                    parts: Vec::new(),
                })
            };
            Ok($of::ConsignmentInput {
                as_of: consignment.as_of.clone(),
                flow: of_word(if consignment.is_export { "EXPORT" } else { "IMPORT" }),
                known_at: None,
                lines: consignment.lines.iter().map(goods).collect::<Result<_, FingertipError>>()?,
            })
        }
    };
}
consignment!(for_computing, compute_duty);
consignment!(for_saving, save_estimate);

/// Reads a measure.
pub fn measure(found: measures::MeasuresHsCodeMeasures) -> Result<Measure, FingertipError> {
    Ok(Measure {
        measure_type: word(&found.type_),
        code: found.code,
        origin: found.origin,
        condition: found.condition,
        rate: found.rate,
        source_act: found.source_act,
    })
}

/// Reads what goods will cost.
pub fn computation(found: compute_duty::ComputeDutyComputeDuty, freshness: Freshness) -> Result<DutyComputation, FingertipError> {
    let currency = found.currency;
    let money = |amount: &str| Money::read(amount, &currency);
    let charge = |charge: compute_duty::ComputeDutyComputeDutyLinesCharges| {
        Ok(DutyCharge {
            amount: money(&charge.amount)?,
            tax: charge.tax,
            name: charge.name,
            rate: charge.rate,
            source_act: charge.source_act,
        })
    };
    let line = |line: compute_duty::ComputeDutyComputeDutyLines| {
        Ok(DutyLine {
            code: line.code,
            total: line.total.as_deref().map(money).transpose()?,
            charges: line.charges.into_iter().map(charge).collect::<Result<_, FingertipError>>()?,
            needs: line.needs.into_iter().map(|need| need.message).collect(),
        })
    };
    Ok(DutyComputation {
        as_of: found.as_of,
        total: found.total.as_deref().map(money).transpose()?,
        lines: found.lines.into_iter().map(line).collect::<Result<_, FingertipError>>()?,
        freshness,
    })
}
