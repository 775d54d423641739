//! A payment, its notice, its books, and a provider that moves money, says so late, twice, out of order or not at all.

use jiff::{SignedDuration, Timestamp};
use payment::{
    By, CaptureMode, Charge, ChargeKind, DeclineReason, Event, Evidence, Heard, NoticeReference, NoticeState, Payment,
    PaymentNotice, Rail, Share, Standing, State, Unsure, book,
    ledger::{self, Trial},
};
use vocabulary::{AttemptId, Currency, Date, Money, NoticeId, PaymentId};

pub const PROVIDER: &str = "simulated";
const AMOUNT: i64 = 12_345;
const ORDER: [ChargeKind; 3] = [ChargeKind::Interest, ChargeKind::Duty, ChargeKind::Vat];

pub struct World {
    pub payment: Payment,
    pub notice: PaymentNotice,
    pub trial: Trial,
    pub events: Vec<(Event, Timestamp)>,
    now: Timestamp,
    seen: State,
    truth: Vec<Truth>,
    said: Vec<(AttemptId, Evidence)>,
}

/// What really happened at the provider.
#[derive(Clone)]
struct Truth {
    attempt: AttemptId,
    standing: Standing,
    money: Money,
    live: bool,
}

impl World {
    pub fn new(manual: bool) -> World {
        let now = Timestamp::UNIX_EPOCH;
        let notice = notice();
        let opened = Event::Opened {
            payment: PaymentId::new(1),
            amount: notice.total(),
            over: vec![Share { notice: notice.id, version: 1, minor: AMOUNT }],
            capture: if manual { CaptureMode::Manual } else { CaptureMode::Automatic },
            live: true,
            expires_at: now + SignedDuration::from_mins(90),
        };
        let payment = Payment::opened(&opened, now).expect("an opening");
        let mut trial = Trial::default();
        trial.add(&ledger::demand::issued(&notice).expect("balanced").expect("something is owed"));
        World { payment, notice, trial, events: vec![(opened, now)], now, seen: State::Created, truth: vec![], said: vec![] }
    }

    /// One step of somebody: payer, provider, sweeper, officer, network.
    pub fn step(&mut self, step: u8, choice: u8) {
        self.now += SignedDuration::from_secs(i64::from(choice));
        match step % 16 {
            0 | 1 => self.start(),
            2 => self.apply_all(self.payment.submit().ok()),
            3 => self.apply_all(self.payment.lose_sight(Unsure::TimedOut)),
            4 => self.apply_all(self.payment.ask_capture().ok()),
            5 => self.apply_all(self.payment.ask_cancel(By::Payer).ok()),
            6 => {
                self.now += SignedDuration::from_mins(100);
                self.apply_all(self.payment.ask_expire(self.now).ok());
            }
            7 => self.confirm(),
            8..=11 => self.provider_acts(choice),
            _ => self.network_delivers(choice),
        }
    }

    /// The faults end: whatever the provider says now arrives, last things first.
    pub fn quiesce(&mut self) {
        for _ in 0..3 {
            let truth = self.truth.clone();
            for one in truth.iter().rev() {
                let evidence = evidence(one);
                self.hear(one.attempt, &evidence);
            }
        }
    }

    pub fn check(&mut self) {
        assert!(self.trial.is_balanced());
        assert!(self.seen != State::Captured || self.payment.state == State::Captured, "captured is left");
        self.seen = self.payment.state;
    }

    /// What the provider really took.
    pub fn moved(&self, currency: Currency) -> i128 {
        let taken =
            self.truth.iter().filter(|one| one.standing == Standing::Captured && one.money.currency == currency && one.live);
        taken.map(|one| i128::from(one.money.minor)).sum()
    }

    /// What our books hold as pending: that of the attempt that is held, while it is.
    pub fn pending(&self) -> i128 {
        let held = self.payment.attempts.iter().filter(|attempt| attempt.is_open()).filter_map(|attempt| attempt.held);
        let is_held = self.payment.state != State::Captured && self.payment.state != State::Conflicted;
        if is_held { held.map(|held| i128::from(held.minor)).sum() } else { 0 }
    }

    fn start(&mut self) {
        let attempt = AttemptId::new(self.payment.attempts.len() as u128 + 1);
        let Ok(events) = self.payment.start(attempt, PROVIDER, Rail::Card, self.now) else { return };
        self.apply_all(events);
        self.truth.push(Truth {
            attempt,
            standing: Standing::AwaitingPayer,
            money: Money::new(AMOUNT, Currency::XTS),
            live: true,
        });
    }

    fn provider_acts(&mut self, choice: u8) {
        let count = self.truth.len();
        let Some(one) = self.truth.get_mut(usize::from(choice) % count.max(1)) else { return };
        let is_manual = self.payment.capture == CaptureMode::Manual;
        one.standing = match (one.standing, choice >> 4) {
            (Standing::AwaitingPayer, 0..=2) => Standing::Pending,
            (Standing::AwaitingPayer | Standing::Pending, 3..=4) => Standing::Declined { reason: DeclineReason::Funds },
            (Standing::AwaitingPayer | Standing::Pending | Standing::Authorised, 5) => Standing::Cancelled,
            (Standing::AwaitingPayer | Standing::Pending | Standing::Declined { .. }, 6..=12) if is_manual => {
                Standing::Authorised
            }
            (Standing::AwaitingPayer | Standing::Pending | Standing::Declined { .. }, 6..=12) => Standing::Captured,
            (Standing::Authorised, 6..=12) => Standing::Captured,
            (Standing::AwaitingPayer | Standing::Pending, 13) => {
                one.money = Money::new(AMOUNT + 1 - 2 * i64::from(choice & 1), Currency::XTS);
                Standing::Captured
            }
            (Standing::AwaitingPayer | Standing::Pending, 14) => {
                one.money = Money::new(AMOUNT, "EUR".parse().expect("a currency"));
                Standing::Captured
            }
            (Standing::AwaitingPayer | Standing::Pending, 15) => {
                one.live = false;
                Standing::Captured
            }
            (standing, _) => standing,
        };
        let said = (one.attempt, evidence(one));
        self.said.push(said);
    }

    /// Something that was once said arrives: late, again, or out of order.
    fn network_delivers(&mut self, choice: u8) {
        let count = self.said.len();
        let Some((attempt, evidence)) = self.said.get(usize::from(choice) % count.max(1)).cloned() else { return };
        self.hear(attempt, &evidence);
    }

    /// The provider confirms that nothing moves any more: only where that is so.
    fn confirm(&mut self) {
        let may_move = |one: &Truth| matches!(one.standing, Standing::Captured | Standing::Authorised);
        if self.truth.iter().any(may_move) {
            return;
        }
        if let Ok(event) = self.payment.confirm_nothing_moved() {
            self.apply(event);
            for one in self.truth.iter_mut().filter(|one| matches!(one.standing, Standing::AwaitingPayer | Standing::Pending)) {
                one.standing = Standing::Cancelled;
            }
        }
    }

    fn hear(&mut self, attempt: AttemptId, evidence: &Evidence) {
        if let Some(Heard::Event(event)) = self.payment.hear(attempt, evidence, None) {
            self.apply(event);
        }
    }

    fn apply_all(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.apply(event);
        }
    }

    fn apply(&mut self, event: Event) {
        let booked = book(&event, &self.payment, std::slice::from_ref(&self.notice), &ORDER).expect("balanced");
        for entry in &booked.entries {
            self.trial.add(entry);
        }
        if let Some(paid) = booked.paid.into_iter().next() {
            self.notice = paid.notice;
        }
        self.payment = self.payment.clone().after(&event, self.now).expect("an edge");
        self.events.push((event, self.now));
    }
}

fn evidence(truth: &Truth) -> Evidence {
    let money = Some(truth.money);
    Evidence {
        provider_reference: format!("pi_{}", truth.attempt),
        standing: truth.standing,
        authorised: money.filter(|_| truth.standing == Standing::Authorised),
        captured: money.filter(|_| truth.standing == Standing::Captured),
        attempt: Some(truth.attempt),
        live: truth.live,
        payee: None,
        occurred_at: Timestamp::UNIX_EPOCH,
        raw: Vec::new(),
    }
}

fn notice() -> PaymentNotice {
    let charge = |line, kind, minor| Charge {
        line,
        kind,
        agency: "customs".parse().expect("a code"),
        code: "X".to_owned(),
        base_minor: None,
        rate: None,
        law: None,
        minor,
        paid_minor: 0,
    };
    PaymentNotice {
        id: NoticeId::new(1),
        reference: NoticeReference::new(1),
        version: 1,
        state: NoticeState::Open,
        currency: Currency::XTS,
        charges: vec![charge(1, ChargeKind::Duty, 10_000), charge(2, ChargeKind::Vat, 2_345)],
        takes_parts: false,
        issued_at: Timestamp::UNIX_EPOCH,
        due_on: Date::constant(2030, 1, 10),
        valid_until: None,
    }
}
