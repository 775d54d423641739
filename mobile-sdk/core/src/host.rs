//! What the app lends the core: a network, a clock, randomness, a folder, a safe for secrets. The core has none of its own.
//!
//! Everything here is called from any thread. What is not `async` must answer within 50 ms.

use std::{future::Future, pin::Pin, sync::Arc};

use thiserror::Error;

/// What a host promises to answer later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// Reads what anybody may read; a cache may keep the answer.
    Get,
    /// Everything else.
    Post,
}

/// A header of a request or a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpHeader {
    /// Its name, in small letters.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What the host is to send, as it stands. It follows no redirect, keeps no cookie and logs neither headers nor bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// What [`Transport::cancel`] names it by. It says nothing of what is sent.
    pub id: String,
    /// How.
    pub method: HttpMethod,
    /// Where.
    pub url: String,
    /// With which headers.
    pub headers: Vec<HttpHeader>,
    /// What; empty for a read.
    pub body: Vec<u8>,
    /// How long the host waits for the whole answer.
    pub timeout_ms: i64,
    /// Whether the host may send it again by itself, on another connection.
    pub idempotent: bool,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: i64,
    /// The headers; names in any letters.
    pub headers: Vec<HttpHeader>,
    /// The body, decompressed.
    pub body: Vec<u8>,
    /// How many bytes came over the network, where the host knows it (compressed, with headers).
    pub wire_bytes: Option<i64>,
}

/// Why nothing came back. Whether the server heard of it is not known, but for [`TransportError::Offline`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TransportError {
    /// There is no network: not a byte was sent.
    #[error("there is no network")]
    Offline,
    /// It took longer than it may.
    #[error("took too long")]
    Timeout,
    /// It was cancelled.
    #[error("was cancelled")]
    Cancelled,
    /// The connection failed or broke off.
    #[error("{detail}")]
    Broken {
        /// What the host says of it, without addresses or headers.
        detail: String,
    },
}

/// Sends requests: OkHttp, URLSession, `fetch`. TLS, proxies and pinning are its own.
pub trait Transport: Send + Sync {
    /// Sends a request and waits for its answer.
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>>;

    /// Gives a request up; what is not under way is passed over.
    fn cancel(&self, request_id: &str);
}

/// Why the host could not do what was asked of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{detail}")]
pub struct HostFailure {
    /// What it says of it, without secrets.
    pub detail: String,
}

/// Keeps secrets where the phone keeps secrets: Android Keystore, Keychain (`AfterFirstUnlockThisDeviceOnly`), out of every backup.
///
/// It has three slots: `session`, `journal-key`, and what a later version adds. Source: MASVS-STORAGE-1, row
/// SEC-MOB-01.
pub trait TokenStore: Send + Sync {
    /// Reads a slot; nothing where nothing was saved.
    ///
    /// # Errors
    /// When the safe cannot be opened now. That is never taken for an empty one.
    fn load(&self, slot: &str) -> Result<Option<String>, HostFailure>;

    /// Saves a slot, for good: when this returns, a crash does not lose it.
    ///
    /// # Errors
    /// When it was not saved.
    fn save(&self, slot: &str, secret: &str) -> Result<(), HostFailure>;

    /// Empties a slot.
    ///
    /// # Errors
    /// When it was not emptied.
    fn clear(&self, slot: &str) -> Result<(), HostFailure>;
}

impl dyn TokenStore {
    /// The tokens of the session.
    pub const SESSION: &'static str = "session";
    /// The key that what the core writes to files is encrypted with.
    pub const JOURNAL_KEY: &'static str = "journal-key";
}

/// What kind of key a device keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// Ed25519: 32 bytes, signatures of 64.
    Ed25519,
    /// P-256, as secure hardware has it: the public key is the point (64 bytes, or 65 that begin with 4), a signature is 64 bytes or DER.
    P256,
}

/// A key whose private part never leaves the device (Android Keystore, Secure Enclave). A session is bound to it (RFC 9449).
pub trait DeviceKey: Send + Sync {
    /// Returns its kind.
    fn algorithm(&self) -> KeyAlgorithm;

    /// Returns its public part.
    ///
    /// # Errors
    /// When the key cannot be reached now.
    fn public_key(&self) -> Result<Vec<u8>, HostFailure>;

    /// Signs a message: Ed25519 the message itself, P-256 its SHA-256.
    ///
    /// # Errors
    /// When the key cannot be used now.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HostFailure>;
}

/// How much a line of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For whoever works on the core.
    Debug,
    /// What was done.
    Info,
    /// What did not go as it should, and was dealt with.
    Warn,
    /// What somebody should look at.
    Error,
}

/// A line of the log. It never holds a token, a key, a number of a phone, a text that somebody wrote or an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// Which part of the core says so: `session`, `outbox`, `payment`, `wire`.
    pub target: String,
    /// What happened.
    pub text: String,
}

/// Takes the log, some lines at a time: a call for each would cost ten times as much across languages.
pub trait LogSink: Send + Sync {
    /// Takes lines, oldest first.
    fn log(&self, lines: Vec<LogLine>);
}

/// What the network is like now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkState {
    /// Whether there is one.
    pub online: bool,
    /// Whether it costs by the byte.
    pub metered: bool,
    /// Whether the person asked for little use of it (Data Saver, Low Data Mode).
    pub constrained: bool,
}

/// Says what the network is like.
pub trait NetworkMonitor: Send + Sync {
    /// Returns what it is like now.
    fn state(&self) -> NetworkState;
}

/// Keeps an app and its extensions from doing one thing at the same time (a lock file in their common folder).
pub trait ProcessLock: Send + Sync {
    /// Waits until nobody else has the lock of that name, 10 s at most, and takes it.
    fn acquire(&self, name: &str) -> Later<'_, Result<(), HostFailure>>;

    /// Gives it back.
    fn release(&self, name: &str);
}

/// The time, and waiting for it.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, by the phone's clock.
    fn now_ms(&self) -> i64;

    /// Waits.
    fn sleep(&self, ms: i64) -> Later<'_, ()>;
}

/// Randomness that nobody guesses (`SecRandomCopyBytes`, `SecureRandom`).
pub trait Entropy: Send + Sync {
    /// Returns so many random bytes.
    fn bytes(&self, count: usize) -> Vec<u8>;
}

/// A folder of the app's own, out of every backup. [`crate::Folder`] is one on a file system.
pub trait Files: Send + Sync {
    /// Reads a file; nothing where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, HostFailure>;

    /// Adds to the end of a file, and returns when it is on the disk.
    ///
    /// # Errors
    /// When it may not be there, or not all of it.
    fn append(&self, name: &str, bytes: &[u8]) -> Result<(), HostFailure>;

    /// Puts a file in place of another: after a crash there is the old or the new one, whole.
    ///
    /// # Errors
    /// When the new one is not in place.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), HostFailure>;

    /// Takes a file away; one that is not there is no matter.
    ///
    /// # Errors
    /// When it is still there.
    fn remove(&self, name: &str) -> Result<(), HostFailure>;

    /// Returns the names of the files.
    ///
    /// # Errors
    /// When the folder cannot be read.
    fn list(&self) -> Result<Vec<String>, HostFailure>;
}

/// All that the app lends.
#[derive(Clone)]
pub struct HostServices {
    /// The network.
    pub transport: Arc<dyn Transport>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The folder.
    pub files: Arc<dyn Files>,
    /// The safe.
    pub tokens: Arc<dyn TokenStore>,
    /// The device's key; without one nobody can sign in.
    pub device_key: Option<Arc<dyn DeviceKey>>,
    /// Where the log goes.
    pub log: Option<Arc<dyn LogSink>>,
    /// What the network is like; without it, as good as any.
    pub network: Option<Arc<dyn NetworkMonitor>>,
    /// What keeps extensions apart; without it there are none.
    pub lock: Option<Arc<dyn ProcessLock>>,
}
