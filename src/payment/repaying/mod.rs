//! Money that goes back: asked for by payer or officer, approved by four eyes, sent under a key that is stored before, and looked after until
//! the provider said what became of it. Rows PAY-M7, PAY-G1, PAY-G5, INV-08, CR-14, LED-15 to LED-17, SEC-BIZ-02.
//!
//! Everything that happens to a repayment happens under the lock of its payment, in one unit of work with what it posts.

mod approving;
mod asking;
mod happening;
mod payee;
mod purse;
mod rows;
mod sending;
pub(super) mod store;

use gateway::Description;
use payment::{Asker, Payment, Portion, Repayment, RepaymentState, Source, State, Way};
use vocabulary::{AttemptId, Money, PaymentId, RepaymentId, Timestamp};

pub use self::{
    approving::Approval,
    asking::{Asked, NewRepayment},
    store::Waiting,
};
pub(super) use self::{asking::asked_for, purse::Purse};
use super::{receipt::KeptCreditNote, service::Payments};
use crate::platform::fault::Fault;

/// A repayment, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct KeptRepayment {
    /// The repayment.
    pub repayment: Repayment,
    /// How many events there are.
    pub sequence: u32,
    /// Whether an officer asked for it: then one other officer is enough.
    pub by_officer: bool,
    /// Why, as whoever asked wrote it.
    pub reason: String,
    /// Whose phone gets it, of mobile money.
    pub phone: Option<String>,
    /// The attempt whose money goes back.
    pub attempt: AttemptId,
    /// The provider that took it.
    pub provider: String,
    /// What that provider calls the sum.
    pub taken_as: String,
    /// Who is to pay it, as it was asked for; nothing where whoever agrees names a bank account of the treasury.
    pub asked: Option<Way>,
    /// The charges that it is of; none where nobody asked for the money.
    pub parts: Vec<Portion>,
    /// The key of the call to the provider, stored before it.
    pub provider_key: Option<String>,
    /// What the provider calls the repayment.
    pub provider_reference: Option<String>,
    /// When it was sent.
    pub submitted_at: Option<Timestamp>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// How often it was looked at since something happened.
    pub looks: u32,
    /// Whether a provider contradicted what it had confirmed.
    pub contradicted: bool,
}

impl KeptRepayment {
    /// Returns who asked for it, or what it follows from, as it is stored.
    pub fn asker(&self) -> String {
        match self.repayment.requested_by {
            Asker::Person(person) => person.to_string(),
            Asker::Ordered(by) => by.to_string(),
        }
    }

    /// Returns who is to pay it, as it was approved or asked for; nothing where whoever agrees has to name a bank account.
    pub fn payer(&self) -> Option<&Way> {
        self.repayment.way.as_ref().or(self.asked.as_ref())
    }

    /// Says whether a provider is the one that pays it.
    pub(super) fn is_paid_by(&self, provider: &str) -> bool {
        matches!(&self.repayment.way, Some(Way::Provider(name)) if name == provider)
    }
}

impl Payments {
    /// Says whether somebody can pay that way: a provider that there is, an account with a name.
    fn is_way(&self, way: &Way) -> bool {
        match way {
            Way::Provider(name) => self.providers.get(name).is_some(),
            // What it pays is compared with what the bank lists under that name.
            Way::Treasury(bank) => Description::new(bank).is_ok() && bank.parse::<reconciliation::Account>().is_ok(),
        }
    }

    /// Reads the repayments of a payment, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn repayments_of(&self, payment: PaymentId) -> Result<Vec<KeptRepayment>, Fault> {
        store::of_payment(self.database.connection(), payment).await
    }

    /// Reads a repayment.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn repayment(&self, id: RepaymentId) -> Result<Option<KeptRepayment>, Fault> {
        store::find(self.database.connection(), id).await
    }

    /// Reads repayments that stand at one of some states, the oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn repayments_at(&self, states: &[RepaymentState], most: usize) -> Result<Vec<KeptRepayment>, Fault> {
        store::at(self.database.connection(), states, most).await
    }

    /// Returns what of a payment may still be given back, of each source of which something is.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn repayable(&self, payment: &Payment) -> Result<Vec<(Source, Money)>, Fault> {
        let mut all = Vec::new();
        for of in Source::ALL {
            let is_ready = match of {
                Source::Charges => payment.state == State::Captured,
                Source::Unallocated => payment.state != State::Conflicted,
            };
            if is_ready {
                let purse = Purse::read(self.database.connection(), payment, (*of, payment.amount.currency)).await?;
                all.push((*of, purse.givable().available()));
            }
        }
        all.retain(|(_, left)| left.minor > 0);
        Ok(all)
    }

    /// Reads which money nobody asked for and nobody gives back yet (rows ST-15, ST-16, ST-21).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn unallocated(&self, most: usize) -> Result<Vec<Waiting>, Fault> {
        store::waiting(self.database.connection(), most).await
    }

    /// Reads the credit notes of a repayment.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn credit_notes_of(&self, repayment: RepaymentId) -> Result<Vec<KeptCreditNote>, Fault> {
        match &self.receipts {
            Some(receipts) => receipts.credit_notes_of(&repayment.to_string()).await,
            None => Ok(Vec::new()),
        }
    }
}
