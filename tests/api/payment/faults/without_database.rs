//! The database dies while payers pay: one connection of it, all of it, again and again. Row F03.

use std::time::{Duration, Instant};

use super::{Size, World, hostile};
use crate::support::{
    cluster::{Blow, Cluster},
    database::Fresh,
};

/// How soon somebody is served once the database answers again (row F03).
const SERVED_AFTER_MAX: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn servers_outlive_a_database_that_dies_and_so_does_all_money() {
    let Some(mut cluster) = Cluster::start() else { return };
    let size = Size::read();
    let blows = size.kills.div_ceil(10).max(3);
    // As long as PostgreSQL is away: half a minute where there is time for it.
    let away = Duration::from_secs(if blows > 3 { 30 } else { 3 });
    let fresh = Fresh::on(&cluster.url()).await;
    let mut world = World::open(&fresh, size, hostile()).await;
    let mut server = world.serve();
    assert!(world.serves_within(Duration::from_secs(30)).await.is_some(), "it starts");
    let crowd = world.crowd((away + Duration::from_secs(4)) * blows);
    let mut slowest = Duration::ZERO;
    for number in 0..blows {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let blow = [Blow::Backend, Blow::Everything, Blow::Immediate][number as usize % 3];
        if !cluster.strike(blow) {
            let began = Instant::now();
            while world.readiness().await != Some(503) {
                assert!(began.elapsed() < Duration::from_secs(20), "balancers are not told that there is no database");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            tokio::time::sleep(away).await;
            assert_eq!(world.readiness().await, Some(503), "{blow:?}");
            cluster.start_again();
        }
        cluster.wait();
        let served = world.serves_within(SERVED_AFTER_MAX).await;
        slowest = slowest.max(served.unwrap_or_else(|| panic!("nobody is served {SERVED_AFTER_MAX:?} after {blow:?}")));
        assert!(!server.has_ended(), "{blow:?}");
    }
    let told = crowd.await.expect("the payers");
    drop(server);
    let (first, second) = world.rest().await;
    println!(
        "{} payments, {blows} blows; served again after {slowest:?} at most; at rest after {first:?} and {second:?}",
        told.len()
    );
    world.check(&told).await;
}
