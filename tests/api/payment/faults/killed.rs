//! `kill -9` of the server at any moment. Rows F01, F04, F16, F28.

use std::time::{Duration, Instant};

use super::{Size, World, hostile};
use crate::support::database::each_database;

#[tokio::test(flavor = "multi_thread")]
async fn no_money_is_lost_doubled_or_invented_whenever_servers_die() {
    let size = Size::read();
    each_database(async |fresh| {
        let mut world = World::open(fresh, size, hostile()).await;
        let began = Instant::now();
        // No more than ten a second: servers that live for seconds and start for one take in no more on a small machine, and what they did not come to
        // would be left for the end.
        let lasts = (Duration::from_millis(1_500) * size.kills).max(Duration::from_millis(100) * size.payments);
        let crowd = world.crowd(lasts);
        let mut kills = 0;
        while kills < size.kills || !crowd.is_finished() {
            let server = world.serve();
            // One to four seconds, as the seed has it.
            let lives = 1_000 + u64::from(kills) * 7_919 % 3_000;
            tokio::time::sleep(Duration::from_millis(lives)).await;
            drop(server);
            kills += 1;
        }
        let told = crowd.await.expect("the payers");
        let (first, second) = world.rest().await;
        println!("{} payments, {kills} kills, {:?}; at rest after {first:?} and {second:?}", told.len(), began.elapsed());
        world.check(&told).await;
    })
    .await;
}
