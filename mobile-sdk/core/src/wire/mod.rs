//! Sends operations and reads answers. The only part that knows of HTTP: documents go by their hash, reads that anybody may read by GET,
//! tries are repeated where that can do no harm.

mod answer;
mod backoff;
mod cache;
mod later;
mod meter;
mod proof;
mod public;
mod refusal;

use std::sync::LazyLock;

use futures_util::{
    FutureExt,
    future::{Either, select},
    pin_mut,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use read::Read;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub use answer::{Heard, header as header_of, heard};
pub use backoff::jittered;
pub use cache::Cache;
pub use later::Answer;
pub use meter::{Meter, Usage};
pub use refusal::{Facts, NoFacts, error_of};

use crate::{
    cancel::CancelToken,
    client::Core,
    error::{FingertipError, SignedOutReason},
    host::{HttpHeader, HttpMethod, HttpRequest, HttpResponse, Later, LogLevel, TransportError},
    op::Operation,
};

/// How often something is tried.
const TRIES: u32 = 3;
/// What is waited before the second try, at most; twice as much before the third.
const PAUSE_MS: i64 = 400;
/// What is waited at most, and what a server may ask for before the app is told instead.
const PAUSE_MS_MAX: i64 = 8_000;
/// What a host may need beyond the time of a request to say that it is over.
const GRACE_MS: i64 = 2_000;

/// In whose name something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Nobody's.
    Nobody,
    /// That of whoever is signed in, and not without.
    SignedIn,
}

/// How an operation is sent.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// What it is counted as.
    pub interaction: &'static str,
    /// By which method.
    pub method: HttpMethod,
    /// In whose name.
    pub speaker: Speaker,
    /// The secret that a proof of the device's key is made for, where one is needed (`ath` of RFC 9449).
    pub proof_for: Option<&'a str>,
    /// Whether it may be sent twice: it only reads, or has a key.
    pub may_repeat: bool,
    /// What gives it up.
    pub cancel: Option<&'a CancelToken>,
    /// The tag of what is kept.
    pub etag: Option<&'a str>,
}

impl Call<'_> {
    /// Something that only reads, and is nobody else's matter.
    pub const fn private_read(interaction: &'static str) -> Call<'static> {
        Call {
            interaction,
            method: HttpMethod::Post,
            speaker: Speaker::Nobody,
            proof_for: None,
            may_repeat: true,
            cancel: None,
            etag: None,
        }
    }

    /// Something that changes something and has no key.
    pub const fn change(interaction: &'static str) -> Call<'static> {
        Call { may_repeat: false, ..Call::private_read(interaction) }
    }
}

/// Why there is no answer, and whether the server may have done what was asked nevertheless.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What went wrong.
    pub error: FingertipError,
    /// Whether it may have been done.
    pub is_in_doubt: bool,
}

impl From<Trouble> for FingertipError {
    fn from(trouble: Trouble) -> FingertipError {
        trouble.error
    }
}

impl From<FingertipError> for Trouble {
    /// Something that went wrong before anything was sent.
    fn from(error: FingertipError) -> Trouble {
        Trouble { error, is_in_doubt: false }
    }
}

/// A document with the values of its variables.
pub struct Document {
    text: &'static str,
    hash: String,
    variables: Value,
}

impl Document {
    /// Takes an operation.
    pub fn of<Q: Operation>(variables: Q::Variables) -> Result<Document, FingertipError> {
        let variables = serde_json::to_value(variables).map_err(FingertipError::internal)?;
        Ok(Document::with(Q::TEXT, variables))
    }

    fn with(text: &'static str, variables: Value) -> Document {
        Document { text, hash: format!("sha256:{}", hex::encode(Sha256::digest(text))), variables }
    }

    fn parameters(&self, by_text: bool) -> Value {
        match by_text {
            true => json!({ "query": self.text, "variables": self.variables }),
            false => json!({ "documentId": self.hash, "variables": self.variables }),
        }
    }

    fn name(&self, language: &str) -> String {
        let named = Sha256::new().chain_update(&self.hash).chain_update(self.variables.to_string()).chain_update(language);
        hex::encode(&named.finalize()[..16])
    }
}

/// What stands in a query string as it is. Source: RFC 3986, section 2.3, and what servers read as itself in a query.
static KEPT: LazyLock<AsciiSet> = LazyLock::new(|| {
    NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b',').remove(b'(').remove(b')')
});

impl Core {
    /// Sends an operation and reads its answer. Signing in and renewing go in nobody's name: they cannot wait for what they bring.
    pub fn send<'a, Q: Operation>(
        &'a self,
        variables: Q::Variables,
        call: Call<'a>,
    ) -> Answer<'a, Result<Value, Trouble>, Result<Q::ResponseData, Trouble>> {
        Answer { core: self, heard: self.exchanged(Document::of::<Q>(variables), call), read: Core::answered::<Q> }
    }

    fn exchanged<'a>(&'a self, document: Result<Document, FingertipError>, call: Call<'a>) -> Later<'a, Result<Value, Trouble>> {
        Box::pin(async move {
            match self.exchange(&document?, call).await? {
                Heard::Data { data, .. } => Ok(data),
                _ => Err(FingertipError::internal("an answer to a question that was not asked").into()),
            }
        })
    }

    /// Sends a document, in the name of whoever is signed in where that is asked for. A token that is refused is renewed, once.
    pub async fn exchange(&self, document: &Document, call: Call<'_>) -> Result<Heard, Trouble> {
        if call.speaker == Speaker::Nobody {
            return self.exchange_with(document, call, None).await;
        }
        let access = self.access().await?;
        match self.exchange_with(document, call, Some(&access)).await {
            Err(Trouble { error: FingertipError::Unauthenticated { reason: SignedOutReason::SignedOut, .. }, is_in_doubt }) => {
                let renewed = self.renewed(&access).await.map_err(|error| Trouble { error, is_in_doubt })?;
                let again = self.exchange_with(document, call, Some(&renewed)).await;
                again.map_err(|trouble| Trouble { is_in_doubt: is_in_doubt || trouble.is_in_doubt, ..trouble })
            }
            other => other,
        }
    }

    /// Sends a document with a token or without, as often as may be.
    pub async fn exchange_with(&self, document: &Document, call: Call<'_>, access: Option<&str>) -> Result<Heard, Trouble> {
        let (mut by_text, mut is_in_doubt, mut tries) = (false, false, 0);
        loop {
            let request = self.request(document, call, access, by_text)?;
            let heard = self.once(request, call).await;
            let error = match heard {
                Heard::Data { .. } | Heard::NotModified => return Ok(heard),
                Heard::UnknownDocument if !by_text => {
                    by_text = true;
                    continue;
                }
                Heard::UnknownDocument => {
                    error_of("PERSISTED_QUERY_NOT_FOUND", "the server does not know what was asked", &NoFacts)
                }
                Heard::Refused(error) => error,
                Heard::Failed { error, is_unsent } => {
                    is_in_doubt |= !is_unsent;
                    error
                }
            };
            tries += 1;
            let pause = match &error {
                // What is refused for its frequency was not done, so that anything may be sent again.
                FingertipError::RateLimited { retry_after_ms, .. } if *retry_after_ms <= PAUSE_MS_MAX => *retry_after_ms,
                FingertipError::Timeout { .. } | FingertipError::Server { .. } if call.may_repeat => 0,
                _ => return Err(Trouble { error, is_in_doubt }),
            };
            if tries == TRIES {
                return Err(Trouble { error, is_in_doubt });
            }
            let pause = pause.max(jittered(&*self.host.entropy, PAUSE_MS, tries, 0, PAUSE_MS_MAX));
            if let Err(error) = self.pause(pause, call.cancel).await {
                return Err(Trouble { error, is_in_doubt });
            }
        }
    }

    /// Waits, unless it is given up.
    pub async fn pause(&self, ms: i64, cancel: Option<&CancelToken>) -> Result<(), FingertipError> {
        let Some(cancel) = cancel else {
            self.host.clock.sleep(ms).await;
            return Ok(());
        };
        let given_up = cancel.cancelled();
        pin_mut!(given_up);
        match select(self.host.clock.sleep(ms), given_up).await {
            Either::Left(_) => Ok(()),
            Either::Right(_) => Err(FingertipError::Cancelled { detail: "given up while waiting".to_owned() }),
        }
    }

    async fn once(&self, request: HttpRequest, call: Call<'_>) -> Heard {
        answer::judge(self.brought(request, call.interaction, call.cancel).await)
    }

    /// Has the host send a request, and waits no longer for it than may be.
    pub async fn brought(
        &self,
        request: HttpRequest,
        interaction: &'static str,
        cancel: Option<&CancelToken>,
    ) -> Result<HttpResponse, TransportError> {
        let (id, up) = (request.id.clone(), meter::bytes_up(&request));
        // A host that says nothing at all does not hold us for ever.
        let patience = self.host.clock.sleep(request.timeout_ms + GRACE_MS).map(|()| TransportError::Timeout);
        let given_up = async {
            match cancel {
                Some(cancel) => cancel.cancelled().await,
                None => std::future::pending().await,
            }
            TransportError::Cancelled
        };
        pin_mut!(given_up);
        let sent = self.host.transport.send(request);
        let response = match select(sent, select(patience, given_up)).await {
            Either::Left((response, _)) => response,
            Either::Right((over, _)) => {
                self.host.transport.cancel(&id);
                Err(over.factor_first().0)
            }
        };
        self.meter.count(interaction, up, response.as_ref().ok());
        response
    }

    /// Writes a request for a file that anybody may have.
    pub fn file_request(&self, path: &str, headers: Vec<HttpHeader>, timeout_ms: i64) -> HttpRequest {
        let own = [header("accept-language", &self.languages()), header("user-agent", &self.user_agent)];
        HttpRequest {
            id: hex::encode(self.host.entropy.bytes(8)),
            method: HttpMethod::Get,
            url: format!("{}{path}", self.config.base_url),
            headers: own.into_iter().chain(headers).collect(),
            body: Vec::new(),
            timeout_ms,
            idempotent: true,
        }
    }

    fn request(
        &self,
        document: &Document,
        call: Call<'_>,
        access: Option<&str>,
        by_text: bool,
    ) -> Result<HttpRequest, FingertipError> {
        let parameters = document.parameters(by_text);
        let mut headers = vec![
            header("accept", "application/graphql-response+json"),
            header("accept-language", &self.languages()),
            header("user-agent", &self.user_agent),
        ];
        headers.extend(access.map(|access| header("authorization", &format!("Bearer {access}"))));
        headers.extend(call.etag.map(|etag| header("if-none-match", etag)));
        if let Some(secret) = call.proof_for {
            headers.push(header("dpop", &self.proof(secret)?));
        }
        let endpoint = format!("{}/graphql", self.config.base_url);
        let (url, body, timeout_ms) = match call.method {
            HttpMethod::Get => (format!("{endpoint}?{}", query_string(&parameters)), Vec::new(), self.config.timeouts.read_ms),
            HttpMethod::Post => {
                headers.push(header("content-type", "application/json"));
                let body = serde_json::to_vec(&parameters).map_err(FingertipError::internal)?;
                (endpoint, body, self.config.timeouts.write_ms)
            }
        };
        let id = hex::encode(self.host.entropy.bytes(8));
        // A proof holds once, so that what carries one is not sent again as it stands.
        let idempotent = call.may_repeat && call.proof_for.is_none();
        Ok(HttpRequest { id, method: call.method, url, headers, body, timeout_ms, idempotent })
    }

    /// Reads an answer. One that is not in the contract leaves what was asked about as it was, so that only the log tells why it stands still.
    fn answered<Q: Operation>(&self, heard: Result<Value, Trouble>) -> Result<Q::ResponseData, Trouble> {
        read::<Q>(heard?).map_err(|error| self.unreadable(error))
    }

    fn unreadable(&self, error: FingertipError) -> Trouble {
        self.log.line(LogLevel::Error, "wire", error.to_string());
        Trouble { error, is_in_doubt: true }
    }

    /// Returns the languages of the person, as a header has them.
    pub fn languages(&self) -> String {
        self.config.languages.join(", ")
    }
}

fn query_string(parameters: &Value) -> String {
    let fields = parameters.as_object().into_iter().flatten();
    let written = fields.map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name}={}", utf8_percent_encode(&value, &KEPT))
    });
    written.collect::<Vec<_>>().join("&")
}

/// Writes a header.
pub fn header(name: &str, value: &str) -> HttpHeader {
    HttpHeader { name: name.to_owned(), value: value.to_owned() }
}

fn read<Q: Operation>(data: Value) -> Result<Q::ResponseData, FingertipError> {
    Q::ResponseData::read(data).map_err(|unread| not_in_contract(Q::NAME, unread.0))
}

fn not_in_contract(operation: &str, field: &str) -> FingertipError {
    let detail = format!("an answer to {operation} that is not in the contract: {field}");
    FingertipError::Server { trace_id: String::new(), detail }
}

/// Returns the word of an enumeration of the contract, also where it is one that this version does not know.
pub fn word(value: &impl AsRef<str>) -> String {
    value.as_ref().to_owned()
}

/// Returns the value of an enumeration of the contract that has this word. One that it does not have is sent nevertheless: the server may know it.
pub fn of_word<T: From<String>>(word: &str) -> T {
    T::from(word.to_owned())
}
