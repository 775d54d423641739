//! In whose name the wallet stands that a repayment is to be sent to: asked of its provider, shown to whoever decides, and kept nowhere.
//! Rows PAY-G5, SEC-PII-01.

use std::{sync::Arc, time::Duration};

use gateway::{Gateway, HolderAnswer, PayerNumber};
use payment::{RepaymentState, Unsure, Way};

use super::KeptRepayment;
use crate::payment::service::Payments;

/// How long an officer waits for that answer: well within the time that an operation has (`limits.execution_seconds_max`). What is not said
/// by then nobody knows, and the officer decides without it.
const ANSWER_MAX: Duration = Duration::from_secs(2);

/// The wallet that a repayment is to be sent to.
pub(super) struct Wallet {
    gateway: Arc<dyn Gateway>,
    number: PayerNumber,
}

impl Wallet {
    /// Asks in whose name it stands. No unit of work is open meanwhile: the operator may be slow.
    pub(super) async fn holder(&self) -> HolderAnswer {
        let answer = tokio::time::timeout(ANSWER_MAX, self.gateway.holder(&self.number)).await;
        answer.unwrap_or(HolderAnswer::Unsure(Unsure::TimedOut))
    }
}

impl Payments {
    /// Asks in whose name the wallet stands to which a repayment would go that officers are to decide about. Nothing where it goes
    /// elsewhere, or where nobody decides any more.
    pub async fn payee(&self, kept: &KeptRepayment) -> Option<HolderAnswer> {
        if !matches!(kept.repayment.state, RepaymentState::Requested | RepaymentState::Failed) {
            return None;
        }
        Some(self.wallet(kept, kept.payer()?)?.holder().await)
    }

    /// Returns the wallet to which a repayment goes if it is paid that way: none of a card, of a bank account, and of a provider that is
    /// gone.
    pub(super) fn wallet(&self, kept: &KeptRepayment, way: &Way) -> Option<Wallet> {
        let Way::Provider(name) = way else { return None };
        let number = PayerNumber::new(kept.phone.as_deref()?).ok()?;
        Some(Wallet { gateway: self.gateway(name)?, number })
    }
}
