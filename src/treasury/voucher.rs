//! What banks list under the references of notices: payments at counters, taken in as such. Rows PAY-M10, REC-02.

use payment::voucher::references;
use reconciliation::{BankLine, Reference};
use vocabulary::Timestamp;

use super::{service::Treasury, store};
use crate::{payment::Advice, platform::fault::Fault};

impl Treasury {
    /// Takes in what banks list on the account of vouchers under the reference of one notice, each line once, and returns how many lines that
    /// were. What names no notice, or several, or was decided about by officers, stays what it is.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn take_vouchers(&self, now: Timestamp) -> Result<usize, Fault> {
        let Some(payee) = &self.settings.rules.vouchers else { return Ok(0) };
        let connection = self.database.connection();
        let mut taken = 0;
        for line in store::waiting(connection).await?.bank {
            if line.account.as_str() != payee.account() || line.amount.minor <= 0 {
                continue;
            }
            let Some(advice) = advice(&line)? else { continue };
            if store::is_decided(connection, line.place).await? {
                continue;
            }
            match self.payments.take_advice(&advice, now).await? {
                Ok(_) => taken += 1,
                // It is compared like any other line, and an officer finds it.
                Err(refusal) => tracing::warn!(line = advice.line, ?refusal, "a bank took money for a notice that there is not"),
            }
        }
        Ok(taken)
    }
}

/// Reads a line as what somebody paid of one notice.
fn advice(line: &BankLine) -> Result<Option<Advice>, Fault> {
    let [reference] = references(line.references.iter().map(Reference::as_str))[..] else { return Ok(None) };
    let raw = serde_json::to_vec(line).map_err(Fault::while_("reading a line of a bank"))?;
    let (account, line_name) = (line.account.to_string(), line.place.to_string());
    Ok(Some(Advice { account, reference, amount: line.amount, line: line_name, raw }))
}
