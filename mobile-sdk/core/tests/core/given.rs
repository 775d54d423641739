//! What tests lend the core: a clock that runs when somebody waits, chance that repeats itself, a folder and a safe in memory.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    task::{Context, Poll},
};

use ed25519_dalek::{Signer, SigningKey};
use fingertip_sdk_core::{
    ClientConfig, Clock, DeviceKey, Entropy, Files, HostFailure, HostServices, KeyAlgorithm, Later, MeteredPolicy,
    NetworkMonitor, NetworkState, Timeouts, TokenStore, Transport,
};

/// How often a wait is looked at before its time is over: whoever else is under way goes first.
const PATIENCE: u32 = 64;

/// A clock that jumps to the end of a wait.
pub struct Jumping(pub AtomicI64);

impl Clock for Jumping {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn sleep(&self, ms: i64) -> Later<'_, ()> {
        let until = self.now_ms().saturating_add(ms);
        let mut left = PATIENCE;
        Box::pin(std::future::poll_fn(move |context: &mut Context<'_>| {
            if self.now_ms() >= until {
                return Poll::Ready(());
            }
            if left == 0 {
                self.0.fetch_max(until, Ordering::SeqCst);
                return Poll::Ready(());
            }
            left -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

/// Chance that is the same each time (SplitMix64).
pub struct Seeded(pub Mutex<u64>);

impl Entropy for Seeded {
    fn bytes(&self, count: usize) -> Vec<u8> {
        let mut state = self.0.lock().expect("nobody panics holding it");
        (0..count)
            .map(|_| {
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut mixed = *state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                (mixed ^ (mixed >> 31)).to_le_bytes()[0]
            })
            .collect()
    }
}

/// A folder in memory.
#[derive(Default)]
pub struct MemoryFiles(pub Mutex<BTreeMap<String, Vec<u8>>>);

impl Files for MemoryFiles {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, HostFailure> {
        Ok(self.0.lock().expect("whole").get(name).cloned())
    }

    fn append(&self, name: &str, bytes: &[u8]) -> Result<(), HostFailure> {
        self.0.lock().expect("whole").entry(name.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), HostFailure> {
        self.0.lock().expect("whole").insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), HostFailure> {
        self.0.lock().expect("whole").remove(name);
        Ok(())
    }

    fn list(&self) -> Result<Vec<String>, HostFailure> {
        Ok(self.0.lock().expect("whole").keys().cloned().collect())
    }
}

/// A safe in memory, which can be jammed.
#[derive(Default)]
pub struct MemorySafe {
    pub slots: Mutex<BTreeMap<String, String>>,
    pub is_jammed: Mutex<bool>,
}

impl MemorySafe {
    fn check(&self) -> Result<(), HostFailure> {
        if *self.is_jammed.lock().expect("whole") { Err(HostFailure { detail: "locked".to_owned() }) } else { Ok(()) }
    }
}

impl TokenStore for MemorySafe {
    fn load(&self, slot: &str) -> Result<Option<String>, HostFailure> {
        self.check()?;
        Ok(self.slots.lock().expect("whole").get(slot).cloned())
    }

    fn save(&self, slot: &str, secret: &str) -> Result<(), HostFailure> {
        self.check()?;
        self.slots.lock().expect("whole").insert(slot.to_owned(), secret.to_owned());
        Ok(())
    }

    fn clear(&self, slot: &str) -> Result<(), HostFailure> {
        self.check()?;
        self.slots.lock().expect("whole").remove(slot);
        Ok(())
    }
}

/// A device's key of Ed25519.
pub struct SoftKey(pub SigningKey);

impl DeviceKey for SoftKey {
    fn algorithm(&self) -> KeyAlgorithm {
        KeyAlgorithm::Ed25519
    }

    fn public_key(&self) -> Result<Vec<u8>, HostFailure> {
        Ok(self.0.verifying_key().as_bytes().to_vec())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HostFailure> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

/// A network that is there or not.
pub struct Switch(pub Mutex<bool>);

impl NetworkMonitor for Switch {
    fn state(&self) -> NetworkState {
        NetworkState { online: *self.0.lock().expect("whole"), metered: false, constrained: false }
    }
}

/// A phone, which outlives the apps on it.
pub struct Phone {
    pub clock: Arc<Jumping>,
    pub entropy: Arc<Seeded>,
    pub files: Arc<MemoryFiles>,
    pub safe: Arc<MemorySafe>,
    pub network: Arc<Switch>,
}

impl Phone {
    pub fn new(seed: u64) -> Phone {
        Phone {
            clock: Arc::new(Jumping(AtomicI64::new(1_772_357_400_000))),
            entropy: Arc::new(Seeded(Mutex::new(seed))),
            files: Arc::new(MemoryFiles::default()),
            safe: Arc::new(MemorySafe::default()),
            network: Arc::new(Switch(Mutex::new(true))),
        }
    }

    pub fn host(&self, transport: Arc<dyn Transport>) -> HostServices {
        HostServices {
            transport,
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            files: self.files.clone(),
            tokens: self.safe.clone(),
            device_key: Some(Arc::new(SoftKey(SigningKey::from_bytes(&[7; 32])))),
            log: None,
            network: Some(self.network.clone()),
            lock: None,
        }
    }
}

pub fn config() -> ClientConfig {
    ClientConfig {
        base_url: "https://trade.example".to_owned(),
        issuer: String::new(),
        jurisdiction: "ZZ".to_owned(),
        languages: vec!["en".to_owned()],
        receipt_trust_root: Vec::new(),
        pack_trust_root: Vec::new(),
        answer_keys: Vec::new(),
        metered_policy: MeteredPolicy::Allow,
        timeouts: Timeouts::default(),
        user_agent_suffix: String::new(),
    }
}
