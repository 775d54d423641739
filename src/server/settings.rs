//! What an operator may set, and every ceiling of the transport with the reason for its default.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use vocabulary::Language;

use super::document::DocumentLimits;

/// How the server listens and whom it trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// Threads that serve. As many as cores: more gained nothing when measured.
    pub workers: usize,
    /// Whether this is a developer's machine: the explorer page is shown and the schema may be asked for.
    pub development: bool,
    /// Whether callers may ask for the schema outside development.
    pub introspection: bool,
    /// Origins whose pages may read our answers and open sockets, exactly as a browser sends them (`https://trade.example`).
    pub trusted_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The language to speak with a caller who asks for none of ours.
    pub default_language: Language,
    /// How long an answer to a public query by GET may be kept by anybody.
    pub public_max_age: Duration,
    /// How long readiness says no before the port closes, so that balancers notice first.
    pub drain_notice: Duration,
    /// How long requests in flight may take to finish once the port is closed.
    pub drain_time_max: Duration,
    /// The ceilings.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            development: false,
            introspection: false,
            trusted_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            default_language: Language::EN,
            public_max_age: Duration::from_secs(60),
            drain_notice: Duration::from_secs(5),
            drain_time_max: Duration::from_secs(20),
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// Returns whether callers may ask for the schema.
    pub fn shows_schema(&self) -> bool {
        self.development || self.introspection
    }

    /// Returns whether pages of this origin are trusted.
    pub fn trusts(&self, origin: &str) -> bool {
        self.trusted_origins.iter().any(|trusted| trusted == origin)
    }
}

/// Every ceiling of the transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body. The longest enquiry with its variables takes a quarter of it; uploads have a route of their own.
    pub body_bytes_max: usize,
    /// How long a whole body may take to arrive: 128 KiB on a 2G link at 13 KiB/s.
    pub body_wait_max: Duration,
    /// How long a request's head may take to arrive.
    pub head_wait_max: Duration,
    /// How long a connection may idle between requests.
    pub keep_alive: Duration,
    /// Connections open at once in the whole process; more wait in the system's queue.
    pub connections_max: usize,
    /// How long an operation may execute; the database gives up a second earlier.
    pub execution_time_max: Duration,
    /// Bytes of a request's variables.
    pub variable_bytes_max: usize,
    /// The ceilings of a document.
    pub document: DocumentLimits,
    /// The ceilings of subscriptions.
    pub stream: StreamLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body_bytes_max: 128 * 1024,
            body_wait_max: Duration::from_secs(10),
            head_wait_max: Duration::from_secs(5),
            keep_alive: Duration::from_secs(75),
            connections_max: 20_000,
            execution_time_max: Duration::from_secs(5),
            variable_bytes_max: 64 * 1024,
            document: DocumentLimits::default(),
            stream: StreamLimits::default(),
        }
    }
}

/// The ceilings of subscriptions, over WebSocket and over server-sent events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    /// Sockets and event streams open at once in the whole process.
    pub streams_max: usize,
    /// Operations running at once on one socket.
    pub operations_max: usize,
    /// Bytes of one message from a client, however it is cut into frames.
    pub message_bytes_max: usize,
    /// How long a client may take to say who it is.
    pub init_wait_max: Duration,
    /// How often a silent client is asked whether it is still there; twice unanswered, and the socket is closed.
    pub keep_alive_every: Duration,
    /// How often the doorkeeper is asked again whether the caller may stay.
    pub readmit_every: Duration,
    /// How long one message may wait for a client that does not read.
    pub send_wait_max: Duration,
}

impl Default for StreamLimits {
    fn default() -> Self {
        StreamLimits {
            streams_max: 10_000,
            operations_max: 20,
            message_bytes_max: 128 * 1024,
            init_wait_max: Duration::from_secs(5),
            keep_alive_every: Duration::from_secs(20),
            readmit_every: Duration::from_secs(10),
            send_wait_max: Duration::from_secs(10),
        }
    }
}
