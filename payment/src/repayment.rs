//! Duties, taxes or money that nobody asked for, given back. Two officers approve; what is left to give back is compared with what they saw.
//! Rules only. Rows PAY-M7, PAY-G1, INV-08, LED-15 to LED-17, CR-14.

use serde::{Deserialize, Serialize};
use vocabulary::{Money, NoticeId, PaymentId, PersonId, RepaymentId, words};

use crate::{
    child::ChildHeard,
    dispute::Dispute,
    event::{FourEyes, Unsure},
    key::ProviderKey,
    ledger::{Account, Collected, Entry, Unbalanced, giving_back},
};

/// How many repayments a payment may have.
pub const REPAYMENTS_MAX: usize = 100;

words! {
    /// Where a repayment stands.
    RepaymentState, "state of a repayment" {
        /// Somebody asks for it.
        Requested = "requested",
        /// An officer said no.
        Rejected = "rejected",
        /// Two officers said yes.
        Approved = "approved",
        /// The request is at the provider or the treasury, or on its way: written before it is sent.
        Submitted = "submitted",
        /// It was paid; a credit note says so.
        Succeeded = "succeeded",
        /// It was not paid, or came back; it is still owed.
        Failed = "failed",
        /// Something was sent and nothing clear came back.
        Unknown = "unknown",
    }
}

impl RepaymentState {
    /// Returns what may follow.
    pub const fn may_become(self) -> &'static [RepaymentState] {
        use RepaymentState::*;
        match self {
            Requested => &[Approved, Rejected],
            Approved => &[Submitted],
            Submitted => &[Succeeded, Failed, Unknown],
            Unknown => &[Submitted, Succeeded, Failed],
            // Banks send back what they had paid.
            Succeeded => &[Failed],
            // Still owed: two officers choose another way.
            Failed => &[Approved],
            Rejected => &[],
        }
    }

    /// Says whether its sum is no longer there to be asked for.
    pub const fn takes(self) -> bool {
        !matches!(self, RepaymentState::Rejected)
    }
}

words! {
    /// What is given back.
    Source, "source of a repayment" {
        /// What was collected for charges.
        Charges = "charges",
        /// Money that nobody asked for.
        Unallocated = "unallocated",
    }
}

words! {
    /// Who orders what is owed back without anybody asking for it.
    #[derive(Default)]
    OrderedBy, "origin of a repayment that nobody asked for" {
        /// An amendment took back what was paid. Repayments that were ordered before there was anything else are its.
        #[default]
        Amendment = "customs-system",
        /// A plan of parts ended before it was complete.
        Plan = "plan-of-parts",
    }
}

words! {
    /// Why a repayment is refused. Source: WTO TFA Article 4 and Revised Kyoto Convention, General Annex 4.21 and 10: whoever is refused is told why.
    RejectionReason, "reason of a rejection" {
        /// What was paid was owed.
        NothingOverpaid = "nothing-overpaid",
        /// The documents do not prove the ground.
        NotProved = "not-proved",
        /// The conditions of the procedure or the relief were not met.
        ConditionsNotMet = "conditions-not-met",
        /// It was asked for after the time that the law gives.
        TooLate = "too-late",
        /// Somebody else is to have it.
        NotEntitled = "not-entitled",
        /// It was given back already, or is by another claim.
        GivenBackAlready = "given-back-already",
        /// Whoever claimed it took the claim back.
        Withdrawn = "withdrawn",
    }
}

/// Who asks for a repayment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    /// A payer or an officer.
    Person(PersonId),
    /// Nobody: it is owed, and officers only decide how it is paid.
    Ordered(OrderedBy),
}

impl Asker {
    /// Returns the person, where one asks.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Asker::Person(person) => Some(person),
            Asker::Ordered(_) => None,
        }
    }
}

/// Who pays it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "way", content = "of")]
pub enum Way {
    /// A provider, out of what it holds for us.
    Provider(String),
    /// A bank account of the treasury.
    Treasury(String),
}

impl Way {
    /// Returns the account of the ledger.
    pub fn account(&self) -> Account {
        match self {
            Way::Provider(name) => Account::Clearing(name.clone()),
            Way::Treasury(name) => Account::Treasury(name.clone()),
        }
    }
}

/// What happens to a repayment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[allow(missing_docs, reason = "each field is what its name says, and each variant is the state that it leads to")]
pub enum RepaymentEvent {
    Requested {
        repayment: RepaymentId,
        payment: PaymentId,
        amount: Money,
        of: Source,
        by: PersonId,
    },
    /// An amendment took back what was paid (LED-04), or a plan of parts ended: it is owed already, and officers decide how it is paid.
    Ordered {
        repayment: RepaymentId,
        payment: PaymentId,
        amount: Money,
        notice: NoticeId,
        version: u32,
        #[serde(default)]
        by: OrderedBy,
    },
    Rejected {
        by: PersonId,
        /// Nothing in those of before reasons had codes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<RejectionReason>,
    },
    Approved {
        by: FourEyes,
        way: Way,
    },
    Submitted,
    Succeeded,
    Failed,
    CameBack,
    SightLost {
        why: Unsure,
    },
    Found,
}

impl RepaymentEvent {
    /// Returns the verb of the table ([`crate::CHILD_EDGES`]).
    pub fn verb(&self) -> &'static str {
        match self {
            RepaymentEvent::Requested { .. } => "request",
            RepaymentEvent::Ordered { .. } => "order",
            RepaymentEvent::Rejected { .. } => "reject",
            RepaymentEvent::Approved { .. } => "approve",
            RepaymentEvent::Submitted => "submit",
            RepaymentEvent::Succeeded => "succeed",
            RepaymentEvent::Failed => "fail",
            RepaymentEvent::CameBack => "come-back",
            RepaymentEvent::SightLost { .. } => "lose-sight",
            RepaymentEvent::Found => "find",
        }
    }
}

/// A repayment, as it follows from its events.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repayment {
    /// Its name.
    pub id: RepaymentId,
    /// The payment of which it gives back.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// What of it.
    pub of: Source,
    /// Who asked for it.
    pub requested_by: Asker,
    /// Where it stands.
    pub state: RepaymentState,
    /// Who pays it, once that is approved.
    pub way: Option<Way>,
    /// How often it was approved: the number in the provider's key. It grows only after the provider said that it did not pay.
    pub approvals: u16,
}

/// Why nothing is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepaymentRefusal {
    /// Its state does not allow it.
    #[error("stands at {state}")]
    State {
        /// Where it stands.
        state: RepaymentState,
    },
    /// The payer disputes the payment at the provider: the money may go back twice.
    #[error("waits for a dispute")]
    Disputed,
    /// Another sum is left to give back than the officer saw.
    #[error("leaves {available}")]
    Available {
        /// How much is left.
        available: Money,
    },
    /// More than is left, nothing, or another currency.
    #[error("asks for more than {available}, or for nothing")]
    Amount {
        /// How much is left.
        available: Money,
    },
    /// Whoever asked for it does not agree to it as well.
    #[error("was asked for by the same person")]
    SamePerson,
    /// There are as many as there may be.
    #[error("has {REPAYMENTS_MAX} repayments")]
    TooMany,
    /// An amendment took back what was paid, or a plan of parts ended: nobody says no to that.
    #[error("is owed already")]
    Owed,
}

/// What of a payment may be given back.
#[derive(Clone, Copy, Debug)]
pub struct Givable<'a> {
    /// What came in: for charges, or for nothing.
    pub received: Money,
    /// Which of them.
    pub of: Source,
    /// Every repayment of the payment.
    pub repayments: &'a [Repayment],
    /// Every dispute about the payment.
    pub disputes: &'a [Dispute],
}

impl Givable<'_> {
    /// Returns what is left to give back (row INV-08).
    pub fn available(&self) -> Money {
        let repaid = self.repayments.iter().filter(|one| one.of == self.of && one.state.takes());
        let lost = self.disputes.iter().filter(|one| self.of == Source::Charges && one.state.is_lost());
        let gone = repaid.map(|one| one.amount.minor).chain(lost.map(|one| one.amount.minor));
        let left = gone.fold(self.received.minor, |left, minor| left.saturating_sub(minor));
        Money::new(left.max(0), self.received.currency)
    }

    /// Asks for money back. `seen` is what was left when the officer looked.
    ///
    /// # Errors
    /// Refuses while a dispute is open, when another sum is left than was seen, and more than is left.
    pub fn request(
        &self,
        repayment: RepaymentId,
        payment: PaymentId,
        amount: Money,
        seen: Money,
        by: PersonId,
    ) -> Result<RepaymentEvent, RepaymentRefusal> {
        self.is_undisputed()?;
        if self.repayments.len() >= REPAYMENTS_MAX {
            return Err(RepaymentRefusal::TooMany);
        }
        let available = self.available();
        if seen != available {
            return Err(RepaymentRefusal::Available { available });
        }
        let is_there = amount.currency == available.currency && (1..=available.minor).contains(&amount.minor);
        if !is_there {
            return Err(RepaymentRefusal::Amount { available });
        }
        Ok(RepaymentEvent::Requested { repayment, payment, amount, of: self.of, by })
    }

    fn is_undisputed(&self) -> Result<(), RepaymentRefusal> {
        let is_open = self.disputes.iter().any(|dispute| dispute.state.is_open());
        if is_open { Err(RepaymentRefusal::Disputed) } else { Ok(()) }
    }
}

/// Where a repayment stands, as its provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepaymentStanding {
    /// It is on its way.
    Pending,
    /// It was paid.
    Paid {
        /// How much.
        amount: Money,
    },
    /// It was not paid, or came back.
    Failed,
}

impl Repayment {
    /// Makes a repayment of its events; nothing of events that cannot have happened.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a RepaymentEvent>) -> Option<Repayment> {
        let mut events = events.into_iter();
        let first = Repayment::requested(events.next()?)?;
        events.try_fold(first, Repayment::after)
    }

    /// Makes a repayment of its first event; nothing of any other.
    pub fn requested(event: &RepaymentEvent) -> Option<Repayment> {
        let (repayment, payment, amount, of, requested_by) = match event {
            RepaymentEvent::Requested { repayment, payment, amount, of, by } => {
                (repayment, payment, amount, *of, Asker::Person(*by))
            }
            RepaymentEvent::Ordered { repayment, payment, amount, by, .. } => {
                (repayment, payment, amount, Source::Charges, Asker::Ordered(*by))
            }
            _ => return None,
        };
        Some(Repayment {
            id: *repayment,
            payment: *payment,
            amount: *amount,
            of,
            requested_by,
            state: RepaymentState::Requested,
            way: None,
            approvals: 0,
        })
    }

    /// Says whether nobody asked for it, because an amendment or the end of a plan of parts gives it back: it is owed from the beginning.
    pub fn is_ordered(&self) -> bool {
        matches!(self.requested_by, Asker::Ordered(_))
    }

    /// Lets two officers approve it: what somebody asks for, or what failed and is still owed.
    ///
    /// # Errors
    /// Refuses in any other state, while a dispute is open, and where whoever asked for it is the one to agree.
    pub fn approve(&self, by: FourEyes, way: Way, givable: &Givable<'_>) -> Result<RepaymentEvent, RepaymentRefusal> {
        givable.is_undisputed()?;
        if Asker::Person(by.second()) == self.requested_by {
            return Err(RepaymentRefusal::SamePerson);
        }
        self.only(&[RepaymentState::Requested, RepaymentState::Failed], RepaymentEvent::Approved { by, way })
    }

    /// Lets an officer refuse it, or whoever claimed it take that back.
    ///
    /// # Errors
    /// Refuses what is approved already, and what is owed already.
    pub fn reject(&self, by: PersonId, why: Option<RejectionReason>) -> Result<RepaymentEvent, RepaymentRefusal> {
        if self.is_ordered() {
            return Err(RepaymentRefusal::Owed);
        }
        self.only(&[RepaymentState::Requested], RepaymentEvent::Rejected { by, why })
    }

    /// Locks it before something is sent (row PAY-G1).
    ///
    /// # Errors
    /// Refuses what is not approved, and while a dispute is open.
    pub fn submit(&self, givable: &Givable<'_>) -> Result<RepaymentEvent, RepaymentRefusal> {
        givable.is_undisputed()?;
        self.only(&[RepaymentState::Approved], RepaymentEvent::Submitted)
    }

    /// Notes that nothing clear came back.
    pub fn lose_sight(&self, why: Unsure) -> Option<RepaymentEvent> {
        (self.state == RepaymentState::Submitted).then_some(RepaymentEvent::SightLost { why })
    }

    /// Returns the key of the provider: the same however often the request is sent, another only where two officers approved again.
    pub fn key(&self) -> ProviderKey {
        ProviderKey::of_repayment_again(self.id, self.approvals)
    }

    /// Says what becomes of what the provider says of the repayment approved last.
    pub fn hear(&self, standing: RepaymentStanding) -> ChildHeard<RepaymentEvent> {
        use RepaymentState::*;
        match (self.state, standing) {
            (Submitted | Unknown | Succeeded, RepaymentStanding::Paid { amount }) if amount != self.amount => {
                ChildHeard::Contradicts
            }
            (Submitted | Unknown, RepaymentStanding::Paid { .. }) => ChildHeard::Event(RepaymentEvent::Succeeded),
            (Submitted | Unknown, RepaymentStanding::Failed) => ChildHeard::Event(RepaymentEvent::Failed),
            (Unknown, RepaymentStanding::Pending) => ChildHeard::Event(RepaymentEvent::Found),
            (Succeeded, RepaymentStanding::Failed) => ChildHeard::Event(RepaymentEvent::CameBack),
            (Submitted, RepaymentStanding::Pending)
            | (Succeeded, RepaymentStanding::Paid { .. })
            | (Failed, RepaymentStanding::Failed) => ChildHeard::Duplicate,
            (Succeeded | Failed, RepaymentStanding::Pending) => ChildHeard::Superseded,
            // Paid although it was said not to be, or although nothing was sent: to give it back again would be to give it twice.
            (Failed | Requested | Rejected | Approved, _) => ChildHeard::Contradicts,
        }
    }

    /// Returns the repayment after an event; nothing where its state does not allow it.
    pub fn after(mut self, event: &RepaymentEvent) -> Option<Repayment> {
        use RepaymentState::*;
        let (from, to): (&[RepaymentState], _) = match event {
            RepaymentEvent::Requested { .. } | RepaymentEvent::Ordered { .. } => return None,
            RepaymentEvent::Rejected { .. } => (&[Requested], Rejected),
            RepaymentEvent::Approved { .. } => (&[Requested, Failed], Approved),
            RepaymentEvent::Submitted => (&[Approved], Submitted),
            RepaymentEvent::Succeeded => (&[Submitted, Unknown], Succeeded),
            RepaymentEvent::Failed => (&[Submitted, Unknown], Failed),
            RepaymentEvent::CameBack => (&[Succeeded], Failed),
            RepaymentEvent::SightLost { .. } => (&[Submitted], Unknown),
            RepaymentEvent::Found => (&[Unknown], Submitted),
        };
        if !from.contains(&self.state) {
            return None;
        }
        if let RepaymentEvent::Approved { way, .. } = event {
            self.way = Some(way.clone());
            self.approvals = self.approvals.saturating_add(1);
        }
        self.state = to;
        Some(self)
    }

    /// Returns what an event posts. `of` are the charges of which it gives back, in parts that sum up to it.
    ///
    /// # Errors
    /// Refuses parts that are not the amount.
    pub fn book(&self, event: &RepaymentEvent, of: &[Collected<'_>]) -> Result<Option<Entry>, Unbalanced> {
        let from = self.way.as_ref().map(Way::account);
        match (event, self.of, from) {
            // What failed before is owed already, and so is what an amendment took back.
            (RepaymentEvent::Approved { .. }, _, _) if self.approvals > 0 || self.is_ordered() => Ok(None),
            (RepaymentEvent::Approved { .. }, Source::Charges, _) => {
                let parts = of.iter().flat_map(|collected| collected.parts).map(|part| i128::from(part.minor)).sum();
                if parts != i128::from(self.amount.minor) {
                    return Err(Unbalanced::Sides { debits: parts, credits: self.amount.minor.into() });
                }
                giving_back::repayment_approved(self.amount.currency, of).map(Some)
            }
            (RepaymentEvent::Approved { .. }, Source::Unallocated, _) => giving_back::return_approved(self.amount).map(Some),
            (RepaymentEvent::Succeeded, _, Some(from)) => giving_back::repaid(self.amount, from).map(Some),
            (RepaymentEvent::CameBack, _, Some(to)) => giving_back::repayment_failed(self.amount, to).map(Some),
            _ => Ok(None),
        }
    }

    fn only(&self, states: &[RepaymentState], event: RepaymentEvent) -> Result<RepaymentEvent, RepaymentRefusal> {
        if states.contains(&self.state) { Ok(event) } else { Err(RepaymentRefusal::State { state: self.state }) }
    }
}
