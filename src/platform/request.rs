//! Who is asking, as far as the transport knows: request id, language, address, token. Slices read it; `server/` makes it.

use std::{fmt, net::IpAddr, sync::Arc};

use uuid::Uuid;
use vocabulary::Language;

/// What the transport knows of a request. Resolvers find it in their context.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id under which logs, traces and support tell this request from others.
    pub id: RequestId,
    /// The language to speak with the caller, from `Accept-Language`.
    pub language: Language,
    /// Where the request came from, once trusted proxies are taken off.
    pub address: Option<IpAddr>,
    /// The bearer token, unchecked.
    pub token: Option<BearerToken>,
}

/// The name of one request: made here, or taken from the caller when it is well formed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The fewest and the most characters an id from outside may have.
    const LENGTH: std::ops::RangeInclusive<usize> = 8..=64;

    /// Makes a new id, sortable by time.
    #[expect(clippy::disallowed_methods, reason = "an id for logs: nothing is decided by it, so no test needs to choose it")]
    pub fn make() -> RequestId {
        RequestId(Uuid::now_v7().simple().to_string().into())
    }

    /// Takes an id from outside: 8 to 64 letters, digits, dots, dashes and underscores, so that it is harmless in a log.
    pub fn accept(text: &str) -> Option<RequestId> {
        let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        (Self::LENGTH.contains(&text.len()) && text.bytes().all(harmless)).then(|| RequestId(text.into()))
    }

    /// Returns the id as it is written in the header `X-Request-Id`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A bearer token (RFC 6750). Its text never reaches a log.
#[derive(Clone)]
pub struct BearerToken(Arc<str>);

impl BearerToken {
    /// The longest token we look at; ours are shorter than one kilobyte.
    const LENGTH_MAX: usize = 4_096;

    /// Reads the value of an `Authorization` header: `Bearer`, a space, and one word.
    pub fn accept(authorization: &str) -> Option<BearerToken> {
        let (scheme, token) = authorization.trim().split_once(' ')?;
        let token = token.trim();
        let one_word = !token.is_empty() && token.len() <= Self::LENGTH_MAX && token.bytes().all(|byte| byte.is_ascii_graphic());
        (scheme.eq_ignore_ascii_case("bearer") && one_word).then(|| BearerToken(token.into()))
    }

    /// Shows the token to whoever verifies it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BearerToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_harm_a_log_is_not_taken() {
        assert!(RequestId::accept("7f3a-0001").is_some());
        for text in ["", "short", "new\nline-id", "a b c d e f g h", &"x".repeat(65), "<script>alert"] {
            assert_eq!(RequestId::accept(text), None, "{text:?}");
        }
        assert!(RequestId::accept(RequestId::make().as_str()).is_some());
    }

    #[test]
    fn a_token_is_one_word_after_bearer_and_keeps_its_text_to_itself() {
        let token = BearerToken::accept("bearer abc.def").expect("a bearer token");
        assert_eq!(token.reveal(), "abc.def");
        assert_eq!(format!("{token:?}"), "BearerToken(…)");
        for text in ["", "Bearer", "Bearer ", "Basic dXNlcg==", "Bearer two words"] {
            assert!(BearerToken::accept(text).is_none(), "{text:?}");
        }
    }
}
