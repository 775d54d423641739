//! What is written to files is encrypted: it holds keys of payments, PINs of enquiries and what people wrote. The key lies in the phone's
//! safe, so that a copy of the files, in a backup or from a lost phone, says nothing. Row SEC-MOB-01.

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use crate::{
    error::FingertipError,
    host::{HostServices, TokenStore},
};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Encrypts and decrypts records (XChaCha20-Poly1305, a random nonce for each).
pub struct Seal(XChaCha20Poly1305);

impl Seal {
    /// Takes the key out of the safe. Where there is none, one is drawn and saved first.
    ///
    /// # Errors
    /// When the safe cannot be opened now: what was written before must not be taken for lost then.
    pub fn open(host: &HostServices) -> Result<Seal, FingertipError> {
        let failed = |failure| FingertipError::host("tokens", &failure);
        let kept = host.tokens.load(<dyn TokenStore>::JOURNAL_KEY).map_err(failed)?;
        let kept = kept.and_then(|text| STANDARD.decode(text).ok()).filter(|key| key.len() == KEY_BYTES);
        let key = match kept {
            Some(key) => key,
            None => {
                let key = host.entropy.bytes(KEY_BYTES);
                host.tokens.save(<dyn TokenStore>::JOURNAL_KEY, &STANDARD.encode(&key)).map_err(failed)?;
                key
            }
        };
        let cipher = XChaCha20Poly1305::new_from_slice(&key);
        cipher
            .map(Seal)
            .map_err(|_| FingertipError::HostCallback { place: "entropy".to_owned(), detail: "gave too few bytes".to_owned() })
    }

    /// Encrypts, for a file of that name.
    pub fn seal(&self, name: &str, plain: &[u8], host: &HostServices) -> Result<Vec<u8>, FingertipError> {
        let nonce = host.entropy.bytes(NONCE_BYTES);
        let failed = || FingertipError::internal("could not encrypt a record");
        let sealed = self.0.encrypt(&nonce_of(&nonce).ok_or_else(failed)?, Payload { msg: plain, aad: name.as_bytes() });
        Ok([nonce, sealed.map_err(|_| failed())?].concat())
    }

    /// Decrypts; nothing where it was not encrypted with this key, for this file.
    pub fn unseal(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        self.0.decrypt(&nonce_of(nonce)?, Payload { msg: sealed, aad: name.as_bytes() }).ok()
    }
}

fn nonce_of(bytes: &[u8]) -> Option<XNonce> {
    <[u8; NONCE_BYTES]>::try_from(bytes).ok().map(XNonce::from)
}
