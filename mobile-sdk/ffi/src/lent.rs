//! Makes of what the app lends what the core asks for, and adds what any device has: time, randomness, files.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_compat::Compat;
use fingertip_sdk_core::{self as core, HostFailure, HttpRequest, HttpResponse, KeyAlgorithm, Later, LogLine, NetworkState};

use crate::host::{
    Clock, DeviceKey, HostError, HostServices, LogSink, NetworkMonitor, ProcessLock, TokenStore, Transport, TransportError,
};

/// Something that the app lends, as the core sees it.
struct Lent<T: ?Sized>(Arc<T>);

/// Makes the core's host of the app's.
///
/// # Errors
/// When the folder cannot be made or read.
pub fn host(services: HostServices) -> Result<core::HostServices, HostFailure> {
    Ok(core::HostServices {
        transport: Arc::new(Lent(services.transport)),
        clock: services.clock.map_or(Arc::new(SystemClock) as Arc<dyn core::Clock>, |clock| Arc::new(Lent(clock))),
        entropy: Arc::new(SystemEntropy),
        files: Arc::new(core::Folder::open(&services.folder)?),
        tokens: Arc::new(Lent(services.tokens)),
        device_key: services.device_key.map(|key| Arc::new(Lent(key)) as Arc<dyn core::DeviceKey>),
        log: services.log.map(|log| Arc::new(Lent(log)) as Arc<dyn core::LogSink>),
        network: services.network.map(|network| Arc::new(Lent(network)) as Arc<dyn core::NetworkMonitor>),
        lock: services.lock.map(|lock| Arc::new(Lent(lock)) as Arc<dyn core::ProcessLock>),
    })
}

impl core::Transport for Lent<dyn Transport> {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, core::TransportError>> {
        Box::pin(async move { self.0.send(request).await.map_err(transport_error) })
    }

    fn cancel(&self, request_id: &str) {
        self.0.cancel(request_id.to_owned());
    }
}

fn transport_error(error: TransportError) -> core::TransportError {
    match error {
        TransportError::Offline => core::TransportError::Offline,
        TransportError::Timeout => core::TransportError::Timeout,
        TransportError::Cancelled => core::TransportError::Cancelled,
        TransportError::Broken { detail } => core::TransportError::Broken { detail },
    }
}

impl core::TokenStore for Lent<dyn TokenStore> {
    fn load(&self, slot: &str) -> Result<Option<String>, HostFailure> {
        self.0.load(slot.to_owned()).map_err(failure)
    }

    fn save(&self, slot: &str, secret: &str) -> Result<(), HostFailure> {
        self.0.save(slot.to_owned(), secret.to_owned()).map_err(failure)
    }

    fn clear(&self, slot: &str) -> Result<(), HostFailure> {
        self.0.clear(slot.to_owned()).map_err(failure)
    }
}

impl core::DeviceKey for Lent<dyn DeviceKey> {
    fn algorithm(&self) -> KeyAlgorithm {
        self.0.algorithm()
    }

    fn public_key(&self) -> Result<Vec<u8>, HostFailure> {
        self.0.public_key().map_err(failure)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HostFailure> {
        self.0.sign(message.to_vec()).map_err(failure)
    }
}

impl core::LogSink for Lent<dyn LogSink> {
    fn log(&self, lines: Vec<LogLine>) {
        self.0.log(lines);
    }
}

impl core::NetworkMonitor for Lent<dyn NetworkMonitor> {
    fn state(&self) -> NetworkState {
        self.0.state()
    }
}

impl core::ProcessLock for Lent<dyn ProcessLock> {
    fn acquire(&self, name: &str) -> Later<'_, Result<(), HostFailure>> {
        let name = name.to_owned();
        Box::pin(async move { self.0.acquire(name).await.map_err(failure) })
    }

    fn release(&self, name: &str) {
        self.0.release(name.to_owned());
    }
}

impl core::Clock for Lent<dyn Clock> {
    fn now_ms(&self) -> i64 {
        self.0.now_ms()
    }

    fn sleep(&self, ms: i64) -> Later<'_, ()> {
        Box::pin(self.0.sleep(ms))
    }
}

fn failure(HostError::Failed { detail }: HostError) -> HostFailure {
    HostFailure { detail }
}

/// The clock of the device, by the timer of tokio: nothing else here takes a runtime, so that only what sleeps enters one.
struct SystemClock;

impl core::Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where phones read their clock: the core has none")]
    fn now_ms(&self) -> i64 {
        // A clock before 1970 or after the year 292 million is one that was never set.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn sleep(&self, ms: i64) -> Later<'_, ()> {
        let duration = Duration::from_millis(ms.try_into().unwrap_or(0));
        // A timer belongs to the runtime in which it is made.
        Box::pin(Compat::new(async move { tokio::time::sleep(duration).await }))
    }
}

/// The randomness of the system.
struct SystemEntropy;

impl core::Entropy for SystemEntropy {
    fn bytes(&self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        getrandom::fill(&mut bytes).expect("a device that runs apps has randomness");
        bytes
    }
}
