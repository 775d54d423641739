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
#[derive(Clone, Copy)]
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

#[tokio::test]
#[ignore = "84 hours of a till take minutes: it was not seen to end yet"]
async fn a_customs_system_that_was_away_for_a_day_applies_each_event_once_and_in_order() {
    each_database(async |fresh| {
        let customs = Customs::open(fresh).await;
        let shared = Arc::new(Mutex::new(System { mood: Mood::Away, applied: Vec::new(), again: 0, gaps: 0, has_gap: false }));
        let system = || shared.lock().expect("no test panics here");
        let gateway = Gateway::answering({
            let system = Arc::clone(&shared);
            move |request| system.lock().expect("no test panics here").hear(request)
        })
        .await;
        let (id, _) = customs.endpoint(&gateway.url).await;
        let mut paid = 0;
        for hour in 0..36 {
            system().mood = match hour {
                0..24 => Mood::Away,
                24..27 => Mood::Slow,
                27..30 => Mood::FailsAfterwards,
                _ => Mood::Well,
            };
            if hour % 6 == 0 || hour == 27 {
                paid += 1;
                customs.paid(paid).await;
            }
            customs.deliver().await;
            read_at_gap(&customs, &shared).await;
            customs.wait(3_600).await;
        }
        // What waits for its next try comes within the three days of the ladder.
        for _ in 0..48 {
            customs.deliver().await;
            customs.wait(3_600).await;
        }
        let sent = customs.overview(&id).await;
        assert_eq!((&sent["waiting"], &sent["dead"]), (&json!(0), &json!(0)), "{sent:#}");
        assert!(system().again > 0, "what failed after it was applied came again");

        let applied = system().applied.clone();
        assert_eq!(applied, (1..=2 * u64::from(paid)).collect::<Vec<_>>(), "each once and in order");
        let acknowledged = json!({ "upTo": system().last().to_string() });
        assert_eq!(customs.ask(customs.till.cashier, "acknowledge_customs_events", acknowledged).await["waiting"], 0);
        let tries = gateway.requests().len();
        println!("{} events, {tries} tries, {} again, {} out of order", applied.len(), system().again, system().gaps);
        assert!(tries <= 10 * applied.len());
    })
    .await;
}
