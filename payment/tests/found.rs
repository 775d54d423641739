//! What going through every state found, as it would happen to somebody. Rows ST-09, ST-10, ST-12, ST-19.

use jiff::{SignedDuration, Timestamp};
use payment::{By, CaptureMode, Event, Evidence, Heard, Payment, Rail, Refusal, Share, Standing, State, Unsure};
use vocabulary::{AttemptId, Currency, Money, NoticeId, PaymentId};

const ATTEMPT: u128 = 1;
const PROMPT_LIVES: SignedDuration = SignedDuration::from_mins(5);

fn money() -> Money {
    Money::new(500, Currency::XTS)
}

fn minutes(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn submitted(capture: CaptureMode) -> Payment {
    let opened = Event::Opened {
        payment: PaymentId::new(1),
        amount: money(),
        over: vec![Share { notice: NoticeId::new(1), version: 1, minor: 500 }],
        capture,
        live: true,
        expires_at: minutes(90),
    };
    let started = Event::Started { attempt: AttemptId::new(ATTEMPT), provider: "simulated".to_owned(), rail: Rail::MobileMoney };
    Payment::of([(&opened, minutes(0)), (&started, minutes(0)), (&Event::Submitted, minutes(0))]).expect("edges")
}

fn said(standing: Standing) -> Evidence {
    Evidence {
        provider_reference: "pi_1".to_owned(),
        standing,
        authorised: Some(money()).filter(|_| standing == Standing::Authorised),
        captured: Some(money()).filter(|_| standing == Standing::Captured),
        attempt: Some(AttemptId::new(ATTEMPT)),
        live: true,
        payee: None,
        occurred_at: minutes(0),
        raw: Vec::new(),
    }
}

/// Hears something, and becomes what it makes of it.
fn hear(payment: Payment, standing: Standing) -> Payment {
    match payment.hear(AttemptId::new(ATTEMPT), &said(standing), None) {
        Some(Heard::Event(event)) => then(payment, &event),
        _ => payment,
    }
}

fn then(payment: Payment, event: &Event) -> Payment {
    payment.after(event, minutes(0)).expect("an edge")
}

#[test]
fn an_old_word_of_waiting_does_not_forget_money_that_is_held() {
    let held = hear(submitted(CaptureMode::Manual), Standing::Authorised);
    let asked = held.ask_capture().expect("it is held");
    let pending = then(held, &asked);
    let lost = pending.lose_sight(Unsure::TimedOut).expect("it was sent");
    let unknown = then(pending, &lost);
    // The answer to the first request comes only now: it would have been taken for news, and the hold for a repetition, for ever.
    for waiting in [Standing::AwaitingPayer, Standing::Pending] {
        let heard = unknown.hear(AttemptId::new(ATTEMPT), &said(waiting), None);
        assert_eq!(heard, Some(Heard::Superseded), "{waiting:?}");
    }
    assert_eq!(hear(unknown.clone(), Standing::Authorised).state, State::Authorised);
    assert_eq!(hear(unknown, Standing::Captured).state, State::Captured);
}

#[test]
fn what_never_arrived_is_cancelled_once_it_cannot_arrive_any_more() {
    let payment = submitted(CaptureMode::Automatic);
    let cancel = payment.ask_cancel(By::Payer).expect("nothing is known of it");
    let cancelling = then(payment, &cancel);
    // The provider has no such request. It may still be on its way: whoever pays again now may pay twice.
    assert_eq!(cancelling.never_arrived(PROMPT_LIVES, minutes(4)), Err(Refusal::TooEarly { at: minutes(5) }));
    assert_eq!(cancelling.never_arrived(PROMPT_LIVES, minutes(5)), Ok(Event::Cancelled));
    // What the provider once had did arrive, and is not taken for absent.
    let mut accepted = cancelling;
    accepted.attempts[0].is_accepted = true;
    let refused = accepted.never_arrived(PROMPT_LIVES, minutes(60));
    assert_eq!(refused, Err(Refusal::State { state: State::CancelPending }));
}

#[test]
fn what_never_arrived_declines_while_nobody_asked_for_an_end() {
    let never = submitted(CaptureMode::Automatic).never_arrived(PROMPT_LIVES, minutes(5));
    assert!(matches!(never, Ok(Event::Declined { .. })), "{never:?}");
}
