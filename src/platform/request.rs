//! Who is asking, as far as the transport knows: request id, language, address, credential. Slices read it; `server/` makes it.

use std::{fmt, net::IpAddr, sync::Arc};

use async_graphql::Data;
use futures_util::future::BoxFuture;
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
    /// The method of the HTTP request, `GET` for a socket.
    pub method: &'static str,
    /// Whether the caller wants to be told what they have left (header `X-Quota: 1`).
    pub asks_for_quota: bool,
    /// What the caller shows to be let in by, unchecked.
    pub credential: Credential,
    /// The proof that the caller holds the key of its device (header `DPoP`, RFC 9449), unchecked.
    pub proof: Option<Shown>,
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

/// What a caller shows to be let in by.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Nothing: most of what we serve is public.
    Absent,
    /// An access token.
    Token {
        /// How it is shown.
        scheme: Scheme,
        /// Its text.
        token: Shown,
    },
    /// Something we cannot read. Whoever shows it meant to be somebody, so it is refused and never taken for nothing.
    Unreadable,
}

/// How an access token is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// By whoever bears it (RFC 6750).
    Bearer,
    /// With a proof that the caller holds the key it is bound to (RFC 9449).
    Dpop,
}

impl Credential {
    /// Reads the value of an `Authorization` header: `Bearer` or `DPoP`, a space, and one word.
    pub fn read(authorization: &str) -> Credential {
        let Some((scheme, token)) = authorization.trim().split_once(' ') else { return Credential::Unreadable };
        let scheme = match scheme {
            _ if scheme.eq_ignore_ascii_case("bearer") => Scheme::Bearer,
            _ if scheme.eq_ignore_ascii_case("dpop") => Scheme::Dpop,
            _ => return Credential::Unreadable,
        };
        Shown::accept(token).map_or(Credential::Unreadable, |token| Credential::Token { scheme, token })
    }

    /// Returns whether nothing is shown.
    pub fn is_absent(&self) -> bool {
        matches!(self, Credential::Absent)
    }
}

/// A token or a proof as the caller shows it. Its text never reaches a log.
#[derive(Clone)]
pub struct Shown(Arc<str>);

impl Shown {
    /// The longest text we look at; ours are shorter than one kilobyte.
    const LENGTH_MAX: usize = 4_096;

    /// Takes one word.
    pub fn accept(text: &str) -> Option<Shown> {
        let text = text.trim();
        let one_word = !text.is_empty() && text.len() <= Self::LENGTH_MAX && text.bytes().all(|byte| byte.is_ascii_graphic());
        one_word.then(|| Shown(text.into()))
    }

    /// Shows the text to whoever verifies it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shown(…)")
    }
}

/// Tells who is calling. A slice implements it, the server asks it.
pub trait Doorkeeper: Send + Sync + 'static {
    /// Returns what resolvers should know of the caller, or why the caller may not come in. Asked once for each request over HTTP,
    /// and once for each socket.
    ///
    /// A call without a credential is no reason to refuse: most of what we serve is public.
    fn admit<'a>(&'a self, arrival: &'a Arrival) -> BoxFuture<'a, Result<Data, Denied>>;

    /// Says whether a caller who was let in may stay. Asked again and again while a socket or an event stream is open.
    fn readmit<'a>(&'a self, arrival: &'a Arrival) -> BoxFuture<'a, Result<(), Denied>> {
        let admission = self.admit(arrival);
        Box::pin(async { admission.await.map(drop) })
    }
}

/// Why a caller may not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The token is unknown, expired or revoked.
    Unauthenticated,
    /// The caller is known and shut out.
    Forbidden,
    /// We cannot tell at the moment.
    Unavailable,
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
    fn a_token_is_one_word_after_its_scheme_and_keeps_its_text_to_itself() {
        let read = |text| match Credential::read(text) {
            Credential::Token { scheme, token } => Some((scheme, token.reveal().to_owned())),
            Credential::Absent | Credential::Unreadable => None,
        };
        assert_eq!(read("bearer abc.def"), Some((Scheme::Bearer, "abc.def".into())));
        assert_eq!(read("DPoP abc.def"), Some((Scheme::Dpop, "abc.def".into())));
        assert!(!format!("{:?}", Credential::read("bearer abc.def")).contains("abc"));
        for text in ["", "Bearer", "Bearer ", "Basic dXNlcg==", "Bearer two words", "abc.def"] {
            assert!(matches!(Credential::read(text), Credential::Unreadable), "{text:?}");
        }
    }
}
