//! Payments, their notices and their books, and a provider that moves money, says so late, twice, out of order or not at all.

mod provider;

use jiff::{SignedDuration, Timestamp};
use payment::{
    By, CaptureMode, Charge, ChargeKind, Event, Heard, NoticeReference, NoticeState, Payment, PaymentNotice, Rail, Share, State,
    Unsure, book,
    ledger::{self, Account, Trial},
};
use provider::{Said, Truth};
use vocabulary::{AttemptId, Currency, Date, Money, NoticeId, PaymentId};

pub const PROVIDER: &str = "simulated";
/// The deposit that is drawn from.
pub const OWNER: &str = "trader";
const ORDER: [ChargeKind; 3] = [ChargeKind::Interest, ChargeKind::Duty, ChargeKind::Vat];
/// How many payments follow one another.
const PAYMENTS_MAX: usize = 4;

pub struct World {
    pub lives: Vec<Life>,
    pub notices: Vec<PaymentNotice>,
    pub trial: Trial,
    now: Timestamp,
    truth: Vec<Truth>,
    said: Vec<Said>,
}

/// A payment, and how it came to be what it is.
pub struct Life {
    pub payment: Payment,
    pub events: Vec<(Event, Timestamp)>,
    seen: State,
}

impl World {
    pub fn new() -> World {
        let notices = vec![notice(1, 10_000, 2_345), notice(2, 700, 0), notice(3, 90, 9)];
        let mut trial = Trial::default();
        for notice in &notices {
            trial.add(&ledger::demand::issued(notice).expect("balanced").expect("something is owed"));
        }
        let deposit = ledger::receiving::deposited(PROVIDER, OWNER, xts(World::DEPOSITED)).expect("balanced");
        trial.add(&deposit);
        World { lives: vec![], notices, trial, now: Timestamp::UNIX_EPOCH, truth: vec![], said: vec![] }
    }

    /// What the trader paid in advance.
    pub const DEPOSITED: i64 = 1_000_000;

    /// One step of somebody: payer, customs, provider, sweeper, network.
    pub fn step(&mut self, step: u8, choice: u8) {
        self.now += SignedDuration::from_secs(i64::from(choice));
        if self.lives.is_empty() || step % 20 == 19 {
            return self.open(choice);
        }
        match step % 20 {
            0 | 1 => self.start(choice),
            2 => self.apply_all(self.last().submit().ok()),
            3 => self.apply_all(self.last().lose_sight(Unsure::TimedOut)),
            4 => self.apply_all(self.last().ask_capture().ok()),
            5 => self.apply_all(self.last().ask_cancel(By::Payer).ok()),
            6 => {
                self.now += SignedDuration::from_mins(100);
                self.apply_all(self.last().ask_expire(self.now).ok());
            }
            7 => self.confirm(),
            8 => self.amend(choice),
            9..=13 => self.provider_acts(choice),
            _ => self.network_delivers(choice),
        }
    }

    /// The faults end: whatever the provider says now arrives, last things first.
    pub fn quiesce(&mut self) {
        for _ in 0..3 {
            for truth in self.truth.clone().iter().rev() {
                truth.says().iter().for_each(|said| self.hear(said));
            }
        }
    }

    pub fn check(&mut self) {
        assert!(self.trial.is_balanced());
        for life in &mut self.lives {
            assert!(life.seen != State::Captured || life.payment.state == State::Captured, "captured is left");
            life.seen = life.payment.state;
        }
        // One payment after the other (row INV-09), but money of an old one may still come.
        let live = self.lives.iter().filter(|life| life.payment.state.is_live()).count();
        assert!(live <= 1, "two live payments");
        for notice in &self.notices {
            assert!(notice.charges.iter().all(|charge| (0..=charge.minor).contains(&charge.paid_minor)));
            let booked = self.trial.of(Currency::XTS, ledger::Layer::Posted, &Account::Receivable(notice.id));
            assert_eq!(booked, i128::from(notice.owed().minor), "the statement is not the ledger");
        }
    }

    /// What the provider, and the deposit, really gave.
    pub fn moved(&self, currency: Currency, is_deposit: bool) -> i128 {
        self.truth.iter().filter(|one| one.is_deposit == is_deposit).map(|one| i128::from(one.moved(currency))).sum()
    }

    /// What our books hold as pending: that of the attempt that is held, while it is.
    pub fn pending(&self) -> i128 {
        let is_held = |payment: &&Payment| !matches!(payment.state, State::Captured | State::Conflicted);
        let attempts = self.lives.iter().map(|life| &life.payment).filter(is_held).flat_map(|payment| &payment.attempts);
        attempts.filter(|attempt| attempt.is_open()).filter_map(|attempt| attempt.held).map(|held| i128::from(held.minor)).sum()
    }

    fn last(&self) -> &Payment {
        &self.lives.last().expect("one was opened").payment
    }

    /// Opens a payment over one notice, or part of it, or over several.
    fn open(&mut self, choice: u8) {
        let is_over = self.lives.last().is_none_or(|life| !life.payment.state.is_live());
        if !is_over || self.lives.len() >= PAYMENTS_MAX {
            return;
        }
        let mut over = Vec::new();
        for (at, notice) in self.notices.iter().enumerate().filter(|(_, notice)| notice.owed().minor > 0) {
            if choice >> at & 1 == 0 {
                let owed = notice.owed();
                let part = xts((owed.minor * i64::from(choice >> 4) / 15).max(1));
                let amount = if choice & 8 == 0 { owed } else { part };
                notice.may_pay(notice.version, amount, self.now).expect("it is owed");
                over.push(Share { notice: notice.id, version: notice.version, minor: amount.minor });
            }
        }
        if over.is_empty() {
            return;
        }
        let opened = Event::Opened {
            payment: PaymentId::new(self.lives.len() as u128),
            amount: xts(over.iter().map(|share| share.minor).sum()),
            over,
            capture: if choice & 64 == 0 { CaptureMode::Manual } else { CaptureMode::Automatic },
            live: true,
            expires_at: self.now + SignedDuration::from_mins(90),
        };
        let payment = Payment::opened(&opened, self.now).expect("an opening");
        self.lives.push(Life { payment, events: vec![(opened, self.now)], seen: State::Created });
    }

    fn start(&mut self, choice: u8) {
        let life = self.lives.len() - 1;
        let payment = self.last();
        let attempt = AttemptId::new((life * 100 + payment.attempts.len()) as u128);
        let is_deposit = payment.capture == CaptureMode::Automatic && choice.is_multiple_of(5);
        let (from, rail) = if is_deposit { (OWNER, Rail::Deposit) } else { (PROVIDER, Rail::Card) };
        let Ok(events) = payment.start(attempt, from, rail, self.now) else { return };
        let money = payment.amount;
        self.apply_all(events);
        self.truth.push(Truth::awaiting(life, attempt, money, is_deposit));
    }

    /// Customs amends a notice, whoever is paying it just now (row MON-07).
    fn amend(&mut self, choice: u8) {
        let at = usize::from(choice) % self.notices.len();
        let before = &self.notices[at];
        if before.version > 4 {
            return;
        }
        let change = |charge: &Charge| Charge { minor: (charge.minor + i64::from(choice) * 3 - 380).max(0), ..charge.clone() };
        let after = before.amended(before.charges.iter().map(change).collect());
        for entry in ledger::demand::amended(before, &after).expect("balanced") {
            self.trial.add(&entry);
        }
        self.notices[at] = after;
    }

    fn provider_acts(&mut self, choice: u8) {
        let count = self.truth.len();
        let is_manual = |life: usize| self.lives[life].payment.capture == CaptureMode::Manual;
        let Some(one) = self.truth.get_mut(usize::from(choice) % count.max(1)) else { return };
        one.act(choice, is_manual(one.life));
        self.said.extend(one.says());
    }

    /// Something that was once said arrives: late, again, or out of order.
    fn network_delivers(&mut self, choice: u8) {
        let count = self.said.len();
        let Some(said) = self.said.get(usize::from(choice) % count.max(1)).cloned() else { return };
        self.hear(&said);
    }

    /// The provider confirms that nothing moves any more: only where that is so.
    fn confirm(&mut self) {
        let life = self.lives.len() - 1;
        if self.truth.iter().any(|one| one.life == life && one.has_moved()) {
            return;
        }
        if let Ok(event) = self.last().confirm_nothing_moved() {
            self.apply(life, event);
            self.truth.iter_mut().filter(|one| one.life == life).for_each(Truth::close);
        }
    }

    fn hear(&mut self, said: &Said) {
        let heard = self.lives[said.life].payment.hear(said.attempt, &said.evidence, None);
        if let Some(Heard::Event(event)) = heard {
            self.apply(said.life, event);
        }
    }

    fn apply_all(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.apply(self.lives.len() - 1, event);
        }
    }

    fn apply(&mut self, life: usize, event: Event) {
        let life = &mut self.lives[life];
        let booked = book(&event, &life.payment, &self.notices, &ORDER).expect("balanced");
        for entry in &booked.entries {
            self.trial.add(entry);
        }
        for paid in booked.paid {
            let notice = self.notices.iter_mut().find(|notice| notice.id == paid.notice.id).expect("one of ours");
            *notice = paid.notice;
        }
        life.payment = life.payment.clone().after(&event, self.now).expect("an edge");
        life.events.push((event, self.now));
    }
}

pub fn xts(minor: i64) -> Money {
    Money::new(minor, Currency::XTS)
}

fn notice(number: u8, duty: i64, vat: i64) -> PaymentNotice {
    let charge = |line, kind, minor| Charge {
        line,
        kind,
        agency: "customs".parse().expect("a code"),
        code: "X".to_owned(),
        base_minor: None,
        rate: None,
        law: None,
        published_as: None,
        minor,
        paid_minor: 0,
    };
    PaymentNotice {
        id: NoticeId::new(number.into()),
        reference: NoticeReference::new(number.into()),
        version: 1,
        state: NoticeState::Open,
        currency: Currency::XTS,
        charges: vec![charge(1, ChargeKind::Duty, duty), charge(2, ChargeKind::Vat, vat)],
        takes_parts: true,
        issued_at: Timestamp::UNIX_EPOCH,
        due_on: Date::constant(2030, 1, 10),
        valid_until: None,
        plan: None,
    }
}
