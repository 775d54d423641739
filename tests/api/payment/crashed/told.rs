//! A server that dies while it takes in what a provider tells by itself: of disputes and payouts. Each is taken in once, whoever comes next and
//! however often it is told. Rows F02, CR-11, CR-12, WHK-02, LED-11, LED-12, LED-18 to LED-20.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use fingertip::{
    payment::{Inbox, Payments, Received},
    platform::clock::Clock as _,
};
use gateway::Envelope;
use payment::{DisputeState, PayoutState};
use serde_json::json;
use vocabulary::Timestamp;

use super::{super::SECRET, CALLS_MAX, Death, Flow, Row};
use crate::support::{
    database::each_database,
    gateway::{Answer, Gateway},
};

/// The steps of a notice: each ends with a commit.
pub const STEPS: [&str; 2] = ["receive", "work"];
/// What is paid first, in cents.
const PAID: i64 = 52_000;
/// What is paid out, in cents.
const PAID_OUT: i64 = 1_000;

/// Where the provider tells what happened: it is written down, to be handed to one server after the other.
struct Ear {
    gateway: Gateway,
    heard: usize,
}

impl Ear {
    async fn of(row: &Row) -> Ear {
        let gateway = Gateway::answering(|_| Answer::With(200, String::new())).await;
        row.simulator.send_notices_to(&gateway.url, &[SECRET]).expect("an address of this machine");
        Ear { gateway, heard: 0 }
    }

    /// What was told since the last time.
    async fn news(&mut self, row: &Row) -> Vec<String> {
        // Somebody else may be sending what is due: until nothing more comes.
        let mut known = usize::MAX;
        while known != self.gateway.requests().len() {
            known = self.gateway.requests().len();
            row.simulator.flush().await;
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        let news = self.gateway.requests().split_off(self.heard);
        self.heard += news.len();
        news
    }
}

/// What happens at the provider, step by step, and what became of it.
struct Story {
    what: What,
    /// Which step comes next.
    step: usize,
    /// What the provider calls it.
    id: String,
    /// What it told, and when.
    told: Vec<Told>,
}

/// A notice as it came, and when: it is signed for that instant.
type Told = (String, Timestamp);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A dispute, which is lost.
    Lost,
    /// One that is won.
    Won,
    /// One that takes nothing, and ends without.
    Inquiry,
    /// A payout that arrives and comes back.
    Payout,
}

impl Story {
    fn of(what: What) -> Story {
        Story { what, step: 0, id: String::new(), told: Vec::new() }
    }

    fn is_over(&self) -> bool {
        self.step >= if self.what == What::Payout { 3 } else { 2 }
    }

    /// Lets the next thing happen at the provider, and returns what it told of it.
    async fn go_on(&mut self, row: &Row, ear: &mut Ear, intent: &str) -> Vec<Told> {
        match (self.what, self.step) {
            (What::Payout, 0) => {
                let made = row.provider("/v1/payouts", json!(format!("amount={PAID_OUT}&currency=xts"))).await;
                self.id = made["id"].as_str().expect("an id").to_owned();
            }
            (What::Payout, 1) => {
                row.clock.advance(jiff::Span::new().seconds(90_000));
                row.simulator.advance(90_000).expect("a step forward");
            }
            (What::Payout, _) => {
                row.provider(&format!("/sim/payouts/{}/fail", self.id), json!({})).await;
            }
            (what, 0) => {
                let opened = json!({ "payment_intent": intent, "inquiry": what == What::Inquiry });
                self.id = row.provider("/sim/disputes", opened).await["id"].as_str().expect("an id").to_owned();
            }
            (what, _) => {
                let how = if what == What::Won { "won" } else { "lost" };
                row.provider(&format!("/sim/disputes/{}/{how}", self.id), json!({})).await;
            }
        }
        self.step += 1;
        let now = row.clock.now();
        let news: Vec<Told> = ear.news(row).await.into_iter().map(|notice| (notice, now)).collect();
        self.told.extend(news.iter().cloned());
        news
    }
}

/// Hands a server what a provider told, one after the other.
async fn tell(row: &Row, payments: &Payments, death: Option<&Arc<Death>>, told: &[Told]) {
    let (inbox, now) = (Inbox::new(payments.clone()), row.clock.now());
    for (notice, told_at) in told {
        let (head, body) = notice.split_once("\r\n\r\n").expect("a head");
        let headers: Vec<(&str, &str)> = head.lines().filter_map(|line| line.split_once(": ")).collect();
        let envelope = Envelope { body: body.as_bytes(), headers: &headers, token: None, received_at: *told_at };
        let receive = inbox.receive("simulated", &envelope);
        let received = match death {
            Some(death) => death.around("receive", receive).await,
            None => receive.await,
        };
        assert_eq!(received.expect("a database"), Received::Stored, "{notice}");
        let work = inbox.work(now);
        let worked = match death {
            Some(death) => death.around("work", work).await,
            None => work.await,
        };
        worked.expect("a database");
    }
}

/// Tells a story to servers that die at each boundary, one after the other, and returns how often that was and in which steps.
async fn sweep(row: &Row, ear: &mut Ear, what: What) -> (usize, BTreeSet<&'static str>) {
    let (mut points, mut died_in) = (0, BTreeSet::new());
    for boundary in 1.. {
        assert!(boundary < CALLS_MAX, "{what:?} never ends");
        let at = format!("{what:?}-{boundary}");
        let payment = row.captured(Flow::Card, &at, PAID).await;
        if what == What::Payout {
            // Cards are paid out after some days.
            row.pass(&row.server(None), 10 * 86_400).await;
        }
        ear.news(row).await;
        let truth = row.simulator.truth();
        let attempt = payment.attempts[0].id.to_string();
        let intent = truth.iter().find(|entry| entry.ours.as_deref() == Some(&attempt)).expect("it was paid").payment.clone();
        let mut story = Story::of(what);
        let death = Death::after(boundary);
        let mortal = row.server(Some(&death));
        let acts = async {
            while !story.is_over() {
                let news = story.go_on(row, ear, &intent).await;
                tell(row, &mortal, Some(&death), &news).await;
            }
        };
        let lived = tokio::select! {
            () = acts => true,
            () = death.came.notified() => false,
        };
        // What a provider was not told to be taken it tells again, and of the rest it does no harm.
        let heir = row.server(None);
        tell(row, &heir, None, &story.told).await;
        while !story.is_over() {
            let news = story.go_on(row, ear, &intent).await;
            tell(row, &heir, None, &news).await;
        }
        row.pass(&heir, 60).await;
        assert_heard(row, &heir, &story, &at).await;
        if lived {
            break;
        }
        points += 1;
        died_in.extend(death.came_in());
    }
    (points, died_in)
}

/// Says that what was told was taken in, once.
async fn assert_heard(row: &Row, payments: &Payments, story: &Story, at: &str) {
    let state = match story.what {
        What::Payout => {
            let payouts = payments.payouts(100).await.expect("a database");
            let found: Vec<_> = payouts.iter().filter(|kept| kept.payout.reference == story.id).collect();
            assert!(
                found.len() == 1 && found[0].payout.state == PayoutState::Failed && !found[0].contradicted,
                "{at}: {found:?}"
            );
            assert_eq!(row.debits(1300).await, 0, "{at}: it came back from the bank");
            return;
        }
        What::Lost => DisputeState::Lost,
        What::Won | What::Inquiry => DisputeState::Won,
    };
    let disputes = payments.disputes(100).await.expect("a database");
    let found: Vec<_> = disputes.iter().filter(|kept| kept.dispute.reference == story.id).collect();
    assert!(found.len() == 1 && found[0].dispute.state == state && !found[0].contradicted, "{at}: {found:?}");
    assert_eq!(row.debits(1400).await, 0, "{at}: nothing is disputed any more");
}

#[tokio::test]
async fn a_dispute_is_taken_in_once_wherever_its_server_dies() {
    each_database(async |fresh| {
        let row = Row::of(fresh);
        let mut ear = Ear::of(&row).await;
        let mut lost = 0;
        for what in [What::Lost, What::Won, What::Inquiry] {
            let (points, died_in) = sweep(&row, &mut ear, what).await;
            println!("{what:?}: {points} points");
            assert!(points >= 8, "{what:?}: {points} points");
            assert_eq!(died_in, BTreeSet::from(STEPS));
            lost += if what == What::Lost { i64::try_from(points + 1).expect("few") * PAID } else { 0 };
        }
        assert_eq!(row.debits(1100).await, lost, "what was lost is owed again, and nothing else");
        let verified = row.application.ledger.verify().await.expect("a database");
        assert!(verified.is_good(), "{verified:?}");
    })
    .await;
}

#[tokio::test]
async fn a_payout_is_taken_in_once_wherever_its_server_dies() {
    each_database(async |fresh| {
        let row = Row::of(fresh);
        let mut ear = Ear::of(&row).await;
        let (points, died_in) = sweep(&row, &mut ear, What::Payout).await;
        println!("{points} points");
        assert!(points >= 12, "{points} points");
        assert_eq!(died_in, BTreeSet::from(STEPS));
        let verified = row.application.ledger.verify().await.expect("a database");
        assert!(verified.is_good(), "{verified:?}");
    })
    .await;
}
