//! What an app sets once. The same as in the core, for UniFFI.

use fingertip_sdk_core::{ClientConfig, MeteredPolicy, Timeouts};

/// What the core is told when it is made.
#[uniffi::remote(Record)]
pub struct ClientConfig {
    /// The address of the server, without a path or a slash at its end (`https://trade.example`).
    pub base_url: String,
    /// The address that the server gives itself (`identity.issuer`), where phones reach it by another one; empty for the same.
    #[uniffi(default = "")]
    pub issuer: String,
    /// The administration, by its two letters (ISO 3166-1). Receipts of another one are not taken for its own.
    pub jurisdiction: String,
    /// The languages of the person, the best first (ISO 639: `en`, `sw`).
    #[uniffi(default = [])]
    pub languages: Vec<String>,
    /// The 32 bytes that sign lists of keys and of changes of receipts. Where empty, the list of keys is believed as it comes from
    /// `base_url` over TLS, and there are no lists of changes.
    #[uniffi(default)]
    pub receipt_trust_root: Vec<u8>,
    /// The keys that sign lists of the keys of packs, 32 bytes each; more than half of them have to: two of three. Where empty, no pack is
    /// taken.
    #[uniffi(default = [])]
    pub pack_trust_root: Vec<Vec<u8>>,
    /// The keys that certificates of answers are signed by, 32 bytes each. Where empty, no certificate is verified.
    #[uniffi(default = [])]
    pub answer_keys: Vec<Vec<u8>>,
    /// What may be done where bytes cost money.
    pub metered_policy: MeteredPolicy,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// What the app adds to `User-Agent` (`trader-app/3.1`); empty for nothing.
    #[uniffi(default = "")]
    pub user_agent_suffix: String,
}

/// What may be done where bytes cost money.
#[uniffi::remote(Enum)]
pub enum MeteredPolicy {
    /// Anything that is asked for.
    Allow,
    /// Anything but packs.
    NoPacks,
    /// Reads come from packs and what is kept; what changes something is sent.
    Sparing,
}

/// How long things may take, in milliseconds.
#[uniffi::remote(Record)]
pub struct Timeouts {
    /// One try of a read that anybody may make.
    pub read_ms: i64,
    /// One try of anything else.
    pub write_ms: i64,
    /// After how long a read is answered out of what is kept, where there is something.
    pub offline_after_ms: i64,
}
