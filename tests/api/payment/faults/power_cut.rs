//! The current fails: server and database end at the same moment, again and again. Row F27.

use std::time::Duration;

use super::{Size, World, hostile};
use crate::support::{
    cluster::{Blow, Cluster},
    database::Fresh,
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_shown_is_lost_when_the_current_fails() {
    let Some(mut cluster) = Cluster::start() else { return };
    let size = Size::read();
    let cuts_min = size.kills.div_ceil(2);
    let fresh = Fresh::on(&cluster.url()).await;
    let mut world = World::open(&fresh, size, hostile()).await;
    let crowd = world.crowd(Duration::from_millis(2_500) * cuts_min);
    let mut cuts = 0;
    while cuts < cuts_min || !crowd.is_finished() {
        let server = world.serve();
        // One and a half to four seconds, as the seed has it.
        tokio::time::sleep(Duration::from_millis(1_500 + u64::from(cuts) * 7_919 % 2_500)).await;
        if cuts % 2 == 0 {
            drop(server);
            cluster.strike(Blow::Everything);
        } else {
            cluster.strike(Blow::Everything);
            drop(server);
        }
        cluster.start_again();
        cuts += 1;
    }
    let told = crowd.await.expect("the payers");
    let (first, second) = world.rest().await;
    println!("{} payments, {cuts} cuts; at rest after {first:?} and {second:?}", told.len());
    world.check(&told).await;
}
