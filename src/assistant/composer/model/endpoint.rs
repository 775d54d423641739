//! The endpoint of a model over HTTP, in the shape of OpenAI's chat completions: one question is posted, the reply comes piece by piece.
//! Nothing is tried twice: there is an answer without it.

use std::time::Duration;

use answer::compose::Brief;
use reqwest::{Client, Response, redirect::Policy};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::stream::Reading;
use crate::assistant::composer::Declined;

/// How long it may take to reach it.
const CONNECT_MAX: Duration = Duration::from_secs(2);
/// What the form of a reply is called.
const FORM: &str = "answer";

/// What the endpoint has to be told. The key is a secret: nothing prints this.
#[derive(Clone)]
pub struct EndpointSettings {
    /// Its address, before `/chat/completions`.
    pub url: String,
    /// What proves that we may ask, where anything has to.
    pub key: Option<String>,
    /// Which model.
    pub model: String,
    /// How it is told the form of a reply.
    pub format: Format,
    /// How many tokens a reply may have.
    pub tokens_max: u32,
}

/// How an endpoint is told the form of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As `json_schema`: OpenAI, vLLM, Ollama, llama.cpp.
    JsonSchema,
    /// As `json_object`, with the schema beside it: llama-cpp-python; others read the first and not the second.
    JsonObject,
}

/// An endpoint that cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("could not prepare for the language model")]
pub struct EndpointError(#[from] reqwest::Error);

/// Asks a model.
pub struct Endpoint {
    client: Client,
    place: String,
    settings: EndpointSettings,
}

impl Endpoint {
    /// Prepares for an endpoint; nothing is sent yet.
    ///
    /// # Errors
    /// Fails when the system's root certificates cannot be read.
    pub fn new(settings: EndpointSettings) -> Result<Endpoint, EndpointError> {
        // A redirect would carry our key to somebody else.
        let client = Client::builder().connect_timeout(CONNECT_MAX).redirect(Policy::none()).no_proxy().build()?;
        let place = format!("{}/chat/completions", settings.url.trim_end_matches('/'));
        Ok(Endpoint { client, place, settings })
    }

    /// Asks, and returns what it replied: the beginning of it within `first_max`, all of it within `total_max`.
    ///
    /// # Errors
    /// Says what there is instead of a reply.
    pub async fn ask(&self, brief: &Brief<'_>, first_max: Duration, total_max: Duration) -> Result<String, Declined> {
        let asked = async {
            let mut reading = Reading::default();
            let begun = timeout(first_max, self.begin(brief, &mut reading)).await;
            let mut reply = begun.map_err(|_| Declined::FirstTokenLate)??;
            while !reading.has_ended() && more(&mut reply, &mut reading).await? {}
            reading.done()
        };
        timeout(total_max, asked).await.map_err(|_| Declined::Late)?
    }

    /// Posts the question, and reads until the reply begins.
    async fn begin(&self, brief: &Brief<'_>, reading: &mut Reading) -> Result<Response, Declined> {
        let mut request = self.client.post(&self.place).header("accept", "text/event-stream");
        if let Some(key) = &self.settings.key {
            request = request.bearer_auth(key);
        }
        let body = self.body(brief).to_string();
        let request = request.header("content-type", "application/json").body(body);
        let mut reply = request.send().await.map_err(|_| Declined::Unreachable)?;
        match reply.status().as_u16() {
            200..=299 => {}
            status @ 500.. => return Err(Declined::Broken(status)),
            status => return Err(Declined::Refused(status)),
        }
        while !reading.has_begun() && more(&mut reply, reading).await? {}
        Ok(reply)
    }

    fn body(&self, brief: &Brief<'_>) -> Value {
        let schema = brief.schema();
        let format = match self.settings.format {
            Format::JsonSchema => {
                json!({ "type": "json_schema", "json_schema": { "name": FORM, "strict": true, "schema": schema } })
            }
            Format::JsonObject => json!({ "type": "json_object", "schema": schema }),
        };
        json!({
            "model": self.settings.model,
            "messages": [
                { "role": "system", "content": brief.instructions() },
                { "role": "user", "content": brief.data() },
            ],
            "temperature": 0,
            "max_tokens": self.settings.tokens_max,
            "stream": true,
            "response_format": format,
        })
    }
}

/// Reads the next piece, and says whether there was one.
async fn more(reply: &mut Response, reading: &mut Reading) -> Result<bool, Declined> {
    match reply.chunk().await {
        Ok(Some(bytes)) => reading.take(&bytes).map(|()| true),
        Ok(None) => Ok(false),
        Err(_) => Err(Declined::CutShort),
    }
}
