//! What every request passes on its way in and out: its id, the caller's language, the headers of safety, the log and the figures.

use std::{
    net::IpAddr,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use actix_web::{
    HttpMessage, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{Method, StatusCode, header},
    middleware::Next,
    web::Data,
};
use async_graphql::parser::types::OperationType;
use futures_util::FutureExt;
use tracing::Instrument;

use super::{accept, cors, execution::Ready, header::protect, refusal::Refusal, settings::Settings, site::Site, unread::Held};
use crate::platform::request::{Arrival, Credential, RequestId, Shown};

/// What a route tells the log and the figures of a request. It is part of a response until the edge takes it.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The operation's name in its document.
    pub operation: Option<String>,
    /// Whether it reads, changes or listens.
    pub kind: Option<OperationType>,
    /// The code of the first error.
    pub code: Option<String>,
}

impl Told {
    /// Tells what is about to be executed.
    pub fn of(ready: &Ready) -> Told {
        Told { operation: ready.name.clone(), kind: Some(ready.kind), code: None }
    }

    fn kind(&self) -> &'static str {
        match self.kind {
            Some(OperationType::Query) => "query",
            Some(OperationType::Mutation) => "mutation",
            Some(OperationType::Subscription) => "subscription",
            None => "none",
        }
    }
}

/// Receives a request, has it served, and sees the response off.
pub async fn pass(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let began = Instant::now();
    let mut in_flight = InFlight::begin();
    let site = request.app_data::<Data<Site>>().expect("every app is built with its site").clone().into_inner();
    let arrival = arrival(&request, &site.settings);
    let origin = text(&request, &header::ORIGIN).map(str::to_owned);
    let span = tracing::info_span!("request", id = %arrival.id, method = %request.method());
    let preflight = cors::is_preflight(&request);
    request.extensions_mut().insert(arrival.clone());
    let held = Held::from(&mut request);

    let serve = async {
        if preflight {
            let response = cors::answer_preflight(&site.settings, origin.as_deref());
            return Ok(request.into_response(response));
        }
        next.call(request).await.map(ServiceResponse::map_into_boxed_body)
    };
    let served = AssertUnwindSafe(serve).catch_unwind().instrument(span.clone()).await;
    let _in_span = span.enter();
    in_flight.answered = true;
    let mut response = match served {
        Ok(response) => response?,
        Err(_) => return Err(crash(&site, &arrival, origin.as_deref())),
    };
    see_off(response.response_mut(), &site.settings, &arrival, origin.as_deref());
    if let Some(held) = held {
        response = response.map_body(|_, body| held.until_sent(body));
    }
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    record(response.response(), &route, began.elapsed());
    Ok(response)
}

fn see_off(response: &mut HttpResponse<BoxBody>, settings: &Settings, arrival: &Arrival, origin: Option<&str>) {
    let headers = response.headers_mut();
    protect(headers);
    cors::open_to(headers, settings, origin);
    if let Ok(id) = arrival.id.as_str().parse() {
        headers.insert(header::HeaderName::from_static("x-request-id"), id);
    }
}

/// A route that panics outside a resolver answers once, without a word of why.
fn crash(site: &Site, arrival: &Arrival, origin: Option<&str>) -> actix_web::Error {
    tracing::error!(reference = %arrival.id, "a route panicked");
    let reply = site.refuse(&Refusal::Internal, arrival);
    let mut response = HttpResponse::InternalServerError().content_type("application/json").body(reply.to_json());
    see_off(&mut response, &site.settings, arrival, origin);
    record(&response, "crashed", Duration::ZERO);
    InternalError::from_response("a route panicked", response).into()
}

fn arrival(request: &ServiceRequest, settings: &Settings) -> Arrival {
    let id = text(request, &header::HeaderName::from_static("x-request-id")).and_then(RequestId::accept);
    let languages = text(request, &header::ACCEPT_LANGUAGE).unwrap_or_default();
    let address = request.peer_addr().map(|peer| {
        let forwarded = text(request, &header::HeaderName::from_static("x-forwarded-for")).unwrap_or_default();
        caller_address(peer.ip(), forwarded, &settings.trusted_proxies)
    });
    Arrival {
        id: id.unwrap_or_else(RequestId::make),
        language: accept::language(languages, settings.default_language),
        address,
        method: match *request.method() {
            Method::GET => "GET",
            Method::POST => "POST",
            _ => "OTHER",
        },
        asks_for_quota: text(request, &header::HeaderName::from_static("x-quota")) == Some("1"),
        credential: credential(request),
        proof: text(request, &header::HeaderName::from_static("dpop")).and_then(Shown::accept),
    }
}

/// Reads what the caller shows: a header that is there twice, or is no text, is not nothing.
fn credential(request: &ServiceRequest) -> Credential {
    let mut shown = request.headers().get_all(header::AUTHORIZATION);
    match (shown.next(), shown.next()) {
        (None, _) => Credential::Absent,
        (Some(value), None) => value.to_str().map_or(Credential::Unreadable, Credential::read),
        (Some(_), Some(_)) => Credential::Unreadable,
    }
}

fn text<'a>(request: &'a ServiceRequest, name: &header::HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Returns who called the outermost proxy we trust: what stands further left in `X-Forwarded-For`, anybody may have written.
fn caller_address(peer: IpAddr, forwarded_for: &str, trusted: &[IpAddr]) -> IpAddr {
    let mut caller = peer;
    for hop in forwarded_for.rsplit(',').map(|hop| hop.trim().parse::<IpAddr>()) {
        match hop {
            Ok(hop) if trusted.contains(&caller) => caller = hop,
            _ => break,
        }
    }
    caller
}

/// One line in the log and one count per request: neither the query nor its variables, which may be personal.
fn record(response: &HttpResponse<BoxBody>, route: &str, took: Duration) {
    let told = response.extensions().get::<Told>().cloned().unwrap_or_default();
    let bytes = if let BodySize::Sized(bytes) = response.body().size() { bytes } else { 0 };
    tracing::info!(
        target: "access",
        route,
        status = response.status().as_u16(),
        operation = told.operation.as_deref(),
        kind = told.kind(),
        code = told.code.as_deref(),
        bytes,
        ms = took.as_secs_f64() * 1_000.0,
    );
    let status = response.status().as_str().to_owned();
    metrics::counter!("fingertip_requests_total", "route" => route.to_owned(), "kind" => told.kind(), "status" => status)
        .increment(1);
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        metrics::histogram!("fingertip_request_seconds", "route" => route.to_owned(), "kind" => told.kind()).record(took);
    }
}

/// Counts a request while it is being served, and notes one whose client left before the answer.
struct InFlight {
    answered: bool,
}

impl InFlight {
    fn begin() -> InFlight {
        metrics::gauge!("fingertip_requests_in_flight").increment(1);
        InFlight { answered: false }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!("fingertip_requests_in_flight").decrement(1);
        if !self.answered {
            metrics::counter!("fingertip_requests_abandoned_total").increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let trusted = [address("10.0.0.1"), address("10.0.0.2")];
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
        ] {
            assert_eq!(caller_address(address(peer), forwarded, &trusted), address(expected), "{peer} {forwarded}");
        }
    }
}
