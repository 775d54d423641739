//! One-time codes: what a right one proves, what a wrong one costs, and that nobody earns by making us send.

use std::{net::IpAddr, sync::Arc};

use fingertip::{
    identity::{
        Thumbprint,
        code::{
            Amount, AmountShown, Binding, CodeRequest, CodeSent, Codes, Digits, HashCost, Limits, PhoneProven, Purpose, Refusal,
            Standing, SystemChance,
        },
        sms::Delivery,
    },
    platform::database::Database,
};
use jiff::SignedDuration;
use vocabulary::{Language, Timestamp};

use crate::support::{
    app::code_limits,
    carrier::Carrier,
    database::{Fresh, each_database},
};

const PHONE: &str = "+999555010012";
const OFFICE: &str = "198.51.100.7";

/// The codes of one administration, its carrier, and the time, which passes when a test says so.
struct Desk {
    codes: Codes,
    carrier: Arc<Carrier>,
    now: Timestamp,
}

impl Desk {
    fn over(fresh: &Fresh) -> Desk {
        Desk::within(&fresh.database, code_limits())
    }

    fn within(database: &Database, limits: Limits) -> Desk {
        let carrier = Carrier::willing();
        let codes = Codes::new(database.clone(), carrier.clone(), Arc::new(SystemChance), HashCost::LEAST, limits);
        Desk { codes, carrier, now: "2026-06-15T12:00:00Z".parse().expect("an instant") }
    }

    fn wait(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    async fn ask(&self, request: CodeRequest) -> Result<CodeSent, Refusal> {
        self.codes.request(request, self.now).await.expect("a database")
    }

    /// Asks for a code and returns it as the phone shows it.
    async fn receive(&self, binding: &Binding) -> String {
        self.ask(request(binding.clone())).await.expect("a code is sent");
        self.shown(binding)
    }

    fn shown(&self, binding: &Binding) -> String {
        self.carrier.newest_to(binding.phone.reveal())[..6].to_owned()
    }

    async fn try_code(&self, binding: &Binding, code: &str) -> Result<PhoneProven, Refusal> {
        let digits: Digits = code.parse().expect("six digits");
        self.codes.verify(binding.clone(), &digits, self.now).await.expect("a database")
    }
}

fn device(number: usize) -> Thumbprint {
    format!("{number:0>43}").parse().expect("a thumbprint")
}

fn binding(phone: &str, purpose: Purpose) -> Binding {
    Binding { phone: phone.parse().expect(phone), purpose, device: device(1) }
}

fn to_view() -> Binding {
    binding(PHONE, Purpose::View)
}

fn to_pay(minor: i64, currency: &str) -> Binding {
    binding(PHONE, Purpose::Pay(Amount::new(minor, currency).expect("an amount")))
}

fn request(binding: Binding) -> CodeRequest {
    CodeRequest {
        binding,
        standing: Standing::New,
        address: Some(OFFICE.parse().expect("an address")),
        language: Language::EN,
        amount_shown: AmountShown::Hidden,
    }
}

/// The number, device and address of one of many people.
fn person(number: usize, prefix: &str, address: &str) -> CodeRequest {
    let phone = format!("+{prefix}5550{number:06}");
    let binding = Binding { device: device(number), ..binding(&phone, Purpose::View) };
    CodeRequest { address: Some(address.parse().expect(address)), ..request(binding) }
}

fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("six digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn a_right_code_proves_the_phone_once() {
    each_database(async |fresh| {
        let desk = Desk::over(fresh);
        let sent = desk.ask(request(to_view())).await.expect("sent");
        assert_eq!(sent.expires_at, desk.now + SignedDuration::from_mins(5));
        assert_eq!(sent.again_at, desk.now + SignedDuration::from_secs(60));
        let code = desk.shown(&to_view());
        assert_eq!(desk.try_code(&to_view(), &wrong(&code)).await, Err(Refusal::Wrong { left: 4 }));
        let proven = desk.try_code(&to_view(), &code).await.expect("the right code");
        assert_eq!((proven.phone().reveal(), proven.purpose(), proven.device()), (PHONE, Purpose::View, &device(1)));
        assert_eq!(desk.try_code(&to_view(), &code).await, Err(Refusal::Expired));
    })
    .await;
}

#[tokio::test]
async fn a_code_to_see_cannot_approve_a_payment_nor_one_amount_another() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        let code = desk.receive(&to_view()).await;
        assert_eq!(desk.try_code(&to_pay(100, "KES"), &code).await, Err(Refusal::Wrong { left: 4 }));
        desk.wait(60);
        let code = desk.receive(&to_pay(100, "KES")).await;
        for other in [to_pay(101, "KES"), to_pay(100, "UGX"), to_view()] {
            assert!(matches!(desk.try_code(&other, &code).await, Err(Refusal::Wrong { .. })), "{other:?}");
        }
        assert_eq!(desk.try_code(&to_pay(100, "KES"), &code).await.expect("right").purpose(), to_pay(100, "KES").purpose);
        // Of another device there is no code at all.
        let elsewhere = Binding { device: device(2), ..to_view() };
        assert_eq!(desk.try_code(&elsewhere, &code).await, Err(Refusal::Expired));
    })
    .await;
}

#[tokio::test]
async fn a_code_holds_for_five_minutes_and_not_a_microsecond_longer() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        let code = desk.receive(&to_view()).await;
        desk.now += SignedDuration::from_mins(5) - SignedDuration::from_micros(1);
        assert!(desk.try_code(&to_view(), &code).await.is_ok());
        desk.wait(60);
        let code = desk.receive(&to_view()).await;
        desk.now += SignedDuration::from_mins(5);
        assert_eq!(desk.try_code(&to_view(), &code).await, Err(Refusal::Expired));
    })
    .await;
}

#[tokio::test]
async fn a_new_code_cancels_the_old() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        let old = desk.receive(&to_view()).await;
        desk.wait(60);
        let new = desk.receive(&to_view()).await;
        if old != new {
            assert_eq!(desk.try_code(&to_view(), &old).await, Err(Refusal::Wrong { left: 4 }));
        }
        assert!(desk.try_code(&to_view(), &new).await.is_ok());
        assert_eq!(fresh.number("select count(*) from one_time_code").await, 1);
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_device_cannot_cancel_or_use_up_a_code() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        let code = desk.receive(&to_view()).await;
        desk.wait(60);
        let attacker = Binding { device: device(666), ..to_view() };
        desk.ask(request(attacker.clone())).await.expect("sent");
        for _ in 0..6 {
            desk.try_code(&attacker, &wrong(&code)).await.expect_err("a wrong code");
        }
        assert!(desk.try_code(&to_view(), &code).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_hundred_tries_in_parallel_are_five() {
    each_database(async |fresh| {
        let desk = Arc::new(Desk::over(fresh));
        let code = desk.receive(&to_view()).await;
        let tries: Vec<_> = (0..100)
            .map(|_| {
                let (desk, wrong) = (desk.clone(), wrong(&code));
                tokio::spawn(async move { desk.try_code(&to_view(), &wrong).await })
            })
            .collect();
        let mut answers = Vec::new();
        for answer in tries {
            answers.push(answer.await.expect("no panic").expect_err("wrong"));
        }
        let mut left: Vec<_> =
            answers.iter().filter_map(|no| if let Refusal::Wrong { left } = no { Some(*left) } else { None }).collect();
        left.sort_unstable();
        assert_eq!(left, [1, 2, 3, 4], "the fifth and all others say that no code holds any more");
        assert_eq!(fresh.number("select tries from one_time_code").await, 5);
        assert_eq!(desk.try_code(&to_view(), &code).await, Err(Refusal::Expired), "even the right one");
    })
    .await;
}

#[tokio::test]
async fn a_hundred_aliases_in_one_document_are_five() {
    each_database(async |fresh| {
        let desk = Desk::over(fresh);
        let code = desk.receive(&to_view()).await;
        // Aliases of a mutation are executed one after the other, each for a purpose of its own choosing.
        let mut wrongs = 0;
        for alias in 0..100 {
            let guess = format!("{:06}", (code.parse::<u32>().expect("digits") + 1 + alias) % 1_000_000);
            let binding = if alias % 2 == 0 { to_view() } else { to_pay(i64::from(alias), "KES") };
            wrongs += usize::from(matches!(desk.try_code(&binding, &guess).await, Err(Refusal::Wrong { .. })));
        }
        assert_eq!(wrongs, 4);
        assert_eq!(fresh.number("select tries from one_time_code").await, 5);
        assert_eq!(desk.try_code(&to_view(), &code).await, Err(Refusal::Expired));
    })
    .await;
}

#[tokio::test]
async fn the_right_code_sent_a_hundred_times_at_once_proves_one_thing() {
    each_database(async |fresh| {
        let desk = Arc::new(Desk::over(fresh));
        let code = desk.receive(&to_view()).await;
        let tries: Vec<_> = (0..100)
            .map(|_| {
                let (desk, code) = (desk.clone(), code.clone());
                tokio::spawn(async move { desk.try_code(&to_view(), &code).await.is_ok() })
            })
            .collect();
        let mut proven = 0;
        for answer in tries {
            proven += usize::from(answer.await.expect("no panic"));
        }
        assert_eq!(proven, 1);
    })
    .await;
}

#[tokio::test]
async fn two_requests_at_once_send_one_message() {
    each_database(async |fresh| {
        let desk = Arc::new(Desk::over(fresh));
        let asks: Vec<_> = (0..20)
            .map(|number| {
                let desk = desk.clone();
                let binding = Binding { device: device(number), ..to_view() };
                tokio::spawn(async move { desk.ask(request(binding)).await })
            })
            .collect();
        let mut sent = 0;
        for answer in asks {
            match answer.await.expect("no panic") {
                Ok(_) => sent += 1,
                Err(refusal) => assert_eq!(refusal, Refusal::TooSoon { seconds: 60 }),
            }
        }
        assert_eq!((sent, desk.carrier.count()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn replicas_share_what_is_counted_and_what_holds() {
    each_database(async |fresh| {
        let (one, other) = (Desk::over(fresh), Desk::over(fresh));
        let code = one.receive(&to_view()).await;
        assert_eq!(other.ask(request(to_view())).await, Err(Refusal::TooSoon { seconds: 60 }));
        assert_eq!(other.try_code(&to_view(), &wrong(&code)).await, Err(Refusal::Wrong { left: 4 }));
        assert_eq!(one.try_code(&to_view(), &wrong(&code)).await, Err(Refusal::Wrong { left: 3 }));
        assert!(other.try_code(&to_view(), &code).await.is_ok());
        assert_eq!(one.try_code(&to_view(), &code).await, Err(Refusal::Expired));
    })
    .await;
}

#[tokio::test]
async fn each_message_doubles_the_wait_and_the_sixth_waits_for_tomorrow() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        let first_at = desk.now;
        for wait in [60, 120, 240, 480] {
            let sent = desk.ask(request(to_view())).await.expect("sent");
            assert_eq!(sent.again_at, desk.now + SignedDuration::from_secs(wait));
            desk.wait(wait - 1);
            assert_eq!(desk.ask(request(to_view())).await, Err(Refusal::TooSoon { seconds: 1 }));
            desk.wait(1);
        }
        desk.ask(request(to_view())).await.expect("the fifth");
        desk.wait(3_600);
        let refused = desk.ask(request(to_view())).await;
        let Err(Refusal::LimitReached { limit: 5, seconds, dial: Some(_) }) = refused else { panic!("{refused:?}") };
        assert_eq!(desk.now + SignedDuration::from_secs(seconds.cast_signed()), first_at + SignedDuration::from_hours(24));
        desk.wait(seconds.cast_signed());
        desk.ask(request(to_view())).await.expect("a day after the first");
        assert_eq!(desk.carrier.count(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_device_that_asks_for_everybody_is_stopped() {
    each_database(async |fresh| {
        let desk = Desk::over(fresh);
        for number in 0..10 {
            let asked = CodeRequest { address: None, ..person(number, "999", OFFICE) };
            let binding = Binding { device: device(77), ..asked.binding.clone() };
            desk.ask(CodeRequest { binding, ..asked }).await.expect("sent");
        }
        let binding = Binding { device: device(77), ..to_view() };
        assert!(matches!(desk.ask(request(binding)).await, Err(Refusal::LimitReached { limit: 10, .. })));
    })
    .await;
}

#[tokio::test]
async fn a_country_that_is_not_served_gets_nothing() {
    each_database(async |fresh| {
        let desk = Desk::over(fresh);
        let refused = desk.ask(request(binding("+12025550143", Purpose::View))).await;
        assert!(matches!(refused, Err(Refusal::CountryNotServed { dial: Some(_), .. })), "{refused:?}");
        assert_eq!((desk.carrier.count(), fresh.number("select count(*) from sms_message").await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_not_sent_costs_nothing_and_what_may_have_been_sent_counts() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        desk.carrier.becomes(Delivery::NotSent);
        assert!(matches!(desk.ask(request(to_view())).await, Err(Refusal::NotSent { dial: Some(_) })));
        let code = desk.shown(&to_view());
        assert_eq!(desk.try_code(&to_view(), &code).await, Err(Refusal::Expired), "nobody has that code");
        assert_eq!(fresh.number("select cast(sum(cost_minor) as bigint) from sms_message").await, 0);
        desk.carrier.becomes(Delivery::Unclear);
        desk.wait(60);
        let code = desk.receive(&to_view()).await;
        assert!(desk.try_code(&to_view(), &code).await.is_ok());
        assert_eq!(fresh.number("select cast(sum(cost_minor) as bigint) from sms_message").await, 5);
    })
    .await;
}

#[tokio::test]
async fn the_message_speaks_the_persons_language_and_tells_an_amount_only_to_who_asked() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        let pay = to_pay(125_000, "KES");
        desk.ask(CodeRequest { language: Language::FR, ..request(pay.clone()) }).await.expect("sent");
        let hidden = desk.carrier.newest_to(PHONE);
        assert!(hidden.contains("pour payer.") && !hidden.contains("1250"), "{hidden}");
        desk.wait(60);
        desk.ask(CodeRequest { amount_shown: AmountShown::OptedIn, ..request(pay) }).await.expect("sent");
        let shown = desk.carrier.newest_to(PHONE);
        assert!(shown.contains("KES 1250.00") && shown.contains("customs"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn the_code_itself_is_nowhere_in_the_database() {
    each_database(async |fresh| {
        let desk = Desk::over(fresh);
        let code = desk.receive(&to_view()).await;
        let kept = format!("select count(*) from one_time_code where hash like '%{code}%' or not hash like '$argon2id$%'");
        assert_eq!(fresh.number(&kept).await, 0);
    })
    .await;
}

#[tokio::test]
async fn ten_thousand_numbers_from_one_network_cost_a_handful_of_messages() {
    each_database(async |fresh| {
        let desk = Desk::over(fresh);
        for number in 0..10_000 {
            let address = format!("203.0.113.{}", number % 256);
            let refused = desk.ask(person(number, "999", &address)).await.err();
            assert_eq!(refused.is_some(), number >= 30, "{number}: {refused:?}");
        }
        assert_eq!(desk.carrier.count(), 30);
        assert_eq!(fresh.number("select cast(sum(cost_minor) as bigint) from sms_message").await, 150);
        // People elsewhere, at home and abroad, notice nothing; nor does a device we know, in the midst of it.
        for (number, prefix, address) in [(20_001, "999", "198.51.100.1"), (20_002, "999", "2001:db8::1")] {
            desk.ask(person(number, prefix, address)).await.expect("sent");
        }
        let abroad = Binding { device: device(20_003), ..binding("+61491570006", Purpose::View) };
        desk.ask(request(abroad)).await.expect("sent");
        let known = CodeRequest { standing: Standing::Known, ..person(20_004, "999", "203.0.113.9") };
        desk.ask(known).await.expect("sent");
    })
    .await;
}

#[tokio::test]
async fn an_attack_from_everywhere_on_one_country_trips_it_and_no_other() {
    each_database(async |fresh| {
        let mut desk = Desk::within(&fresh.database, Limits { prefix_hour_max: 300, ..code_limits() });
        let from =
            |number: usize| IpAddr::from([100, u8::try_from(number / 256).expect("few"), (number % 256) as u8, 1]).to_string();
        let mut refused = Vec::new();
        // One a second, each from a network and a device of its own.
        for number in 0..1_000 {
            refused.extend(desk.ask(person(number, "999", &from(number))).await.err());
            desk.wait(1);
        }
        // The first fifty are two minutes old when it trips: 120 seconds and fifty more.
        assert_eq!(desk.carrier.count(), 169);
        let stopped = Refusal::Stopped { dial: Some("*384#".into()) };
        assert!(refused.iter().all(|refusal| *refusal == stopped), "{:?}", refused[0]);
        let abroad = binding("+61491570006", Purpose::View);
        desk.ask(request(abroad)).await.expect("another country is served");
        let known = CodeRequest { standing: Standing::Known, ..person(30_000, "999", OFFICE) };
        desk.ask(known).await.expect("and so is a device we know");
        desk.wait(3_600);
        desk.ask(person(30_001, "999", OFFICE)).await.expect("an hour later it is tried again");
    })
    .await;
}

#[tokio::test]
async fn the_day_never_costs_more_than_it_may() {
    each_database(async |fresh| {
        let desk = Arc::new(Desk::within(&fresh.database, Limits { day_minor_max: 103, ..code_limits() }));
        let asks: Vec<_> = (0..60)
            .map(|number| {
                let desk = desk.clone();
                tokio::spawn(async move { desk.ask(person(number, "999", &format!("100.64.{number}.1"))).await })
            })
            .collect();
        for ask in asks {
            if let Err(refusal) = ask.await.expect("no panic") {
                assert_eq!(refusal, Refusal::Stopped { dial: Some("*384#".into()) });
            }
        }
        assert_eq!(
            (desk.carrier.count(), fresh.number("select cast(sum(cost_minor) as bigint) from sms_message").await),
            (20, 100)
        );
    })
    .await;
}

#[tokio::test]
async fn an_office_full_of_people_behind_one_address_is_served() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        // Every five seconds somebody asks; nine of ten type their code a minute later, one of ten gives up.
        for number in 0..400_usize {
            let asked = person(number, "999", OFFICE);
            desk.ask(asked).await.unwrap_or_else(|refusal| panic!("{number}: {refusal:?}"));
            if let Some(earlier) = number.checked_sub(12).filter(|earlier| earlier % 10 != 0) {
                let binding = person(earlier, "999", OFFICE).binding;
                let code = desk.shown(&binding);
                desk.try_code(&binding, &code).await.expect("right");
            }
            desk.wait(5);
        }
    })
    .await;
}

#[tokio::test]
async fn messages_and_codes_are_forgotten_after_two_days() {
    each_database(async |fresh| {
        let mut desk = Desk::over(fresh);
        for number in 0..20 {
            desk.ask(person(number, "999", OFFICE)).await.expect("sent");
        }
        desk.wait(48 * 3_600);
        desk.ask(person(20, "999", OFFICE)).await.expect("sent");
        assert_eq!(fresh.number("select count(*) from sms_message").await, 1);
        assert_eq!(fresh.number("select count(*) from one_time_code").await, 1);
    })
    .await;
}
