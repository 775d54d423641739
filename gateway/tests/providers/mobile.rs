//! Mobile money: polled to its end without one callback, asked for once, and never paid by a word we do not know. Rows MOM-01 to MOM-07.

use gateway::{
    Answer, Envelope, Gateway, Handover, NoticeRefused, Refused, RepaymentAnswer, RepaymentStanding, Told, Trust, poll,
};
use payment::{DeclineReason, Operation, ProviderKey, Standing, Unsure};
use serde_json::json;
use simulator::{Deed, PayerPlan, Plan, RepaymentPlan, Simulator};

use crate::support::{
    TOKEN, captured, daraja_of, evidence, gsma_of, gsma_without_key, key, money, mtn_of, mtn_without_key, now, order, repayment,
    simulator,
};

fn of(shape: &str, simulator: &Simulator) -> Box<dyn Gateway> {
    let url = format!("{}/{shape}", simulator.url());
    match shape {
        "gsma" => Box::new(gsma_of(&url)),
        "mtn" => Box::new(mtn_of(&url)),
        _ => Box::new(daraja_of(&url)),
    }
}

/// Returns the simulator's id of a prompt.
fn prompt(shape: &str, evidence: &payment::Evidence) -> String {
    let reference = &evidence.provider_reference;
    if shape == "daraja" { reference.clone() } else { format!("{shape}-{reference}") }
}

#[tokio::test]
async fn a_prompt_is_sent_and_taken_on_is_not_paid() {
    for shape in ["gsma", "mtn", "daraja"] {
        let simulator = simulator(Plan::default());
        let (gateway, order) = (of(shape, &simulator), order(1, money(1_500, "KES")));
        let started = gateway.start(&order, &key(&order, Operation::Start)).await;
        let Answer::Handover { evidence: at_first, handover: Handover::PromptSent { lifetime } } = started else {
            panic!("{shape}: {started:?}")
        };
        assert_eq!((at_first.standing, lifetime.as_secs()), (Standing::AwaitingPayer, 300), "{shape}");
        let waiting = evidence(gateway.look(&order, Some(&at_first.provider_reference)).await);
        assert_eq!((waiting.standing, waiting.captured), (Standing::AwaitingPayer, None), "{shape}");
        // Nobody answers: the prompt ends, and so does the attempt.
        simulator.advance(301).expect("the clock moves");
        let over = evidence(gateway.look(&order, Some(&at_first.provider_reference)).await);
        assert_eq!(over.standing, Standing::Declined { reason: DeclineReason::TimedOut }, "{shape}");
        assert!(simulator.truth().is_empty());
    }
}

#[tokio::test]
async fn without_one_callback_every_payment_is_found_by_asking() {
    for shape in ["gsma", "mtn", "daraja"] {
        let payers = PayerPlan { approve: 1_000, after_s: 100, ..PayerPlan::default() };
        let simulator = simulator(Plan { payers, ..Plan::default() });
        let gateway = of(shape, &simulator);
        let mut most = 0;
        for number in 0..40 {
            let order = order(number, money(1_500, "KES"));
            let first = evidence(gateway.start(&order, &key(&order, Operation::Start)).await);
            let mut asked = 0;
            let mut at = 0;
            let found = loop {
                let after = poll::next(asked).expect("a person is to look").as_secs();
                simulator.advance(u32::try_from(after - at).expect("forward")).expect("the clock moves");
                (at, asked) = (after, asked + 1);
                let found = evidence(gateway.look(&order, Some(&first.provider_reference)).await);
                if found.standing != Standing::AwaitingPayer {
                    break found;
                }
            };
            assert_eq!((found.standing, found.captured), (Standing::Captured, Some(order.amount)), "{shape}");
            most = most.max(asked);
        }
        assert!(most <= 6, "{shape}: asked {most} times");
        assert_eq!(simulator.truth().len(), 40, "{shape}");
    }
}

#[tokio::test]
async fn ten_taps_are_one_prompt() {
    for shape in ["gsma", "mtn"] {
        let simulator = simulator(Plan::kind(1));
        let (gateway, order) = (of(shape, &simulator), order(1, money(1_500, "KES")));
        let mut references = Vec::new();
        for _ in 0..10 {
            references.push(evidence(gateway.start(&order, &key(&order, Operation::Start)).await).provider_reference);
            references.push(evidence(gateway.look(&order, None).await).provider_reference);
        }
        references.dedup();
        assert_eq!(references.len(), 1, "{shape}: one order has one name: {references:?}");
        assert_eq!(captured(&simulator, &order.attempt.to_string()), 1_500, "{shape}");
        assert_eq!(evidence(gateway.look(&order, None).await).attempt, Some(order.attempt), "{shape}");
    }
}

#[tokio::test]
async fn only_the_providers_own_word_is_no_such_request() {
    for shape in ["gsma", "mtn"] {
        let simulator = simulator(Plan::kind(1));
        let order = order(1, money(1_500, "KES"));
        assert_eq!(of(shape, &simulator).look(&order, None).await, Answer::NoSuchRequest, "{shape}");
    }
    // A page of something in between, with the same status, is not.
    let simulator = simulator(Plan::kind(1));
    let order = order(1, money(1_500, "KES"));
    let elsewhere = gsma_of(&format!("{}/nowhere", simulator.url()));
    assert_eq!(elsewhere.look(&order, None).await, Answer::Unsure { why: Unsure::Unreadable, retry_after: None });
    let push = of("daraja", &simulator);
    assert!(matches!(push.look(&order, None).await, Answer::Unsure { .. }), "a push is not found by our id");
    assert!(matches!(push.look(&order, Some("ws_CO_unknown")).await, Answer::Unsure { .. }));
}

#[tokio::test]
async fn not_being_let_in_ends_a_new_order_and_says_nothing_of_one_that_is_there() {
    let simulator = simulator(Plan::kind(1));
    let order = order(1, money(1_500, "KES"));
    // Without a subscription, and without a key, these two know nobody.
    let strangers =
        [gsma_without_key(&format!("{}/gsma", simulator.url())), mtn_without_key(&format!("{}/mtn", simulator.url()))];
    for stranger in strangers {
        let started = stranger.start(&order, &key(&order, Operation::Start)).await;
        assert_eq!(started, Answer::Refused(Refused::Credentials), "{}", stranger.name());
        let looked = stranger.look(&order, None).await;
        assert!(matches!(looked, Answer::Unsure { .. }), "{}: {looked:?}", stranger.name());
    }
}

#[tokio::test]
async fn who_declines_declines() {
    for shape in ["gsma", "mtn", "daraja"] {
        let simulator = simulator(Plan::default());
        let (gateway, order) = (of(shape, &simulator), order(1, money(1_500, "KES")));
        let first = evidence(gateway.start(&order, &key(&order, Operation::Start)).await);
        simulator.payer(&prompt(shape, &first), Deed::Decline).expect("a deed");
        let declined = evidence(gateway.look(&order, Some(&first.provider_reference)).await);
        assert_eq!(declined.standing, Standing::Declined { reason: DeclineReason::Payer }, "{shape}");
    }
}

#[tokio::test]
async fn amounts_that_a_push_cannot_ask_for_and_orders_without_a_number_are_refused_first() {
    let simulator = simulator(Plan::kind(1));
    for amount in [money(1_550, "KES"), money(50, "KES"), money(1_500, "UGX")] {
        let order = order(1, amount);
        let started = of("daraja", &simulator).start(&order, &key(&order, Operation::Start)).await;
        assert_eq!(started, Answer::Refused(Refused::Amount), "{amount}");
    }
    for shape in ["gsma", "mtn", "daraja"] {
        let order = gateway::Order { payer: None, ..order(1, money(1_500, "KES")) };
        let started = of(shape, &simulator).start(&order, &key(&order, Operation::Start)).await;
        assert_eq!(started, Answer::Refused(Refused::Payer), "{shape}");
    }
    assert!(simulator.truth().is_empty());
}

#[tokio::test]
async fn whole_and_thousandth_currencies_are_written_as_they_are() {
    let simulator = simulator(Plan::kind(1));
    for (shape, amount) in [
        ("mtn", money(5_000, "UGX")),
        ("mtn", money(1_234, "XOF")),
        ("gsma", money(1_250, "KWD")),
        ("gsma", money(9_007_199_254_740_993, "KES")),
    ] {
        let order = order(u128::try_from(amount.minor).expect("positive"), amount);
        evidence(of(shape, &simulator).start(&order, &key(&order, Operation::Start)).await);
        assert_eq!(evidence(of(shape, &simulator).look(&order, None).await).captured, Some(amount), "{shape}");
    }
}

#[tokio::test]
async fn money_goes_back_to_the_phone_once_where_that_is_offered() {
    for shape in ["gsma", "mtn"] {
        let repayments = RepaymentPlan { pending: 1_000, ..RepaymentPlan::default() };
        let simulator = simulator(Plan { repayments, ..Plan::kind(1) });
        let gateway = of(shape, &simulator);
        let repayment = repayment(1, "any", money(1_500, "KES"));
        let key = ProviderKey::of_repayment(repayment.id);
        assert_eq!(gateway.look_repayment(&repayment, None).await, RepaymentAnswer::NoSuchRequest);
        for _ in 0..3 {
            let answer = gateway.repay(&repayment, &key).await;
            assert!(matches!(&answer, RepaymentAnswer::Known(told) if told.standing == RepaymentStanding::Pending), "{answer:?}");
        }
        simulator.advance(86_401).expect("the clock moves");
        let answer = gateway.look_repayment(&repayment, None).await;
        let RepaymentAnswer::Known(told) = answer else { panic!("{answer:?}") };
        assert_eq!((told.standing, told.amount), (RepaymentStanding::Succeeded, Some(repayment.amount)), "{shape}");
        assert_eq!(simulator.truth().iter().map(|entry| entry.balance).sum::<i64>(), -1_500, "{shape}");
    }
    let simulator = simulator(Plan::kind(1));
    let repayment = repayment(1, "any", money(1_500, "KES"));
    let refused = of("daraja", &simulator).repay(&repayment, &ProviderKey::of_repayment(repayment.id)).await;
    assert_eq!(refused, RepaymentAnswer::Refused(Refused::NotOffered));
}

#[tokio::test]
async fn a_contradicting_query_is_evidence_of_what_it_says_and_the_truth_stays() {
    let simulator = simulator(Plan { contradict: 1_000, ..Plan::kind(1) });
    let (gateway, order) = (of("daraja", &simulator), order(1, money(1_500, "KES")));
    let first = evidence(gateway.start(&order, &key(&order, Operation::Start)).await);
    let told = evidence(gateway.look(&order, Some(&first.provider_reference)).await);
    // The payment's own rules keep what was confirmed (row WHK-09); the adapter passes on what it was told.
    assert_eq!(told.standing, Standing::Declined { reason: DeclineReason::Payer });
    assert_eq!(simulator.truth().iter().map(|entry| entry.balance).sum::<i64>(), 1_500);
}

#[test]
fn a_callback_is_a_hint_at_most() {
    let daraja = daraja_of("http://127.0.0.1:9");
    let body = json!({"Body": {"stkCallback": {"CheckoutRequestID": "ws_CO_1", "ResultCode": 0,
        "CallbackMetadata": {"Item": [{"Name": "Amount", "Value": 15.0}]}}}})
    .to_string();
    let read = |token: Option<&str>, body: &str| {
        daraja.read_notice(&Envelope { body: body.as_bytes(), headers: &[], token, received_at: now() })
    };
    let notice = read(Some(TOKEN), &body).expect("a notice");
    let ask = Told::Ask { attempt: None, provider_reference: Some("ws_CO_1".to_owned()) };
    assert_eq!((notice.trust, notice.told), (Trust::Hint, ask));
    assert_eq!(read(Some("0123456789abcdef0123456789abcdee"), &body), Err(NoticeRefused::Forged));
    assert_eq!(read(None, &body), Err(NoticeRefused::Unsigned));
    assert_eq!(read(Some(TOKEN), "nothing"), Err(NoticeRefused::Unreadable));
    assert_eq!(read(Some(TOKEN), &"x".repeat(256 * 1_024 + 1)), Err(NoticeRefused::TooLarge));
}

#[test]
fn an_address_that_can_be_guessed_is_none() {
    for token in ["", "short", "0123456789abcdef0123456789abcde/", "................................"] {
        assert!(gateway::mobile_money::CallbackAddress::new("http://127.0.0.1/", token).is_err(), "{token}");
    }
}
