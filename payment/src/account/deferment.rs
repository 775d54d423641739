//! Duties that are paid later: an account with a limit, from which a notice is released now and which its holder settles once a month. Rows PAY-M14,
//! PAY-M19.

use vocabulary::{Date, Money, PaymentId};

use super::{
    decision::AccountRefusal,
    edge::AccountState,
    event::AccountEvent,
    trader::{AccountKind, TraderAccount},
};
use crate::reference::NoticeReference;

impl TraderAccount {
    /// Puts a payment off to the statement of its month: it takes up so much of the limit.
    ///
    /// # Errors
    /// Refuses more than the limit leaves, another currency, another kind of account, and what cannot be used on `today`.
    pub fn defer(&self, payment: PaymentId, amount: Money, today: Date) -> Result<AccountEvent, AccountRefusal> {
        self.only_deferment()?;
        self.may_use(amount, today)?;
        self.only(AccountEvent::Deferred { payment, minor: amount.minor })
    }

    /// Gives back what a payment took up of the limit, because the statement that it was put off to is paid.
    ///
    /// # Errors
    /// Refuses more than is put off, and another kind of account.
    pub fn settle(&self, payment: PaymentId, amount: Money) -> Result<AccountEvent, AccountRefusal> {
        self.only_deferment()?;
        let left = Money::new(self.sums.reserved, self.terms.currency);
        if amount.currency != left.currency || !(1..=left.minor).contains(&amount.minor) {
            return Err(AccountRefusal::Left { left });
        }
        self.only(AccountEvent::Settled { payment, minor: amount.minor })
    }

    /// Stops it, because a statement was not paid on its due day; nothing where nobody can use it anyhow. Two officers let it go on.
    pub fn overdue(&self, statement: NoticeReference) -> Option<AccountEvent> {
        let is_used = self.terms.kind == AccountKind::Deferment && self.state == AccountState::Open;
        is_used.then_some(AccountEvent::FellOverdue { statement })
    }

    fn only_deferment(&self) -> Result<(), AccountRefusal> {
        if self.terms.kind == AccountKind::Deferment { Ok(()) } else { Err(AccountRefusal::Kind) }
    }
}
