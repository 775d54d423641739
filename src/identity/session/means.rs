//! By what means a session was begun: what it may do beyond what everybody may depends on it. Row SEC-OTP-04.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::audit::Code;

/// How somebody proved who they are when a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Means {
    /// With a code sent to a phone: one factor, which the owner of a number may lose to others.
    Phone,
    /// With a password and a code of an authenticator app (RFC 6238).
    StaffPasswordTotp,
    /// With a password and one of the recovery codes that stand in for the app.
    StaffPasswordRecovery,
    /// With a passkey that verified its user.
    Passkey,
    /// With a passkey whose user was present, and not verified.
    PasskeyPresence,
    /// By the identity provider of the office.
    Oidc,
    /// As a machine, with a secret or a signed statement (RFC 6749, 4.4).
    ClientCredentials,
}

/// A text that names no means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no means by which a session begins")]
pub struct MeansError;

impl Means {
    /// All of them.
    const ALL: [Means; 7] = [
        Means::Phone,
        Means::StaffPasswordTotp,
        Means::StaffPasswordRecovery,
        Means::Passkey,
        Means::PasskeyPresence,
        Means::Oidc,
        Means::ClientCredentials,
    ];
    /// Those that staff may sign in by.
    pub const STRONG: [Means; 4] = [Means::StaffPasswordTotp, Means::StaffPasswordRecovery, Means::Passkey, Means::Oidc];

    /// Returns whether staff may sign in by it.
    pub fn is_strong(self) -> bool {
        Self::STRONG.contains(&self)
    }

    /// Returns the word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Means::Phone => "phone",
            Means::StaffPasswordTotp => "staff-password-totp",
            Means::StaffPasswordRecovery => "staff-password-recovery",
            Means::Passkey => "passkey",
            Means::PasskeyPresence => "passkey-presence",
            Means::Oidc => "oidc",
            Means::ClientCredentials => "client-credentials",
        }
    }

    /// Returns the word as the audit log has it.
    pub fn code(self) -> Code {
        Code::named(self.as_str())
    }
}

impl FromStr for Means {
    type Err = MeansError;

    fn from_str(text: &str) -> Result<Means, MeansError> {
        Self::ALL.into_iter().find(|means| means.as_str() == text).ok_or(MeansError)
    }
}

impl fmt::Display for Means {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_means_is_read_as_it_is_kept_and_a_phone_alone_is_weak() {
        for means in Means::ALL {
            assert_eq!(means.to_string().parse(), Ok(means));
            let is_weak = matches!(means, Means::Phone | Means::PasskeyPresence | Means::ClientCredentials);
            assert_eq!(means.is_strong(), !is_weak, "{means}");
        }
        assert_eq!("sms".parse::<Means>(), Err(MeansError));
    }
}
