//! What an app sets once.

/// What the core is told when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientConfig {
    /// The address of the server, without a path or a slash at its end (`https://trade.example`).
    pub base_url: String,
    /// The address that the server gives itself (`identity.issuer`), where phones reach it by another one; empty for the same.
    pub issuer: String,
    /// The administration, by its two letters (ISO 3166-1). Receipts of another one are not taken for its own.
    pub jurisdiction: String,
    /// The languages of the person, the best first (ISO 639: `en`, `sw`).
    pub languages: Vec<String>,
    /// The 32 bytes that sign lists of keys and of changes of receipts. Where empty, the list of keys is believed as it comes from
    /// `base_url` over TLS, and there are no lists of changes.
    pub receipt_trust_root: Vec<u8>,
    /// The keys that sign lists of the keys of packs, 32 bytes each; more than half of them have to: two of three. Where empty, no pack is
    /// taken.
    pub pack_trust_root: Vec<Vec<u8>>,
    /// The keys that certificates of answers are signed by, 32 bytes each. Where empty, no certificate is verified.
    pub answer_keys: Vec<Vec<u8>>,
    /// What may be done where bytes cost money.
    pub metered_policy: MeteredPolicy,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// What the app adds to `User-Agent` (`trader-app/3.1`); empty for nothing.
    pub user_agent_suffix: String,
}

/// What may be done where bytes cost money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeteredPolicy {
    /// Anything that is asked for.
    Allow,
    /// Anything but packs.
    NoPacks,
    /// Reads come from packs and what is kept; what changes something is sent.
    Sparing,
}

/// How long things may take, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// One try of a read that anybody may make.
    pub read_ms: i64,
    /// One try of anything else.
    pub write_ms: i64,
    /// After how long a read is answered out of what is kept, where there is something.
    pub offline_after_ms: i64,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts { read_ms: 15_000, write_ms: 30_000, offline_after_ms: 2_500 }
    }
}
