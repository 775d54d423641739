//! The use case of whoever pays much from an account with customs: to confirm by a code or a passkey that it is this payment they want, and no other.
//! Row SEC-PAY-03.
//!
//! A card or a wallet asks its holder itself. What leaves an account with customs would leave it by a token alone. A confirmation is of notices,
//! versions, sum and account; whatever of them changes afterwards is another payment, which nobody confirmed. It holds for one payment.

mod rows;
pub(super) mod store;

use jiff::SignedDuration;
use payment::{Rail, account::AccountReference};
use sha2::{Digest as _, Sha256};
use vocabulary::{Money, PaymentId, PersonId, SessionId, Timestamp};

use super::{
    paying::{Portion, fingerprint},
    refusal::Refusal,
    service::Payments,
};
use crate::{
    identity::{Approval, Approved, code::Amount, passkey::Options},
    mandate::Party,
    platform::{database::Transaction, fault::Fault},
};

/// How long a confirmation holds: time enough to send the payment again on a slow link.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// A payment from an account, before it is made.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// Who pays.
    pub by: PersonId,
    /// What is paid.
    pub portions: Vec<Portion>,
    /// What they expect to pay in all.
    pub expected: Money,
    /// For whom, where not for themselves.
    pub principal: Option<Party>,
    /// From which account.
    pub account: AccountReference,
}

impl Withdrawal {
    /// Returns what is approved of it: how much, and the digest of all that makes it this one.
    fn terms(&self) -> Result<(Amount, [u8; 32]), Refusal> {
        let amount = Amount::new(self.expected.minor, &self.expected.currency.to_string()).ok_or(Refusal::AmountInvalid)?;
        let fingerprint = fingerprint(&self.portions, self.expected, (Rail::Deposit, None), (self.principal, Some(self.account)));
        Ok((amount, terms(self.by, &fingerprint)))
    }
}

/// Digests who pays and what makes a payment this one.
fn terms(by: PersonId, fingerprint: &str) -> [u8; 32] {
    Sha256::digest(format!("confirmed by {by}: {fingerprint}")).into()
}

impl Payments {
    /// Says what an authenticator has to be asked by whoever confirms a payment with a passkey.
    ///
    /// # Errors
    /// Refuses a device that is too new, and a person without passkeys. Faults when the database cannot be reached.
    pub async fn begin_passkey_payment(
        &self,
        session: SessionId,
        what: &Withdrawal,
        now: Timestamp,
    ) -> Result<Result<Options, Refusal>, Fault> {
        let (amount, terms) = match what.terms() {
            Ok(terms) => terms,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let approved = Approved::Payment { amount, terms };
        Ok(self.approvals.begin((what.by, session), approved, now).await?.map_err(|refusal| Refusal::NotApproved(refusal.into())))
    }

    /// Confirms a payment that is not made yet, and returns until when that holds. Confirmed twice it is confirmed once.
    ///
    /// # Errors
    /// Refuses a code or an answer that does not prove it. Faults when the database cannot keep it.
    pub async fn confirm_payment(
        &self,
        session: SessionId,
        what: &Withdrawal,
        by: Approval<'_>,
        now: Timestamp,
    ) -> Result<Result<Timestamp, Refusal>, Fault> {
        let (amount, terms) = match what.terms() {
            Ok(terms) => terms,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let connection = self.database.connection();
        // Its answer was lost: the code is used up, and what it confirmed stands.
        if let Some(until) = store::standing(connection, terms, now).await? {
            return Ok(Ok(until));
        }
        if let Err(refusal) = self.approvals.approve((what.by, session), (by, Approved::Payment { amount, terms }), now).await? {
            return Ok(Err(Refusal::NotApproved(refusal)));
        }
        let until = now.saturating_add(HOLDS).unwrap_or(Timestamp::MAX);
        let means = match by {
            Approval::Code(_) => "code",
            Approval::Passkey(_) => "passkey",
        };
        store::keep(connection, terms, means, (now, until)).await?;
        Ok(Ok(until))
    }

    /// Uses up the confirmation of a payment in its unit of work, and returns by what it was confirmed: nothing where it need not be.
    pub(super) async fn confirmed(
        &self,
        unit: &Transaction,
        (by, fingerprint): (PersonId, &str),
        (id, total): (PaymentId, Money),
        now: Timestamp,
    ) -> Result<Result<Option<String>, Refusal>, Fault> {
        let Some(above) = self.settings.confirmed_above.iter().find(|above| above.currency == total.currency) else {
            return Ok(Ok(None));
        };
        if total.minor <= above.minor {
            return Ok(Ok(None));
        }
        let means = store::use_up(unit, terms(by, fingerprint), id, now).await?;
        Ok(means.map(Some).ok_or_else(|| Refusal::Unconfirmed { above: above.to_string() }))
    }
}
