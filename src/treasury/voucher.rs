//! What banks list under the references of notices and of traders' accounts: payments at counters and top-ups, taken in as such. Rows PAY-M10,
//! PAY-M14, REC-02.

use payment::{account::AccountReference, voucher::references};
use reconciliation::{BankLine, Reference};
use vocabulary::Timestamp;

use super::{service::Treasury, store};
use crate::{account::TopUp, payment::Advice, platform::fault::Fault};

impl Treasury {
    /// Takes in what banks list on the account of vouchers under the reference of one notice or one account of a trader, each line once, and
    /// returns how many lines that were. What names none, or several, or was decided about by officers, stays what it is.
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
            let Some(told) = told(&line)? else { continue };
            if store::is_decided(connection, line.place).await? {
                continue;
            }
            // What is refused is compared like any other line, and an officer finds it.
            match &told {
                Told::Notice(advice) => match self.payments.take_advice(advice, now).await? {
                    Ok(_) => taken += 1,
                    Err(refusal) => {
                        tracing::warn!(line = advice.line, ?refusal, "a bank took money for a notice that there is not")
                    }
                },
                Told::Account(top_up) => match self.accounts.take_in(top_up, now).await? {
                    Ok(_) => taken += 1,
                    Err(refusal) => {
                        tracing::warn!(line = top_up.line, ?refusal, "a bank took money that an account does not take")
                    }
                },
            }
        }
        Ok(taken)
    }
}

/// What a line says.
enum Told {
    /// Somebody paid of a notice.
    Notice(Advice),
    /// Somebody filled an account.
    Account(TopUp),
}

/// Reads a line as what somebody paid of one notice, or for one account.
fn told(line: &BankLine) -> Result<Option<Told>, Fault> {
    let words = || line.references.iter().map(Reference::as_str);
    let (bank, amount, name) = (line.account.to_string(), line.amount, line.place.to_string());
    Ok(match (&references(words())[..], &AccountReference::among(words())[..]) {
        ([reference], []) => {
            let raw = serde_json::to_vec(line).map_err(Fault::while_("reading a line of a bank"))?;
            Some(Told::Notice(Advice { account: bank, reference: *reference, amount, line: name, raw }))
        }
        ([], [account]) => Some(Told::Account(TopUp { bank, account: *account, amount, line: name })),
        _ => None,
    })
}
