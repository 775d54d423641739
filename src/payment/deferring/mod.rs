//! Duties that are put off (WTO TFA 7.2, 7.7): released now, demanded by the statement of their month, settled once that is paid. Rows PAY-M14,
//! PAY-M19, LED-27.
//!
//! A statement is a payment notice like any other: its holder pays it by any rail, in parts where it is too much for one, and a guarantee can be
//! called for it. Nothing that was put off gives a receipt before.

mod closing;
mod rows;
mod settling;
pub(super) mod store;

use payment::account::AccountReference;
use vocabulary::{Date, Timestamp};

pub use self::store::PutOff;
use super::{ledger::Books, notice::IssuedNotice, service::Payments};
use crate::platform::fault::Fault;

/// Who issues statements, as it stands beside them: no customs system, and so nobody who is told of what becomes of them.
pub(super) const ISSUER: &str = "deferment";

/// A statement, and the notice that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptStatement {
    /// The notice.
    pub issued: IssuedNotice,
    /// Of which account.
    pub account: AccountReference,
    /// The first day of its month.
    pub month: Date,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// When it was found not to be paid on its due day.
    pub overdue_at: Option<Timestamp>,
}

impl IssuedNotice {
    /// Says whether it is the statement of what somebody put off: it cannot be put off itself.
    pub fn is_statement(&self) -> bool {
        self.issuer == ISSUER
    }
}

impl Payments {
    /// Reads the statements of an account, the newest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn statements_of(&self, account: AccountReference, most: usize) -> Result<Vec<KeptStatement>, Fault> {
        store::statements_of(self.database.connection(), account, most).await
    }

    /// Reads statements that are overdue and not paid, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn overdue_statements(&self, most: usize) -> Result<Vec<KeptStatement>, Fault> {
        store::overdue(self.database.connection(), most).await
    }
}

impl Books {
    /// Adds up what accounts have put off and not settled.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn put_off(&self) -> Result<Vec<PutOff>, Fault> {
        store::put_off(self.database().connection()).await
    }
}
