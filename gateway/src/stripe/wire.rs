//! The way to the card provider: requests as `async-stripe` writes them, sent as we send everything.

use payment::{ProviderKey, Unsure};
use reqwest::{
    Method, Request, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use stripe_client_core::{RequestBuilder, StripeMethod, VERSION};

use crate::{
    pace::Pace,
    transport::{Asked, Conflict, GatewayError, Transport},
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");

/// The way to the card provider.
pub(super) struct Wire {
    transport: Transport,
    base: Url,
    headers: HeaderMap,
}

impl Wire {
    pub(super) fn new(url: &str, secret: &str, pace: Pace) -> Result<Wire, GatewayError> {
        let base = Url::parse(url).map_err(|_| GatewayError::Setting("address"))?;
        let mut bearer = HeaderValue::try_from(format!("Bearer {secret}")).map_err(|_| GatewayError::Setting("secret"))?;
        bearer.set_sensitive(true);
        let version = HeaderValue::from_str(VERSION.as_str()).map_err(|_| GatewayError::Setting("version"))?;
        let headers = [(AUTHORIZATION, bearer), (STRIPE_VERSION, version)].into_iter().collect();
        Ok(Wire { transport: Transport::new(pace)?, base, headers })
    }

    /// Asks, under a key where something is to happen, and again under the same one.
    pub(super) async fn ask(&self, request: RequestBuilder, key: Option<&ProviderKey>) -> Asked {
        match self.written(&request, key) {
            Some(written) => self.transport.patiently(Conflict::IsRunning, || written.try_clone()).await,
            None => Asked { reply: Err(Unsure::Unreadable), doubt: false },
        }
    }

    /// Writes a request; none where a reference would lead it to another address.
    fn written(&self, request: &RequestBuilder, key: Option<&ProviderKey>) -> Option<Request> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/');
        if !request.path.bytes().all(plain) {
            return None;
        }
        let mut url = self.base.join(&format!("v1{}", request.path)).ok()?;
        url.set_query(request.query.as_deref());
        let method = match request.method {
            StripeMethod::Get => Method::GET,
            StripeMethod::Post => Method::POST,
            StripeMethod::Delete => Method::DELETE,
        };
        let mut written = Request::new(method, url);
        *written.headers_mut() = self.headers.clone();
        if let Some(key) = key {
            written.headers_mut().insert(KEY, HeaderValue::from_str(key.as_str()).ok()?);
        }
        if let Some(body) = &request.body {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            written.headers_mut().insert(CONTENT_TYPE, form);
            *written.body_mut() = Some(body.clone().into());
        }
        Some(written)
    }
}
