//! Callbacks without a signature: the address is the secret, and what comes to it is a reason to ask. Row WHK-08.

use std::fmt;

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
};
use serde_json::Value;

use crate::{
    json,
    notice::{Envelope, NOTICE_BYTES_MAX, Notice, NoticeRefused, Told, Trust},
    transport::GatewayError,
};

/// How long the secret part of the address is at least: 128 bits in hexadecimal digits.
const TOKEN_CHARACTERS_MIN: usize = 32;

/// Where a provider calls back.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackAddress {
    base: String,
    token: String,
}

impl CallbackAddress {
    /// Takes the address of the route and the secret that is its last part.
    ///
    /// # Errors
    /// Refuses a secret of fewer than 32 letters and digits.
    pub fn new(base: &str, token: &str) -> Result<CallbackAddress, GatewayError> {
        let is_secret = token.len() >= TOKEN_CHARACTERS_MIN && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_secret {
            return Err(GatewayError::Setting("callback token"));
        }
        Ok(CallbackAddress { base: base.trim_end_matches('/').to_owned(), token: token.to_owned() })
    }

    /// Returns the whole address, as it is told to the provider alone.
    pub(super) fn url(&self) -> String {
        format!("{}/{}", self.base, self.token)
    }

    /// Takes a callback for a hint, if it came to the secret address. It tells nothing but that the provider is to be asked.
    pub(super) fn hint(&self, envelope: &Envelope<'_>, kind: &str) -> Result<(Notice, Value), NoticeRefused> {
        if envelope.body.len() > NOTICE_BYTES_MAX {
            return Err(NoticeRefused::TooLarge);
        }
        let token = envelope.token.ok_or(NoticeRefused::Unsigned)?;
        verify_slices_are_equal(token.as_bytes(), self.token.as_bytes()).map_err(|_| NoticeRefused::Forged)?;
        let body = json::read(envelope.body).map_err(|_| NoticeRefused::Unreadable)?;
        let notice = Notice {
            id: hex::encode(digest(&SHA256, envelope.body)),
            kind: kind.to_owned(),
            occurred_at: envelope.received_at,
            trust: Trust::Hint,
            told: Told::Other,
        };
        Ok((notice, body))
    }
}

impl fmt::Debug for CallbackAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CallbackAddress({}/…)", self.base)
    }
}
