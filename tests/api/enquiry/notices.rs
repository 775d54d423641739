//! What askers are told outside of the app: at once, once, and nothing of what they asked.

use fingertip::{enquiry::Contact, identity::sms::Delivery};
use serde_json::json;

use super::{PHONE, QUESTION, deliver, desk, look, replied, slip};
use crate::support::{app::App, database::each_database, relay::Relay};

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
    })
    .await;
}
