//! The desk: who takes what, what stands between two people and a reply, and what the program notices by itself.

use jiff::Span;
use serde_json::{Value, json};

use super::{
    PHONE, act, by, deliver, desk, does, drafted, events_make_it, key, look, refused, replied, run, slip, stored, triaged,
};
use crate::support::{app::App, database::each_database};

#[tokio::test]
async fn the_clock_stands_still_only_with_a_message_to_the_asker() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let slip = slip(&app, 1, json!({ "phone": PHONE })).await;
        deliver(&app).await;
        triaged(&app, officer, &slip).await;
        does(&app, officer, "assign_enquiry", &slip, json!({ "to": officer.id() })).await;
        let due = look(&app, &slip).await["due"].clone();
        let nothing = json!({ "reason": "NEEDS_DOCUMENT", "text": " " });
        assert_eq!(refused(&app, officer, "ask_asker", &slip, nothing).await, "ENQUIRY_TEXT_INVALID");
        let before = app.carrier.count();
        let asked = json!({ "reason": "NEEDS_DOCUMENT", "text": "Please send the breeder's certificate." });
        assert_eq!(does(&app, officer, "ask_asker", &slip, asked).await, "WAITING_ASKER");
        deliver(&app).await;
        assert_eq!(app.carrier.count(), before + 1, "the asker was told");
        let waiting = look(&app, &slip).await;
        assert_eq!((&waiting["due"], waiting["state"].as_str()), (&Value::Null, Some("WAITING_ASKER")));
        assert_eq!(waiting["pauses"][0]["reason"], "NEEDS_DOCUMENT");
        assert_eq!(waiting["pauses"][0]["until"], Value::Null);
        assert_eq!(waiting["thread"][1]["text"], "Please send the breeder's certificate.");
        app.clock.advance(Span::new().hours(24 * 14));
        assert_eq!(
            app.application.enquiries.look(app.now()).await.expect("a database"),
            1,
            "nothing is late meanwhile, and the asker is reminded"
        );
        let added = json!({ "input": { "access": slip.access(), "text": "Here is its number: 77." } });
        let added = run(&app, "add_to_enquiry", added).await;
        assert_eq!(added["enquiry"]["state"], "IN_PROGRESS", "{added}");
        assert!(added["enquiry"]["due"]["at"].as_str() > due["at"].as_str(), "{added}");
        assert_eq!(app.application.enquiries.look(app.now()).await.expect("a database"), 0, "it is not late at once");
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn a_reply_takes_two_people_and_a_ruling_that_binds_a_supervisor() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [first, second, supervisor] = desk(&app).await;
        let slip = slip(&app, 1, json!({})).await;
        drafted(&app, first, &slip, "A CITES permit.").await;
        assert_eq!(look(&app, &slip).await["thread"].as_array().map(Vec::len), Some(1), "nobody reads a draft");
        assert_eq!(refused(&app, first, "approve_reply", &slip, json!({})).await, "ENQUIRY_SECOND_PERSON");
        assert_eq!(refused(&app, first, "send_reply", &slip, json!({})).await, "ENQUIRY_STATE");
        assert_eq!(does(&app, second, "send_back_draft", &slip, json!({})).await, "IN_PROGRESS");
        let ruling = json!({ "bindingLevel": "ADVANCE_RULING", "text": "Heading 0106." });
        assert_eq!(refused(&app, second, "draft_reply", &slip, ruling.clone()).await, "ENQUIRY_NOT_ASSIGNED");
        assert_eq!(does(&app, first, "draft_reply", &slip, ruling).await, "DRAFT_REPLY");
        assert_eq!(refused(&app, second, "approve_reply", &slip, json!({})).await, "ENQUIRY_SUPERVISOR_NEEDED");
        assert_eq!(does(&app, supervisor, "approve_reply", &slip, json!({})).await, "APPROVED");
        assert_eq!(does(&app, first, "send_reply", &slip, json!({})).await, "REPLIED");
        let seen = look(&app, &slip).await;
        assert_eq!(seen["thread"][1]["text"], "Heading 0106.", "the draft that was sent back stays unseen: {seen}");
        assert_eq!(seen["thread"].as_array().map(Vec::len), Some(2));
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_who_act_at_once_one_is_told() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [first, second, _] = desk(&app).await;
        let slip = slip(&app, 1, json!({})).await;
        let enquiry = stored(&app, &slip).await;
        let finding = |topic: &str| {
            json!({ "input": { "id": enquiry.id.to_string(), "ifVersion": enquiry.version, "topic": topic, "urgency": "NORMAL",
                "complexity": "SIMPLE" } })
        };
        let (one, other) = futures_util::join!(
            by(&app, first, "triage_enquiry", finding("FEES")),
            by(&app, second, "triage_enquiry", finding("ORIGIN"))
        );
        let codes = [&one["code"], &other["code"]];
        assert!(codes.contains(&&json!("ENQUIRY_VERSION_CONFLICT")) && codes.contains(&&Value::Null), "{one} {other}");
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn queues_and_officers_are_data_and_whoever_fits_best_takes_it() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [first, second, supervisor] = desk(&app).await;
        let queue = json!({ "input": { "name": "swahili", "title": "Swahili", "routes": [{ "language": "sw" }] } });
        let set = by(&app, supervisor, "set_enquiry_queue", queue).await;
        assert_eq!(set["queue"]["routes"][0]["language"], "sw", "{set}");
        for (officer, languages, load_max) in [(first, json!(["en"]), 2), (second, json!(["sw", "en"]), 10)] {
            let able = json!({ "input": { "personId": officer.id(), "languages": languages, "topics": [], "queues": [],
                "loadMax": load_max } });
            let set = by(&app, supervisor, "set_desk_officer", able).await;
            assert_eq!(set["__typename"], "DeskOfficerSet", "{set}");
        }
        let nobody =
            json!({ "input": { "personId": "0".repeat(32), "languages": [], "topics": [], "queues": [], "loadMax": 5 } });
        assert_eq!(by(&app, supervisor, "set_desk_officer", nobody).await["code"], "ENQUIRY_OFFICER_UNKNOWN");
        let mut taken = Vec::new();
        for (number, language) in ["sw", "en", "en", "en"].into_iter().enumerate() {
            let slip = slip(&app, number as u32, json!({ "language": language })).await;
            triaged(&app, supervisor, &slip).await;
            does(&app, supervisor, "assign_enquiry", &slip, json!({})).await;
            taken.push(stored(&app, &slip).await);
        }
        assert_eq!(taken[0].queue.as_str(), "swahili");
        let by_second = taken.iter().filter(|enquiry| enquiry.assignee.map(|person| person.to_string()) == Some(second.id()));
        // One of two is half, one of ten a tenth: whoever has least for what they can have.
        assert_eq!(by_second.count(), 3, "{taken:?}");
        let mine = by(&app, first, "enquiries", json!({ "mine": true })).await;
        assert_eq!(mine["nodes"].as_array().map(Vec::len), Some(1), "{mine}");
        let waiting = by(&app, first, "enquiries", json!({ "queue": "swahili", "first": 1 })).await;
        assert_eq!(waiting["nodes"][0]["language"], "sw", "{waiting}");
    })
    .await;
}

#[tokio::test]
async fn whoever_has_a_stake_in_it_does_not_answer_it() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [first, second, supervisor] = desk(&app).await;
        let about = slip(&app, 1, json!({})).await;
        replied(&app, [first, second, supervisor], &about, "A CITES permit.").await;
        let complaint = slip(&app, 2, json!({ "kind": "COMPLAINT", "about": about.reference })).await;
        triaged(&app, supervisor, &complaint).await;
        let to_first = json!({ "to": first.id() });
        assert_eq!(refused(&app, supervisor, "assign_enquiry", &complaint, to_first).await, "ENQUIRY_CONFLICT_OF_INTEREST");
        let other = slip(&app, 3, json!({})).await;
        triaged(&app, first, &other).await;
        does(&app, first, "assign_enquiry", &other, json!({ "to": first.id() })).await;
        assert_eq!(does(&app, first, "give_up_enquiry", &other, json!({ "conflictOfInterest": true })).await, "TRIAGED");
        let again = json!({ "to": first.id() });
        assert_eq!(refused(&app, first, "assign_enquiry", &other, again).await, "ENQUIRY_CONFLICT_OF_INTEREST");
        let to_second = json!({ "to": second.id() });
        assert_eq!(refused(&app, first, "assign_enquiry", &other, to_second.clone()).await, "ENQUIRY_SUPERVISOR_NEEDED");
        assert_eq!(does(&app, supervisor, "assign_enquiry", &other, to_second).await, "IN_PROGRESS");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_rejected_for_silence_before_two_reminders() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let slip = slip(&app, 1, json!({})).await;
        triaged(&app, officer, &slip).await;
        does(&app, officer, "assign_enquiry", &slip, json!({ "to": officer.id() })).await;
        let silence = json!({ "reason": "NO_INFORMATION" });
        assert_eq!(refused(&app, officer, "reject_enquiry", &slip, silence.clone()).await, "ENQUIRY_REMINDERS_MISSING");
        does(&app, officer, "ask_asker", &slip, json!({ "reason": "NEEDS_DETAILS", "text": "Which parrots?" })).await;
        for _ in 0..2 {
            let early = act(&app, officer, "reject_enquiry", &slip, silence.clone()).await;
            assert_eq!(early["code"], "ENQUIRY_REMINDERS_MISSING", "{early}");
            does(&app, officer, "remind_asker", &slip, json!({})).await;
        }
        assert_eq!(does(&app, officer, "reject_enquiry", &slip, silence).await, "REJECTED");
        let seen = look(&app, &slip).await;
        assert_eq!(seen["rejectReason"], "NO_INFORMATION");
        assert!(seen["rejectText"].as_str().is_some_and(|text| text.contains("reminded")), "{seen}");
        let appeal = json!({ "input": { "access": slip.access(), "text": "I never got the reminders." } });
        assert_eq!(run(&app, "appeal_enquiry", appeal).await["enquiry"]["state"], "APPEALED");
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn another_authority_has_it_for_a_while_and_the_clock_goes_on() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let slip = slip(&app, 1, json!({})).await;
        triaged(&app, officer, &slip).await;
        does(&app, officer, "assign_enquiry", &slip, json!({ "to": officer.id() })).await;
        let due = look(&app, &slip).await["due"].clone();
        app.clock.advance(Span::new().hours(1));
        let to = json!({ "authority": "zz-agriculture", "reason": "JOINT_REPLY" });
        assert_eq!(does(&app, officer, "refer_enquiry", &slip, to).await, "REFERRED");
        app.clock.advance(Span::new().hours(3));
        let referred = look(&app, &slip).await;
        assert_eq!((&referred["due"], referred["authority"].as_str()), (&due, Some("zz-agriculture")));
        assert_eq!(does(&app, officer, "return_enquiry", &slip, json!({})).await, "IN_PROGRESS");
        let returned = look(&app, &slip).await;
        assert_eq!(returned["authority"], Value::Null);
        let shares = returned["shares"].as_array().expect("shares").iter();
        let named: Vec<_> = shares.map(|share| (share["authority"].as_str(), share["minutes"].as_i64())).collect();
        // Of the three hours the desk had lunch for half of one.
        assert_eq!(named, [(None, Some(30)), (Some("zz-agriculture"), Some(150))]);
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_asked_before_is_pointed_to_and_what_was_told_at_a_counter_is_kept() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let first = slip(&app, 1, json!({})).await;
        let input =
            json!({ "key": key(2), "question": "The same, please?", "topic": "FEES", "language": "sw", "channel": "COUNTER" });
        let entered = by(&app, officer, "enter_enquiry", json!({ "input": input })).await;
        assert_eq!((entered["channel"].as_str(), entered["pin"].as_str().map(str::len)), (Some("COUNTER"), Some(6)), "{entered}");
        let second = super::Slip {
            reference: entered["reference"].as_str().expect("a reference").to_owned(),
            pin: entered["pin"].as_str().expect("a PIN").to_owned(),
        };
        let seen = look(&app, &second).await;
        assert_eq!(seen["thread"][0]["isFromDesk"], false, "what an officer typed is what the asker said");
        let own = json!({ "of": stored(&app, &second).await.id.to_string() });
        assert_eq!(refused(&app, officer, "mark_duplicate", &second, own).await, "ENQUIRY_DUPLICATE_INVALID");
        let of = json!({ "of": stored(&app, &first).await.id.to_string() });
        assert_eq!(does(&app, officer, "mark_duplicate", &second, of).await, "DUPLICATE");
        let web = json!({ "key": key(3), "question": "x", "topic": "FEES", "language": "en", "channel": "WEB" });
        assert_eq!(by(&app, officer, "enter_enquiry", json!({ "input": web })).await["code"], "ENQUIRY_CHANNEL_INVALID");
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_the_same_is_pointed_to_the_one_that_is_answered() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let mut slips = Vec::new();
        for number in 1..=5 {
            slips.push(slip(&app, number, json!({})).await);
        }
        let [first, second, third, fourth, taken_back] = &slips[..] else { panic!("five were opened") };
        for slip in &slips {
            triaged(&app, officer, slip).await;
        }
        let of = async |slip: &super::Slip| json!({ "of": stored(&app, slip).await.id.to_string() });
        assert_eq!(does(&app, officer, "mark_duplicate", second, of(first).await).await, "DUPLICATE");
        assert_eq!(does(&app, officer, "mark_duplicate", third, of(second).await).await, "DUPLICATE");
        let pointed_to = stored(&app, third).await.duplicate_of;
        assert_eq!(pointed_to, Some(stored(&app, first).await.id), "to the first, not to another that waits for it");
        let asked = app.application.knowledge().asked_in(stored(&app, first).await.id).await.expect("a database");
        assert_eq!(asked.1, 3, "all are told when it is published");
        for other in [second, third, fourth] {
            let refused = refused(&app, officer, "mark_duplicate", first, of(other).await).await;
            assert_eq!(refused, "ENQUIRY_DUPLICATE_INVALID", "others wait for its reply");
        }
        run(&app, "withdraw_enquiry", json!({ "input": taken_back.access() })).await;
        let withdrawn = refused(&app, officer, "mark_duplicate", fourth, of(taken_back).await).await;
        assert_eq!(withdrawn, "ENQUIRY_DUPLICATE_INVALID", "which nobody answers");
    })
    .await;
}

#[tokio::test]
async fn of_two_that_are_pointed_to_one_another_at_once_one_is_answered() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let (one, two) = (slip(&app, 1, json!({})).await, slip(&app, 2, json!({})).await);
        triaged(&app, officer, &one).await;
        triaged(&app, officer, &two).await;
        let (first, second) = (stored(&app, &one).await, stored(&app, &two).await);
        let enquiries = &app.application.enquiries;
        let by = enquiries.officer(officer.id().parse().expect("an id"), app.now()).await.expect("a database");
        let (this, that) = futures_util::join!(
            enquiries.mark_duplicate((first.id, first.version), second.id, by, app.now()),
            enquiries.mark_duplicate((second.id, second.version), first.id, by, app.now())
        );
        let done = [this, that].into_iter().filter(|done| matches!(done, Ok(Ok(_)))).count();
        assert_eq!(done, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_late_is_noticed_once_however_often_it_is_looked() {
    each_database(async |database| {
        let app = App::over(database).await;
        let desk = desk(&app).await;
        let slip = slip(&app, 1, json!({ "urgency": "HELD_AT_BORDER", "phone": PHONE })).await;
        deliver(&app).await;
        let looked = async || app.application.enquiries.look(app.now()).await.expect("a database");
        assert_eq!(looked().await, 0);
        let before = app.carrier.count();
        app.clock.advance(Span::new().hours(24 * 30));
        let (one, other) = futures_util::join!(looked(), looked());
        assert_eq!(one + other, 2, "it is late, and the supervisor is told: each once");
        assert_eq!(looked().await, 0);
        assert_eq!(database.number("select count(*) from outbox where topic = 'enquiry.escalated'").await, 1);
        deliver(&app).await;
        assert_eq!(app.carrier.count(), before + 1, "the asker is told that it takes longer");
        replied(&app, desk, &slip, "A CITES permit.").await;
        app.clock.advance(Span::new().hours(24 * 29));
        assert_eq!(looked().await, 0);
        app.clock.advance(Span::new().hours(24));
        assert_eq!(looked().await, 1, "of which the asker says nothing is closed");
        assert_eq!(look(&app, &slip).await["state"], "CLOSED");
        assert_eq!(look(&app, &slip).await["outcome"], Value::Null, "and nobody says that it answers");
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn an_asker_who_says_nothing_is_reminded_twice_and_may_ask_again() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, ..] = desk(&app).await;
        let slip = slip(&app, 1, json!({ "phone": PHONE })).await;
        deliver(&app).await;
        triaged(&app, officer, &slip).await;
        does(&app, officer, "assign_enquiry", &slip, json!({ "to": officer.id() })).await;
        does(&app, officer, "ask_asker", &slip, json!({ "reason": "NEEDS_DETAILS", "text": "Which parrots?" })).await;
        deliver(&app).await;
        let looked = async || app.application.enquiries.look(app.now()).await.expect("a database");
        let before = app.carrier.count();
        app.clock.advance(Span::new().hours(24 * 4));
        assert_eq!(looked().await, 0, "four days are less than five");
        for reminders in 1..=2 {
            app.clock.advance(Span::new().hours(24 * 10));
            let (one, other) = futures_util::join!(looked(), looked());
            assert_eq!((one + other, looked().await), (1, 0), "however often it is looked");
            deliver(&app).await;
            assert_eq!(app.carrier.count(), before + reminders, "the asker is told");
            assert_eq!(look(&app, &slip).await["state"], "WAITING_ASKER");
        }
        app.clock.advance(Span::new().hours(24 * 10));
        assert_eq!(looked().await, 0, "there is time after the last reminder");
        app.clock.advance(Span::new().hours(24 * 10));
        assert_eq!(looked().await, 1);
        let seen = look(&app, &slip).await;
        assert_eq!((seen["state"].as_str(), seen["rejectReason"].as_str()), (Some("REJECTED"), Some("NO_INFORMATION")), "{seen}");
        deliver(&app).await;
        assert_eq!(app.carrier.count(), before + 3);
        let again = json!({ "input": { "access": slip.access(), "text": "I was in hospital. Grey ones." } });
        let reopened = run(&app, "reopen_enquiry", again).await;
        assert_eq!(reopened["enquiry"]["state"], "REOPENED", "{reopened}");
        assert!(reopened["enquiry"]["due"]["at"].is_string(), "the clock begins anew");
        events_make_it(&app, &slip).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_something_else_says_so_and_is_answered_by_themselves() {
    each_database(async |database| {
        let app = App::over(database).await;
        let [officer, _, supervisor] = desk(&app).await;
        let first = slip(&app, 1, json!({})).await;
        let second = slip(&app, 2, json!({ "phone": PHONE })).await;
        deliver(&app).await;
        let of = json!({ "of": stored(&app, &first).await.id.to_string() });
        let split = async |slip: &super::Slip| {
            let input = json!({ "access": slip.access(), "text": "Mine are stuffed ones." });
            run(&app, "split_enquiry", json!({ "input": input })).await
        };
        assert_eq!(split(&second).await["code"], "ENQUIRY_STATE", "nobody said that it is the same");
        app.clock.advance(Span::new().hours(24 * 3));
        assert_eq!(does(&app, officer, "mark_duplicate", &second, of.clone()).await, "DUPLICATE");
        assert_eq!(look(&app, &second).await["due"], Value::Null);
        app.clock.advance(Span::new().hours(24 * 3));
        let apart = split(&second).await;
        assert_eq!(apart["enquiry"]["state"], "REOPENED", "{apart}");
        let seen = look(&app, &second).await;
        assert_eq!(seen["thread"][1]["kind"], "DIFFERENCE", "{seen}");
        let due: vocabulary::Timestamp = seen["due"]["at"].as_str().expect("an instant").parse().expect("an instant");
        assert!(due > app.now() + jiff::SignedDuration::from_hours(24), "it has the whole time, by a clock of its own: {due}");
        assert_eq!(refused(&app, officer, "mark_duplicate", &second, of.clone()).await, "ENQUIRY_SAID_DIFFERENT");
        let asked = app.application.knowledge().asked_in(stored(&app, &first).await.id).await.expect("a database");
        assert_eq!(asked.1, 1, "the other is answered without it");
        assert_eq!(does(&app, supervisor, "mark_duplicate", &second, of).await, "DUPLICATE");
        events_make_it(&app, &second).await;
    })
    .await;
}
