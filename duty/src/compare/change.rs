//! The changes that lead from an estimate to the goods, the day and the rules of an assessment, one after another.

use super::{Assessment, Cause};
use crate::{book::Book, goods::Declaration};

/// The changes, in the order they are made.
pub(super) const STEPS: [Cause; 8] =
    [Cause::Exchange, Cause::Law, Cause::Code, Cause::Origin, Cause::Claim, Cause::Value, Cause::Quantity, Cause::Facts];

/// Makes one change, and says whether there was one to make.
pub(super) fn change<'b>(
    cause: Cause,
    book: &mut Book<'b>,
    declaration: &mut Declaration,
    assessed: &Book<'b>,
    assessment: &Assessment,
) -> bool {
    match cause {
        Cause::Exchange => {
            book.exchange = assessed.exchange;
            declaration.day = assessment.day;
            return true;
        }
        Cause::Law => {
            *book = *assessed;
            return true;
        }
        _ => {}
    }
    let mut changed = false;
    for (own, found) in declaration.lines.iter_mut().zip(&assessment.lines) {
        changed |= match cause {
            Cause::Code => replace(&mut own.code, &found.code),
            Cause::Origin => replace(&mut own.country, &found.country),
            Cause::Claim => replace(&mut own.claim, &found.claim),
            Cause::Value => replace(&mut own.values, &found.values),
            Cause::Quantity => replace(&mut own.quantities, &found.quantities),
            _ => {
                let documents = replace(&mut own.documents, &found.documents);
                let codes = replace(&mut own.additional_codes, &found.additional_codes);
                replace(&mut own.statements, &found.statements) | documents | codes
            }
        };
    }
    changed
}

fn replace<T: PartialEq + Clone>(own: &mut T, found: &T) -> bool {
    let differs = own != found;
    own.clone_from(found);
    differs
}
