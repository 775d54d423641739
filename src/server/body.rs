//! Reads a request's body, within its size and its time.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap},
    web::{Bytes, BytesMut, Payload},
};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::{refusal::Refusal, settings::Limits};

/// Refuses a body that is not declared to be JSON in UTF-8, as it stands.
///
/// A browser sends other types across origins without asking first; JSON it does not.
pub fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    check_media(headers, "application/json")
}

/// Refuses a body that is not declared to be of a type, in UTF-8, as it stands.
pub fn check_media(headers: &HeaderMap, media: &str) -> Result<(), Refusal> {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if text(header::CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return Err(Refusal::UnsupportedMediaType);
    }
    let content_type = text(header::CONTENT_TYPE).ok_or(Refusal::UnsupportedMediaType)?;
    let mut parts = content_type.split(';').map(str::trim);
    let is_it = parts.next().is_some_and(|declared| declared.eq_ignore_ascii_case(media));
    let other_charset = parts.any(|part| {
        part.split_once('=').is_some_and(|(key, value)| {
            key.eq_ignore_ascii_case("charset") && !value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    if is_it && !other_charset { Ok(()) } else { Err(Refusal::UnsupportedMediaType) }
}

/// Reads the whole body, however it is framed, and stops at the first byte too many.
pub async fn read(request: &HttpRequest, payload: Payload, limits: &Limits) -> Result<Bytes, Refusal> {
    read_at_most(request, payload, limits.body_bytes_max, limits.body_wait_max).await
}

/// Reads the whole body of a route that has a ceiling of its own.
pub async fn read_at_most(
    request: &HttpRequest,
    payload: Payload,
    bytes_max: usize,
    wait_max: Duration,
) -> Result<Bytes, Refusal> {
    let too_large = Refusal::BodyTooLarge { bytes_max };
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|bytes| bytes > bytes_max as u64) {
        return Err(too_large);
    }
    timeout(wait_max, gather(payload, bytes_max)).await.unwrap_or(Err(Refusal::BodyTooSlow { wait_max }))
}

async fn gather(mut payload: Payload, bytes_max: usize) -> Result<Bytes, Refusal> {
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_| Refusal::BodyUnreadable)?;
        if body.len() + piece.len() > bytes_max {
            return Err(Refusal::BodyTooLarge { bytes_max });
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_in_utf_8_is_read() {
        let check = |content_type: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, content_type.parse().expect("a header value"));
            check_type(&headers)
        };
        for good in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in
            ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/graphql", ""]
        {
            assert_eq!(check(bad), Err(Refusal::UnsupportedMediaType), "{bad}");
        }
        assert_eq!(check_type(&HeaderMap::new()), Err(Refusal::UnsupportedMediaType));
    }
}
