//! Who is signed in.

use fingertip_sdk_core::{self as core, CodeRequested, FingertipError, SessionState, SignedOut};

/// Who is signed in. Nobody is ever signed out but by themselves or by the server's word.
#[derive(uniffi::Object)]
pub struct Session(pub(crate) core::Session);

#[uniffi::export]
impl Session {
    /// Has a code sent to a number.
    pub async fn request_code(&self, phone: String) -> Result<CodeRequested, FingertipError> {
        self.0.request_code(phone).await
    }

    /// Signs in with the code that the phone got.
    pub async fn sign_in(&self, phone: String, code: String, device_name: String) -> Result<SessionState, FingertipError> {
        self.0.sign_in(phone, code, device_name).await
    }

    /// Signs out: here at once, at the server if it can be reached.
    pub async fn sign_out(&self) -> Result<SignedOut, FingertipError> {
        self.0.sign_out().await
    }
}

#[uniffi::export]
impl Session {
    /// Returns whether somebody is signed in.
    pub fn state(&self) -> Result<SessionState, FingertipError> {
        self.0.state()
    }
}
