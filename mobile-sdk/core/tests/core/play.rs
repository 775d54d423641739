//! A transport that plays what a vector says: which operation is expected next, and what becomes of it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{LazyLock, Mutex},
};

use fingertip_sdk_core::{HttpHeader, HttpMethod, HttpRequest, HttpResponse, Later, Transport, TransportError};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What becomes of the next request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Which operation is expected.
    pub operation: String,
    /// `offline`, `timeout`, `broken`; nothing where it is answered.
    #[serde(default)]
    pub fault: Option<String>,
    /// The data that it is answered with.
    #[serde(default)]
    pub data: Option<Value>,
    /// The code and extensions of the error that it is answered with.
    #[serde(default)]
    pub error: Option<Value>,
    /// The status; 200 where nothing is said.
    #[serde(default)]
    pub status: Option<i64>,
    /// A body that is no answer of ours.
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What the variables hold, by JSON pointer: a value, or `$name`, which has to be the same wherever it stands.
    #[serde(default)]
    pub variables: BTreeMap<String, Value>,
    /// Headers that the request has to have; null for one that it must not have.
    #[serde(default)]
    pub request_headers: BTreeMap<String, Option<String>>,
    /// How it has to be sent: `GET` or `POST`.
    #[serde(default)]
    pub method: Option<String>,
    /// Whether the text of the document is expected, because its hash was not known.
    #[serde(default)]
    pub by_text: bool,
}

#[derive(Default)]
pub struct Stage {
    turns: Mutex<VecDeque<Turn>>,
    bound: Mutex<BTreeMap<String, Value>>,
    wrong: Mutex<Vec<String>>,
    pub sizes: Mutex<Vec<(String, usize)>>,
}

impl Stage {
    pub fn expect(&self, turns: Vec<Turn>) {
        self.turns.lock().expect("whole").extend(turns);
    }

    /// Returns what was not as expected, with what was expected and did not come.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = std::mem::take(&mut *self.wrong.lock().expect("whole"));
        let left = self
            .turns
            .lock()
            .expect("whole")
            .drain(..)
            .map(|turn| format!("{} did not come", turn.operation))
            .collect::<Vec<_>>();
        faults.extend(left);
        faults
    }

    fn play(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let sent = Sent::of(request);
        self.sizes.lock().expect("whole").push((sent.operation.clone(), request.url.len() + request.body.len()));
        let Some(turn) = self.turns.lock().expect("whole").pop_front() else {
            self.blame(format!("{} came and was not expected", sent.operation));
            return Err(TransportError::Offline);
        };
        self.check(&turn, &sent, request);
        match turn.fault.as_deref() {
            Some("offline") => return Err(TransportError::Offline),
            Some("timeout") => return Err(TransportError::Timeout),
            Some("broken") => return Err(TransportError::Broken { detail: "connection reset".to_owned() }),
            Some(other) => panic!("no such fault: {other}"),
            None => {}
        }
        let body = match (turn.data, turn.error, turn.body) {
            (Some(data), None, None) => json!({ "data": self.filled(data) }).to_string(),
            (None, Some(error), None) => {
                json!({ "errors": [{ "message": "said by the server", "extensions": error }] }).to_string()
            }
            (None, None, Some(body)) => body,
            _ => panic!("{}: one of data, error, body", turn.operation),
        };
        let headers = turn.headers.into_iter().map(|(name, value)| HttpHeader { name, value }).collect();
        Ok(HttpResponse { status: turn.status.unwrap_or(200), headers, body: body.into_bytes(), wire_bytes: None })
    }

    fn check(&self, turn: &Turn, sent: &Sent, request: &HttpRequest) {
        if turn.operation != sent.operation {
            self.blame(format!("{} came, {} was expected", sent.operation, turn.operation));
        }
        if turn.by_text != sent.is_text {
            self.blame(format!("{}: document by its {}", sent.operation, if sent.is_text { "text" } else { "hash" }));
        }
        let method = if request.method == HttpMethod::Get { "GET" } else { "POST" };
        if turn.method.as_deref().is_some_and(|expected| expected != method) {
            self.blame(format!("{} came by {method}", sent.operation));
        }
        for (pointer, expected) in &turn.variables {
            let found = sent.variables.pointer(pointer).cloned().unwrap_or(Value::Null);
            let expected = match expected.as_str().and_then(|text| text.strip_prefix('$')) {
                Some(name) => self.bound.lock().expect("whole").entry(name.to_owned()).or_insert_with(|| found.clone()).clone(),
                None => expected.clone(),
            };
            if found != expected || (found.is_null() && !expected.is_null()) {
                self.blame(format!("{}{pointer}: {found} came, {expected} was expected", sent.operation));
            }
        }
        for (name, expected) in &turn.request_headers {
            let found = request.headers.iter().find(|header| header.name == *name).map(|header| header.value.clone());
            if found != *expected {
                self.blame(format!("{} {name}: {found:?} came, {expected:?} was expected", sent.operation));
            }
        }
    }

    fn filled(&self, value: Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.bound.lock().expect("whole").get(name).cloned().unwrap_or(Value::Null),
                None => Value::String(text),
            },
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.filled(item)).collect()),
            Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, field)| (name, self.filled(field))).collect()),
            other => other,
        }
    }

    fn blame(&self, what: String) {
        self.wrong.lock().expect("whole").push(what);
    }
}

impl Transport for Stage {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        // A network is never at once: others get on meanwhile.
        let mut waited = false;
        Box::pin(std::future::poll_fn(move |context| {
            if !std::mem::replace(&mut waited, true) {
                context.waker().wake_by_ref();
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(self.play(&request))
        }))
    }

    fn cancel(&self, _: &str) {}
}

/// What was sent, read as the server reads it.
pub struct Sent {
    pub operation: String,
    pub is_text: bool,
    pub variables: Value,
}

impl Sent {
    pub fn of(request: &HttpRequest) -> Sent {
        let parameters: Value = match request.method {
            HttpMethod::Post => serde_json::from_slice(&request.body).expect("a body of JSON"),
            HttpMethod::Get => query(&request.url),
        };
        let variables = parameters["variables"].clone();
        match (parameters["documentId"].as_str(), parameters["query"].as_str()) {
            (Some(id), None) => Sent { operation: NAMES[id].clone(), is_text: false, variables },
            (None, Some(text)) => Sent { operation: NAMES[&hash(text)].clone(), is_text: true, variables },
            _ => panic!("neither a hash nor a text: {parameters}"),
        }
    }
}

fn query(url: &str) -> Value {
    let (_, query) = url.split_once('?').expect("a query");
    let fields = query.split('&').map(|field| {
        let (name, value) = field.split_once('=').expect("a value");
        let value = percent_encoding::percent_decode_str(value).decode_utf8().expect("UTF-8").into_owned();
        let value = if name == "variables" { serde_json::from_str(&value).expect("JSON") } else { Value::String(value) };
        (name.to_owned(), value)
    });
    Value::Object(fields.collect())
}

/// The operations by their hashes, as the server has them: those of the files.
static NAMES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../graphql/operations")).expect("the operations");
    let paths =
        folder.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|kind| kind == "graphql"));
    paths
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a document");
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            (hash(&text), name)
        })
        .collect()
});

fn hash(text: &str) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(text)))
}
