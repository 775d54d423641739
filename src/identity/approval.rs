//! What a session alone does not allow: a person proves once more that it is they who want it, by a code or by a passkey. Rows ID-M1, SEC-PAY-03,
//! SEC-PII-02.

use vocabulary::{PersonId, SessionId, Timestamp};

use super::{
    code::{self, Amount, Digits},
    passkey::{self, Options, PasskeyRefusal, Passkeys},
    sign_in::{Phones, SignInRefusal},
};
use crate::platform::{fault::Fault, refusal::Refusal};

/// How a person proves it.
#[derive(Clone, Copy)]
pub enum Approval<'a> {
    /// By a code that was sent to their number for this.
    Code(&'a Digits),
    /// By what a passkey of theirs signed for this.
    Passkey(&'a str),
}

/// What a person approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approved {
    /// That they are forgotten.
    Erasure,
    /// A payment.
    Payment {
        /// How much it comes to: a code is bound to it.
        amount: Amount,
        /// The digest of all that makes it this payment and no other: a passkey signs it.
        terms: [u8; 32],
    },
}

/// Why something is not approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotApproved {
    /// The code does not prove it.
    Code(SignInRefusal),
    /// The passkey does not prove it.
    Passkey(PasskeyRefusal),
}

/// Believes what people prove. Cheap to clone.
#[derive(Clone)]
pub struct Approvals {
    phones: Phones,
    passkeys: Passkeys,
}

impl Approvals {
    /// Believes codes sent to phones, and passkeys.
    pub(super) fn new(phones: Phones, passkeys: Passkeys) -> Approvals {
        Approvals { phones, passkeys }
    }

    /// Says what an authenticator has to be asked: it has to make sure of the person (a finger, a face, a PIN).
    ///
    /// # Errors
    /// Refuses a device that is too new, and a person without passkeys. Faults when the database cannot be reached.
    pub async fn begin(
        &self,
        caller: (PersonId, SessionId),
        what: Approved,
        now: Timestamp,
    ) -> Result<Result<Options, PasskeyRefusal>, Fault> {
        self.passkeys.begin_approval(caller, what.of_passkey(), now).await
    }

    /// Believes that the caller approves something. A code and a challenge are used up by it.
    ///
    /// # Errors
    /// Refuses as [`NotApproved`] says. Faults when the database cannot keep it.
    pub async fn approve(
        &self,
        caller: (PersonId, SessionId),
        (by, what): (Approval<'_>, Approved),
        now: Timestamp,
    ) -> Result<Result<(), NotApproved>, Fault> {
        Ok(match by {
            Approval::Code(code) => {
                self.phones.approve(caller, what.of_code(), code, now).await?.map(drop).map_err(NotApproved::Code)
            }
            Approval::Passkey(credential) => {
                self.passkeys.approve(caller, what.of_passkey(), credential, now).await?.map_err(NotApproved::Passkey)
            }
        })
    }
}

impl Approved {
    fn of_code(self) -> code::Purpose {
        match self {
            Approved::Erasure => code::Purpose::Erase,
            Approved::Payment { amount, .. } => code::Purpose::Pay(amount),
        }
    }

    fn of_passkey(self) -> passkey::Purpose {
        match self {
            Approved::Erasure => passkey::Purpose::Erase,
            Approved::Payment { terms, .. } => passkey::Purpose::Pay(terms),
        }
    }
}

impl From<PasskeyRefusal> for NotApproved {
    fn from(refusal: PasskeyRefusal) -> NotApproved {
        NotApproved::Passkey(refusal)
    }
}

impl Refusal for NotApproved {
    fn code(&self) -> &'static str {
        match self {
            Self::Code(refusal) => refusal.code(),
            Self::Passkey(refusal) => refusal.code(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Code(refusal) => refusal.facts(),
            Self::Passkey(refusal) => refusal.facts(),
        }
    }
}
