//! What the rules say no to.

use super::{
    email::{DisplayNameError, EmailError},
    password::PasswordError,
};
use crate::{identity::token::ProofRefusal, platform::refusal::Refusal};

/// Why somebody of the staff is not signed in, or an account is not begun, opened or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRefusal {
    /// The text is no e-mail address.
    Email,
    /// The text is no name.
    Name,
    /// The text cannot be a password.
    Password,
    /// The proof of the device's key does not hold; a new one may.
    Proof(ProofRefusal),
    /// There is no such activation token, or it was used, replaced, or is over.
    TokenUnknown,
    /// The token invites another address.
    EmailDiffers,
    /// There is an open account with that address.
    EmailTaken,
    /// There is staff already: they invite.
    StaffExists,
    /// The app is not set up: its code is not the one.
    CodeWrong,
    /// Address, password and second factor do not fit together. Nobody is told which.
    SignInWrong,
    /// Too many failed.
    SignInLater {
        /// After so many seconds it may be tried again.
        seconds: u64,
    },
    /// The sign-in has no second factor, or two.
    SecondFactorRequired,
    /// There is no such open account.
    AccountUnknown,
    /// No other app is being set up, or not any more.
    AppNotBegun,
    /// There is no identity provider to sign in by.
    OidcOff,
    /// The provider did not say, so that we believe it, that this is somebody of the staff.
    OidcRefused,
}

impl Refusal for StaffRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Email => "STAFF_EMAIL_INVALID",
            Self::Name => "STAFF_NAME_INVALID",
            Self::Password => "STAFF_PASSWORD_UNFIT",
            Self::Proof(refusal) => refusal.code(),
            Self::TokenUnknown => "STAFF_TOKEN_UNKNOWN",
            Self::EmailDiffers => "STAFF_EMAIL_DIFFERS",
            Self::EmailTaken => "STAFF_EMAIL_TAKEN",
            Self::StaffExists => "STAFF_EXISTS",
            Self::CodeWrong => "STAFF_CODE_WRONG",
            Self::SignInWrong => "STAFF_SIGN_IN_WRONG",
            Self::SignInLater { .. } => "STAFF_SIGN_IN_LATER",
            Self::SecondFactorRequired => "STAFF_SECOND_FACTOR_REQUIRED",
            Self::AccountUnknown => "STAFF_UNKNOWN",
            Self::AppNotBegun => "STAFF_APP_NOT_BEGUN",
            Self::OidcOff => "STAFF_OIDC_OFF",
            Self::OidcRefused => "STAFF_OIDC_REFUSED",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Proof(refusal) => refusal.facts(),
            Self::SignInLater { seconds } => vec![("seconds", seconds.to_string())],
            _ => Vec::new(),
        }
    }
}

impl From<ProofRefusal> for StaffRefusal {
    fn from(refusal: ProofRefusal) -> StaffRefusal {
        StaffRefusal::Proof(refusal)
    }
}

impl From<EmailError> for StaffRefusal {
    fn from(_: EmailError) -> StaffRefusal {
        StaffRefusal::Email
    }
}

impl From<DisplayNameError> for StaffRefusal {
    fn from(_: DisplayNameError) -> StaffRefusal {
        StaffRefusal::Name
    }
}

impl From<PasswordError> for StaffRefusal {
    fn from(_: PasswordError) -> StaffRefusal {
        StaffRefusal::Password
    }
}
