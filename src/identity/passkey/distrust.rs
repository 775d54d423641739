//! Why an answer of an authenticator is not believed. The log says which; whoever sent it is told that it was not.

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// It is longer than anything an authenticator makes.
    TooLong,
    /// It is not JSON as the browser or the phone writes it.
    Malformed,
    /// It answers a challenge that was never given, or was replaced by another.
    ChallengeUnknown,
    /// It answers a challenge that was answered before.
    ChallengeUsed,
    /// It answers a challenge of more than five minutes ago.
    ChallengeExpired,
    /// It answers a challenge that was given to another device, or for another purpose.
    ChallengeForeign,
    /// It was made for registering where signing in was asked for, or the other way round.
    Type,
    /// It was made on a page or in an app that is not ours.
    Origin,
    /// It was made in a frame of somebody else's page.
    CrossOrigin,
    /// It was made for another relying party.
    RelyingParty,
    /// Nobody touched the authenticator.
    PresenceMissing,
    /// The authenticator did not make sure of the person, and had to.
    VerificationMissing,
    /// The authenticator's data is cut short, or goes on after its end.
    AuthenticatorData,
    /// It is no CBOR, or not of the shape it has to have.
    Cbor,
    /// It is attested in a form that we did not ask for.
    Attestation,
    /// The key is of an algorithm that we did not offer.
    Algorithm,
    /// The parts of the key do not fit its algorithm.
    Key,
    /// It says that it is backed up and cannot be, or changed whether it can be.
    Backup,
    /// Somebody has a passkey of that name already.
    CredentialTaken,
    /// Nobody has a passkey of that name.
    CredentialUnknown,
    /// The passkey belongs to somebody else than it says.
    UserHandle,
    /// The passkey did not sign it.
    Signature,
    /// The authenticator signed less often than before: somebody may have a copy of the key.
    CounterWentBack,
}

impl Distrust {
    /// Returns the word of the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::Malformed => "malformed",
            Self::ChallengeUnknown => "challenge-unknown",
            Self::ChallengeUsed => "challenge-used",
            Self::ChallengeExpired => "challenge-expired",
            Self::ChallengeForeign => "challenge-foreign",
            Self::Type => "type",
            Self::Origin => "origin",
            Self::CrossOrigin => "cross-origin",
            Self::RelyingParty => "relying-party",
            Self::PresenceMissing => "presence-missing",
            Self::VerificationMissing => "verification-missing",
            Self::AuthenticatorData => "authenticator-data",
            Self::Cbor => "cbor",
            Self::Attestation => "attestation",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::Backup => "backup",
            Self::CredentialTaken => "credential-taken",
            Self::CredentialUnknown => "credential-unknown",
            Self::UserHandle => "user-handle",
            Self::Signature => "signature",
            Self::CounterWentBack => "counter-went-back",
        }
    }
}
