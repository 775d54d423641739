//! What of a payment may go back, read under its lock.

use payment::{Dispute, Givable, Payment, Portion, Rail, Repayment, Source, Taken, Way, portion};
use vocabulary::{AttemptId, Currency, Money};

use super::{KeptRepayment, store};
use crate::{
    payment::{
        child::store::Reads,
        dispute::{self, KeptDispute},
        refusal::Refusal,
    },
    platform::fault::Fault,
};

/// What of a payment may go back, of one source in one currency.
pub struct Purse {
    of: Source,
    received: Money,
    /// Every repayment of the payment, of whatever source.
    pub repayments: Vec<KeptRepayment>,
    /// Every dispute about it.
    pub disputes: Vec<KeptDispute>,
    rules: Vec<Repayment>,
    disputed: Vec<Dispute>,
}

/// A sum that a provider took, and of which enough is left.
pub struct Chosen {
    /// The attempt that it came with.
    pub attempt: AttemptId,
    /// The provider.
    pub provider: String,
    /// How it was brought.
    pub rail: Rail,
    /// What the provider calls it.
    pub taken_as: String,
}

impl Chosen {
    /// Returns who pays it back where nobody says otherwise: the provider that took it, or the account that a bank counter paid into. Nobody, of
    /// what an account with customs paid: officers name a bank account.
    pub fn way(&self) -> Option<Way> {
        match self.rail {
            Rail::Card | Rail::MobileMoney => Some(Way::Provider(self.provider.clone())),
            Rail::Voucher => Some(Way::Treasury(self.provider.clone())),
            Rail::Deposit | Rail::Deferment | Rail::Security => None,
        }
    }
}

impl Purse {
    /// Reads it.
    pub async fn read(unit: &impl Reads, payment: &Payment, (of, currency): (Source, Currency)) -> Result<Purse, Fault> {
        let received = store::received(unit, payment.id, (of, currency)).await?;
        let repayments = store::of_payment(unit, payment.id).await?;
        let disputes = dispute::store::of_payment(unit, payment.id).await?;
        let in_currency = |kept: &&KeptRepayment| kept.repayment.amount.currency == currency;
        let rules = repayments.iter().filter(in_currency).map(|kept| kept.repayment.clone()).collect();
        let disputed = disputes.iter().map(|kept| kept.dispute.clone()).collect();
        Ok(Purse { of, received, repayments, disputes, rules, disputed })
    }

    /// Returns what the rules ask for.
    pub fn givable(&self) -> Givable<'_> {
        Givable { received: self.received, of: self.of, repayments: &self.rules, disputes: &self.disputed }
    }

    /// Returns the charges of which something is left, with how much of each.
    pub async fn charges_left(&self, unit: &impl Reads, payment: &Payment) -> Result<Vec<Portion>, Fault> {
        let paid = store::paid(unit, payment.id).await?;
        let given = self.repayments.iter().filter(|kept| kept.repayment.of == Source::Charges && kept.repayment.state.takes());
        let lost = self.disputes.iter().filter(|kept| kept.dispute.state.is_lost());
        let gone: Vec<Portion> =
            given.flat_map(|kept| kept.parts.clone()).chain(lost.flat_map(|kept| kept.parts.clone())).collect();
        Ok(portion::less(&paid, &gone))
    }

    /// Chooses the sum that is given back of: providers give back no more than they took under one name. What nobody asked for is given
    /// back of what came last.
    pub fn choose(&self, payment: &Payment, amount: Money) -> Result<Chosen, Refusal> {
        let taken = payment.attempts.iter().flat_map(|attempt| attempt.taken.iter().map(move |taken| (attempt, taken)));
        let mut taken: Vec<_> = taken.filter(|(_, taken)| taken.amount.currency == amount.currency).collect();
        if self.of == Source::Unallocated {
            taken.reverse();
        }
        let left = |provider: &str, taken: &Taken| taken.amount.minor - self.gone_of(provider, &taken.reference);
        let enough = taken.iter().find(|(attempt, taken)| left(&attempt.provider, taken) >= amount.minor);
        let Some((attempt, taken)) = enough else {
            let most = taken.iter().map(|(attempt, taken)| left(&attempt.provider, taken)).max().unwrap_or_default();
            return Err(Refusal::RepaymentInParts { limit: Money::new(most.max(0), amount.currency).to_string() });
        };
        Ok(Chosen {
            attempt: attempt.id,
            provider: attempt.provider.clone(),
            rail: attempt.rail,
            taken_as: taken.reference.clone(),
        })
    }

    /// Returns how much of a payment can be given back in one sum, in a currency.
    pub fn at_once(&self, payment: &Payment, currency: Currency) -> i64 {
        let taken = payment.attempts.iter().flat_map(|attempt| attempt.taken.iter().map(move |taken| (&attempt.provider, taken)));
        let of_currency = taken.filter(|(_, taken)| taken.amount.currency == currency);
        of_currency
            .map(|(provider, taken)| taken.amount.minor - self.gone_of(provider, &taken.reference))
            .max()
            .unwrap_or_default()
    }

    fn gone_of(&self, provider: &str, taken_as: &str) -> i64 {
        let given = (self.repayments.iter())
            .filter(|kept| kept.repayment.state.takes() && kept.provider == provider && kept.taken_as == taken_as)
            .map(|kept| kept.repayment.amount.minor);
        let lost = (self.disputes.iter())
            .filter(|kept| kept.dispute.state.is_lost() && kept.dispute.provider == provider && kept.taken_as == taken_as)
            .map(|kept| kept.dispute.amount.minor);
        given.chain(lost).sum()
    }
}
