//! Where a push service takes messages for one app on one device. Whoever knows it can wake the device, so nothing prints it.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// The longest address: those of the push services there are have less than 700 bytes.
const BYTES_MAX: usize = 1_000;

/// An address of a device with its push service. That it is of a service that is taken is asked elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct PushAddress(Box<str>);

/// A text that is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the address of a device with a push service")]
pub struct PushAddressError;

impl PushAddress {
    /// Returns the address.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for PushAddress {
    type Err = PushAddressError;

    fn from_str(text: &str) -> Result<PushAddress, PushAddressError> {
        let is_address = (text.starts_with("https://") || text.starts_with("http://"))
            && text.len() <= BYTES_MAX
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_address.then(|| PushAddress(text.into())).ok_or(PushAddressError)
    }
}

impl fmt::Debug for PushAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PushAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_line_and_is_not_printed() {
        let address: PushAddress = "https://push.example/send/abc".parse().expect("an address");
        assert_eq!(address.reveal(), "https://push.example/send/abc");
        assert!(!format!("{address:?}").contains("abc"));
        for text in ["", "push.example", "ftp://push.example/", "https://push.example/a b", "https://push.example/\r\nx: y"] {
            assert_eq!(text.parse::<PushAddress>(), Err(PushAddressError), "{text}");
        }
        assert!(format!("https://push.example/{}", "x".repeat(BYTES_MAX)).parse::<PushAddress>().is_err());
    }
}
