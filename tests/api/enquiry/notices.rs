//! What askers are told outside of the app: at once, once, and nothing of what they asked.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use fingertip::{
    audit::ChainName,
    enquiry::{Contact, Courier, NoMail},
    identity::{
        code::{Codes, HashCost, Limits, SystemChance},
        sms::{Delivery, Message, Sender},
    },
    platform::clock::{Clock as _, StandingClock},
};
use futures_util::future::{BoxFuture, FutureExt};
use serde_json::json;

use super::{PHONE, QUESTION, deliver, desk, look, replied, slip};
use crate::support::{
    app::{App, code_limits, identity},
    carrier::Carrier,
    database::{Fresh, each_database},
    device::Device,
    relay::Relay,
};

const ADDRESS: &str = "asker@trader.example";

#[tokio::test]
async fn an_asker_is_told_at_once_by_each_way_they_named_and_nothing_of_what_they_asked() {
    each_database(async |database| {
        let relay = Relay::willing().await;
        let app = App::changed(database.database.clone(), |application| application.with_mailer(relay.mailer())).await;
        let slip = slip(&app, 1, json!({ "phone": PHONE, "email": ADDRESS, "language": "fr" })).await;
        assert_eq!(look(&app, &slip).await["state"], "RECEIVED");
        assert_eq!(deliver(&app).await, 2);
        assert_eq!(look(&app, &slip).await["state"], "ACKNOWLEDGED");
        let sms = app.carrier.newest_to(&PHONE.replace(' ', ""));
        assert!(sms.starts_with("Douane") && sms.contains(&slip.reference) && sms.contains("2026-06"), "{sms}");
        let mails = relay.taken();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].to.contains(ADDRESS) && mails[0].text.contains(&slip.reference), "{:?}", mails[0]);
        assert!(mails[0].text.contains("Message-ID: <enquiry-") && mails[0].text.contains("Date: Mon, 15 Jun 2026"));
        for told in [&sms, &mails[0].text] {
            assert!(!told.contains("vermilion") && !told.contains(&slip.pin), "{told}");
        }
        assert_eq!(deliver(&app).await, 0, "once");
        replied(&app, desk(&app).await, &slip, "Un permis CITES.").await;
        assert_eq!(deliver(&app).await, 2);
        let sms = app.carrier.newest_to(&PHONE.replace(' ', ""));
        assert!(sms.contains(&slip.reference) && !sms.contains("CITES"), "{sms}");
        assert!(!relay.taken()[1].text.contains("CITES") && !QUESTION.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_not_sent_is_tried_later_and_what_may_have_been_is_not() {
    each_database(async |database| {
        let relay = Relay::willing().await;
        let app = App::changed(database.database.clone(), |application| application.with_mailer(relay.mailer())).await;
        relay.refuses(true);
        app.carrier.becomes(Delivery::Unclear);
        slip(&app, 1, json!({ "phone": PHONE, "email": ADDRESS })).await;
        assert_eq!(deliver(&app).await, 2);
        assert_eq!((app.carrier.count(), relay.taken().len()), (1, 0));
        assert_eq!(deliver(&app).await, 0, "not before its time");
        relay.refuses(false);
        app.clock.advance(jiff::Span::new().seconds(11));
        assert_eq!(deliver(&app).await, 1);
        assert_eq!((app.carrier.count(), relay.taken().len()), (1, 1));
        app.clock.advance(jiff::Span::new().hours(5));
        assert_eq!(deliver(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn several_servers_send_a_notice_once() {
    each_database(async |database| {
        let app = App::over(database).await;
        let other = App::over(database).await;
        for number in 0..6 {
            slip(&app, number, json!({ "phone": format!("+999 555 0400 {number:02}") })).await;
        }
        let (one, two) = futures_util::join!(deliver(&app), deliver(&other));
        assert_eq!(one + two, 6);
        assert_eq!(app.carrier.count() + other.carrier.count(), 6);
    })
    .await;
}

/// A carrier that takes fifty seconds over each message, in which another server looks at the line.
struct Slow {
    names: Mutex<Vec<String>>,
    clock: Arc<StandingClock>,
    other: Courier,
}

impl Sender for Slow {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Delivery> {
        async move {
            self.names.lock().expect("no test panics here").push(message.id.clone());
            self.clock.advance(jiff::Span::new().seconds(50));
            // One of those that wait, so that there is something left for the slow one.
            self.other.deliver_next(self.clock.now()).await.expect("a database");
            Delivery::Taken
        }
        .boxed()
    }
}

#[tokio::test]
async fn what_waits_behind_a_slow_carrier_is_not_sent_twice() {
    each_database(async |database| {
        let app = App::over(database).await;
        for number in 0..12 {
            slip(&app, number, json!({ "phone": format!("+999 555 0400 {number:02}") })).await;
        }
        let (enquiries, clock) = (&app.application.enquiries, app.clock.clone());
        let other = enquiries.courier(app.carrier.clone(), Arc::new(NoMail));
        let slow = Arc::new(Slow { names: Mutex::default(), clock: clock.clone(), other });
        let courier = enquiries.courier(slow.clone(), Arc::new(NoMail));
        while courier.deliver_next(clock.now()).await.expect("a database") {}
        let mut names = app.carrier.names();
        names.extend(slow.names.lock().expect("no test panics here").iter().cloned());
        let different: BTreeSet<&String> = names.iter().collect();
        assert_eq!((names.len(), different.len()), (12, 12), "{names:?}");
    })
    .await;
}

#[tokio::test]
async fn nobody_fills_the_phone_of_somebody_else() {
    each_database(async |database| {
        let app = App::over(database).await;
        for number in 0..15 {
            slip(&app, number, json!({ "phone": PHONE })).await;
        }
        deliver(&app).await;
        assert_eq!(app.carrier.count(), 10);
        assert!(Contact::default().is_empty());
        // Nor with what waited for more than a day.
        app.clock.advance(jiff::Span::new().hours(25));
        for number in 15..30 {
            slip(&app, number, json!({ "phone": PHONE })).await;
        }
        let a_day = 25_i64 * 3_600 * 1_000_000;
        database.execute(&format!("update enquiry_notice set due_at = due_at + {a_day} where outcome is null")).await;
        app.clock.advance(jiff::Span::new().hours(26));
        deliver(&app).await;
        assert_eq!(app.carrier.count(), 10 + 10);
    })
    .await;
}

/// A server whose messages are paid out of a budget, each with five.
async fn on_a_budget(database: &Fresh, carrier: Arc<Carrier>, day_minor_max: u64, relay: &Relay) -> App {
    let limits = Limits { day_minor_max, ..code_limits() };
    let codes = Codes::new(database.database.clone(), carrier, Arc::new(SystemChance), HashCost::LEAST, limits);
    App::changed(database.database.clone(), |application| {
        application.with_identity(ChainName::named("ZZ"), codes, identity()).with_mailer(relay.mailer())
    })
    .await
}

#[tokio::test]
async fn notices_are_paid_out_of_the_budget_of_codes_and_wait_where_it_is_spent() {
    each_database(async |database| {
        let (carrier, relay) = (Carrier::willing(), Relay::willing().await);
        let app = on_a_budget(database, carrier.clone(), 50, &relay).await;
        for number in 0..9 {
            slip(&app, number, json!({ "phone": format!("+999 555 0400 {number:02}") })).await;
        }
        let with_mail = slip(&app, 9, json!({ "phone": PHONE, "email": ADDRESS })).await;
        deliver(&app).await;
        assert_eq!(carrier.count(), 8, "four fifths of fifty, five each");
        assert_eq!(
            database.number("select cast(sum(cost_minor) as bigint) from sms_message where phone = '' and not is_code").await,
            40
        );
        assert!(relay.taken()[0].text.contains(&with_mail.reference), "who has an address is told there");
        assert_eq!(look(&app, &with_mail).await["state"], "ACKNOWLEDGED");
        let waits = "select count(*) from enquiry_notice where outcome is null and way = 'sms' and tries = 0";
        assert_eq!(database.number(waits).await, 1, "the other waits, and that is no try");
        let device = Device::ed25519();
        for phone in ["+999 555 0500 01", "+999 555 0500 02"] {
            let requested = crate::support::phone::request_code(&app, &device, phone, "SIGN_IN").await;
            assert_eq!(requested["__typename"], "CodeRequested", "codes have the rest: {requested}");
        }
        app.clock.advance(jiff::Span::new().hours(2));
        deliver(&app).await;
        assert_eq!(carrier.count(), 8 + 2, "not today");
        app.clock.advance(jiff::Span::new().hours(23));
        deliver(&app).await;
        assert_eq!((carrier.count(), database.number(waits).await), (8 + 2 + 1, 0), "nothing is lost");
    })
    .await;
}

#[tokio::test]
async fn what_was_not_sent_costs_nothing_and_what_nobody_uses_does_not_stop_the_codes() {
    each_database(async |database| {
        let (carrier, relay) = (Carrier::willing(), Relay::willing().await);
        let app = on_a_budget(database, carrier.clone(), 1_000, &relay).await;
        carrier.becomes(Delivery::NotSent);
        slip(&app, 0, json!({ "phone": PHONE })).await;
        deliver(&app).await;
        let cost = "select cast(coalesce(sum(cost_minor), 0) as bigint) from sms_message";
        assert_eq!((carrier.count() as i64, database.number(cost).await), (1, 0));
        carrier.becomes(Delivery::Taken);
        app.clock.advance(jiff::Span::new().seconds(11));
        deliver(&app).await;
        assert_eq!((carrier.count() as i64, database.number(cost).await), (2, 5), "the same message once");
        // Sixty notices that nobody types anything of: more than the breaker looks at.
        for number in 1..60 {
            slip(&app, number, json!({ "phone": format!("+999 555 04{number:02} 11") })).await;
        }
        deliver(&app).await;
        app.clock.advance(jiff::Span::new().minutes(3));
        let requested = crate::support::phone::request_code(&app, &Device::ed25519(), "+999 555 0500 01", "SIGN_IN").await;
        assert_eq!(requested["__typename"], "CodeRequested", "{requested}");
        let abroad = slip(&app, 90, json!({ "phone": "+1 202-555-0143" })).await;
        let before = carrier.count();
        deliver(&app).await;
        assert_eq!(carrier.count(), before, "a country that is not served costs nothing");
        assert_eq!(look(&app, &abroad).await["state"], "ACKNOWLEDGED", "the answer told the reference");
    })
    .await;
}
