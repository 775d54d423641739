//! The one way to a provider: bounded time, bounded size, no redirects, and every way in which an answer can be missing told apart.

use std::time::Duration;

use payment::Unsure;
use reqwest::{Client, Request, header::RETRY_AFTER, redirect::Policy};
use thiserror::Error;

use crate::pace::Pace;

/// The largest answer that is read: as large as evidence that is kept.
pub(crate) const ANSWER_BYTES_MAX: usize = 256 * 1_024;
/// The longest wait that a provider can ask for.
const RETRY_AFTER_SECONDS_MAX: u64 = 3_600;

/// Why there is no way to a provider.
#[derive(Debug, Error)]
pub enum GatewayError {
    /// The client could not be made.
    #[error("could not make the client")]
    Client(#[from] reqwest::Error),
    /// An address, a key or a token in the settings cannot be used.
    #[error("cannot use the setting {0}")]
    Setting(&'static str),
}

/// An answer, whatever it says.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// The way to one provider.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    pub(crate) client: Client,
    pub(crate) pace: Pace,
}

impl Transport {
    /// Makes the way.
    pub(crate) fn new(pace: Pace) -> Result<Transport, GatewayError> {
        let client = Client::builder()
            .connect_timeout(pace.connect_max)
            .timeout(pace.answer_max)
            .redirect(Policy::none())
            // Whatever stands between us and a provider could answer in its place.
            .no_proxy()
            // What was asked twice by a library could have happened twice; we count tries ourselves.
            .retry(reqwest::retry::never())
            .build()?;
        Ok(Transport { client, pace })
    }

    /// Asks once.
    pub(crate) async fn once(&self, request: Request) -> Result<Reply, Unsure> {
        let mut response = self.client.execute(request).await.map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| lost(&error))? {
            if body.len() + piece.len() > ANSWER_BYTES_MAX {
                return Err(Unsure::Unreadable);
            }
            body.extend_from_slice(&piece);
        }
        let retry_after = seconds.map(|seconds| Duration::from_secs(seconds.min(RETRY_AFTER_SECONDS_MAX)));
        Ok(Reply { status, retry_after, body })
    }

    /// Asks up to three times: again after no answer, an error of the server, too many requests, and where `conflict` says so a request
    /// that is running. Returns the last answer, and whether one of the tries before it may have had an effect.
    pub(crate) async fn patiently(&self, conflict: Conflict, make: impl Fn() -> Option<Request>) -> Asked {
        let (mut tried, mut doubt) = (0, false);
        loop {
            let Some(request) = make() else { return Asked { reply: Err(Unsure::Unreadable), doubt } };
            let reply = self.once(request).await;
            tried += 1;
            let (again, retry_after) = match &reply {
                Ok(reply) => (conflict.is_retried(reply.status), reply.retry_after),
                Err(_) => (true, None),
            };
            let wait = if again { self.pace.next(tried, retry_after) } else { None };
            let Some(wait) = wait else { return Asked { reply, doubt } };
            doubt |= !matches!(&reply, Ok(reply) if reply.status == 429);
            tokio::time::sleep(wait).await;
        }
    }
}

/// What a provider means by status 409.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// A request with the same key is running: it is asked again.
    IsRunning,
    /// It has the request already: that is an answer.
    IsReceived,
}

impl Conflict {
    fn is_retried(self, status: u16) -> bool {
        matches!(status, 429 | 500..=599) || (status == 409 && self == Conflict::IsRunning)
    }
}

/// What came of asking.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) reply: Result<Reply, Unsure>,
    /// Whether a try before the last one may have had an effect.
    pub(crate) doubt: bool,
}

impl Reply {
    /// Says why nothing is known, where the status says so.
    pub(crate) fn unsure(&self) -> Option<Unsure> {
        match self.status {
            409 | 429 => Some(Unsure::TooMany),
            500..=599 => Some(Unsure::ServerError),
            200..=299 | 400..=499 => None,
            _ => Some(Unsure::Unreadable),
        }
    }
}

fn lost(error: &reqwest::Error) -> Unsure {
    if error.is_timeout() { Unsure::TimedOut } else { Unsure::Reset }
}
