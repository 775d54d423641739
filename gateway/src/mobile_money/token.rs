//! Tokens of providers that give one for a name and a secret: kept until shortly before they end, and thrown away when they are refused.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use payment::Unsure;
use reqwest::Request;
use serde_json::Value;

use crate::{
    json,
    transport::{Asked, Conflict, Reply, Transport},
};

/// How long before its end a token is no longer used.
const SPARE: Duration = Duration::from_secs(60);
/// The longest time that a token is believed to be good for.
const LIFETIME_MAX: Duration = Duration::from_secs(86_400);

/// A token that is kept.
#[derive(Default)]
pub(super) struct Token {
    kept: Mutex<Option<(String, Instant)>>,
}

/// What became of asking for a token.
pub(super) enum Granted {
    /// Here it is.
    Token(String),
    /// The provider does not know us.
    Refused,
    /// Nobody knows; nothing was ordered.
    Unsure(Unsure),
}

impl Token {
    /// Returns a token: the kept one, or a new one.
    pub(super) async fn get(&self, transport: &Transport, request: impl Fn() -> Option<Request>) -> Granted {
        if let Some(token) = self.kept() {
            return Granted::Token(token);
        }
        let Asked { reply, .. } = transport.patiently(Conflict::IsReceived, request).await;
        let reply = match reply {
            Ok(reply) => reply,
            Err(why) => return Granted::Unsure(why),
        };
        match (reply.unsure(), reply.status) {
            (Some(why), _) => Granted::Unsure(why),
            (None, 400..=499) => Granted::Refused,
            (None, _) => self.keep(&reply),
        }
    }

    /// Throws the token away: it was refused.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    fn kept(&self) -> Option<String> {
        let kept = self.lock();
        let (token, until) = kept.as_ref()?;
        (Instant::now() < *until).then(|| token.clone())
    }

    fn keep(&self, reply: &Reply) -> Granted {
        let Ok(body) = json::read(&reply.body) else { return Granted::Unsure(Unsure::Unreadable) };
        let Some(token) = json::text(&body, "access_token").filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()))
        else {
            return Granted::Unsure(Unsure::Unreadable);
        };
        let told = body.get("expires_in").and_then(|seconds| seconds.as_u64().or_else(|| Value::as_str(seconds)?.parse().ok()));
        let lifetime = Duration::from_secs(told.unwrap_or_default()).min(LIFETIME_MAX).saturating_sub(SPARE);
        if let Some(until) = Instant::now().checked_add(lifetime) {
            *self.lock() = Some((token.to_owned(), until));
        }
        Granted::Token(token.to_owned())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(String, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// Writes the header of a name and its secret.
pub(super) fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}
