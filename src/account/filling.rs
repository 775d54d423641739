//! Money that somebody paid to the treasury under the reference of their account. Rows PAY-M14, LED-21, LED-23.

use payment::{account::AccountReference, ledger::Account};
use vocabulary::{Money, Timestamp};

use super::{refusal::Refusal, service::Accounts, store};
use crate::{
    payment::digest,
    platform::{database, fault::Fault},
};

/// What a bank says that came for an account.
#[derive(Clone, Debug)]
pub struct TopUp {
    /// The bank account of the treasury that it came to.
    pub bank: String,
    /// The account that it is for.
    pub account: AccountReference,
    /// How much.
    pub amount: Money,
    /// The line of the bank's statement: told again, it is the same money.
    pub line: String,
}

impl Accounts {
    /// Takes in what a bank says that came for an account: once, however often it is told. Says whether it was new.
    ///
    /// # Errors
    /// Refuses a reference that no account has, another currency, an undertaking, and an account that is not open: the line stays for officers.
    pub async fn take_in(&self, top_up: &TopUp, now: Timestamp) -> Result<Result<bool, Refusal>, Fault> {
        let key = digest(&("top-up", &top_up.bank, &top_up.line));
        if store::known(self.database.connection(), &key).await?.is_some() {
            return Ok(Ok(false));
        }
        let unit = self.database.begin().await?;
        let Some(kept) = store::lock(&unit, top_up.account).await? else {
            return Ok(Err(crate::payment::Refusal::AccountUnknown.into()));
        };
        let event = match kept.account.top_up(top_up.amount, top_up.line.clone()) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let from = Account::Treasury(top_up.bank.clone());
        if self.happen(&unit, (&kept.account, &event), (None, Some((&key, &key))), &from, now).await?.is_none() {
            return Ok(Ok(false));
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(Ok(true))
    }
}
