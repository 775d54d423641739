//! GraphQL over server-sent events, one operation per connection: for clients and networks without WebSocket.
//!
//! Source: `graphql-sse`, protocol, "distinct connections mode".

use std::{future::Future, sync::Arc};

use actix_web::{HttpResponse, http::header, rt, web::Bytes};
use async_graphql::Data;
use futures_util::{StreamExt, stream};
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval_at, timeout},
};

use super::{
    edge::Told,
    execution::Ready,
    refusal::Refusal,
    reply::Reply,
    site::{Site, StreamPlace},
};
use crate::platform::request::Arrival;

/// Opens a stream of `next` events, ended by `complete`.
pub fn open(site: &Arc<Site>, arrival: &Arrival, ready: Ready, caller: Data, told: Told) -> Result<HttpResponse, Refusal> {
    let place = site.open_stream()?;
    // One event waits while the connection takes another; the subscription waits behind both.
    let (sender, mut events) = mpsc::channel(1);
    rt::spawn(pump(site.clone(), place, arrival.clone(), ready, caller, sender));
    let body = stream::poll_fn(move |context| events.poll_recv(context)).map(Ok::<_, actix_web::Error>);
    let mut response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept, Accept-Language, Authorization"))
        // Some proxies gather a response until it is whole; this one never is.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(body);
    response.extensions_mut().insert(told);
    Ok(response)
}

/// Brings events to the connection until there are no more, or the client is gone, does not read, or may not stay.
async fn pump(site: Arc<Site>, _place: StreamPlace, arrival: Arrival, ready: Ready, caller: Data, events: mpsc::Sender<Bytes>) {
    let limits = &site.settings.limits.stream;
    let mut replies = ready.execute_stream(site.clone(), arrival.clone(), Arc::new(caller));
    let mut keep_alive = interval_at(Instant::now() + limits.keep_alive_every, limits.keep_alive_every);
    keep_alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let dismissed = std::pin::pin!(site.dismissed(&arrival));
    let closed = std::pin::pin!(site.closed());
    let mut leave = futures_util::future::select(dismissed, closed);
    // A first comment brings the head of the response on its way before there is anything to tell.
    let mut event = comment();
    let mut last = false;
    while delivered(timeout(limits.send_wait_max, events.send(event))).await && !last {
        event = tokio::select! {
            reply = replies.next() => {
                last = reply.is_none();
                reply.map_or_else(complete, |reply| next(&reply))
            }
            _ = keep_alive.tick() => comment(),
            () = events.closed() => return,
            // Without `complete`, so that the client comes back: elsewhere, or with a better token.
            _ = &mut leave => return,
        };
    }
}

async fn delivered<T, E, F>(sending: F) -> bool
where
    F: Future<Output = Result<Result<T, E>, tokio::time::error::Elapsed>>,
{
    matches!(sending.await, Ok(Ok(_)))
}

fn next(reply: &Reply) -> Bytes {
    let mut event = b"event: next\ndata: ".to_vec();
    event.extend(reply.to_json());
    event.extend(b"\n\n");
    event.into()
}

fn complete() -> Bytes {
    Bytes::from_static(b"event: complete\ndata:\n\n")
}

fn comment() -> Bytes {
    Bytes::from_static(b":\n\n")
}
