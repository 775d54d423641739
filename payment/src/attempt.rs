//! One conversation with one provider. Rows PAY-G2, IDM-12.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vocabulary::{AttemptId, Money, words};

use crate::key::{Operation, ProviderKey};

words! {
    /// How money is brought.
    Rail, "rail" {
        /// A card, a wallet of the phone, a bank, on the page of a provider.
        Card = "card",
        /// Mobile money: a prompt on a phone.
        MobileMoney = "mobile-money",
        /// A reference that is paid at a bank counter or by an agent.
        Voucher = "voucher",
        /// A deposit that the payer has with us.
        Deposit = "deposit",
        /// A security that customs holds.
        Security = "security",
        /// Nothing yet: it is put off to the statement of a month.
        Deferment = "deferment",
    }
}

words! {
    /// When a provider gives us money that a payer agreed to.
    CaptureMode, "way to capture" {
        /// At once.
        Automatic = "automatic",
        /// When it is asked for: it is held until then.
        Manual = "manual",
    }
}

words! {
    /// How an attempt ended without money.
    Ending, "ending of an attempt" {
        /// The provider declined.
        Declined = "declined",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// Its time was over.
        Expired = "expired",
    }
}

/// A sum that a provider took.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Taken {
    /// What the provider calls it.
    pub reference: String,
    /// The sum.
    pub amount: Money,
}

/// One conversation with one provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attempt {
    /// Its name, which the provider carries along.
    pub id: AttemptId,
    /// The provider.
    pub provider: String,
    /// How money is brought.
    pub rail: Rail,
    /// When it began.
    pub started_at: Timestamp,
    /// Whether the provider ever said that it has it.
    pub is_accepted: bool,
    /// How often each operation was begun anew: the number in the provider's key.
    pub captures: u16,
    /// The same, of cancelling.
    pub cancels: u16,
    /// How often a capture was tried, of which nothing came.
    pub capture_tries: u16,
    /// What is held.
    pub held: Option<Money>,
    /// What was taken, each sum under the provider's reference: more than one where the payer paid twice (row ST-21).
    pub taken: Vec<Taken>,
    /// How it ended where no money came.
    pub ending: Option<Ending>,
}

impl Attempt {
    /// Begins one.
    pub fn begin(id: AttemptId, provider: String, rail: Rail, now: Timestamp) -> Attempt {
        Attempt {
            id,
            provider,
            rail,
            started_at: now,
            is_accepted: false,
            captures: 0,
            cancels: 0,
            capture_tries: 0,
            held: None,
            taken: Vec::new(),
            ending: None,
        }
    }

    /// Returns who brought the money, as a receipt says: never which account of a trader it was.
    pub fn carrier(&self) -> &str {
        match self.rail {
            Rail::Deposit | Rail::Security | Rail::Deferment => self.rail.as_str(),
            Rail::Card | Rail::MobileMoney | Rail::Voucher => &self.provider,
        }
    }

    /// Returns the key for an operation: that of the one begun last.
    pub fn key(&self, operation: Operation) -> ProviderKey {
        let n = match operation {
            Operation::Capture => self.captures,
            Operation::Cancel => self.cancels,
            Operation::Start | Operation::Repay => 1,
        };
        ProviderKey::of_attempt(self.id, operation, n.max(1))
    }

    /// Returns the sum that was taken first.
    pub fn captured(&self) -> Option<Money> {
        self.taken.first().map(|taken| taken.amount)
    }

    /// Returns what was taken under a reference of the provider.
    pub fn taken_as(&self, reference: &str) -> Option<Money> {
        self.taken.iter().find(|taken| taken.reference == reference).map(|taken| taken.amount)
    }

    /// Says whether the provider may still take money for it.
    pub fn is_open(&self) -> bool {
        self.ending.is_none() && self.taken.is_empty()
    }
}
