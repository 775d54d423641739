//! Reads of what anybody may read: by GET, without a token, so that anything on the way may keep the answer; and out of what the phone keeps
//! where the network does not answer in time.

use futures_util::{
    future::{Either, select},
    pin_mut,
};
use serde_json::Value;

use super::{Answer, Call, Document, Heard, Speaker, cache::Kept, read};
use crate::{
    cancel::CancelToken,
    client::Core,
    content::{FetchPolicy, Freshness, Source},
    error::{FingertipError, is_retryable},
    host::HttpMethod,
    op::Operation,
};

/// An answer to what anybody may read.
pub struct Seen<T> {
    /// What it says.
    pub data: T,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// An answer that comes later, out of the network or what is kept.
pub type SeenLater<'a, T> = Answer<'a, Result<Seen<Value>, FingertipError>, Result<Seen<T>, FingertipError>>;

impl Core {
    /// Reads what anybody may read.
    pub fn read_public<'a, Q: Operation>(
        &'a self,
        variables: Q::Variables,
        interaction: &'static str,
        policy: FetchPolicy,
        cancel: Option<&'a CancelToken>,
    ) -> SeenLater<'a, Q::ResponseData> {
        let heard = Box::pin(self.see(Document::of::<Q>(variables), interaction, policy, cancel));
        Answer { core: self, heard, read: |_, seen| seen.and_then(Seen::read::<Q>) }
    }

    async fn see(
        &self,
        document: Result<Document, FingertipError>,
        interaction: &'static str,
        policy: FetchPolicy,
        cancel: Option<&CancelToken>,
    ) -> Result<Seen<Value>, FingertipError> {
        let document = document?;
        let name = document.name(&self.languages());
        let kept = self.cache.get(&name);
        if let Some(kept) = kept.as_ref().filter(|_| policy != FetchPolicy::NetworkFirst || self.is_sparing()) {
            return from_cache(kept);
        }
        if policy == FetchPolicy::PackOnly {
            return Err(FingertipError::Offline { detail: "nothing on the phone answers this".to_owned() });
        }
        let asked = self.ask_public(&document, &name, interaction, kept.as_ref(), cancel);
        pin_mut!(asked);
        let heard = match &kept {
            // With a pack at hand nobody waits long for a network that does not answer.
            None if !self.shelf.is_empty() => {
                match select(asked, self.host.clock.sleep(self.config.timeouts.offline_after_ms)).await {
                    Either::Left((heard, _)) => heard,
                    Either::Right(_) => Err(FingertipError::Timeout { detail: "the network did not answer in time".to_owned() }),
                }
            }
            None => asked.await,
            Some(kept) => match select(asked, self.host.clock.sleep(self.config.timeouts.offline_after_ms)).await {
                Either::Left((heard, _)) => heard,
                Either::Right(_) => return from_cache(kept),
            },
        };
        match (heard, &kept) {
            (Err(error), Some(kept)) if is_retryable(&error) => from_cache(kept),
            (heard, _) => {
                let kept = heard?;
                let freshness = Freshness { source: Source::Network, as_of_ms: kept.as_of_ms, stale: false };
                Ok(Seen { freshness, ..from_cache(&kept)? })
            }
        }
    }

    async fn ask_public(
        &self,
        document: &Document,
        name: &str,
        interaction: &'static str,
        kept: Option<&Kept>,
        cancel: Option<&CancelToken>,
    ) -> Result<Kept, FingertipError> {
        let etag = kept.and_then(|kept| kept.etag.as_deref());
        let call = Call { method: HttpMethod::Get, speaker: Speaker::Nobody, cancel, etag, ..Call::private_read(interaction) };
        let as_of_ms = self.host.clock.now_ms();
        let new = match (self.exchange_with(document, call, None).await?, kept) {
            (Heard::Data { body, etag, .. }, _) => {
                let body = String::from_utf8(body).map_err(FingertipError::internal)?;
                Kept { etag, as_of_ms, body }
            }
            (Heard::NotModified, Some(kept)) => Kept { as_of_ms, ..kept.clone() },
            _ => return Err(FingertipError::internal("an answer to a question that was not asked")),
        };
        self.cache.put(name, &new);
        Ok(new)
    }

    fn is_sparing(&self) -> bool {
        let metered = self.host.network.as_ref().is_some_and(|network| network.state().metered);
        metered && self.config.metered_policy == crate::config::MeteredPolicy::Sparing
    }
}

impl Seen<Value> {
    fn read<Q: Operation>(self) -> Result<Seen<Q::ResponseData>, FingertipError> {
        Ok(Seen { data: read::<Q>(self.data)?, freshness: self.freshness })
    }
}

fn from_cache(kept: &Kept) -> Result<Seen<Value>, FingertipError> {
    let mut body: Value =
        read::from_slice(kept.body.as_bytes()).map_err(|_| FingertipError::internal("what is kept is no answer"))?;
    let data = body.get_mut("data").map(Value::take).unwrap_or_default();
    Ok(Seen { data, freshness: Freshness { source: Source::Cache, as_of_ms: kept.as_of_ms, stale: true } })
}
