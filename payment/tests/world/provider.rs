//! What really happened at the provider, and what it says of it.

use jiff::Timestamp;
use payment::{DeclineReason, Evidence, Standing};
use vocabulary::{AttemptId, Currency, Money};

/// What really happened.
#[derive(Clone)]
pub struct Truth {
    pub life: usize,
    pub attempt: AttemptId,
    pub is_deposit: bool,
    standing: Standing,
    money: Money,
    live: bool,
    /// Whether the payer paid a second time, under another reference of the provider (row ST-21).
    is_twice: bool,
}

/// What was said once.
#[derive(Clone)]
pub struct Said {
    pub life: usize,
    pub attempt: AttemptId,
    pub evidence: Evidence,
}

impl Truth {
    pub fn awaiting(life: usize, attempt: AttemptId, money: Money, is_deposit: bool) -> Truth {
        Truth { life, attempt, is_deposit, standing: Standing::AwaitingPayer, money, live: true, is_twice: false }
    }

    /// Changes as `choice` says: also in ways that no good provider does.
    pub fn act(&mut self, choice: u8, is_manual: bool) {
        self.is_twice |= self.standing == Standing::Captured && choice >> 4 == 13;
        self.standing = match (self.standing, choice >> 4) {
            (Standing::AwaitingPayer, 0..=2) => Standing::Pending,
            (Standing::AwaitingPayer | Standing::Pending, 3..=4) => Standing::Declined { reason: DeclineReason::Funds },
            (Standing::AwaitingPayer | Standing::Pending | Standing::Authorised, 5) => Standing::Cancelled,
            (Standing::AwaitingPayer | Standing::Pending | Standing::Declined { .. }, 6..=12) if is_manual => {
                Standing::Authorised
            }
            (Standing::AwaitingPayer | Standing::Pending | Standing::Declined { .. }, 6..=12) => Standing::Captured,
            (Standing::Authorised, 6..=12) => Standing::Captured,
            (Standing::AwaitingPayer | Standing::Pending, 13) => {
                self.money.minor += 1 - 2 * i64::from(choice & 1);
                Standing::Captured
            }
            (Standing::AwaitingPayer | Standing::Pending, 14) => {
                self.money.currency = "EUR".parse().expect("a currency");
                Standing::Captured
            }
            (Standing::AwaitingPayer | Standing::Pending, 15) => {
                self.live = false;
                Standing::Captured
            }
            (standing, _) => standing,
        };
    }

    pub fn close(&mut self) {
        if matches!(self.standing, Standing::AwaitingPayer | Standing::Pending) {
            self.standing = Standing::Cancelled;
        }
    }

    pub fn has_moved(&self) -> bool {
        matches!(self.standing, Standing::Captured | Standing::Authorised)
    }

    /// Returns what it really took; money of a trial is none.
    pub fn moved(&self, currency: Currency) -> i64 {
        let is_taken = self.standing == Standing::Captured && self.money.currency == currency && self.live;
        let times = if self.is_twice { 2 } else { 1 };
        if is_taken { self.money.minor * times } else { 0 }
    }

    /// Returns what it says: of each time that money moved.
    pub fn says(&self) -> Vec<Said> {
        let references = if self.is_twice { vec!["first", "second"] } else { vec!["first"] };
        references.into_iter().map(|reference| self.says_of(reference)).collect()
    }

    fn says_of(&self, reference: &str) -> Said {
        let money = Some(self.money);
        let evidence = Evidence {
            provider_reference: format!("{}-{reference}", self.attempt),
            standing: self.standing,
            authorised: money.filter(|_| self.standing == Standing::Authorised),
            captured: money.filter(|_| self.standing == Standing::Captured),
            attempt: Some(self.attempt),
            live: self.live,
            payee: None,
            occurred_at: Timestamp::UNIX_EPOCH,
            raw: Vec::new(),
        };
        Said { life: self.life, attempt: self.attempt, evidence }
    }
}
