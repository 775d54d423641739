//! The ledger, and beside it what each account should come to: kept as plain sums, by the words of the table of section 10.

use std::collections::BTreeMap;

use jiff::Timestamp;
use payment::{
    Allocation, Charge, ChargeKind, NoticeReference, NoticeState, PaymentNotice,
    ledger::{Account, Collected, Entry, Layer, Phase, Trial, demand},
};
use vocabulary::{Currency, Date, Money, NoticeId};

use crate::mutation::Mutation;

pub const ORDER: [ChargeKind; 5] =
    [ChargeKind::Interest, ChargeKind::Penalty, ChargeKind::Duty, ChargeKind::Vat, ChargeKind::Fee];
pub const PROVIDER: &str = "simulated";
pub const BANK: &str = "treasury";
/// Trader, or holder of a security.
pub const OWNER: &str = "trader";

/// A notice, and the money that it saw.
pub struct File {
    pub notice: PaymentNotice,
    /// What was ever paid on it.
    pub captured: i64,
    /// What went back: repaid, given back with an amendment or as drawback, or lost.
    pub gone: i64,
    pub is_disputed: bool,
}

pub struct Books {
    pub files: Vec<File>,
    pub trial: Trial,
    pub entries: Vec<Entry>,
    /// What providers hold for us, as they would say (row INV-06).
    pub provider_minor: i128,
    pub holds: Vec<(usize, i64)>,
    pub payouts: Vec<i64>,
    pub repaid: Vec<i64>,
    pub disputes: Vec<(usize, Vec<Allocation>)>,
    /// Charges that are put off, and on no statement yet.
    pub deferred: Vec<Charge>,
    pub other: Currency,
    expected: BTreeMap<(Currency, Layer, Account), i128>,
    touched: Vec<usize>,
    mutation: Option<Mutation>,
    random: u64,
}

impl Books {
    pub fn new(seed: u64, mutation: Option<Mutation>) -> Books {
        Books {
            files: vec![],
            trial: Trial::default(),
            entries: vec![],
            provider_minor: 0,
            holds: vec![],
            payouts: vec![],
            repaid: vec![],
            disputes: vec![],
            deferred: vec![],
            other: "EUR".parse().expect("a currency"),
            expected: BTreeMap::new(),
            touched: vec![],
            mutation,
            random: seed | 1,
        }
    }

    /// Returns a number below `below`: a sequence that follows from the seed.
    pub fn below(&mut self, below: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random % below.max(1) as u64).expect("small")
    }

    /// Returns a sum from 1 to `most`.
    pub fn sum(&mut self, most: i64) -> i64 {
        1 + i64::try_from(self.below(usize::try_from(most.max(1)).expect("positive"))).expect("small")
    }

    /// Posts an entry, or what a mistake makes of it.
    pub fn post(&mut self, entry: Entry) {
        let posted = self.mutation.map_or_else(|| vec![entry.clone()], |mutation| mutation.instead(&entry));
        posted.iter().for_each(|entry| self.trial.add(entry));
        self.entries.extend(if posted.is_empty() { vec![entry] } else { posted });
    }

    /// Says what an account should come to be by: on the side of its nature.
    pub fn expect(&mut self, account: Account, minor: i64) {
        self.expect_in(Currency::XTS, Layer::Posted, account, minor);
    }

    pub fn expect_in(&mut self, currency: Currency, layer: Layer, account: Account, minor: i64) {
        if layer == Layer::Posted && currency == Currency::XTS && matches!(account, Account::Clearing(_)) {
            self.provider_minor += i128::from(minor);
        }
        *self.expected.entry((currency, layer, account)).or_default() += i128::from(minor);
    }

    pub fn touch(&mut self, at: usize) {
        self.touched.push(at);
    }

    /// Returns a notice that money can be taken for.
    pub fn open(&mut self) -> Option<usize> {
        let is_open = |file: &File| {
            matches!(file.notice.state, NoticeState::Open | NoticeState::PartiallyPaid | NoticeState::Reopened)
                && file.notice.owed().minor > 0
        };
        self.pick(is_open)
    }

    /// Returns a notice of which something was paid that nobody disputes.
    pub fn paid(&mut self) -> Option<usize> {
        self.pick(|file| file.notice.paid().minor > 0 && !file.is_disputed && file.notice.state != NoticeState::WrittenOff)
    }

    pub fn pick(&mut self, fits: impl Fn(&File) -> bool) -> Option<usize> {
        let found: Vec<usize> = (0..self.files.len()).filter(|at| fits(&self.files[*at])).collect();
        let at = self.below(found.len());
        found.get(at).copied()
    }

    /// Takes money for a notice: up to `minor`; returns the parts, and what is left over.
    pub fn take(&mut self, at: usize, minor: i64) -> (Vec<Allocation>, i64) {
        let file = &mut self.files[at];
        let parts = file.notice.allocate(minor, &ORDER);
        let taken: i64 = parts.iter().map(|part| part.minor).sum();
        let before = file.notice.clone();
        file.notice = before.clone().after_payment(&parts);
        file.captured += taken;
        self.expect(Account::Receivable(before.id), -taken);
        for part in &parts {
            let charge = line(&before, part.line);
            self.expect(demand::revenue(charge, Phase::Assessed), -part.minor);
            self.expect(demand::revenue(charge, Phase::Collected), part.minor);
        }
        self.touch(at);
        (parts, minor - taken)
    }

    /// Says that parts of what was collected went: to somebody, or back to being demanded.
    pub fn give(&mut self, at: usize, parts: &[Allocation], is_owed_again: bool) {
        let notice = self.files[at].notice.clone();
        for part in parts {
            self.expect(demand::revenue(line(&notice, part.line), Phase::Collected), -part.minor);
            if is_owed_again {
                self.expect(demand::revenue(line(&notice, part.line), Phase::Assessed), part.minor);
            }
        }
        let gone: i64 = parts.iter().map(|part| part.minor).sum();
        if is_owed_again {
            self.expect(Account::Receivable(notice.id), gone);
        }
        let file = &mut self.files[at];
        file.gone += gone;
        file.notice = if is_owed_again { notice.reopened(parts) } else { notice.given_back(parts) };
        self.touch(at);
    }

    /// Returns parts of what was paid on a notice.
    pub fn parts_of_paid(&mut self, at: usize) -> Vec<Allocation> {
        let charges = self.files[at].notice.charges.clone();
        let mut parts = Vec::new();
        for charge in charges.iter().filter(|charge| charge.paid_minor > 0) {
            if parts.is_empty() || self.below(2) == 0 {
                parts.push(Allocation { line: charge.line, minor: self.sum(charge.paid_minor) });
            }
        }
        parts
    }

    /// Says what does not hold.
    pub fn check(&mut self) -> Result<(), String> {
        let of = |currency, layer, account: &Account| self.trial.of(currency, layer, account);
        if !self.trial.is_balanced() {
            return Err("INV-05: debits are not credits".to_owned());
        }
        let clearing = of(Currency::XTS, Layer::Posted, &Account::Clearing(PROVIDER.to_owned()));
        if clearing != self.provider_minor {
            return Err(format!("INV-06: {clearing} is not the provider's {}", self.provider_minor));
        }
        for ((currency, layer, account), minor) in &self.expected {
            let is = of(*currency, *layer, account);
            if is != *minor {
                return Err(format!("{account} {layer} is {is} and not {minor}"));
            }
        }
        if let Some(((.., account), _)) = self.trial.balances().find(|(key, _)| !self.expected.contains_key(*key)) {
            return Err(format!("{account} was not expected"));
        }
        for at in std::mem::take(&mut self.touched) {
            let file = &self.files[at];
            // What the trader reads is what the ledger says.
            let owed = if file.notice.state == NoticeState::WrittenOff { 0 } else { i128::from(file.notice.owed().minor) };
            let booked = self.trial.of(Currency::XTS, Layer::Posted, &Account::Receivable(file.notice.id));
            if owed != booked {
                return Err(format!("the statement says {owed}, the ledger {booked}"));
            }
            let is_kept = file.captured - file.gone == file.notice.paid().minor && (0..=file.captured).contains(&file.gone);
            if !is_kept || file.notice.charges.iter().any(|charge| !(0..=charge.minor).contains(&charge.paid_minor)) {
                return Err(format!(
                    "INV-07, INV-08: {} captured, {} gone, {} paid",
                    file.captured,
                    file.gone,
                    file.notice.paid()
                ));
            }
        }
        let deposit = self.trial.of(Currency::XTS, Layer::Posted, &Account::Deposit(OWNER.to_owned()));
        if deposit < 0 { Err("INV-16: a deposit is below zero".to_owned()) } else { Ok(()) }
    }

    /// Returns what an account should come to.
    pub fn held(&self, account: &Account) -> i64 {
        let minor = self.expected.get(&(Currency::XTS, Layer::Posted, account.clone())).copied().unwrap_or_default();
        i64::try_from(minor).expect("small")
    }

    /// Returns a charge as it is issued.
    pub fn charge(&mut self, line: u16, kind: ChargeKind) -> Charge {
        let agency = if kind == ChargeKind::Fee { "health" } else { "customs" };
        Charge {
            line,
            kind,
            agency: agency.parse().expect("a code"),
            code: "X".to_owned(),
            base_minor: None,
            rate: None,
            law: None,
            published_as: None,
            minor: self.sum(100_000),
            paid_minor: 0,
        }
    }

    pub fn new_notice(&mut self) -> PaymentNotice {
        let number = self.files.len() as u64 + 1;
        let kinds = [ChargeKind::Duty, ChargeKind::Vat, ChargeKind::Fee, ChargeKind::Duty];
        let count = 1 + self.below(kinds.len());
        let charges = (1u16..).zip(kinds).take(count).map(|(line, kind)| self.charge(line, kind)).collect();
        PaymentNotice {
            id: NoticeId::new(u128::from(number)),
            reference: NoticeReference::new(number),
            version: 1,
            state: NoticeState::Open,
            currency: Currency::XTS,
            charges,
            takes_parts: true,
            issued_at: Timestamp::UNIX_EPOCH,
            due_on: Date::constant(2030, 1, 10),
            valid_until: None,
            plan: None,
        }
    }
}

pub fn line(notice: &PaymentNotice, line: u16) -> &Charge {
    notice.charges.iter().find(|charge| charge.line == line).expect("a line of the notice")
}

pub fn xts(minor: i64) -> Money {
    Money::new(minor, Currency::XTS)
}

pub fn collected<'a>(notice: &'a PaymentNotice, parts: &'a [Allocation]) -> [Collected<'a>; 1] {
    [Collected { notice, parts }]
}
