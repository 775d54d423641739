//! Money that somebody paid at a bank counter, at an agent or in the app of a bank, under the reference of a notice. Rows PAY-M10, LED-08, LED-13.
//!
//! Nobody said here beforehand that they would pay: the line of the bank is the first that we hear of it, and its evidence. It is a payment all the
//! same, of one attempt that is captured at once, so that receipt, ledger and customs follow as from any other.

use payment::{NoticeReference, Rail, Share, VoucherPayee};
use vocabulary::{Money, PaymentId, Timestamp};

use super::{at_once::AtOnce, notice, paying::digest, refusal::Refusal, service::Payments, settling::Actor, store};
use crate::platform::{database, fault::Fault, identifier};

/// How much of the name of a line is told beside the reference, so that two payments of one notice are two.
const NAME_CHARACTERS: usize = 16;

/// What a bank says that it took.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The account of the treasury that it came to.
    pub account: String,
    /// The reference that the payer gave.
    pub reference: NoticeReference,
    /// How much.
    pub amount: Money,
    /// The line of the bank's statement: told again, it is the same payment.
    pub line: String,
    /// The line as it was read.
    pub raw: Vec<u8>,
}

impl Payments {
    /// Takes payments at bank counters for `payee`.
    #[must_use]
    pub fn with_voucher(self, payee: Option<VoucherPayee>) -> Payments {
        Payments { voucher: payee.map(std::sync::Arc::new), ..self }
    }

    /// Returns who is paid at bank counters, where somebody is.
    pub fn voucher(&self) -> Option<&VoucherPayee> {
        self.voucher.as_deref()
    }

    /// Takes in what a bank says that somebody paid of a notice: once, however often it is told. What the notice owes is paid by it; the rest is
    /// money that nobody asked for.
    ///
    /// # Errors
    /// Refuses a reference that no notice has, and another currency. Faults when the database cannot keep it.
    pub async fn take_advice(&self, advice: &Advice, now: Timestamp) -> Result<Result<PaymentId, Refusal>, Fault> {
        let key_hash = digest(&("advice", &advice.account, &advice.line));
        if let Some((known, _)) = store::known(self.database.connection(), &key_hash).await? {
            return Ok(Ok(known));
        }
        let unit = self.database.begin().await?;
        let id = PaymentId::new(u128::from_le_bytes(identifier::random()));
        if !store::take_key(&unit, (&key_hash, &key_hash), id, now).await? {
            drop(unit);
            let known = store::known(self.database.connection(), &key_hash).await?;
            return Ok(known.map(|(known, _)| known).ok_or(Refusal::KeyReused));
        }
        let Some(issued) = notice::store::lock(&unit, &[advice.reference]).await?.pop() else {
            return Ok(Err(Refusal::NoticeUnknown));
        };
        if issued.notice.currency != advice.amount.currency {
            return Ok(Err(Refusal::CurrenciesDiffer));
        }
        let share = Share { notice: issued.notice.id, version: issued.notice.version, minor: advice.amount.minor };
        // It keeps the notice from nobody: what came is there already, whoever else is about to pay.
        store::add_arrived_share(&unit, id, &share).await?;
        let new = AtOnce {
            id,
            amount: advice.amount,
            over: vec![share],
            rail: Rail::Voucher,
            held_by: &advice.account,
            reference: format!("{}.{}", advice.reference, &key_hash[..NAME_CHARACTERS]),
            raw: advice.raw.clone(),
            payer: None,
            acting_for: None,
            actor: Actor::Provider,
        };
        let work = match self.pay_at_once(unit, new, now).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        database::commit(work.unit).await?;
        self.outbox.wake();
        metrics::counter!("fingertip_payment_advices_total").increment(1);
        Ok(Ok(id))
    }
}
