//! Everything there is at one moment: what is stored, what is in memory, what is on its way, what the provider did, what payers know.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use payment::{
    Charge, ChargeKind, NoticeReference, NoticeState, Payment, PaymentNotice, Standing,
    ledger::{Account, Entry, Layer, Side},
};
use vocabulary::{AttemptId, Currency, Date, NoticeId};

use crate::protocol::{Budget, Protocol};

pub const PROVIDER: &str = "simulated";
/// What each notice demands.
pub const OWED: i64 = 5;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct System {
    pub database: Database,
    pub memory: Memory,
    pub network: Network,
    pub charges: Vec<ProviderCharge>,
    pub clients: Vec<Client>,
    pub left: Budget,
    /// Whether the time of every payment is over.
    pub is_over: bool,
}

/// What is committed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Database {
    pub payments: Vec<Row>,
    /// Which payment a payer's key made: payer and how often it began anew.
    pub keys: BTreeMap<(u8, u8), u8>,
    /// What is paid of each notice.
    pub paid: Vec<i64>,
    pub inbox: Vec<InboxRow>,
    /// Numbers of receipts, and the payment of each.
    pub receipts: Vec<(u16, u8)>,
    /// The counter of receipts, or the sequence.
    pub counter: u16,
    pub books: Books,
}

/// A payment as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub payment: Arc<Payment>,
    pub by: u8,
    pub notice: u8,
    /// Whether it was ever captured: only the checker knows.
    pub was_captured: bool,
}

/// An event of the provider as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InboxRow {
    pub event: ProviderEvent,
    pub is_processed: bool,
}

/// The sums of the accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Books {
    pub clearing: i64,
    pub held: i64,
    pub receivable: i64,
    pub unallocated: i64,
    /// Debits less credits over every account and layer.
    pub difference: i64,
}

impl Books {
    pub fn add(&mut self, entry: &Entry) {
        for posting in entry.postings() {
            let minor = if posting.side == Side::Debit { posting.minor } else { -posting.minor };
            self.difference += minor;
            match (entry.layer(), &posting.account) {
                (Layer::Posted, Account::Clearing(_)) => self.clearing += minor,
                (Layer::Pending, Account::Clearing(_)) => self.held += minor,
                (Layer::Posted, Account::Receivable(_)) => self.receivable += minor,
                (Layer::Posted, Account::Unallocated) => self.unallocated -= minor,
                _ => {}
            }
        }
    }
}

/// What is lost when the server dies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Memory {
    /// Calls that are to be sent, or wait for their answer.
    pub calls: BTreeMap<Call, Stage>,
    /// Units of work that a mistaken server leaves open between two steps.
    pub units: Vec<Unit>,
    /// Events that a mistaken server acknowledged and did not store yet.
    pub unstored: Vec<ProviderEvent>,
    /// Attempts that a mistaken server called the provider for and did not store yet.
    pub begun: Vec<(u8, AttemptId)>,
}

/// A request to the provider.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    pub payment: u8,
    pub attempt: AttemptId,
    pub what: What,
    /// The provider's key.
    pub key: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    Start,
    Capture,
    Cancel,
}

/// How far a call is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Ready,
    Sent,
    Answered(Answer),
}

/// What a provider answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    Absent,
    Said(Said),
}

/// Where a charge stood when it was said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Said {
    pub payment: u8,
    pub attempt: AttemptId,
    /// What the provider calls it.
    pub reference: String,
    pub standing: Standing,
    pub minor: i64,
}

/// A unit of work that was begun, and not committed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    pub said: Said,
    /// The event of the inbox that it is about.
    pub event: Option<EventId>,
    /// The payment as it was read.
    pub read: Arc<Payment>,
    pub number: Option<u16>,
}

/// A charge, and how many events it had.
pub type EventId = (u8, u8);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProviderEvent {
    pub id: EventId,
    pub said: Said,
}

/// What is on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network {
    pub requests: std::collections::BTreeSet<Call>,
    pub events: Vec<ProviderEvent>,
    /// Events that were acknowledged: only the checker knows.
    pub acknowledged: Vec<EventId>,
    /// Whether an event was heard twice: only the checker knows.
    pub is_heard_twice: bool,
}

/// What really happened at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProviderCharge {
    pub payment: u8,
    pub attempt: AttemptId,
    pub key: String,
    pub standing: Standing,
    pub minor: i64,
    pub is_manual: bool,
    pub events: u8,
}

impl ProviderCharge {
    pub fn is_open(&self) -> bool {
        matches!(self.standing, Standing::AwaitingPayer | Standing::Pending | Standing::Authorised)
    }

    pub fn said(&self) -> Said {
        let reference = self.key.clone();
        Said { payment: self.payment, attempt: self.attempt, reference, standing: self.standing, minor: self.minor }
    }
}

/// What a payer's phone knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Client {
    /// How often it began anew, with another key.
    pub round: u8,
    pub knows: Option<u8>,
    pub is_refused: bool,
    /// The payment that it saw captured.
    pub saw_captured: Option<u8>,
}

impl System {
    pub fn begin(protocol: &Protocol) -> System {
        let notices = protocol.wishes.iter().map(|wish| usize::from(wish.notice) + 1).max().unwrap_or(0);
        let mut books = Books::default();
        for at in 0..notices {
            let entry = payment::ledger::demand::issued(&notice(at, 0)).expect("balanced").expect("something is owed");
            books.add(&entry);
        }
        System {
            database: Database { paid: vec![0; notices], books, ..Database::default() },
            memory: Memory::default(),
            network: Network::default(),
            charges: Vec::new(),
            clients: vec![Client::default(); protocol.wishes.len()],
            left: protocol.budget,
            is_over: false,
        }
    }

    /// Says what a notice is.
    pub fn notice(&self, at: u8) -> PaymentNotice {
        notice(usize::from(at), self.database.paid[usize::from(at)])
    }

    pub fn row(&self, payment: u8) -> &Row {
        &self.database.payments[usize::from(payment)]
    }

    /// The time: before the end of every payment, or long after it.
    pub fn now(&self) -> Timestamp {
        if self.is_over { expires_at() + jiff::SignedDuration::from_hours(1) } else { Timestamp::UNIX_EPOCH }
    }

    /// Says whether a request about an attempt is still to be sent, or on its way.
    pub fn may_still_arrive(&self, attempt: AttemptId) -> bool {
        let is_ready = |(call, stage): (&Call, &Stage)| call.attempt == attempt && !matches!(stage, Stage::Answered(_));
        self.network.requests.iter().any(|call| call.attempt == attempt) || self.memory.calls.iter().any(is_ready)
    }
}

/// When every payment ends.
pub fn expires_at() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(90)
}

fn notice(at: usize, paid_minor: i64) -> PaymentNotice {
    let charge = Charge {
        line: 1,
        kind: ChargeKind::Duty,
        agency: "customs".parse().expect("a code"),
        code: String::new(),
        base_minor: None,
        rate: None,
        law: None,
        published_as: None,
        minor: OWED,
        paid_minor,
    };
    PaymentNotice {
        id: NoticeId::new(at as u128),
        reference: NoticeReference::new(1),
        version: 1,
        state: if paid_minor == OWED { NoticeState::Paid } else { NoticeState::Open },
        currency: Currency::XTS,
        charges: vec![charge],
        takes_parts: false,
        issued_at: Timestamp::UNIX_EPOCH,
        due_on: Date::constant(2030, 1, 10),
        valid_until: None,
        plan: None,
    }
}
