//! What the program tells its operators: log lines, traces, figures. Started once by `main`, before anything can fail.
//!
//! Log lines go to standard error, one line an event, in UTC, each with the spans it happened in and so with its request id.
//! Traces go to a collector by OTLP when one is configured. Figures are kept for Prometheus when the server asks for them.

use std::{
    error::Error,
    fmt, io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    trace::{Sampler, SdkTracerProvider, SpanData, SpanExporter},
};
use thiserror::Error;
use tracing_subscriber::{Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{self, LogFormat};

/// Keeps logs and traces flowing; what is still under way is sent when it is dropped.
pub struct Telemetry {
    tracer: Option<SdkTracerProvider>,
}

/// Telemetry could not be started.
#[derive(Debug, Error)]
#[error("could not start {what}")]
pub struct TelemetryError {
    what: &'static str,
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

impl TelemetryError {
    fn at<E: Into<Box<dyn Error + Send + Sync>>>(what: &'static str) -> impl FnOnce(E) -> TelemetryError {
        move |source| TelemetryError { what, source: source.into() }
    }
}

/// Starts logs and, when a collector is configured, traces, for the whole process.
///
/// # Errors
/// Refuses to start twice in one process.
pub fn start(settings: &config::Telemetry) -> Result<Telemetry, TelemetryError> {
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| OneLine(io::stderr()));
    let lines = match settings.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    let tracer = settings.otlp_endpoint.as_ref().map(|collector| tracer(&collector.traces(), settings)).transpose()?;
    let spans = tracer.as_ref().map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("fingertip")));
    tracing_subscriber::registry()
        .with(lines)
        .with(spans)
        .with(settings.log_level.targets())
        .try_init()
        .map_err(TelemetryError::at("logs"))?;
    Ok(Telemetry { tracer })
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        /// How long the last traces may take to be sent. A collector that is down must not hold up a restart.
        const FLUSH_MAX: Duration = Duration::from_secs(3);

        if let Some(tracer) = &self.tracer
            && let Err(error) = tracer.shutdown_with_timeout(FLUSH_MAX)
        {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

fn tracer(endpoint: &str, settings: &config::Telemetry) -> Result<SdkTracerProvider, TelemetryError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .build()
        .map_err(TelemetryError::at("traces"))?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(TelemetryError::at("the thread of traces"))?;
    let share = f64::from(settings.otlp_sample_percent.get()) / 100.0;
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(OnOwnRuntime { exporter, runtime })
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(share))))
        .with_resource(Resource::builder().with_service_name("fingertip").build())
        .build())
}

/// Sends spans with a runtime of its own: the batch processor calls from a plain thread, where the HTTP client would find none,
/// and the last batch is sent when the runtime of the program has ended.
#[derive(Debug)]
struct OnOwnRuntime<E> {
    exporter: E,
    runtime: tokio::runtime::Runtime,
}

impl<E: SpanExporter> SpanExporter for OnOwnRuntime<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let sent = self.runtime.block_on(self.exporter.export(batch));
        if let Err(error) = &sent {
            tracing::warn!(%error, spans, "traces were not sent");
        }
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> Result<(), OTelSdkError> {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// Writes each event as exactly one line, whatever a caller put into a field: a line break sent from outside would otherwise
/// look like an event of ours.
struct OneLine<W>(W);

impl<W: io::Write> io::Write for OneLine<W> {
    /// Takes a whole event: the formatter hands over one at a time, with its line break at the end.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = one_line(text.strip_suffix('\n').unwrap_or(&text)) + "\n";
        self.0.write_all(line.as_bytes()).map(|()| event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Returns the text with line breaks and other control characters written out (`\n`), so that it stays one line. They are
/// written as JSON writes them: the line may be JSON.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            '\u{2028}' | '\u{2029}' => line += &format!("\\u{:04x}", u32::from(letter)),
            control if control.is_control() => line += &format!("\\u{:04x}", u32::from(control)),
            _ => line.push(letter),
        }
    }
    line
}

/// The chain of causes of an error, in one line: what failed, then why, then why that.
pub struct Chain<'a>(pub &'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&one_line(&self.0.to_string()))?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(formatter, ": {}", one_line(&error.to_string()))?;
            cause = error.source();
        }
        Ok(())
    }
}

/// Keeps what the process counts and measures with the macros of `metrics`, from the first call on, and returns what renders all
/// of it as text for Prometheus.
///
/// # Panics
/// When no runtime runs: waiting samples are sorted in a task, so that memory stays bounded when nobody asks for figures.
pub fn metrics() -> Arc<dyn Fn() -> String + Send + Sync> {
    /// The upper ends of the classes that durations are counted in, in seconds: our promises lie between 5 ms and 5 s.
    const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

    let recorder = RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets(SECONDS).expect("there are classes");
        let recorder = builder.install_recorder().expect("nobody else records");
        FIGURES.iter().for_each(Figure::describe);
        metrics::gauge!("fingertip_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        tokio::spawn(keep_up(recorder.clone()));
        recorder
    });
    Arc::new(|| recorder.render())
}

async fn keep_up(recorder: PrometheusHandle) {
    const EVERY: Duration = Duration::from_secs(5);

    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        recorder.run_upkeep();
    }
}

/// What kind of figure it is.
enum Kind {
    Counter,
    Gauge,
    Seconds,
}

/// A figure we keep.
struct Figure {
    kind: Kind,
    name: &'static str,
    meaning: &'static str,
}

/// Every figure we keep; a test finds those that were forgotten. Labels have few values, all ours: no path, no id, no text from
/// outside.
const FIGURES: &[Figure] = &[
    Figure { kind: Kind::Gauge, name: "fingertip_build_info", meaning: "1, labelled with the version that runs" },
    Figure { kind: Kind::Counter, name: "fingertip_requests_total", meaning: "requests answered, by route, kind and status" },
    Figure { kind: Kind::Seconds, name: "fingertip_request_seconds", meaning: "time to answer a request, by route and kind" },
    Figure { kind: Kind::Gauge, name: "fingertip_requests_in_flight", meaning: "requests being answered" },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_requests_abandoned_total",
        meaning: "requests whose client left before the answer",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_enquiry_files_scanned_total",
        meaning: "files of enquiries that were looked through, by what was found",
    },
    Figure { kind: Kind::Counter, name: "fingertip_enquiry_files_total", meaning: "files that arrived for enquiries" },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_gaps_not_noted_total",
        meaning: "questions without an answer that the ledger of gaps did not take: the day had too many",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_enquiry_replies_outdated_total",
        meaning: "replies that say what is no longer so",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_answers_changed_total",
        meaning: "answers of the assistant that are other ones by now, of which somebody was told",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_notices_unpaid_total",
        meaning: "notices by SMS that the budgets did not pay for: they went by e-mail, or wait",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_events_total",
        meaning: "things that happened to payments, by the verb of docs/payment-states.md",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_repayment_events_total",
        meaning: "things that happened to repayments, by their verb",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_dispute_events_total",
        meaning: "things that happened to disputes, by their verb",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_account_events_total",
        meaning: "things that happened to the accounts of traders, by their verb",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_account_draws_total",
        meaning: "payments that were paid from accounts of traders",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_advices_total",
        meaning: "payments at bank counters that were taken in from statements",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_plans_total",
        meaning: "plans of parts that were made, and that ended before they were complete, by what became of them",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_deferment_statements_total",
        meaning: "statements of deferment accounts that were closed or fell overdue, and payments of them that were settled",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_repayment_claims_total",
        meaning: "claims for repayment that were lodged, asked about, proved further, withdrawn, or not decided in time",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_contradictions_total",
        meaning: "times that a provider contradicted what it had confirmed: look at each",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_notices_refused_total",
        meaning: "notices that came in the name of a provider and are not its own",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_notices_dead_total",
        meaning: "notices of a provider about payments that there are not: an officer has to look at each",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_customs_events_total",
        meaning: "what customs is told of payment notices, by what happened to them",
    },
    Figure {
        kind: Kind::Gauge,
        name: "fingertip_customs_unacknowledged",
        meaning: "events of payment notices that customs did not acknowledge",
    },
    Figure {
        kind: Kind::Gauge,
        name: "fingertip_customs_unacknowledged_seconds",
        meaning: "how long the oldest of them waits: more than 300 is paid and not released",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_customs_deliveries_total",
        meaning: "tries to send an event to an endpoint of customs, by what became of it",
    },
    Figure {
        kind: Kind::Gauge,
        name: "fingertip_treasury_parity",
        meaning: "1 where provider, ledger and notices were alike when they were compared last, 0 where they differ",
    },
    Figure {
        kind: Kind::Gauge,
        name: "fingertip_treasury_parity_differences",
        meaning: "how many comparisons of that night found a difference, by subject: no settlement file is made over one",
    },
    Figure { kind: Kind::Gauge, name: "fingertip_treasury_breaks", meaning: "breaks that are open, by age" },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_treasury_breaks_resolved_total",
        meaning: "breaks that two officers resolved",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_treasury_unexplained_total",
        meaning: "comparisons that left something no break explains: a defect of ours, look at each",
    },
    Figure { kind: Kind::Counter, name: "fingertip_enquiries_opened_total", meaning: "enquiries opened, by channel" },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_enquiries_escalated_total",
        meaning: "enquiries told to a supervisor because they are late",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_enquiry_notices_total",
        meaning: "notices to askers, by way and by what became of them",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_answers_total",
        meaning: "questions to the assistant, by what became of them and by who composed the answer",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_model_calls_total",
        meaning: "answers that a language model was to compose, by what came of it",
    },
    Figure {
        kind: Kind::Seconds,
        name: "fingertip_model_seconds",
        meaning: "time until a language model composed an answer, or not",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_codes_refused_total",
        meaning: "one-time codes that were asked for and not sent, by the code of the refusal",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_sms_total",
        meaning: "messages handed to the carrier, by what became of them",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_alerts_total",
        meaning: "alerts handed to the carrier, by what became of them",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_payment_requests_total",
        meaning: "requests to pay handed to the carrier, by what became of them",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_staff_sign_ins_total",
        meaning: "tries of staff to sign in, by what came of them",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_rate_limited_total",
        meaning: "operations that were refused because too many were asked for, by class",
    },
    Figure {
        kind: Kind::Counter,
        name: "fingertip_sms_received_total",
        meaning: "messages that phones sent us, by whether they asked for something that we do",
    },
    Figure {
        kind: Kind::Gauge,
        name: "fingertip_search_documents",
        meaning: "documents that are indexed; told once there are vectors",
    },
    Figure {
        kind: Kind::Gauge,
        name: "fingertip_search_documents_read",
        meaning: "of these, how many are found by their meaning too; none without a sentence encoder",
    },
    Figure { kind: Kind::Gauge, name: "fingertip_streams", meaning: "sockets and event streams open for subscriptions" },
];

/// Returns the names of all figures we keep.
pub fn figure_names() -> impl Iterator<Item = &'static str> {
    FIGURES.iter().map(|figure| figure.name)
}

impl Figure {
    fn describe(&self) {
        match self.kind {
            Kind::Counter => metrics::describe_counter!(self.name, self.meaning),
            Kind::Gauge => metrics::describe_gauge!(self.name, self.meaning),
            Kind::Seconds => metrics::describe_histogram!(self.name, metrics::Unit::Seconds, self.meaning),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_field_from_outside_cannot_begin_a_line() {
        let mut written = Vec::new();
        let event = "INFO search text=coffee\n2030-01-01 ERROR forged\r\u{2028}\u{1b}[31m\n";
        OneLine(&mut written).write_all(event.as_bytes()).expect("memory takes all");
        let line = String::from_utf8(written).expect("text stays text");
        assert_eq!(line, "INFO search text=coffee\\n2030-01-01 ERROR forged\\r\\u2028\\u001b[31m\n");
    }

    #[test]
    fn a_chain_of_causes_is_one_line() {
        let cause = io::Error::other("no such\nfile");
        let error = TelemetryError::at("logs")(cause);
        assert_eq!(Chain(&error).to_string(), "could not start logs: no such\\nfile");
    }
}
