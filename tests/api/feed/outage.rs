//! The customs system is away for a day, then slow, then fails after it has done what it was told: each event is applied once, and the feed
//! puts them in order. Row F23.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};

use super::Customs;
use crate::support::{
    database::each_database,
    gateway::{Answer, Gateway},
};

/// How a customs system is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Away,
    Slow,
    FailsAfterwards,
    Well,
}

/// A customs system as `docs/customs-feed.md` asks for it: an event that is the next one is applied, one that was applied is passed over, and
/// at a gap the feed is read.
struct System {
    mood: Mood,
    applied: Vec<u64>,
    again: u32,
    gaps: u32,
    has_gap: bool,
}

impl System {
    fn hear(&mut self, request: &str) -> Answer {
        if let Mood::Away = self.mood {
            return Answer::HangUp;
        }
        let (_, body) = request.split_once("\r\n\r\n").expect("a head");
        self.take(&serde_json::from_str(body).expect("JSON"));
        match self.mood {
            Mood::Slow => Answer::Late(Duration::from_millis(300), 200),
            Mood::FailsAfterwards => Answer::With(500, String::new()),
            Mood::Away | Mood::Well => Answer::With(200, String::new()),
        }
    }

    fn take(&mut self, event: &Value) {
        let cursor: u64 = event["cursor"].as_str().and_then(|text| text.parse().ok()).expect("a place");
        let next = self.last() + 1;
        match cursor.cmp(&next) {
            std::cmp::Ordering::Less => self.again += 1,
            std::cmp::Ordering::Equal => self.applied.push(cursor),
            std::cmp::Ordering::Greater => {
                self.gaps += 1;
                self.has_gap = true;
            }
        }
    }

    fn last(&self) -> u64 {
        self.applied.last().copied().unwrap_or_default()
    }
}

/// Reads the feed where an event came that is not the next one: it has everything in its order.
async fn read_at_gap(customs: &Customs, system: &Mutex<System>) {
    let (seen, after) = {
        let mut system = system.lock().expect("no test panics here");
        (std::mem::take(&mut system.has_gap), system.last().to_string())
    };
    if seen {
        for event in customs.events(&after).await {
            system.lock().expect("no test panics here").take(&event);
        }
    }
}

/// What a customs system goes through: how many hours after the first event it is looked at, how it is then, and whether a notice is paid just
/// before. A day away, three hours slow, three hours failing after it applied, and well again.
const COURSE: [(u32, Mood, bool); 11] = [
    (0, Mood::Away, true),
    (1, Mood::Away, false),
    (6, Mood::Away, true),
    (12, Mood::Away, true),
    (23, Mood::Away, false),
    (24, Mood::Slow, true),
    (26, Mood::Slow, false),
    (27, Mood::FailsAfterwards, true),
    (29, Mood::FailsAfterwards, false),
    (30, Mood::Well, false),
    (36, Mood::Well, true),
];
/// How many hours lie between looks once it is well again, and how many of them there are at most: the last waits of the ladder are a day long.
const LOOKS: (u32, u32) = (13, 8);

#[tokio::test]
async fn a_customs_system_that_was_away_for_a_day_applies_each_event_once_and_in_order() {
    each_database(async |fresh| {
        let customs = Customs::open(fresh).await;
        let shared = Arc::new(Mutex::new(System { mood: Mood::Away, applied: Vec::new(), again: 0, gaps: 0, has_gap: false }));
        // One guard at a time: two in one statement would wait for each other for ever.
        let system = || shared.lock().expect("no test panics here");
        let gateway = Gateway::answering({
            let system = Arc::clone(&shared);
            move |request| system.lock().expect("no test panics here").hear(request)
        })
        .await;
        let (id, _) = customs.endpoint(&gateway.url).await;
        let (mut paid, mut hours) = (0, 0);
        for (hour, mood, is_paid) in COURSE {
            customs.wait((hour - hours) * 3_600).await;
            hours = hour;
            system().mood = mood;
            if is_paid {
                paid += 1;
                customs.paid(paid).await;
            }
            customs.deliver().await;
            read_at_gap(&customs, &shared).await;
            assert_eq!(system().applied.is_empty(), mood == Mood::Away, "after {hour} hours");
        }
        // What waits for its next try comes within the three days of the ladder.
        let mut sent = customs.overview(&id).await;
        for _ in 0..LOOKS.1 {
            if sent["waiting"] == 0 {
                break;
            }
            customs.wait(LOOKS.0 * 3_600).await;
            customs.deliver().await;
            sent = customs.overview(&id).await;
        }
        assert_eq!((&sent["waiting"], &sent["dead"]), (&json!(0), &json!(0)), "{sent:#}");

        let (applied, again, gaps) = {
            let system = system();
            (system.applied.clone(), system.again, system.gaps)
        };
        assert_eq!(applied, (1..=2 * u64::from(paid)).collect::<Vec<_>>(), "each once and in order");
        assert!(again > 0, "what failed after it was applied came again");
        let acknowledged = json!({ "upTo": applied.len().to_string() });
        assert_eq!(customs.ask(customs.till.cashier, "acknowledge_customs_events", acknowledged).await["waiting"], 0);
        let tries = gateway.requests().len();
        println!("{} events, {tries} tries, {again} again, {gaps} out of order", applied.len());
        assert!(tries <= 10 * applied.len());
    })
    .await;
}
