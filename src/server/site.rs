//! What all workers share: the schema, the settings, the health of the process, and how many streams are open.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_graphql::Data;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::{api::Api, document::Library, execution::Ready, refusal::Refusal, reply::Reply, settings::Settings};
use crate::platform::{
    health::Health,
    quota::{Charge, OperationClass, Quota},
    request::{Arrival, Denied},
};

/// Renders the metrics of the process as Prometheus text.
pub type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// What all workers share.
pub struct Site {
    pub(super) settings: Settings,
    pub(super) api: Api,
    pub(super) library: Arc<Library>,
    pub(super) health: Health,
    pub(super) metrics: Option<MetricsText>,
    pub(super) closing: watch::Receiver<bool>,
    pub(super) streams: AtomicUsize,
}

impl Site {
    /// Says no in the caller's language.
    pub fn refuse(&self, refusal: &Refusal, arrival: &Arrival) -> Reply {
        Reply::refused(refusal, arrival, self.api.translate)
    }

    /// Asks the doorkeeper who is calling, and does not wait for ever.
    pub async fn admit(&self, arrival: &Arrival) -> Result<Data, Denied> {
        let time_max = self.settings.limits.execution_time_max;
        timeout(time_max, self.api.doorkeeper.admit(arrival)).await.unwrap_or(Err(Denied::Unavailable))
    }

    /// Asks the doorkeeper whether a caller who was let in may stay.
    pub async fn readmit(&self, arrival: &Arrival) -> Result<(), Denied> {
        let time_max = self.settings.limits.execution_time_max;
        timeout(time_max, self.api.doorkeeper.readmit(arrival)).await.unwrap_or(Err(Denied::Unavailable))
    }

    /// Counts what a caller asks for, or says when it is worth asking again.
    pub fn count(&self, ready: &mut Ready, caller: &Data, arrival: &Arrival) -> Result<(), Refusal> {
        let quota = self.pass(caller, arrival, &ready.charge)?;
        ready.quota = quota.filter(|quota| arrival.asks_for_quota || quota.is_low());
        Ok(())
    }

    /// Counts one thing that is fetched without a document, by where it is asked from, or says when it is worth asking again.
    pub fn count_fetch(&self, class: OperationClass, arrival: &Arrival) -> Result<(), Refusal> {
        let mut charge = Charge::default();
        charge.add(class);
        self.pass(&Data::default(), arrival, &charge).map(drop)
    }

    /// Says no to a caller who was not let in. A token that is not good is counted too, because it costs us as much as a good one: as
    /// reading, so that nobody is kept from signing in by it.
    pub fn turn_away(&self, denied: Denied, arrival: &Arrival) -> Refusal {
        let counted = match denied {
            Denied::Unauthenticated => self.count_fetch(OperationClass::Search, arrival),
            Denied::Forbidden | Denied::Unavailable => Ok(()),
        };
        counted.err().unwrap_or_else(|| denied.into())
    }

    fn pass(&self, caller: &Data, arrival: &Arrival, charge: &Charge) -> Result<Option<Quota>, Refusal> {
        let Some(counting) = &self.api.counting else { return Ok(None) };
        counting.gate.pass(caller, arrival, charge).map_err(|exceeded| {
            metrics::counter!("fingertip_rate_limited_total", "class" => exceeded.class.as_str()).increment(1);
            Refusal::RateLimited { seconds: exceeded.seconds }
        })
    }

    /// Takes a place for a socket or an event stream, unless all are taken.
    pub fn open_stream(self: &Arc<Self>) -> Result<StreamPlace, Refusal> {
        let streams_max = self.settings.limits.stream.streams_max;
        let open = self.streams.fetch_add(1, Ordering::AcqRel);
        let place = StreamPlace(self.clone());
        metrics::gauge!("fingertip_streams").increment(1);
        if open < streams_max { Ok(place) } else { Err(Refusal::Unavailable) }
    }

    /// Waits until a caller who has been admitted may stay no longer: the token expired, or was revoked.
    pub async fn dismissed(&self, arrival: &Arrival) -> Denied {
        if arrival.credential.is_absent() {
            return std::future::pending().await;
        }
        loop {
            sleep(self.settings.limits.stream.readmit_every).await;
            match self.readmit(arrival).await {
                Err(denied @ (Denied::Unauthenticated | Denied::Forbidden)) => return denied,
                Ok(()) | Err(Denied::Unavailable) => {} // who was let in stays until we know better
            }
        }
    }

    /// Waits until streams should end because the process is about to.
    pub async fn closed(&self) {
        // When the sender is gone the process is ending too.
        let _ = self.closing.clone().wait_for(|closing| *closing).await;
    }
}

/// A place for one socket or event stream; free again when dropped.
pub struct StreamPlace(Arc<Site>);

impl Drop for StreamPlace {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::AcqRel);
        metrics::gauge!("fingertip_streams").decrement(1);
    }
}
