//! `/graphql` by POST and GET: from an HTTP request to a reply and back. Sockets and event streams branch off here.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{Method, header},
    web::{Data, Payload},
};
use async_graphql::parser::types::OperationType;

use super::{
    accept::Media, answer, body, edge::Told, event_stream, execution::Ready, incoming::Incoming, refusal::Refusal, site::Site,
    socket,
};
use crate::platform::request::Arrival;

/// Serves an operation sent as JSON.
pub async fn post(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let arrival = arrival(&request);
    let Some(media) = Media::negotiate(&answer::joined(&request, &header::ACCEPT)) else {
        return answer::refuse(&site, &request, &arrival, &Refusal::NotAcceptable, Media::Json).await;
    };
    let incoming = match read(&site, &request, payload).await {
        Ok(incoming) => incoming,
        Err(refusal) => return answer::refuse(&site, &request, &arrival, &refusal, media).await,
    };
    serve(site.into_inner(), request, arrival, incoming, media).await
}

/// Serves a query sent in the query string, or opens a socket.
pub async fn get(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let arrival = arrival(&request);
    if request.headers().contains_key(header::UPGRADE) {
        return match socket::open(site.clone().into_inner(), &request, payload, arrival.clone()) {
            Ok(response) => response,
            Err(refusal) => answer::refuse(&site, &request, &arrival, &refusal, Media::Json).await,
        };
    }
    let Some(media) = Media::negotiate(&answer::joined(&request, &header::ACCEPT)) else {
        return answer::refuse(&site, &request, &arrival, &Refusal::NotAcceptable, Media::Json).await;
    };
    match Incoming::from_query_string(request.query_string(), site.settings.limits.variable_bytes_max) {
        Ok(incoming) => serve(site.into_inner(), request, arrival, incoming, media).await,
        Err(refusal) => answer::refuse(&site, &request, &arrival, &refusal, media).await,
    }
}

async fn read(site: &Site, request: &HttpRequest, payload: Payload) -> Result<Incoming, Refusal> {
    body::check_type(request.headers())?;
    let body = body::read(request, payload, &site.settings.limits).await?;
    Incoming::from_json(&body, site.settings.limits.variable_bytes_max)
}

/// Executes an operation, and writes what comes of it in `media`.
pub(super) async fn serve(
    site: Arc<Site>,
    request: HttpRequest,
    arrival: Arrival,
    incoming: Incoming,
    media: Media,
) -> HttpResponse {
    match try_serve(&site, &request, &arrival, incoming, media).await {
        Ok(response) => response,
        Err(refusal) => answer::refuse(&site, &request, &arrival, &refusal, media).await,
    }
}

async fn try_serve(
    site: &Arc<Site>,
    request: &HttpRequest,
    arrival: &Arrival,
    incoming: Incoming,
    media: Media,
) -> Result<HttpResponse, Refusal> {
    let mut ready = Ready::prepare(site, incoming)?;
    check_kind(ready.kind, request.method(), media)?;
    let told = Told::of(&ready);
    let caller = site.admit(arrival).await.map_err(|denied| site.turn_away(denied, arrival))?;
    site.count(&mut ready, &caller, arrival)?;
    if request.method() == Method::GET && !arrival.asks_for_quota {
        // An answer that anybody may keep says nothing of whoever got it.
        ready.quota = None;
    }
    if media == Media::EventStream {
        return event_stream::open(site, arrival, ready, caller, told);
    }
    let reply = ready.execute(site, arrival, caller).await;
    Ok(answer::write(site, request, &reply, media, told).await)
}

fn check_kind(kind: OperationType, method: &Method, media: Media) -> Result<(), Refusal> {
    match kind {
        OperationType::Query => Ok(()),
        OperationType::Mutation if method == Method::POST => Ok(()),
        OperationType::Mutation => Err(Refusal::NotAQuery),
        OperationType::Subscription if media == Media::EventStream => Ok(()),
        OperationType::Subscription if method == Method::POST => Err(Refusal::NeedsStream),
        OperationType::Subscription => Err(Refusal::NotAQuery),
    }
}

/// Returns what the edge noted of the request.
pub fn arrival(request: &HttpRequest) -> Arrival {
    request.extensions().get::<Arrival>().expect("every route lies behind the edge, which notes the arrival").clone()
}
