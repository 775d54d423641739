//! Where a system that calls by itself gets its access token: a slice decides, the server speaks the protocol. RFC 6749, section 4.4.

use futures_util::future::BoxFuture;

use super::request::Shown;

/// What came to the token endpoint, unchecked. It has no `Debug`: there are secrets in it.
pub struct TokenAsk {
    /// The parameters of the form, in the order they came.
    pub parameters: Vec<(String, String)>,
    /// The name and the secret of the header `Authorization: Basic`.
    pub basic: Option<(String, String)>,
    /// The proof of the header `DPoP`.
    pub proof: Option<Shown>,
}

/// An access token and what its holder has to know of it. It has no `Debug`: it is worth a sign-in.
pub struct TokenGranted {
    /// The access token, bound to the key of the proof.
    pub access_token: String,
    /// For how many seconds it is good.
    pub seconds: i64,
    /// What its holder may do, words parted by spaces.
    pub scope: String,
}

/// Why there is no token. It says nothing that would help somebody who is not the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefusal {
    /// The request lacks something, says something twice, or cannot be read.
    InvalidRequest(&'static str),
    /// Whoever asks is not who they say, or may not be any more.
    InvalidClient,
    /// It asks for another kind of grant than we have.
    UnsupportedGrantType,
    /// It asks for what the client may not do.
    InvalidScope,
    /// The proof of the client's key is missing or does not hold (RFC 9449, section 5).
    InvalidProof(&'static str),
    /// The client began too many sessions lately: it should keep the key of its host.
    SlowDown,
    /// We cannot tell at the moment.
    Unavailable,
}

impl TokenRefusal {
    /// Returns the word for it.
    ///
    /// Source: RFC 6749, section 5.2; RFC 9449, section 5; RFC 8628, section 3.5 for `slow_down`.
    pub fn error(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidProof(_) => "invalid_dpop_proof",
            Self::SlowDown => "slow_down",
            Self::Unavailable => "temporarily_unavailable",
        }
    }

    /// Returns what a developer has to do, in English and in a few words.
    pub fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(what) | Self::InvalidProof(what) => what,
            Self::InvalidClient => "the client is not known by this proof",
            Self::UnsupportedGrantType => "grant_type has to be client_credentials",
            Self::InvalidScope => "the client may not do all of this",
            Self::SlowDown => "too many new keys: sign proofs with the same key for as long as the host runs",
            Self::Unavailable => "try again later",
        }
    }
}

/// Gives access tokens to systems that call by themselves.
pub trait TokenGrants: Send + Sync + 'static {
    /// Gives a token to whoever proves that they may have it.
    fn grant(&self, ask: TokenAsk) -> BoxFuture<'_, Result<TokenGranted, TokenRefusal>>;
}
