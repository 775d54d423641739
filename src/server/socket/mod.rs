//! GraphQL over WebSocket (`graphql-transport-ws`), for queries, mutations and subscriptions on one connection.

mod close;
mod message;
mod session;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header, rt, web::Payload};

use super::{refusal::Refusal, site::Site};
use crate::platform::request::Arrival;
use session::Session;

/// The sub-protocol we speak.
///
/// Source: `graphql-ws`, PROTOCOL.md.
const PROTOCOL: &str = "graphql-transport-ws";

/// Turns a request into a socket, which then lives on this worker until either side closes it.
pub fn open(site: Arc<Site>, request: &HttpRequest, payload: Payload, arrival: Arrival) -> Result<HttpResponse, Refusal> {
    let origin = request.headers().get(header::ORIGIN);
    // Apps send no origin; a page's is written by its browser.
    if origin.is_some_and(|origin| !origin.to_str().is_ok_and(|origin| site.settings.trusts(origin))) {
        return Err(Refusal::OriginNotTrusted);
    }
    let place = site.open_stream()?;
    let (response, sender, receiver) = actix_ws::handle_with_protocols(request, payload, &[PROTOCOL])
        .map_err(|_| Refusal::BadRequest("this is not a WebSocket handshake"))?;
    let agreed = response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL);
    let bytes_max = site.settings.limits.stream.message_bytes_max;
    let receiver = receiver.max_frame_size(bytes_max).aggregate_continuations().max_continuation_size(bytes_max);
    rt::spawn(async move {
        let _place = place;
        Session::new(site, arrival, sender).run(receiver, agreed).await;
    });
    Ok(response)
}
