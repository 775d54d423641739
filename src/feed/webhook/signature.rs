//! How an event that is sent is signed: Standard Webhooks, with the instant in what is signed, so that nobody sends it again later (rows
//! OUT-02, OUT-03, OUT-09).

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::{Engine, prelude::BASE64_STANDARD};
use vocabulary::Timestamp;

use crate::{
    audit::SigningKey,
    platform::{fault::Fault, random, secret::Secret},
};

/// How many bytes a secret of an endpoint has.
const SECRET_BYTES: usize = 32;

/// What a receiver verifies with that cannot verify by our public key.
pub struct EndpointSecret(Secret<Vec<u8>>);

impl EndpointSecret {
    /// Draws one.
    ///
    /// # Errors
    /// Faults when the system has no randomness.
    pub fn draw() -> Result<EndpointSecret, Fault> {
        Ok(EndpointSecret(Secret::new(random::bytes::<SECRET_BYTES>()?.to_vec())))
    }

    /// Takes one that was kept.
    pub fn kept(bytes: Secret<Vec<u8>>) -> EndpointSecret {
        EndpointSecret(bytes)
    }

    /// Returns its bytes, to seal them.
    pub fn reveal(&self) -> &[u8] {
        self.0.reveal()
    }

    /// Writes it as receivers are given it.
    pub fn shown(&self) -> String {
        format!("whsec_{}", BASE64_STANDARD.encode(self.reveal()))
    }
}

/// Writes our public key as receivers are given it.
pub fn shown_key(key: &SigningKey) -> String {
    format!("whpk_{}", BASE64_STANDARD.encode(key.public().as_bytes()))
}

/// The headers that go with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headers {
    /// `webhook-id`: the same with every try.
    pub id: String,
    /// `webhook-timestamp`: the second of this try.
    pub timestamp: String,
    /// `webhook-signature`: one for each key and secret that holds now, parted by spaces.
    pub signature: String,
}

/// Signs a body that is sent at an instant, by each secret that holds and by our key.
///
/// # Errors
/// Faults when the system cannot sign.
pub fn sign_all(
    (id, body): (&str, &str),
    at: Timestamp,
    secrets: &[EndpointSecret],
    key: Option<&SigningKey>,
) -> Result<Headers, Fault> {
    let timestamp = at.as_second().to_string();
    let signed = format!("{id}.{timestamp}.{body}");
    let by_secret = |secret: &EndpointSecret| {
        let tag = sign(&Key::new(HMAC_SHA256, secret.reveal()), signed.as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(tag))
    };
    let mut signatures: Vec<String> = secrets.iter().map(by_secret).collect();
    if let Some(key) = key {
        let signature = key.sign(signed.as_bytes()).map_err(Fault::while_("signing a customs event that is sent"))?;
        signatures.push(format!("v1a,{}", BASE64_STANDARD.encode(signature)));
    }
    Ok(Headers { id: id.to_owned(), timestamp, signature: signatures.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let secret = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
        let secrets = [EndpointSecret::kept(Secret::new(secret))];
        let at = Timestamp::from_second(1_614_265_330).expect("an instant");
        let headers = sign_all(("msg_p5jXN8AQM9LWM0D4loKWxJek", r#"{"test": 2432232314}"#), at, &secrets, None);
        assert_eq!(headers.expect("no key is asked").signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
