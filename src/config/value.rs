//! The types of single settings. A value that is wrong on its own cannot be one of these.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    thread,
};

use jiff::tz::TimeZone;
use tracing_subscriber::filter::{LevelFilter, Targets};
use vocabulary::Language;

use super::setting::Setting;

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Whole<MIN, MAX> {
    /// Returns the number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// Returns the number as a size.
    pub fn size(self) -> usize {
        usize::try_from(self.0).expect("a size has at least 32 bits wherever a server runs")
    }

    /// Returns the number as a time.
    pub fn seconds(self) -> std::time::Duration {
        std::time::Duration::from_secs(self.0.into())
    }
}

impl<const MIN: u32, const MAX: u32> Setting for Whole<MIN, MAX> {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number| (MIN..=MAX).contains(number)).map(Whole)
    }

    fn allowed() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }
}

/// How many threads work: a number, or as many as the machine has cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workers(usize);

impl Workers {
    const MAX: usize = 256;

    /// Returns the number of threads.
    pub fn get(self) -> usize {
        self.0
    }
}

impl Setting for Workers {
    fn read(text: &str) -> Option<Self> {
        if text == "cores" {
            // A machine that does not tell its cores gets one thread: slow, and it runs.
            return Some(Workers(thread::available_parallelism().map_or(1, |cores| cores.get().min(Self::MAX))));
        }
        text.parse().ok().filter(|number| (1..=Self::MAX).contains(number)).map(Workers)
    }

    fn allowed() -> String {
        format!("a whole number from 1 to {}, or cores", Self::MAX)
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

impl Setting for LogFormat {
    fn read(text: &str) -> Option<Self> {
        match text {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        }
    }

    fn allowed() -> String {
        "text or json".to_owned()
    }
}

/// Which events are logged.
#[derive(Clone, Debug, PartialEq)]
pub struct LogFilter(Targets);

impl LogFilter {
    /// Returns the filter in the terms of `tracing`.
    pub fn targets(&self) -> Targets {
        self.0.clone()
    }
}

impl Setting for LogFilter {
    /// Stricter than [`Targets`] itself, to which a mistyped level is the name of a module.
    fn read(text: &str) -> Option<Self> {
        let mut targets = Targets::new();
        for part in text.split(',').map(str::trim) {
            targets = match part.split_once('=') {
                None => targets.with_default(level(part)?),
                Some((module, part)) if !module.is_empty() => targets.with_target(module, level(part)?),
                Some(_) => return None,
            };
        }
        Some(LogFilter(targets))
    }

    fn allowed() -> String {
        "off, error, warn, info, debug or trace, then module=level, parted by commas (info,fingertip::search=debug)".to_owned()
    }
}

fn level(text: &str) -> Option<LevelFilter> {
    let named = text.chars().all(|letter| letter.is_ascii_alphabetic()) && !text.is_empty();
    text.parse().ok().filter(|_| named)
}

/// The ISO 3166 code of a country, or one of the codes left free for others, such as ZZ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerritoryCode([u8; 2]);

impl TerritoryCode {
    /// Returns the two capital letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("holds ASCII letters alone")
    }
}

impl fmt::Display for TerritoryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Setting for TerritoryCode {
    fn read(text: &str) -> Option<Self> {
        let letters: [u8; 2] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(TerritoryCode(letters))
    }

    fn allowed() -> String {
        "two capital letters, as in ISO 3166 (KE), or ZZ".to_owned()
    }
}

/// The scheme, host and port of a web page, exactly as a browser names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebOrigin(Box<str>);

impl WebOrigin {
    /// Returns the text a browser sends as `Origin`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for WebOrigin {
    fn read(text: &str) -> Option<Self> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        is_host_and_port(host).then(|| WebOrigin(text.into()))
    }

    fn allowed() -> String {
        "a web origin in lower case without a path (https://trade.example)".to_owned()
    }
}

/// Whether the text is a host and perhaps a port in lower case, with nothing after it: no path, no user, no wildcard.
fn is_host_and_port(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let host_is_good = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_')),
    };
    !host.is_empty() && host_is_good && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// The address of an OpenTelemetry collector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectorUrl(Box<str>);

impl CollectorUrl {
    /// Returns where traces are posted.
    pub fn traces(&self) -> String {
        format!("{}/v1/traces", self.0)
    }
}

impl Setting for CollectorUrl {
    fn read(text: &str) -> Option<Self> {
        let host = text.strip_prefix("http://")?.trim_end_matches('/');
        is_host_and_port(host).then(|| CollectorUrl(format!("http://{host}").into()))
    }

    fn allowed() -> String {
        "an http address without a path (http://127.0.0.1:4318)".to_owned()
    }
}

impl Setting for IpAddr {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn allowed() -> String {
        "an IP address".to_owned()
    }
}

impl Setting for SocketAddr {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn allowed() -> String {
        "an IP address and a port (127.0.0.1:8080, [::]:8080)".to_owned()
    }
}

impl Setting for bool {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn allowed() -> String {
        "true or false".to_owned()
    }
}

impl Setting for PathBuf {
    fn read(text: &str) -> Option<Self> {
        (!text.is_empty() && !text.contains('\0')).then(|| text.into())
    }

    fn allowed() -> String {
        "a path".to_owned()
    }
}

impl Setting for TimeZone {
    fn read(text: &str) -> Option<Self> {
        TimeZone::get(text).ok()
    }

    fn allowed() -> String {
        "a name of the IANA time zone database (Africa/Nairobi)".to_owned()
    }
}

impl Setting for Language {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|language| Language::SPOKEN.contains(language))
    }

    fn allowed() -> String {
        let spoken: Vec<_> = Language::SPOKEN.iter().map(Language::as_str).collect();
        format!("a language of our own messages: {}", spoken.join(", "))
    }
}

impl<T: Setting> Setting for Option<T> {
    const SECRET: bool = T::SECRET;

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { T::read(text).map(Some) }
    }

    fn allowed() -> String {
        format!("nothing, or {}", T::allowed())
    }

    fn shown(text: &str) -> String {
        T::shown(text)
    }
}

impl<T: Setting> Setting for Vec<T> {
    const LIST: bool = true;
    const SECRET: bool = T::SECRET;

    fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        text.split(',').map(|item| T::read(item.trim())).collect()
    }

    fn allowed() -> String {
        format!("any number of these: {}", T::allowed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_to_its_range() {
        assert_eq!(Whole::<1, 10>::read("10").map(Whole::get), Some(10));
        for text in ["0", "11", "-1", "1.5", "", "ten", "99999999999"] {
            assert_eq!(Whole::<1, 10>::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_mistyped_level_is_not_taken_for_a_module() {
        assert!(LogFilter::read("info").is_some());
        assert!(LogFilter::read("warn, fingertip::search=debug").is_some());
        for text in ["", "inof", "fingertip", "=info", "fingertip=loud", "info,", "3"] {
            assert_eq!(LogFilter::read(text), None, "{text}");
        }
    }

    #[test]
    fn an_origin_is_a_place_and_not_a_page() {
        for text in ["https://trade.example", "http://localhost:3000", "http://[::1]:8080", "https://[::1]"] {
            assert!(WebOrigin::read(text).is_some(), "{text}");
        }
        for text in
            ["trade.example", "https://trade.example/", "https://*.example", "https://a@b", "https://", "https://a:0", "null"]
        {
            assert_eq!(WebOrigin::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_collector_is_reached_without_tls() {
        let collector = CollectorUrl::read("http://127.0.0.1:4318/").expect("a good address");
        assert_eq!(collector.traces(), "http://127.0.0.1:4318/v1/traces");
        assert_eq!(CollectorUrl::read("https://collector.example"), None);
    }
}
