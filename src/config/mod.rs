//! What can be set, read once at the start from four places and checked before anything is opened.
//!
//! A value given on the command line wins over the environment, the environment over the file, the file over the default.
//! Every name that is not ours and every value that cannot be used is refused, all of them in one message. This module is the
//! only reader of the environment; it names no other module of ours, and the slices never name it: they are handed values.
//!
//! The list below is the single source: the types, the names in the file, in the environment and on the command line, the
//! defaults, the checks and `docs/configuration.md` all come from it.

mod customs;
mod files;
mod mail;
mod model;
mod oidc;
mod passkey;
mod payment;
mod problem;
mod reference;
mod secret;
mod setting;
mod sms;
mod source;
mod value;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use jiff::tz::TimeZone;
use vocabulary::Language;

pub use customs::{ReleaseCharge, WebhookDomain};
pub use files::ScannerAddress;
pub use mail::{MailFrom, MailRelay, MailSecurity};
pub use model::{ModelFormat, ModelMode, ModelName};
pub use oidc::ClientId;
pub use passkey::{AndroidApp, AppleApp, PasskeyDomain, PasskeyOrigin};
pub use payment::{CallbackToken, MoneyAbove, MtnEnvironment, PaymentProvider, RailBound, ShortCode};
pub use problem::ConfigError;
pub use reference::reference;
pub use secret::{DatabaseUrl, Engine, Secret, WitnessUrl};
pub use setting::{Key, Setting};
pub use sms::{Carrier, Dial, GatewayUrl, Name, Price};
pub use source::{Flags, Sources};
pub use value::{CollectorUrl, LogFilter, LogFormat, TerritoryCode, WebOrigin, Whole, Workers};

setting::settings! {
    /// Where requests are answered, and to whom.
    server: Server {
        /// The address and port to listen on. TLS ends in a proxy before it.
        address: SocketAddr = "127.0.0.1:8080",
        /// How many threads answer requests. More than the machine has cores does not help.
        workers: Workers = "cores",
        /// Whether this is a developer's machine: the query page is shown and the schema may be asked for. Never in production.
        development: bool = "false",
        /// Whether callers may ask for the schema outside development.
        introspection: bool = "false",
        /// For how many seconds a phone or a proxy may keep a public answer before asking again.
        public_max_age_seconds: Whole<0, 86_400> = "60",
        /// How many seconds the server says that it is not ready before it closes its port, so that balancers notice first.
        drain_notice_seconds: Whole<0, 300> = "5",
        /// How many seconds requests in flight then get to finish; what is left is cut.
        drain_seconds_max: Whole<0, 300> = "20",
        /// The web pages, besides our own, that may read answers and open subscriptions from a browser.
        trusted_origins: Vec<WebOrigin> = "",
        /// The proxies whose word about a caller's address is believed; from others `X-Forwarded-For` is ignored.
        trusted_proxies: Vec<IpAddr> = "",
        /// Whether `/metrics` answers Prometheus. Let the proxy keep that path from the public.
        metrics: bool = "true",
    }

    /// What a caller may cost. The ceilings of a query itself (depth, aliases, nodes) are in the code, not here.
    limits: Limits {
        /// The bytes of a request's body; a larger one is refused.
        body_bytes_max: Whole<1_024, 16_777_216> = "131072",
        /// The seconds a request's body may take to arrive: the default lets 128 KiB come over 2G.
        body_seconds_max: Whole<1, 120> = "10",
        /// The seconds an operation may execute; then it is cancelled.
        execution_seconds_max: Whole<1, 120> = "5",
        /// How many connections may be open; more wait in the system's queue.
        connections_max: Whole<1, 1_000_000> = "20000",
        /// How many sockets and event streams may be open for subscriptions.
        streams_max: Whole<1, 1_000_000> = "10000",
        /// How many operations a minute one person, service or device may ask for to read what is public, or one's own. Each field at the root of a request is one.
        search_per_minute: Whole<10, 1_000_000> = "120",
        /// The same, for all of one network (an IPv4 address, an IPv6 /64) who show no token, together.
        search_per_minute_network: Whole<10, 1_000_000> = "3000",
        /// How many operations a minute one person, service or device may ask for to read what takes long to work out.
        compute_per_minute: Whole<10, 1_000_000> = "20",
        /// The same, for all of one network (an IPv4 address, an IPv6 /64) who show no token, together.
        compute_per_minute_network: Whole<10, 1_000_000> = "600",
        /// How many operations a minute one person, service or device may ask for to sign in, to stay signed in, and to ask for codes and try them.
        sign_in_per_minute: Whole<10, 1_000_000> = "10",
        /// The same, for all of one network (an IPv4 address, an IPv6 /64) who show no token, together.
        sign_in_per_minute_network: Whole<10, 1_000_000> = "3000",
        /// How many operations a minute one person, service or device may ask for to change something.
        write_per_minute: Whole<10, 1_000_000> = "60",
        /// The same, for all of one network (an IPv4 address, an IPv6 /64) who show no token, together.
        write_per_minute_network: Whole<10, 1_000_000> = "600",
        /// How many operations a minute one person, service or device may ask for to move money.
        money_per_minute: Whole<10, 1_000_000> = "20",
        /// The same, for all of one network (an IPv4 address, an IPv6 /64) who show no token, together.
        money_per_minute_network: Whole<10, 1_000_000> = "60",
    }

    /// Where the truth is kept.
    database: Database {
        /// SQLite in a file, or PostgreSQL.
        url: DatabaseUrl = "sqlite://var/fingertip.db",
        /// How many connections to the database may be open.
        connections_max: Whole<1, 1_000> = "16",
        /// For how many days what happened stays in the outbox after every server has read it. A server that was away for longer builds its index anew.
        outbox_kept_days: Whole<1, 3_650> = "30",
    }

    /// Who signs in.
    identity: Identity {
        /// The address of this server as its clients write it. Tokens and proofs are made for it and for no other.
        issuer: WebOrigin = "http://127.0.0.1:8080",
        /// The file of the key that encrypts the signing keys and the secrets of authenticator apps in the database. It is made at the first start, for its owner alone; every server of one database needs the same. Without it nobody stays signed in: keep a copy apart from the database.
        key_file: PathBuf = "var/identity.key",
        /// How many keys of a machine (a system that calls by itself) hold at a time. Two let it change one for another without a gap.
        machine_keys_max: Whole<1, 10> = "3",
        /// The name that passkeys are bound to: the host of the issuer, or a domain above it. Changed later, it loses every passkey. Nothing for the host of the issuer.
        passkey_rp_id: Option<PasskeyDomain> = "",
        /// Where passkeys may be asked for besides pages of the issuer: other web origins below that name, and Android apps by the hash of their signing certificate.
        passkey_origins: Vec<PasskeyOrigin> = "",
        /// The Android apps that may use our passkeys, each a package and the SHA-256 fingerprint of its signing certificate.
        android_apps: Vec<AndroidApp> = "",
        /// The apps for Apple's phones that may use our passkeys, each a team and a bundle.
        apple_apps: Vec<AppleApp> = "",
        /// The identity provider that staff may sign in by (OpenID Connect), as it writes its own address. Whoever has the verified address of an account signs in to it.
        oidc_issuer: Option<GatewayUrl> = "",
        /// The name that the provider gave us.
        oidc_client_id: Option<ClientId> = "",
        /// The secret that goes with it.
        oidc_client_secret: Option<Secret> = "",
        /// The page of ours that people come back to from the provider, as it was told to the provider.
        oidc_redirect: Option<GatewayUrl> = "",
    }

    /// The full-text index. It is made from the database and may be deleted at any time.
    index: Index {
        /// The folder of the index.
        folder: PathBuf = "var/index",
        /// The sentence encoder, by which texts are found in other words and languages. Without one, words alone are searched.
        model: PathBuf = "var/model.bin",
    }

    /// Data sets as files. They are made from the database and may be deleted at any time.
    export: Export {
        /// The folder of built files.
        folder: PathBuf = "var/export",
        /// How many bytes the folder may hold, and a file of it unless it has more than 2 GiB; the oldest files make room.
        bytes_max: Whole<1_048_576, 4_294_967_295> = "1073741824",
    }

    /// Content packs, for phones without a network (docs/packs.md).
    packs: PackFolder {
        /// The folder that packs are given out of (`/packs`), with the list of their keys (`keys.cpl`). Files that no key of that list signed are not given out. Nothing to give none out.
        folder: Option<PathBuf> = "",
    }

    /// Whose trade this is.
    territory: Territory {
        /// The code of the country or customs territory. ZZ is the made-up territory of the sample.
        code: TerritoryCode = "ZZ",
        /// The zone that says which day it is.
        time_zone: TimeZone = "UTC",
        /// The language of an answer when the trader names none that we have.
        language: Language = "en",
        /// How many days before its first day a rule has to be announced, unless it names an exception. WTO TFA Article 2.1 asks for time and names no number.
        lead_days_min: Whole<0, 365> = "30",
    }

    /// The audit log, and where the signed heads of its chain go so that the owner of the database cannot rewrite them.
    audit: Audit {
        /// The key that heads are signed with: Ed25519 in PEM, readable by the service alone. It is made where there is none.
        key_file: PathBuf = "var/audit/key.pem",
        /// The folder of the file that heads are added to, hour by hour. Let it be out of reach of whoever owns the database: another machine's disk, or a disk that is written once.
        heads_folder: PathBuf = "var/audit/heads",
        /// A web address that each head is posted to, as JSON.
        heads_url: Option<WitnessUrl> = "",
    }

    /// Search.
    search: Search {
        /// How many recent searches officers can look into, kept in memory; 0 keeps none.
        diagnostics_max: Whole<0, 100_000> = "1000",
        /// Whether phrases are counted, so that officers see what is searched in vain; never by whom. Numbers and addresses of people are not kept, nothing is shown that was searched fewer than five times, and counts are forgotten after 90 days.
        phrases: bool = "true",
    }

    /// One-time codes by SMS, and the ceilings that keep others from earning by them.
    sms: Sms {
        /// Who carries messages. The log shows the codes, so it is refused outside development.
        carrier: Carrier = "none",
        /// Where the gateway takes messages, as forms in the shape of Africa's Talking.
        url: Option<GatewayUrl> = "",
        /// Our name with the gateway.
        username: Option<Name> = "",
        /// The key that goes with it.
        api_key: Option<Secret> = "",
        /// The name or short code that readers see, where the gateway gave us one.
        from: Option<Name> = "",
        /// The countries that get messages, each with what one costs in minor units of the money the gateway is paid in; others get none.
        prices: Vec<Price> = "",
        /// What all messages of 24 hours may cost together, in the same minor units. Notices leave a fifth of it to codes.
        day_minor_max: Whole<1, 4_000_000_000> = "10000",
        /// How many messages to one country are tried in an hour.
        prefix_hour_max: Whole<1, 1_000_000> = "2000",
        /// How many messages one device may ask for in 24 hours.
        device_day_max: Whole<1, 1_000> = "10",
        /// How many unused codes a network (/24 or /48) may have in an hour; one from which at least half of the codes are used has no limit.
        network_unused_max: Whole<1, 100_000> = "30",
        /// What the gateway proves itself with where it brings us the messages of phones, at `/sms/inbound/` and this; without it none are taken.
        inbound_secret: Option<Secret> = "",
        /// What a person can dial where no message is sent: a USSD code or a telephone number.
        dial: Option<Dial> = "",
    }

    /// When the enquiry desk works, and how long its replies may take (WTO TFA Article 1.3).
    desk: Desk {
        /// The folder with `policy.yaml` (reply times and their reasons), `calendar.yaml` (working hours) and `holidays.ics`. Nothing for those of the made-up territory.
        folder: Option<PathBuf> = "",
    }

    /// Files that belong to enquiries.
    files: Files {
        /// Where ClamAV's daemon listens, which looks through each file: a name or an address, and a port. Nothing takes no files, because what nobody looked through is given to nobody.
        clamd: Option<ScannerAddress> = "",
        /// The folder where files lie, where no bucket is named. Keep it out of reach of any web server, and with the database in one backup.
        folder: PathBuf = "var/files",
        /// The bucket where files lie instead, in a store that speaks S3.
        s3_bucket: Option<Name> = "",
        /// Where that store is asked. Nothing for the one of Amazon.
        s3_endpoint: Option<GatewayUrl> = "",
        /// The region the bucket is in.
        s3_region: Name = "us-east-1",
        /// Our name with the store.
        s3_access_key_id: Option<Name> = "",
        /// The key that goes with it.
        s3_secret_key: Option<Secret> = "",
        /// How many bytes all files of 24 hours may have together; more are refused until there is room.
        day_bytes_max: Whole<1_048_576, 4_294_967_295> = "2147483648",
    }

    /// The assistant, and the language model that may compose its answers. Without one it answers all the same; with one, nothing is shown that the sources do not bear out (docs/answers.md).
    assistant: Assistant {
        /// Where a language model is asked: an endpoint that speaks as OpenAI's does, before `/chat/completions`. It is told the question without anything personal, and published passages. Nothing asks none.
        model_url: Option<GatewayUrl> = "",
        /// The key that goes with it, where it needs one.
        model_key: Option<Secret> = "",
        /// Which model.
        model: Option<ModelName> = "",
        /// What it may do: say which sentences of the sources to quote, or write sentences of its own, each shown with the quotes that bear it out.
        model_mode: ModelMode = "select",
        /// How the endpoint is told the form of a reply: `json-schema` (OpenAI, vLLM, Ollama, llama.cpp), or `json-object` with the schema beside it (llama-cpp-python).
        model_format: ModelFormat = "json-schema",
        /// How many seconds it may take until its reply begins.
        model_first_seconds_max: Whole<1, 25> = "5",
        /// How many seconds it may take in all. `answering` and `/chat` wait for so long; `ask` for a second less than `limits.execution_seconds_max`. After that the answer is composed without it.
        model_seconds_max: Whole<1, 25> = "15",
        /// How many tokens a reply may have.
        model_tokens_max: Whole<64, 4_096> = "800",
        /// How many questions it is asked at once; others are answered without it.
        model_at_once_max: Whole<1, 1_000> = "4",
        /// How many questions each server asks it on one day; others are answered without it.
        model_day_max: Whole<1, 10_000_000> = "10000",
    }

    /// E-mail, by which askers hear of their enquiries.
    mail: Mail {
        /// The relay that takes our e-mail: `smtps://` for TLS from the first byte, `smtp://` for TLS after a greeting, without TLS on this machine alone. Nothing sends none.
        relay: Option<MailRelay> = "",
        /// The address that readers see.
        from: Option<MailFrom> = "",
        /// Our name with the relay.
        username: Option<Name> = "",
        /// The password that goes with it.
        password: Option<Secret> = "",
    }

    /// Push messages, by which the devices of askers are woken when there is news of their enquiries. They have no content: what a locked screen shows, the app writes.
    push: Push {
        /// Whom push services turn to when something is wrong with what we send (RFC 8292): an e-mail address. Nothing wakes no device.
        contact: Option<MailFrom> = "",
        /// The file with the key that devices subscribe with (P-256); made where it is not there. With another key every device has to subscribe anew.
        key_file: PathBuf = "var/push.key",
        /// The domains of the push services that devices may name, each with all below it.
        services: Vec<WebhookDomain> = "fcm.googleapis.com,updates.push.services.mozilla.com,push.apple.com,notify.windows.com",
        /// Whether services on this machine are taken too, without TLS, to try things out. Refused outside development.
        this_machine: bool = "false",
    }

    /// Payment of duties, taxes and fees (WTO TFA Article 7.2).
    payment: Payment {
        /// Who takes payments: `stripe` cards, `mtn` (MTN MoMo) and `daraja` (M-Pesa in Kenya) mobile money. `simulated` is a stand-in on this machine, to try things out: no money moves. `none` takes none.
        provider: PaymentProvider = "none",
        /// Where a stand-in runs already, for `simulated`: an address of this machine. Without it one is started, and ends with the program.
        simulator_url: Option<GatewayUrl> = "",
        /// What signs the notices of that stand-in.
        simulator_secret: Option<Secret> = "",
        /// The file with the key that signs receipts; made where it is not there. Whoever has it can sign receipts for any day: keep it as money is kept.
        receipt_key_file: PathBuf = "var/receipt.key",
        /// How much each way to pay carries at once: the ceiling of a wallet, the least of a card. A notice beyond it is paid in parts or at a bank.
        bounds: Vec<RailBound> = "",
        /// How many days after it was made the last part of a plan of parts may be paid; 0 for the same day. No later than the notice is due, whatever stands here.
        parts_days_max: Whole<0, 90> = "14",
        /// The file with the key that signs the lists by which phones verify receipts without a network: made where it is not there. Apps are built with its public half (`fingertip receipt keys`), so that it lasts as long as they do.
        list_key_file: PathBuf = "var/receipt-lists.key",
        /// The folder in which the fonts of PDFs lie, with all below it: one for Latin, one for Arabic, one for Chinese (docs/receipts.md names the files). Without the font of its script a receipt is a page and no PDF.
        fonts_folder: PathBuf = "/usr/share/fonts",
        /// How many days after the first of the next month the statement of a deferment account is due.
        deferment_due_days: Whole<0, 60> = "15",
        /// Within how many days a claim for repayment is decided: without undue delay, as the Revised Kyoto Convention has it (General Annex 4.21). Its trader is told the day, and officers which passed. While the trader is asked for documents it does not count.
        claim_days: Whole<1, 365> = "30",
        /// Above which sum its person confirms, by a code or a passkey, what is paid from an account with customs. A card or a wallet asks its holder itself; what leaves an account would leave it by a token alone.
        confirmed_above: Vec<MoneyAbove> = "",
        /// Whether money is real. What a provider says of the other mode is refused.
        live: bool = "false",
        /// The secret key of Stripe (`sk_…`, or `rk_…` with rights for payment intents and refunds, and to read charges, disputes, payouts and the balance).
        stripe_secret: Option<Secret> = "",
        /// What signs the notices of Stripe (`whsec_…`).
        stripe_notice_secret: Option<Secret> = "",
        /// What signed them before, while the secret is changed.
        stripe_notice_secret_before: Option<Secret> = "",
        /// The last part of the address where an operator of mobile money calls us back: `identity.issuer`, `/hooks/payment/`, the provider, and this. They sign nothing, so it is a secret; what comes there is a reason to ask them, and nothing else.
        callback_token: Option<CallbackToken> = "",
        /// The address of the API of MTN MoMo.
        mtn_url: Option<GatewayUrl> = "",
        /// The environment of MTN MoMo (`X-Target-Environment`).
        mtn_environment: MtnEnvironment = "sandbox",
        /// The key of the subscription to its product Collection, by which money is taken.
        mtn_collection_subscription: Option<Secret> = "",
        /// The API user of that product.
        mtn_collection_user: Option<Name> = "",
        /// The key of that user.
        mtn_collection_key: Option<Secret> = "",
        /// The key of the subscription to its product Disbursement, by which money is given back. Without that product the treasury gives it back.
        mtn_disbursement_subscription: Option<Secret> = "",
        /// The API user of that product.
        mtn_disbursement_user: Option<Name> = "",
        /// The key of that user.
        mtn_disbursement_key: Option<Secret> = "",
        /// The address of the API of Daraja.
        daraja_url: Option<GatewayUrl> = "",
        /// The consumer key of our app with Daraja.
        daraja_consumer_key: Option<Secret> = "",
        /// The secret that goes with it.
        daraja_consumer_secret: Option<Secret> = "",
        /// The business short code that is paid.
        daraja_short_code: Option<ShortCode> = "",
        /// The pass key of that short code.
        daraja_pass_key: Option<Secret> = "",
    }

    /// What customs systems are told when money arrives (docs/customs-feed.md).
    customs: Customs {
        /// The charges that the release of goods waits for, by law. Goods are told to be releasable once all of these are paid.
        release_waits_for: Vec<ReleaseCharge> = "duty,excise,vat,fee,penalty,interest",
        /// The domains that events may be sent to, each with all below it. Without one nothing is sent; what happened can be read all the same.
        webhook_domains: Vec<WebhookDomain> = "",
        /// Whether events may be sent to this machine too, without TLS, to try things out. Refused outside development.
        webhook_this_machine: bool = "false",
    }

    /// Reconciliation with providers and banks, and the treasury day.
    treasury: TreasuryBooks {
        /// The file that says which office the books are of, on which account the money of which tax and agency arrives, and how long each side may take (docs/reconciliation.md). Nothing for that of the made-up territory.
        rules: Option<PathBuf> = "",
        /// The file with the key that signs closed days: Ed25519 in PEM; made where it is not there. Keep a copy of its public half elsewhere.
        key_file: PathBuf = "var/treasury.key",
    }

    /// What the program tells its operators.
    telemetry: Telemetry {
        /// Log lines for people or for machines. Either way one line an event, in UTC, on standard error.
        log_format: LogFormat = "text",
        /// Which events are logged: a level, then levels of single modules.
        log_level: LogFilter = "info",
        /// Where to send traces by OTLP over HTTP. Over TLS, or with a password: send to a collector on this machine first.
        otlp_endpoint: Option<CollectorUrl> = "",
        /// Of a hundred requests, how many are traced.
        otlp_sample_percent: Whole<0, 100> = "100",
    }
}

/// The settings in force, and where each of them came from.
pub struct Effective {
    /// The settings, checked.
    pub config: Config,
    values: source::Values,
}

impl Effective {
    /// Reads the settings from the file, the environment and the command line.
    ///
    /// # Errors
    /// Lists every name that is not ours and every value that cannot be used.
    pub fn load(flags: &Flags) -> Result<Effective, ConfigError> {
        Effective::from_sources(&Sources::gather(flags)?)
    }

    /// Decides on the settings from what was gathered, without reading anything.
    ///
    /// # Errors
    /// As [`Effective::load`].
    pub fn from_sources(sources: &Sources) -> Result<Effective, ConfigError> {
        let (values, mut problems) = source::Values::collect(sources);
        let config = Config::read(&values, &mut problems);
        sms::check(&config, &values, &mut problems);
        oidc::check(&config, &mut problems);
        mail::check(&config, &mut problems);
        payment::check(&config, &mut problems);
        customs::check(&config, &values, &mut problems);
        files::check(&config, &mut problems);
        model::check(&config, &mut problems);
        if problems.is_empty() { Ok(Effective { config, values }) } else { Err(ConfigError::new(problems)) }
    }

    /// Writes the settings as a file that can be used again, each with the place it came from. Passwords are masked.
    pub fn print(&self) -> String {
        reference::print(&self.values)
    }
}
