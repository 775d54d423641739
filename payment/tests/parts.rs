//! A notice that is paid in parts, by payers, tellers and late providers, while customs amends it and plans end: wherever it stands, money that is
//! held is the notice's or a repayment's, and nothing is released before all of it is there. Rows PAY-N4, INV-05, INV-07, INV-08.

use jiff::{SignedDuration, Timestamp};
use payment::{
    Allocation, Booked, By, CaptureMode, Charge, ChargeKind, Event, FourEyes, NoticeReference, NoticeState, OrderedBy, Payment,
    PaymentNotice, PlannedPart, Rail, Repayment, RepaymentEvent, RepaymentState, Share, State, Way, book,
    ledger::{Account, Collected, Layer, Trial, demand, giving_back},
    plan::PlanDays,
    portion,
};
use proptest::prelude::*;
use vocabulary::{AttemptId, Currency, Date, Money, NoticeId, PaymentId, PersonId, PlanId, RepaymentId};

const WALLET: &str = "wallet";
const ORDER: [ChargeKind; 2] = [ChargeKind::Duty, ChargeKind::Vat];
const FIRST_DAY: Date = Date::constant(1970, 1, 1);
/// How many payments a history has at most.
const PAYMENTS_MAX: usize = 40;

fn xts(minor: i64) -> Money {
    Money::new(minor, Currency::XTS)
}

fn sum(parts: &[Allocation]) -> i64 {
    parts.iter().map(|part| part.minor).sum()
}

/// What a payment brought, and what is still its of the notice.
struct Brought {
    payment: Payment,
    /// What of each charge it paid, and was not given back.
    left: Vec<Allocation>,
    /// The plan that it was paid under.
    plan: Option<PlanId>,
    /// What nobody asked for.
    beside: i64,
}

struct History {
    notice: PaymentNotice,
    brought: Vec<Brought>,
    repayments: Vec<Repayment>,
    trial: Trial,
    /// What providers and banks truly hold for us.
    held: i64,
    now: Timestamp,
    plans: u128,
    /// How much of which things happened: a history in which nothing does proves nothing.
    complete: usize,
    ended: usize,
}

impl History {
    fn new() -> History {
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
        let notice = PaymentNotice {
            id: NoticeId::new(1),
            reference: NoticeReference::new(1),
            version: 1,
            state: NoticeState::Open,
            currency: Currency::XTS,
            charges: vec![charge(1, ChargeKind::Duty, 700), charge(2, ChargeKind::Vat, 1_500), charge(3, ChargeKind::Duty, 90)],
            takes_parts: false,
            issued_at: Timestamp::UNIX_EPOCH,
            due_on: Date::constant(2030, 1, 1),
            valid_until: None,
            plan: None,
        };
        let mut trial = Trial::default();
        trial.add(&demand::issued(&notice).expect("balanced").expect("something is owed"));
        let (brought, repayments, now) = (Vec::new(), Vec::new(), Timestamp::UNIX_EPOCH);
        History { notice, brought, repayments, trial, held: 0, now, plans: 0, complete: 0, ended: 0 }
    }

    fn step(&mut self, what: u8, choice: u8) {
        match what % 12 {
            0 | 1 => self.plan(choice),
            2 | 3 => self.open(choice),
            4 | 5 => self.capture(),
            6 => self.cancel(),
            7 => self.arrive_late(choice),
            8 => self.teller(choice),
            9 => self.amend(choice),
            10 => self.now += SignedDuration::from_hours(i64::from(choice % 48)),
            _ => self.pay_back(choice),
        }
        // The janitor ends what is over, now and then; whoever made a plan takes it back.
        let is_over = self.notice.plan.as_ref().is_some_and(|plan| self.now >= plan.until);
        if self.notice.plan.is_some() && (is_over || choice > 250) {
            self.end_plan();
        }
    }

    fn plan(&mut self, choice: u8) {
        let owed = self.notice.owed().minor;
        let count = 2 + i64::from(choice % 4);
        let day = |at: i64| FIRST_DAY.checked_add(jiff::Span::new().days(at)).expect("a day");
        let part = |at: i64| PlannedPart {
            minor: if at == 0 { owed - (count - 1) * (owed / count) } else { owed / count },
            by: day(i64::from(choice % 2) * at + 400),
        };
        let parts: Vec<PlannedPart> = (0..count).map(part).collect();
        let ends_at = self.now + SignedDuration::from_hours(i64::from(choice) + 1);
        let days = PlanDays { today: FIRST_DAY, most: 500, ends_at };
        if let Ok(planned) = self.notice.clone().planned((PlanId::new(self.plans), self.notice.version), parts, days, self.now) {
            self.plans += 1;
            self.notice = planned;
        }
    }

    /// Somebody begins to pay: what the notice lets them.
    fn open(&mut self, choice: u8) {
        let owed = self.notice.owed().minor;
        let payable = self.notice.plan.as_ref().map_or_else(|| vec![owed], |plan| plan.payable(owed));
        let minor = payable[usize::from(choice) % payable.len().max(1)];
        let may = self.notice.may_pay(self.notice.version, xts(minor), self.now);
        let is_taken = self.brought.iter().any(|one| one.payment.state.is_live()) || self.brought.len() >= PAYMENTS_MAX;
        // Without a plan, or after its time, it is paid in one sum.
        let is_part = minor != owed;
        let in_time = self.notice.plan.as_ref().is_some_and(|plan| self.now < plan.until);
        if owed > 0 && self.notice.state != NoticeState::Cancelled {
            assert_eq!(may.is_ok(), !is_part || in_time, "{:?} of {owed}", minor);
        }
        if may.is_ok() && !is_taken && minor > 0 {
            self.begin(minor, Rail::MobileMoney);
        }
    }

    fn begin(&mut self, minor: i64, rail: Rail) {
        let at = self.brought.len();
        let id = PaymentId::new(at as u128);
        let opened = Event::Opened {
            payment: id,
            amount: xts(minor),
            over: vec![Share { notice: self.notice.id, version: self.notice.version, minor }],
            capture: CaptureMode::Automatic,
            live: true,
            expires_at: self.now + SignedDuration::from_mins(90),
        };
        let payment = Payment::opened(&opened, self.now).expect("an opening");
        self.brought.push(Brought { payment, left: Vec::new(), plan: None, beside: 0 });
        let held_by = if rail == Rail::Voucher { "bank" } else { WALLET };
        let events = self.brought[at].payment.start(AttemptId::new(at as u128), held_by, rail, self.now).expect("it is new");
        events.into_iter().for_each(|event| self.happen(at, event));
    }

    /// What an event comes to, by the rules that the server asks.
    fn happen(&mut self, at: usize, event: Event) {
        let before = self.brought[at].payment.clone();
        let Booked { entries, paid } = book(&event, &before, std::slice::from_ref(&self.notice), &ORDER).expect("balanced");
        entries.iter().for_each(|entry| self.trial.add(entry));
        let arrived = match &event {
            Event::Captured { amount, .. } | Event::CapturedLate { amount, .. } => amount.minor,
            _ => 0,
        };
        self.held += arrived;
        let one = &mut self.brought[at];
        one.payment = before.after(&event, self.now).expect("an edge");
        one.beside += arrived - paid.iter().map(|paid| sum(&paid.parts)).sum::<i64>();
        for paid in paid {
            self.complete += usize::from(paid.notice.outcome_of_plan(&self.notice).is_some());
            self.notice = paid.notice;
            (one.left, one.plan) = (paid.parts, paid.plan);
        }
    }

    fn live(&self) -> Option<usize> {
        self.brought.iter().position(|one| one.payment.state.is_live())
    }

    fn capture(&mut self) {
        let Some(at) = self.live() else { return };
        let (attempt, amount) = (AttemptId::new(at as u128), self.brought[at].payment.amount);
        self.happen(at, Event::Captured { attempt, reference: "x".to_owned(), amount });
    }

    fn cancel(&mut self) {
        let Some(at) = self.live() else { return };
        self.happen(at, Event::CancelAsked { by: By::Payer });
        self.happen(at, Event::Cancelled);
    }

    /// Money of a payment that was over.
    fn arrive_late(&mut self, choice: u8) {
        let over: Vec<usize> = (0..self.brought.len()).filter(|at| self.brought[*at].payment.state == State::Cancelled).collect();
        let Some(at) = over.get(usize::from(choice) % over.len().max(1)).copied() else { return };
        let (attempt, amount) = (AttemptId::new(at as u128), self.brought[at].payment.amount);
        self.happen(at, Event::CapturedLate { attempt, reference: "late".to_owned(), amount });
    }

    /// A teller takes whatever somebody brings.
    fn teller(&mut self, choice: u8) {
        if self.brought.len() < PAYMENTS_MAX && self.live().is_none() {
            self.begin(i64::from(choice) * 7 + 1, Rail::Voucher);
            self.capture();
        }
    }

    fn amend(&mut self, choice: u8) {
        let before = self.notice.clone();
        if before.version > 6 {
            return;
        }
        let change = |charge: &Charge| {
            let by = i64::from(choice) * (i64::from(charge.line) * 5 - 9);
            Charge { minor: if choice == 0 { 0 } else { (charge.minor + by).max(0) }, ..charge.clone() }
        };
        let after = before.amended(before.charges.iter().map(change).collect());
        demand::demanded(&before, &after).expect("balanced").iter().for_each(|entry| self.trial.add(entry));
        let paid: Vec<(PaymentId, Vec<Allocation>)> = self.paid(|_| true);
        let (owners, rest) = portion::owners(&demand::excess(&before, &after), &paid);
        assert!(rest.is_empty(), "what was paid of it is some payment's");
        for (payment, parts) in owners {
            self.trial.add(&demand::taken_back(&before, &parts).expect("balanced").expect("something is"));
            self.order(payment, &parts, OrderedBy::Amendment);
        }
        self.complete += usize::from(after.outcome_of_plan(&before).is_some());
        self.notice = after;
    }

    /// Returns what payments paid of the notice and were not given back, the newest first.
    fn paid(&self, which: impl Fn(&Brought) -> bool) -> Vec<(PaymentId, Vec<Allocation>)> {
        let of = self.brought.iter().rev().filter(|one| which(one));
        of.map(|one| (one.payment.id, one.left.clone())).filter(|(_, left)| !left.is_empty()).collect()
    }

    /// The plan ends: what was paid under it goes back, and is owed again.
    fn end_plan(&mut self) {
        let Some(plan) = self.notice.plan.as_ref().map(|plan| plan.id) else { return };
        if self.live().is_some() {
            return;
        }
        let before = self.notice.clone();
        let mut returned = Vec::new();
        for (payment, parts) in self.paid(|one| one.plan == Some(plan)) {
            let of = [Collected { notice: &before, parts: &parts }];
            self.trial.add(&giving_back::repayment_approved(before.currency, &of).expect("balanced"));
            self.order(payment, &parts, OrderedBy::Plan);
            returned.extend(parts);
        }
        if let Some(entry) = demand::demanded_again(&before, &returned).expect("balanced") {
            self.trial.add(&entry);
        }
        self.notice = before.clone().parts_returned(&returned);
        assert_eq!(self.notice.owed().minor, before.owed().minor + sum(&returned), "it is demanded whole again");
        assert!(self.paid(|one| one.plan == Some(plan)).is_empty());
        self.ended += usize::from(!returned.is_empty());
    }

    fn order(&mut self, payment: PaymentId, parts: &[Allocation], by: OrderedBy) {
        let event = RepaymentEvent::Ordered {
            repayment: RepaymentId::new(self.repayments.len() as u128),
            payment,
            amount: xts(sum(parts)),
            notice: self.notice.id,
            version: self.notice.version,
            by,
        };
        self.repayments.push(Repayment::requested(&event).expect("an order"));
        let one = self.brought.iter_mut().find(|one| one.payment.id == payment).expect("one of ours");
        for part in parts {
            one.left.iter_mut().filter(|left| left.line == part.line).for_each(|left| left.minor -= part.minor);
        }
        one.left.retain(|left| left.minor > 0);
    }

    /// Two officers approve a repayment, and the provider pays it.
    fn pay_back(&mut self, choice: u8) {
        let open: Vec<usize> =
            (0..self.repayments.len()).filter(|at| self.repayments[*at].state == RepaymentState::Requested).collect();
        let Some(at) = open.get(usize::from(choice) % open.len().max(1)).copied() else { return };
        let by = FourEyes::new(PersonId::new(1), PersonId::new(2)).expect("two");
        for event in [
            RepaymentEvent::Approved { by, way: Way::Provider(WALLET.to_owned()) },
            RepaymentEvent::Submitted,
            RepaymentEvent::Succeeded,
        ] {
            let before = self.repayments[at].clone();
            if let Some(entry) = before.book(&event, &[]).expect("balanced") {
                self.trial.add(&entry);
            }
            self.repayments[at] = before.after(&event).expect("an edge");
        }
        self.held -= self.repayments[at].amount.minor;
    }

    /// Says that all money is somebody's.
    fn check(&self) {
        assert!(self.trial.is_balanced());
        let of = |account: Account| self.trial.of(Currency::XTS, Layer::Posted, &account);
        let owed_back: i64 =
            self.repayments.iter().filter(|one| one.state != RepaymentState::Succeeded).map(|one| one.amount.minor).sum();
        let beside: i64 = self.brought.iter().map(|one| one.beside).sum();
        let paid = self.notice.paid().minor;
        assert_eq!(self.held, paid + owed_back + beside, "money that neither the notice nor a repayment owns");
        let booked = of(Account::Clearing(WALLET.to_owned())) + of(Account::Treasury("bank".to_owned()));
        assert_eq!(booked, i128::from(self.held));
        assert_eq!(of(Account::Repayable), i128::from(owed_back));
        assert_eq!(of(Account::Unallocated), i128::from(beside), "each sum beside is one payment's, which gives it back");
        assert_eq!(of(Account::Receivable(self.notice.id)), i128::from(self.notice.owed().minor));
        for charge in &self.notice.charges {
            let owned: i64 = self
                .brought
                .iter()
                .flat_map(|one| &one.left)
                .filter(|part| part.line == charge.line)
                .map(|part| part.minor)
                .sum();
            assert_eq!(owned, charge.paid_minor, "what is paid of a charge is what some payments paid");
        }
        let is_held = self
            .notice
            .plan
            .as_ref()
            .is_some_and(|plan| self.paid(|one| one.plan == Some(plan.id)).iter().any(|(_, left)| sum(left) > 0));
        assert!(!is_held || !self.notice.has_paid(ChargeKind::ALL), "nothing is released before a plan is complete");
        assert!(self.notice.plan.is_none() || self.notice.owed().minor > 0, "a plan ends with the debt");
    }
}

fn lives(steps: &[(u8, u8)]) -> History {
    let mut history = History::new();
    for (what, choice) in steps {
        history.step(*what, *choice);
        history.check();
    }
    history
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_is_a_notices_or_a_repayments_wherever_parts_stand(steps in proptest::collection::vec(any::<(u8, u8)>(), 1..120)) {
        lives(&steps);
    }
}

#[test]
fn histories_come_to_all_that_parts_come_to() {
    let mut random = 1u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(random >> 56).expect("a byte")
    };
    let (mut complete, mut ended) = (0, 0);
    for _ in 0..300 {
        let steps: Vec<(u8, u8)> = (0..100).map(|_| (next(), next())).collect();
        let history = lives(&steps);
        complete += history.complete;
        ended += history.ended;
    }
    assert!(complete > 50 && ended > 50, "{complete} plans were complete, {ended} ended before");
}
