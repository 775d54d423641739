//! When everything is at rest: no payment moves any more, and all that the provider took is booked.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use fingertip::{
    application::Application,
    payment::{Inbox, Janitor, Receipts, Settings},
    platform::database,
};
use jiff::ToSpan as _;
use simulator::{Entry, Kind, Simulator};

use super::{super::providers, wall_clock};
use crate::support::database::Fresh;

/// How long everything has to come to rest once nothing goes wrong any more.
const CONVERGES: Duration = Duration::from_secs(60);
#[derive(sea_orm::FromQueryResult)]
struct AttemptRow {
    id: String,
    payment_id: String,
}

/// What the provider took, by payment of ours.
pub async fn taken(fresh: &Fresh, truth: &[Entry]) -> BTreeMap<String, Vec<i64>> {
    let sql = "select id, payment_id from payment_attempt";
    let rows: Vec<AttemptRow> = database::rows(fresh.database.connection(), sql, []).await.expect("a database");
    let payments: BTreeMap<String, String> = rows.into_iter().map(|row| (row.id, row.payment_id)).collect();
    let mut taken: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for entry in truth.iter().filter(|entry| entry.kind == Kind::Captured) {
        let ours = entry.ours.as_ref().unwrap_or_else(|| panic!("money of nobody: {entry:?}"));
        let payment = payments.get(ours).unwrap_or_else(|| panic!("money was taken for {ours}, which we do not know"));
        taken.entry(payment.clone()).or_default().push(entry.amount);
    }
    taken
}

/// Where a payment waits for its payer alone: on a page, at a prompt, or at a prompt that cannot be called back.
pub const WAITING: [&str; 3] = ["awaiting-payer", "submitted", "cancel-pending"];

/// How many payments stand at what is neither rest nor `besides`, by state, and how many were paid at the provider and not here.
async fn unsettled(fresh: &Fresh, truth: &[Entry], besides: &[&str]) -> (BTreeMap<&'static str, usize>, usize) {
    let mut moving = BTreeMap::new();
    let live = payment::State::ALL.iter().filter(|state| state.is_live()).map(|state| state.as_str());
    for state in live.filter(|state| *state != "declined" && !besides.contains(state)) {
        let count = states(fresh, state).await.len();
        if count > 0 {
            moving.insert(state, count);
        }
    }
    let captured: BTreeSet<String> = states(fresh, "captured").await;
    let unbooked = taken(fresh, truth).await.into_keys().filter(|payment| !captured.contains(payment)).count();
    (moving, unbooked)
}

#[derive(sea_orm::FromQueryResult)]
struct IdRow {
    id: String,
}

pub async fn states(fresh: &Fresh, state: &str) -> BTreeSet<String> {
    let sql = "select id from payment where state = $1";
    let rows: Vec<IdRow> = database::rows(fresh.database.connection(), sql, [state.into()]).await.expect("a database");
    rows.into_iter().map(|row| row.id).collect()
}

/// Waits until everything is at rest, or at what is `besides`, and returns how long that took.
pub async fn converged(fresh: &Fresh, simulator: &Simulator, besides: &[&str]) -> Duration {
    let began = Instant::now();
    loop {
        let left = unsettled(fresh, &simulator.truth(), besides).await;
        if left == (BTreeMap::new(), 0) {
            return began.elapsed();
        }
        assert!(began.elapsed() < CONVERGES, "after {CONVERGES:?} (moving, paid and not booked) are {left:?}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// Asks about whatever is not over, each quarter of an hour, until everything is: what was asked about often is asked about seldom.
pub async fn ended(fresh: &Fresh, simulator: &Simulator, application: &Application) -> Duration {
    let payments = application.clone().with_providers(providers(simulator), Settings::default(), receipts(fresh)).payments;
    let (inbox, janitor) = (Inbox::new(payments.clone()), Janitor::new(payments));
    let began = Instant::now();
    for quarters in 1.. {
        let later = wall_clock().checked_add((15 * quarters).minutes()).expect("an instant");
        janitor.tidy(later).await.expect("a database");
        inbox.work(later).await.expect("a database");
        let left = unsettled(fresh, &simulator.truth(), &[]).await;
        if left == (BTreeMap::new(), 0) {
            break;
        }
        assert!(quarters < 2 * 96, "(moving, paid and not booked) are {left:?}");
    }
    began.elapsed()
}

/// Who signs receipts: the servers' key.
fn receipts(fresh: &Fresh) -> Option<Receipts> {
    let key = fresh.path("var/receipt.key");
    Some(Receipts::open(fresh.database.clone(), "ZZ".parse().expect("a code"), &key).expect("the key of the servers"))
}
