//! The provider over HTTP: what it says of itself, its keys, and the exchange of a code for a token. The only reader of its answers.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jsonwebtoken::jwk::Jwk;
use reqwest::{Client, RequestBuilder, Url, redirect::Policy};
use serde::{Deserialize, de::DeserializeOwned};
use vocabulary::Timestamp;

use crate::platform::fault::Fault;

/// How long it may take to reach the provider.
const CONNECT_MAX: Duration = Duration::from_secs(1);
/// How long one answer may take. A sign-in needs two at most, and an operation has five seconds.
const ANSWER_MAX: Duration = Duration::from_secs(2);
/// How many bytes of an answer are read.
const ANSWER_BYTES_MAX: usize = 64 * 1_024;
/// How many keys of a provider are looked at.
const KEYS_MAX: usize = 100;
/// How long what a provider says of itself, and its keys, are believed without asking again.
const BELIEVED_SECONDS: i64 = 3_600;
/// How often a token that names an unknown key makes us ask for the keys.
const REREAD_SECONDS_MIN: i64 = 5;

/// What an operator sets of the provider. It has no `Debug`: it holds the secret.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its address, as it writes it itself (`https://login.office.example`).
    pub issuer: String,
    /// The name that it gave us.
    pub client: String,
    /// The secret that goes with it.
    pub client_secret: String,
    /// The page of ours that people come back to.
    pub redirect: String,
}

/// The identity provider of the office.
pub struct Provider {
    client: Client,
    settings: ProviderSettings,
    held: Mutex<Option<Arc<Held>>>,
}

/// What was read of it.
#[derive(Clone)]
struct Held {
    metadata: Metadata,
    keys: Arc<[Jwk]>,
    read_at: Timestamp,
    keys_read_at: Timestamp,
}

/// What a provider says of itself. Source: OpenID Connect Discovery 1.0, section 3.
#[derive(Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

/// What is wrong with an answer.
#[derive(Debug, thiserror::Error)]
enum ProviderError {
    #[error("no usable answer from the identity provider")]
    Http(#[from] reqwest::Error),
    #[error("the identity provider answered with status {0}")]
    Status(u16),
    #[error("the identity provider answered with more than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the identity provider answered with something else than was asked for")]
    Other(#[from] serde_json::Error),
    #[error("the identity provider says that it is another, or can be reached without TLS")]
    Foreign,
}

/// What is sent to begin.
pub struct Beginning<'a> {
    /// What comes back with the person.
    pub state: &'a str,
    /// What the token has to repeat.
    pub nonce: &'a str,
    /// The hash of what only we can show (RFC 7636, S256).
    pub challenge: &'a str,
}

impl Provider {
    /// Prepares for a provider; nothing is asked yet.
    ///
    /// # Errors
    /// Faults when the system's root certificates cannot be read.
    pub fn new(settings: ProviderSettings) -> Result<Provider, Fault> {
        // A redirect would carry our secret to somebody else.
        let client =
            Client::builder().connect_timeout(CONNECT_MAX).timeout(ANSWER_MAX).redirect(Policy::none()).no_proxy().build();
        let client = client.map_err(Fault::while_("preparing for the identity provider"))?;
        Ok(Provider { client, settings, held: Mutex::new(None) })
    }

    /// Returns its address, as tokens have it.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Returns the name that it gave us.
    pub fn client(&self) -> &str {
        &self.settings.client
    }

    /// Returns where a person signs in.
    ///
    /// # Errors
    /// Faults when the provider gives no usable answer.
    pub async fn authorization(&self, beginning: &Beginning<'_>, now: Timestamp) -> Result<String, Fault> {
        let held = self.held(now).await?;
        let mut url = Url::parse(&held.metadata.authorization_endpoint).map_err(Fault::while_("reading where people sign in"))?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("scope", "openid email")
            .append_pair("client_id", &self.settings.client)
            .append_pair("redirect_uri", &self.settings.redirect)
            .append_pair("state", beginning.state)
            .append_pair("nonce", beginning.nonce)
            .append_pair("code_challenge", beginning.challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// Exchanges a code for a token; nothing where the provider refuses it, or answers with something that is none.
    ///
    /// # Errors
    /// Faults when the provider cannot be reached, or has an accident.
    pub async fn exchange(&self, code: &str, verifier: &str, now: Timestamp) -> Result<Option<String>, Fault> {
        let held = self.held(now).await?;
        let ProviderSettings { client, client_secret, redirect, .. } = &self.settings;
        let mut form =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("code_verifier", verifier)];
        let mut request = self.client.post(&held.metadata.token_endpoint);
        if held.metadata.takes_secret_in_header() {
            request = request.basic_auth(form_encoded(client), Some(form_encoded(client_secret)));
        } else {
            form.extend([("client_id", client.as_str()), ("client_secret", client_secret)]);
        }
        match answer::<TokenAnswer>(request.form(&form)).await {
            Ok(answer) => Ok(Some(answer.id_token)),
            Err(error @ ProviderError::Http(_)) => Err(Fault::while_("exchanging a code with the identity provider")(error)),
            Err(error @ ProviderError::Status(500..)) => {
                Err(Fault::while_("exchanging a code with the identity provider")(error))
            }
            Err(error) => {
                tracing::warn!(%error, "the identity provider did not exchange a code");
                Ok(None)
            }
        }
    }

    /// Returns its keys.
    ///
    /// # Errors
    /// Faults when the provider gives no usable answer.
    pub async fn keys(&self, now: Timestamp) -> Result<Arc<[Jwk]>, Fault> {
        Ok(self.held(now).await?.keys.clone())
    }

    /// Asks for its keys because a token names one that we do not know, unless that happened a moment ago. Returns nothing then.
    ///
    /// # Errors
    /// Faults when the provider gives no usable answer.
    pub async fn newer_keys(&self, now: Timestamp) -> Result<Option<Arc<[Jwk]>>, Fault> {
        let held = self.held(now).await?;
        if now.as_second() - held.keys_read_at.as_second() < REREAD_SECONDS_MIN {
            return Ok(None);
        }
        let keys = self.read_keys(&held.metadata).await?;
        self.hold(Held { keys: keys.clone(), keys_read_at: now, ..held.as_ref().clone() });
        Ok(Some(keys))
    }

    async fn held(&self, now: Timestamp) -> Result<Arc<Held>, Fault> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(held) = held.filter(|held| now.as_second() - held.read_at.as_second() < BELIEVED_SECONDS) {
            return Ok(held);
        }
        let metadata = self.read_metadata().await.map_err(Fault::while_("asking the identity provider what it is"))?;
        let keys = self.read_keys(&metadata).await?;
        Ok(self.hold(Held { metadata, keys, read_at: now, keys_read_at: now }))
    }

    fn hold(&self, held: Held) -> Arc<Held> {
        let held = Arc::new(held);
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held.clone());
        held
    }

    async fn read_metadata(&self) -> Result<Metadata, ProviderError> {
        let place = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let metadata: Metadata = answer(self.client.get(place)).await?;
        let places = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        if metadata.issuer != self.settings.issuer || !places.into_iter().all(|place| is_private(place)) {
            return Err(ProviderError::Foreign);
        }
        Ok(metadata)
    }

    async fn read_keys(&self, metadata: &Metadata) -> Result<Arc<[Jwk]>, Fault> {
        let read = answer::<Keys>(self.client.get(&metadata.jwks_uri)).await;
        let Keys { keys } = read.map_err(Fault::while_("asking the identity provider for its keys"))?;
        // Keys for other purposes, or of kinds we do not know, are none of our business.
        Ok(keys.into_iter().take(KEYS_MAX).filter_map(|key| serde_json::from_value(key).ok()).collect())
    }
}

impl Metadata {
    /// Whether our secret goes into a header: so it does unless the provider takes it in the form alone (RFC 6749, section 2.3.1).
    fn takes_secret_in_header(&self) -> bool {
        let takes = |methods: &Vec<String>| methods.iter().any(|method| method == "client_secret_basic");
        self.token_endpoint_auth_methods_supported.as_ref().is_none_or(takes)
    }
}

/// Writes a text as the two parts of the header have to be written before they are joined (RFC 6749, section 2.3.1).
fn form_encoded(text: &str) -> String {
    let mut url = Url::parse("x:/").ok();
    let query = url.as_mut().map(|url| {
        url.query_pairs_mut().append_key_only(text);
        url.query().unwrap_or_default().to_owned()
    });
    query.unwrap_or_default()
}

/// Whether a place is reached over TLS, or is on this machine.
fn is_private(place: &str) -> bool {
    let Ok(url) = Url::parse(place) else { return false };
    let here = ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| url.host_str() == Some(host));
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ProviderError> {
    let mut answer = request.header("accept", "application/json").send().await?;
    if !answer.status().is_success() {
        return Err(ProviderError::Status(answer.status().as_u16()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_BYTES_MAX {
            return Err(ProviderError::TooLarge);
        }
    }
    Ok(serde_json::from_slice(&body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_so_that_no_colon_of_it_parts_the_header() {
        assert_eq!(form_encoded("a:b c+d%"), "a%3Ab+c%2Bd%25");
    }

    #[test]
    fn a_provider_is_reached_over_tls_or_on_this_machine() {
        for (place, may) in [
            ("https://login.office.example/token", true),
            ("http://127.0.0.1:9/token", true),
            ("http://login.office.example/token", false),
            ("ftp://127.0.0.1/token", false),
            ("token", false),
        ] {
            assert_eq!(is_private(place), may, "{place}");
        }
    }
}
