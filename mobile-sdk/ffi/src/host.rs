//! What the app lends: written in its language, called by us. `lent.rs` makes of it what the core asks for.

use std::sync::Arc;

use fingertip_sdk_core::{HttpRequest, HttpResponse, KeyAlgorithm, LogLine, NetworkState};
use thiserror::Error;
use uniffi::UnexpectedUniFFICallbackError;

/// Sends requests: OkHttp, URLSession, `fetch`. TLS, proxies and pinning are its own. It follows no redirect and keeps no cookie.
#[uniffi::export(foreign)]
#[async_trait::async_trait]
pub trait Transport: Send + Sync {
    /// Sends a request, once, and waits for its whole answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;

    /// Gives a request up, by its id; what is not under way is passed over.
    fn cancel(&self, request_id: String);
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum TransportError {
    /// There is no network: not a byte was sent. Where that is not certain, say [`TransportError::Broken`].
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

/// Keeps secrets where the phone keeps secrets: Android Keystore, Keychain (`AfterFirstUnlockThisDeviceOnly`), out of every backup.
#[uniffi::export(foreign)]
pub trait TokenStore: Send + Sync {
    /// Reads a slot; nothing where nothing was saved. A safe that cannot be opened now is an error, never an empty one.
    fn load(&self, slot: String) -> Result<Option<String>, HostError>;

    /// Saves a slot, for good: when this returns, a crash does not lose it.
    fn save(&self, slot: String, secret: String) -> Result<(), HostError>;

    /// Empties a slot.
    fn clear(&self, slot: String) -> Result<(), HostError>;
}

/// A key whose private part never leaves the device (Android Keystore, Secure Enclave). A session is bound to it (RFC 9449).
#[uniffi::export(foreign)]
pub trait DeviceKey: Send + Sync {
    /// Returns its kind.
    fn algorithm(&self) -> KeyAlgorithm;

    /// Returns its public part: Ed25519 the 32 bytes, P-256 the point.
    fn public_key(&self) -> Result<Vec<u8>, HostError>;

    /// Signs: Ed25519 the message itself, P-256 its SHA-256, as 64 bytes or DER.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

/// Takes the log, some lines at a time. It holds no token, key, number, text or amount.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Takes lines, oldest first.
    fn log(&self, lines: Vec<LogLine>);
}

/// Says what the network is like.
#[uniffi::export(foreign)]
pub trait NetworkMonitor: Send + Sync {
    /// Returns what it is like now.
    fn state(&self) -> NetworkState;
}

/// Keeps an app and its extensions from doing one thing at the same time (a lock file in their common folder).
#[uniffi::export(foreign)]
#[async_trait::async_trait]
pub trait ProcessLock: Send + Sync {
    /// Waits until nobody else has the lock of that name, 10 s at most, and takes it.
    async fn acquire(&self, name: String) -> Result<(), HostError>;

    /// Gives it back.
    fn release(&self, name: String);
}

/// Tells the time and waits. Apps lend none: it is for tests, which would else wait for an hour.
#[uniffi::export(foreign)]
#[async_trait::async_trait]
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;

    /// Waits.
    async fn sleep(&self, ms: i64);
}

/// Why the app could not do what was asked of it.
#[derive(Clone, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum HostError {
    /// It failed.
    #[error("{detail}")]
    Failed {
        /// What it says of it, without secrets.
        detail: String,
    },
}

/// All that the app lends.
#[derive(uniffi::Record)]
pub struct HostServices {
    /// The network.
    pub transport: Arc<dyn Transport>,
    /// The safe.
    pub tokens: Arc<dyn TokenStore>,
    /// A folder of the app's own, out of every backup.
    pub folder: String,
    /// The device's key; without one nobody can sign in.
    #[uniffi(default = None)]
    pub device_key: Option<Arc<dyn DeviceKey>>,
    /// Where the log goes.
    #[uniffi(default = None)]
    pub log: Option<Arc<dyn LogSink>>,
    /// What the network is like; without it, as good as any.
    #[uniffi(default = None)]
    pub network: Option<Arc<dyn NetworkMonitor>>,
    /// What keeps extensions apart; without it there are none.
    #[uniffi(default = None)]
    pub lock: Option<Arc<dyn ProcessLock>>,
    /// Another clock than the device's: for tests.
    #[uniffi(default = None)]
    pub clock: Option<Arc<dyn Clock>>,
}

/// An exception of the app's own code inside a call of ours is a broken line: whether something was sent nobody knows.
impl From<UnexpectedUniFFICallbackError> for TransportError {
    fn from(error: UnexpectedUniFFICallbackError) -> TransportError {
        TransportError::Broken { detail: error.reason }
    }
}

impl From<UnexpectedUniFFICallbackError> for HostError {
    fn from(error: UnexpectedUniFFICallbackError) -> HostError {
        HostError::Failed { detail: error.reason }
    }
}
