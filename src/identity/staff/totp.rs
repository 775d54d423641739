//! Codes of an authenticator app: six digits for each 30 seconds, from a secret that the app and we know. Source: RFC 6238.

use totp_rs::{Algorithm, Builder, Totp, TotpError};
use vocabulary::{PersonId, Timestamp};

use super::email::Email;
use crate::{
    identity::{code::Digits, key::Vault},
    platform::{fault::Fault, random, secret::Secret},
};

/// How long a code is shown. Apps know no other time.
const STEP_SECONDS: u64 = 30;
/// How many digits it has. Apps know no other number.
const DIGITS: u8 = 6;
/// By how many steps the clock of a phone may differ from ours, either way.
const SKEW_STEPS: u16 = 1;
/// The bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4).
const SECRET_BYTES: usize = 20;

/// The secret that an app and we know. It has no `Debug`.
pub struct TotpSecret(Secret<[u8; SECRET_BYTES]>);

/// What is stored is no secret of ours.
#[derive(Debug, thiserror::Error)]
#[error("is not {SECRET_BYTES} bytes")]
struct NotASecret;

impl TotpSecret {
    /// Draws a new one.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn draw() -> Result<TotpSecret, Fault> {
        random::bytes().map(|bytes| TotpSecret(Secret::new(bytes)))
    }

    /// Returns the address by which an app takes the secret over, as a QR code or by a link (`otpauth://totp/…`).
    ///
    /// # Errors
    /// Faults when the library refuses what we made.
    pub fn uri(&self, issuer: &str, email: &Email) -> Result<String, Fault> {
        const WRITING: &str = "writing the address of a TOTP secret";
        let builder = self.builder().with_issuer(Some(issuer)).with_account_name(email.reveal());
        builder.build().and_then(|totp| totp.to_url()).map_err(Fault::while_(WRITING))
    }

    /// Returns the time step of a code, where it is one of this moment, of the 30 seconds before or of those after. Whether that step's
    /// code was used before, the caller has to know: each is good once.
    ///
    /// # Errors
    /// Faults when the library refuses what we made.
    pub fn step_of(&self, code: &Digits, now: Timestamp) -> Result<Option<i64>, Fault> {
        let second = u64::try_from(now.as_second()).unwrap_or_default();
        let step = self.totp().map_err(Fault::while_("checking a TOTP code"))?.check(code.reveal(), second);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    /// Encrypts it for the account of a person, or for an activation: it opens there alone.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn seal(&self, vault: &Vault, of: &Of<'_>) -> Result<String, Fault> {
        vault.seal(&of.context(), self.0.reveal())
    }

    /// Opens what [`TotpSecret::seal`] made.
    ///
    /// # Errors
    /// Faults when it was made for another account or with another key.
    pub fn unseal(vault: &Vault, of: &Of<'_>, sealed: &str) -> Result<TotpSecret, Fault> {
        let opened = vault.unseal(&of.context(), sealed)?;
        let bytes = opened.reveal().as_slice().try_into().map_err(|_| NotASecret);
        bytes.map(|bytes| TotpSecret(Secret::new(bytes))).map_err(Fault::while_("reading a stored TOTP secret"))
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(SKEW_STEPS)
            .with_step_duration(STEP_SECONDS)
            .with_secret(self.0.reveal().to_vec())
    }

    fn totp(&self) -> Result<Totp, TotpError> {
        self.builder().build()
    }
}

/// Whose secret it is.
pub enum Of<'a> {
    /// An account's.
    Account(PersonId),
    /// That of an activation, by its id.
    Activation(&'a str),
    /// That which is to take the place of an account's.
    Renewal(PersonId),
}

impl Of<'_> {
    fn context(&self) -> String {
        match self {
            Of::Account(person) => format!("staff-totp:{person}"),
            Of::Activation(id) => format!("staff-enrolment:{id}"),
            Of::Renewal(person) => format!("staff-renewal:{person}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    fn secret() -> TotpSecret {
        TotpSecret(Secret::new(*b"12345678901234567890"))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn step_of(code: &str, second: i64) -> Option<i64> {
        secret().step_of(&code.parse().expect("six digits"), at(second)).expect("computed")
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(code, second), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_holds_in_its_own_step_and_the_two_beside_it() {
        // The code of step 1.
        for (second, found) in [(0, Some(1)), (30, Some(1)), (59, Some(1)), (60, Some(1)), (89, Some(1)), (90, None)] {
            assert_eq!(step_of("287082", second), found, "{second}");
        }
        assert_eq!(step_of("287083", 59), None);
    }

    #[test]
    fn a_secret_opens_for_its_own_account_alone() {
        let vault = Vault::of(&[7; 32]).expect("a key");
        let (own, other) = (Of::Account(PersonId::new(1)), Of::Account(PersonId::new(2)));
        let sealed = secret().seal(&vault, &own).expect("encrypted");
        assert!(!sealed.contains(&hex::encode(b"12345678901234567890")));
        assert!(TotpSecret::unseal(&vault, &own, &sealed).expect("its own").0.reveal() == secret().0.reveal());
        assert!(TotpSecret::unseal(&vault, &other, &sealed).is_err());
        assert!(TotpSecret::unseal(&vault, &Of::Activation("1"), &sealed).is_err());
    }

    #[test]
    fn an_app_is_told_whose_secret_it_is() {
        let email = "officer@customs.example".parse().expect("an address");
        let uri = secret().uri("trade.example", &email).expect("an address");
        assert!(
            uri.starts_with("otpauth://totp/trade.example:officer%40customs.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
        assert!(uri.contains("issuer=trade.example"), "{uri}");
    }
}
