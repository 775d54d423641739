//! The phone that asks, known by the key it holds.

use std::{fmt, str::FromStr, sync::Arc};

/// The SHA-256 thumbprint of a device's public key (RFC 7638): 43 letters of base64url.
///
/// It names a key and proves nothing: that the caller holds the key is proven where sessions are made.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DeviceKey(Arc<str>);

/// A text that is not a thumbprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the SHA-256 thumbprint of a key (RFC 7638)")]
pub struct DeviceKeyError;

/// Whether a device has signed in with this number before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known of it.
    New,
    /// It has, so whatever strangers do from the same network or country does not stop it.
    Known,
}

impl DeviceKey {
    /// The letters that 32 bytes take.
    const LENGTH: usize = 43;

    /// Returns the thumbprint.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceKey {
    type Err = DeviceKeyError;

    fn from_str(text: &str) -> Result<Self, DeviceKeyError> {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (text.len() == Self::LENGTH && text.bytes().all(letter)).then(|| DeviceKey(text.into())).ok_or(DeviceKeyError)
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DeviceKey({}…)", &self.0[..6])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbprint_has_the_letters_of_32_bytes() {
        // The example of RFC 7638, section 3.1.
        assert!("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".parse::<DeviceKey>().is_ok());
        for text in ["", "NzbLsXh8uDCcd", "NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs", &"é".repeat(43)] {
            assert_eq!(text.parse::<DeviceKey>(), Err(DeviceKeyError), "{text}");
        }
    }
}
