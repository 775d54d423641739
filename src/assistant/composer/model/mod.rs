//! A language model as a composer: any endpoint that speaks as OpenAI's does. It is told a question without anything personal and
//! published passages, and nothing of who asks; it has no tools. What it replies goes through the verifier.

mod endpoint;
mod gate;
mod stream;

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use answer::compose::{Brief, Judged, Mode, Reply, ReplyError};
use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::Semaphore;

pub use endpoint::{EndpointError, EndpointSettings, Format};

use self::{endpoint::Endpoint, gate::Gate};
use super::{Composed, Composer, Declined, Task, Waiting};

/// What a model may do and cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceilings {
    /// How long it may take until its reply begins.
    pub first_max: Duration,
    /// How long it may take in all where the asker waits on a stream.
    pub total_max: Duration,
    /// The same, within an operation, from when the question was asked.
    pub operation_max: Duration,
    /// How many calls there may be at once.
    pub at_once_max: usize,
    /// How many calls there may be on one day.
    pub day_max: u32,
}

/// A language model.
pub struct LanguageModel {
    mode: Mode,
    endpoint: Endpoint,
    ceilings: Ceilings,
    at_once: Semaphore,
    gate: Mutex<Gate>,
}

impl LanguageModel {
    /// Prepares to ask a model; nothing is asked yet.
    ///
    /// # Errors
    /// Fails when the system's root certificates cannot be read.
    pub fn new(mode: Mode, settings: EndpointSettings, ceilings: Ceilings) -> Result<LanguageModel, EndpointError> {
        let gate = Mutex::new(Gate::new(ceilings.day_max));
        let at_once = Semaphore::new(ceilings.at_once_max);
        Ok(LanguageModel { mode, endpoint: Endpoint::new(settings)?, ceilings, at_once, gate })
    }

    async fn asked(&self, task: &Task<'_>) -> Result<Composed, Declined> {
        let passages = task.finding.quotable();
        let brief = Brief::new(self.mode, (task.question, task.before), task.language, &passages);
        let brief = brief.ok_or(Declined::NothingToTell)?;
        let total_max = match task.waiting {
            // What finding took is gone: the answer has to be there before the operation is cut.
            Waiting::Operation => self.ceilings.operation_max.saturating_sub(task.waited).min(self.ceilings.total_max),
            Waiting::Stream => self.ceilings.total_max,
        };
        if total_max.is_zero() {
            return Err(Declined::NoTime);
        }
        let _permit = self.at_once.try_acquire().map_err(|_| Declined::Busy)?;
        self.gate().enter(task.at)?;
        let replied = self.reply(&brief, total_max).await;
        match &replied {
            Err(declined) if declined.is_failure() => self.gate().failed(task.at.now),
            _ => self.gate().went_well(),
        }
        let Judged { drafts, fell, is_partial } = brief.judge(&replied?);
        if drafts.is_empty() {
            return Err(Declined::NothingStands);
        }
        Ok(Composed { drafts, by: self.mode.into(), is_partial, fell: fell.len() })
    }

    async fn reply(&self, brief: &Brief<'_>, total_max: Duration) -> Result<Reply, Declined> {
        let text = self.endpoint.ask(brief, self.ceilings.first_max, total_max).await?;
        Reply::read(text.trim()).map_err(|error| match error {
            ReplyError::TooLong { .. } => Declined::TooLong,
            ReplyError::TooMany | ReplyError::Form(_) => Declined::NotAReply,
        })
    }

    fn gate(&self) -> std::sync::MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Composer for LanguageModel {
    fn compose<'a>(&'a self, task: &'a Task<'a>) -> BoxFuture<'a, Result<Composed, Declined>> {
        async move {
            let began = Instant::now();
            let composed = self.asked(task).await;
            let outcome = composed.as_ref().map_or_else(Declined::as_str, |_| "composed");
            metrics::counter!("fingertip_model_calls_total", "outcome" => outcome).increment(1);
            metrics::histogram!("fingertip_model_seconds").record(began.elapsed());
            if let Err(declined) = &composed {
                tracing::warn!(outcome, %declined, "the language model composed nothing");
            }
            composed
        }
        .boxed()
    }
}
