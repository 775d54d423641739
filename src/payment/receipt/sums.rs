//! What parts of a notice come to, by tax and by agency: what a receipt says was paid, and what a credit note takes back.

use std::collections::BTreeMap;

use payment::{Allocation, ChargeKind};
use receipt::{Agency, TaxType};

use super::fixed;
use crate::{payment::notice::IssuedNotice, platform::fault::Fault};

/// Sums in minor units of the notice's currency.
#[derive(Default)]
pub(super) struct Sums {
    pub taxes: BTreeMap<TaxType, i64>,
    pub fees: BTreeMap<Agency, i64>,
}

impl Sums {
    /// Adds up parts of a notice, by tax and agency.
    pub(super) fn of(issued: &IssuedNotice, parts: &[Allocation]) -> Result<Sums, Fault> {
        let mut sums = Sums::default();
        for part in parts.iter().filter(|part| part.minor > 0) {
            let Some(charge) = issued.notice.charges.iter().find(|charge| charge.line == part.line) else { continue };
            let tax = match charge.kind {
                ChargeKind::Duty => TaxType::Duty,
                ChargeKind::Vat => TaxType::Vat,
                ChargeKind::Excise => TaxType::Excise,
                ChargeKind::Penalty => TaxType::Penalty,
                ChargeKind::Interest => TaxType::Interest,
                ChargeKind::Fee => {
                    *sums.fees.entry(fixed(charge.agency.as_str())?).or_default() += part.minor;
                    continue;
                }
            };
            *sums.taxes.entry(tax).or_default() += part.minor;
        }
        Ok(sums)
    }
}
