//! The types of the settings about files, and what they need of one another.

use super::{Config, problem::Problem, setting::Setting};

/// Where a scanner listens: a name or an address, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannerAddress(Box<str>);

impl ScannerAddress {
    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for ScannerAddress {
    fn read(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        let is_name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        let is_v6 = host.starts_with('[') && host.ends_with(']') && host[1..host.len() - 1].parse::<std::net::Ipv6Addr>().is_ok();
        let is_port = port.parse::<u16>().is_ok_and(|port| port != 0);
        ((is_name || is_v6) && is_port).then(|| ScannerAddress(text.into()))
    }

    fn allowed() -> String {
        "a name or an address, a colon and a port (127.0.0.1:3310)".to_owned()
    }
}

/// Notes what a bucket that was named lacks.
pub(super) fn check(config: &Config, problems: &mut Vec<Problem>) {
    let files = &config.files;
    if files.s3_bucket.is_none() {
        return;
    }
    for (name, is_missing) in [
        ("files.s3_access_key_id", files.s3_access_key_id.is_none()),
        ("files.s3_secret_key", files.s3_secret_key.is_none()),
        ("files.clamd", files.clamd.is_none()),
    ] {
        if is_missing {
            problems.push(Problem::Missing { name, because: "files.s3_bucket" });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_listens_somewhere() {
        for text in ["127.0.0.1:3310", "clamd.internal:3310", "[::1]:3310"] {
            assert_eq!(ScannerAddress::read(text).map(|address| address.as_str().to_owned()).as_deref(), Some(text));
        }
        for text in ["", "3310", ":3310", "clamd", "clamd:", "clamd:0", "clamd:70000", "tcp://clamd:3310", "[x]:1", "a b:1"] {
            assert_eq!(ScannerAddress::read(text), None, "{text}");
        }
    }
}
