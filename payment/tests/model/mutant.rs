//! Mistakes that others made, put in on purpose: section 5 of the requirements of reliability, and four more.

use crate::{
    property,
    protocol::{Budget, Protocol, Wish},
};

/// A mistake in the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// The inbox takes an event of the provider more than once (row WHK-03).
    NoUniqueInbox,
    /// An event is acknowledged before it is stored (row WHK-02).
    AcknowledgeBeforeCommit,
    /// A payer is told that it is paid before that is stored (row INV-04).
    AnswerBeforeCommit,
    /// The payment is read and written without its row being locked between (row WHK-11).
    NoRowLock,
    /// A request that got no answer is sent again under another key (row IDM-12).
    ResendWithNewKey,
    /// The number of a receipt is taken from a sequence, outside the unit of work (row RCP-01).
    ReceiptSequence,
    /// Nothing keeps two payments from paying one notice (row INV-09).
    NoLiveIndex,
    /// The provider is called before that is stored (row PAY-G1).
    CallBeforeCommit,
    /// "No such request" is believed while the request may still arrive (row ST-10).
    BelieveAbsence,
}

impl Mutant {
    pub const ALL: &'static [Mutant] = &[
        Mutant::NoUniqueInbox,
        Mutant::AcknowledgeBeforeCommit,
        Mutant::AnswerBeforeCommit,
        Mutant::NoRowLock,
        Mutant::ResendWithNewKey,
        Mutant::ReceiptSequence,
        Mutant::NoLiveIndex,
        Mutant::CallBeforeCommit,
        Mutant::BelieveAbsence,
    ];

    /// Returns what it breaks first.
    pub fn breaks(self) -> &'static str {
        match self {
            Mutant::NoUniqueInbox => property::HEARD_ONCE,
            Mutant::AcknowledgeBeforeCommit => property::ACKNOWLEDGED_IS_KEPT,
            Mutant::AnswerBeforeCommit => property::SEEN_STAYS,
            Mutant::NoRowLock => property::ONE_RECEIPT,
            Mutant::ResendWithNewKey | Mutant::BelieveAbsence => property::TAKEN_ONCE,
            Mutant::ReceiptSequence => property::NO_GAP,
            Mutant::NoLiveIndex => property::ONE_LIVE,
            Mutant::CallBeforeCommit => property::NOTHING_LOST,
        }
    }

    /// Returns a protocol that is sound, and small, and in which it shows.
    pub fn where_it_shows(self) -> Protocol {
        match self {
            Mutant::BelieveAbsence => {
                let protocol = shows(vec![Wish::prompt(0)], Budget { losses: 1, ..Budget::default() });
                Protocol { attempts_max: 2, ..protocol }
            }
            Mutant::NoLiveIndex => shows(vec![Wish::prompt(0), Wish::prompt(0)], Budget::default()),
            _ => shows(vec![Wish::prompt(0)], Budget { crashes: 1, losses: 1, doubles: 1, ..Budget::default() }),
        }
    }
}

fn shows(wishes: Vec<Wish>, budget: Budget) -> Protocol {
    Protocol { payments_max: wishes.len(), wishes, attempts_max: 1, budget, mutant: None }
}
