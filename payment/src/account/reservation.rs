//! What a guarantee secures: one declaration or movement, for one sum. Rows PAY-M14, SEED-7.

use vocabulary::Money;

use super::{decision::AccountRefusal, event::AccountEvent};

/// Something that is secured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Its name.
    pub id: String,
    /// How much was secured.
    pub secured: Money,
    /// How much of it was let go, in minor units.
    pub released_minor: i64,
    /// How much of it was taken.
    pub called_minor: i64,
}

impl Reservation {
    /// Begins one.
    pub fn new(id: String, secured: Money) -> Reservation {
        Reservation { id, secured, released_minor: 0, called_minor: 0 }
    }

    /// Returns what it still secures.
    pub fn left(&self) -> Money {
        Money::new(self.secured.minor - self.released_minor - self.called_minor, self.secured.currency)
    }

    /// Says whether so much may be let go or taken of it.
    pub(super) fn may_take(&self, amount: Money) -> Result<(), AccountRefusal> {
        let left = self.left();
        if amount.currency != left.currency {
            return Err(AccountRefusal::Currency);
        }
        if (1..=left.minor).contains(&amount.minor) { Ok(()) } else { Err(AccountRefusal::Left { left }) }
    }

    /// Returns it after an event that is about it.
    #[must_use]
    pub fn after(mut self, event: &AccountEvent) -> Reservation {
        match event {
            AccountEvent::Released { minor, .. } => self.released_minor += minor,
            AccountEvent::Called { minor, .. } => self.called_minor += minor,
            _ => {}
        }
        self
    }
}
