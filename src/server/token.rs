//! `/oauth/token`: where systems that call by themselves get their access tokens. It speaks the protocol; who gets one, a slice decides.
//!
//! Source: RFC 6749, sections 2.3.1, 3.2, 4.4 and 5; RFC 9449, section 5.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Payload, Query},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use tokio::time::timeout;

use super::{accept::Media, answer, body, edge::Told, http, refusal::Refusal, site::Site};
use crate::platform::{
    request::Arrival,
    token_grant::{TokenAsk, TokenGranted, TokenGrants, TokenRefusal},
};

/// The bytes of a form. A signed statement is the longest thing in it, at most two kilobytes.
const BYTES_MAX: usize = 8 * 1024;
/// After how many seconds it is worth asking again.
const AGAIN_SECONDS: &str = "60";

/// Serves a request for a token.
pub async fn post(site: Data<Site>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let arrival = http::arrival(&request);
    let Some(grants) = site.api.grants.clone() else {
        return answer::refuse(&site, &request, &arrival, &Refusal::NotFound, Media::Json).await;
    };
    match ask(&site, &request, payload, &arrival).await {
        Ok(ask) => respond(&request, StatusCode::BAD_REQUEST, grant(&site, &*grants, ask).await),
        Err(refusal) => respond(&request, refusal.status(), Err(TokenRefusal::InvalidRequest(unread(&refusal)))),
    }
}

async fn grant(site: &Site, grants: &dyn TokenGrants, ask: Result<TokenAsk, TokenRefusal>) -> Result<TokenGranted, TokenRefusal> {
    timeout(site.settings.limits.execution_time_max, grants.grant(ask?)).await.unwrap_or(Err(TokenRefusal::Unavailable))
}

/// Reads what came. A request that is no form is refused as HTTP has it; one that is, as OAuth has it.
async fn ask(
    site: &Site,
    request: &HttpRequest,
    payload: Payload,
    arrival: &Arrival,
) -> Result<Result<TokenAsk, TokenRefusal>, Refusal> {
    body::check_media(request.headers(), "application/x-www-form-urlencoded")?;
    let body = body::read_at_most(request, payload, BYTES_MAX, site.settings.limits.body_wait_max).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Refusal::BodyUnreadable)?;
    let parameters = Query::<Vec<(String, String)>>::from_query(text).map_err(|_| Refusal::BodyUnreadable)?.into_inner();
    if request.headers().get_all("dpop").count() > 1 {
        return Ok(Err(TokenRefusal::InvalidProof("there is more than one header DPoP")));
    }
    Ok(basic(request).map(|basic| TokenAsk { parameters, basic, proof: arrival.proof.clone() }))
}

/// Reads the header `Authorization`, where there is one. What we give out needs no percent-encoding, so none is undone.
fn basic(request: &HttpRequest) -> Result<Option<(String, String)>, TokenRefusal> {
    let mut shown = request.headers().get_all(header::AUTHORIZATION);
    let value = match (shown.next(), shown.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value,
        (Some(_), Some(_)) => return Err(TokenRefusal::InvalidRequest("the header Authorization is there twice")),
    };
    let read = || {
        let (scheme, encoded) = value.to_str().ok()?.trim().split_once(' ')?;
        let decoded = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(encoded.trim()).ok())??;
        let (name, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
        Some((name.to_owned(), secret.to_owned()))
    };
    read().map(Some).ok_or(TokenRefusal::InvalidClient)
}

fn unread(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::UnsupportedMediaType => "the body has to be application/x-www-form-urlencoded in UTF-8",
        Refusal::BodyTooLarge { .. } => "the body is longer than 8192 bytes",
        Refusal::BodyTooSlow { .. } => "the body did not arrive in time",
        _ => "the body could not be read",
    }
}

/// Writes an answer; a refusal about the request itself has `status`.
fn respond(request: &HttpRequest, status: StatusCode, granted: Result<TokenGranted, TokenRefusal>) -> HttpResponse {
    let refusal = match granted {
        Ok(TokenGranted { access_token, seconds, scope }) => {
            let token = json!({ "access_token": access_token, "token_type": "DPoP", "expires_in": seconds, "scope": scope });
            return unkept(StatusCode::OK).json(token);
        }
        Err(refusal) => refusal,
    };
    let status = match refusal {
        TokenRefusal::InvalidClient => StatusCode::UNAUTHORIZED,
        TokenRefusal::SlowDown => StatusCode::TOO_MANY_REQUESTS,
        TokenRefusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => status,
    };
    let mut response = unkept(status);
    match refusal {
        TokenRefusal::InvalidClient if request.headers().contains_key(header::AUTHORIZATION) => {
            response.insert_header((header::WWW_AUTHENTICATE, "Basic"));
        }
        TokenRefusal::SlowDown | TokenRefusal::Unavailable => {
            response.insert_header((header::RETRY_AFTER, AGAIN_SECONDS));
        }
        _ => {}
    }
    let mut response = response.json(json!({ "error": refusal.error(), "error_description": refusal.description() }));
    response.extensions_mut().insert(Told { code: Some(refusal.error().to_owned()), ..Told::default() });
    response
}

/// Begins an answer that nobody keeps (RFC 6749, section 5.1).
fn unkept(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::PRAGMA, "no-cache"));
    response
}
